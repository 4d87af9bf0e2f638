package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// planRows is how many rows SQLite's planner reckons with in a table; planFew in an index of some rows only.
const (
	planRows = 1_000_000
	planFew  = 1_000
)

// guide tells SQLite's planner what it cannot know of a young database: every key begins with the centre, and nearly all
// rows are of the same one. Untold, it takes that column for a choice as good as any, reads `order by id` off the primary
// key, and walks through the whole table to find three rows of it.
func guide(ctx context.Context, pool *sql.DB) (err error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	lines, err := estimates(ctx, tx)
	if err != nil {
		return err
	}
	// The first makes the table of estimates, the last reads them into the schema.
	for _, s := range []string{"analyze db_command", "delete from sqlite_stat1"} {
		if _, err = tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	for _, l := range lines {
		if _, err = tx.ExecContext(ctx, "insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", l.table, l.index,
			l.stat); err != nil {
			return err
		}
	}
	if _, err = tx.ExecContext(ctx, "analyze sqlite_schema"); err != nil {
		return err
	}
	return tx.Commit()
}

type estimate struct{ table, index, stat string }

func estimates(ctx context.Context, tx *sql.Tx) (out []estimate, err error) {
	rows, err := tx.QueryContext(ctx, `select m.name, l.name, l."unique", l.partial, count(*) from sqlite_schema m,
		pragma_index_list(m.name) l, pragma_index_info(l.name) i where m.type = 'table' and m.name not like 'sqlite_%'
		group by 1, 2, 3, 4 order by 1, 2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e estimate
		var unique, partial bool
		var columns int
		if err := rows.Scan(&e.table, &e.index, &unique, &partial, &columns); err != nil {
			return nil, err
		}
		e.stat = estimated(columns, unique, partial)
		out = append(out, e)
	}
	return out, rows.Err()
}

// estimated is a line of sqlite_stat1: all rows, then how many there are to one value of the first column, of the first
// two, and so on.
func estimated(columns int, unique, partial bool) string {
	rows := planRows
	if partial {
		rows = planFew
	}
	out := []string{fmt.Sprint(rows), fmt.Sprint(rows)}
	for left, i := rows, 2; i <= columns; i++ {
		if left = max(left/1000, 2); unique && i == columns {
			left = 1
		}
		out = append(out, fmt.Sprint(left))
	}
	return strings.Join(out, " ")
}
