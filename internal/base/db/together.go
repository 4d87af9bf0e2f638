package db

import "context"

// together marks a context whose transactions are steps of one.
type together struct{ d *DB }

var (
	qStep     = &Stmt{Name: "db.step", text: map[Engine]string{SQLite: "savepoint step", Postgres: "savepoint step"}}
	qStepBack = &Stmt{Name: "db.step_back", text: map[Engine]string{SQLite: "rollback to step",
		Postgres: "rollback to savepoint step"}}
	qStepDone = &Stmt{Name: "db.step_done", text: map[Engine]string{SQLite: "release step",
		Postgres: "release savepoint step"}}
)

// Together runs f with a context in which every Write and Read of this store is a step of one transaction: for a first
// import of many thousand commands, which would otherwise wait for the disk as often. Each step has its own instant and
// its own refusal, which leaves nothing of it behind; it sees the steps before it; what was registered with After runs
// after the one commit. When f fails nothing has happened. f starts no goroutines with that context, and holds the only
// writer of SQLite while it runs: it is not for a hall that is open.
func (d *DB) Together(ctx context.Context, centre int64, f func(ctx context.Context) error) error {
	return d.Write(ctx, centre, func(tx *Tx) error {
		return f(context.WithValue(ctx, together{d}, tx))
	})
}

// step runs f as a step of the transaction of a Together. It tells whether there is one.
func (d *DB) step(ctx context.Context, centre int64, write bool, f func(*Tx) error) (bool, error) {
	outer, inside := ctx.Value(together{d}).(*Tx)
	if !inside {
		return false, nil
	}
	tx := d.tx(outer.Ctx, centre, write)
	tx.begin(outer.run)
	if !write {
		return true, guard(tx, f)
	}
	if _, err := tx.run.exec(tx.Ctx, qStep, nil); err != nil {
		return true, err
	}
	err := guard(tx, f)
	outer.torn = outer.torn || tx.torn
	if err != nil {
		if _, back := tx.run.exec(tx.Ctx, qStepBack, nil); back != nil {
			return true, back
		}
	} else {
		outer.after = append(outer.after, tx.after...)
	}
	if _, done := tx.run.exec(tx.Ctx, qStepDone, nil); done != nil {
		return true, done
	}
	return true, err
}
