package db

import "context"

// Synchronous reads back, from a connection that writes, how safe an acknowledged write is: "full" on SQLite, "on" with
// "fsync on" on PostgreSQL, when everything is as it must be.
func (d *DB) Synchronous(ctx context.Context) (level string, err error) {
	err = d.Write(ctx, 0, func(tx *Tx) error {
		level, err = tx.run.synchronous(tx.Ctx)
		return err
	})
	return level, err
}

func (c *liteConn) synchronous(ctx context.Context) (level string, err error) {
	err = c.conn.QueryRowContext(ctx, "pragma synchronous").Scan(&level)
	for i, name := range []string{"off", "normal", "full", "extra"} {
		if level == string(rune('0'+i)) {
			level = name
		}
	}
	return level, err
}

func (p pgTx) synchronous(ctx context.Context) (level string, err error) {
	err = p.tx.QueryRowContext(ctx, "select current_setting('synchronous_commit') || ', fsync ' || current_setting('fsync')").Scan(&level)
	return level, err
}
