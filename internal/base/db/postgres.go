package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"lianban/internal/base/errs"
)

// pg is the PostgreSQL store.
type pg struct {
	opt    Options
	db     *sql.DB
	guard  *sql.Conn // holds the lock that refuses a second process
	broken chan struct{}
}

// lockNumber names Lianban among the advisory locks of a database.
const lockNumber = 0x6c69616e // "lian"

func openPostgres(ctx context.Context, o Options) (*pg, error) {
	db, err := sql.Open("pgx", o.Database)
	if err != nil {
		return nil, err
	}
	n := max(16, 4*runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	db.SetConnMaxIdleTime(lease)
	s := &pg{opt: o, db: db, broken: make(chan struct{})}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (s *pg) open(ctx context.Context) (err error) {
	if s.guard, err = s.db.Conn(ctx); err != nil {
		return err
	}
	var mine bool
	if err := s.guard.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", lockNumber).Scan(&mine); err != nil {
		return err
	}
	if !mine {
		return errs.New(errs.Unavailable, "db.second_process", "dir", "PostgreSQL")
	}
	var commit, collate string
	if err := s.guard.QueryRowContext(ctx, "select current_setting('synchronous_commit'), datcollate from pg_database "+
		"where datname = current_database()").Scan(&commit, &collate); err != nil {
		return err
	}
	if commit != "on" && !s.opt.NoSync {
		return fmt.Errorf("db: refuses to run: synchronous_commit is %s, wants on", commit)
	}
	return migrate(ctx, s.db, Postgres)
}

func (s *pg) pool() *sql.DB           { return s.db }
func (s *pg) failed() <-chan struct{} { return s.broken }

// checkpoint lets the engine overwrite the rows that are dead.
func (s *pg) checkpoint(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "vacuum")
	return err
}

func (s *pg) close() error { return errors.Join(s.guard.Close(), s.db.Close()) }

// attempts is how often a transaction is tried when the engine says it may simply be repeated.
const attempts = 10

func (s *pg) write(ctx context.Context, tx *Tx, f func(*Tx) error) error {
	tx.Ctx = context.WithoutCancel(ctx)
	var err error
	for range attempts {
		err = s.once(tx, f, nil)
		if !errors.Is(err, errTwice) && KindOf(err) != Retry {
			break
		}
	}
	if k := KindOf(err); k == Retry || k == Away {
		return errs.New(errs.Unavailable, "error.unavailable").Cause(err)
	}
	return err
}

func (s *pg) read(ctx context.Context, tx *Tx, f func(*Tx) error) error {
	tx.Ctx = ctx
	return s.once(tx, f, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
}

func (s *pg) once(tx *Tx, f func(*Tx) error, o *sql.TxOptions) error {
	t, err := s.db.BeginTx(tx.Ctx, o)
	if err != nil {
		return errs.New(errs.Unavailable, "error.unavailable").Cause(err)
	}
	tx.begin(pgTx{t})
	if err := guard(tx, f); err != nil {
		return errors.Join(err, t.Rollback())
	}
	return t.Commit()
}

type pgTx struct{ tx *sql.Tx }

func (p pgTx) exec(ctx context.Context, s *Stmt, args []any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, s.Text(Postgres), args...)
}

func (p pgTx) query(ctx context.Context, s *Stmt, args []any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, s.Text(Postgres), args...)
}
