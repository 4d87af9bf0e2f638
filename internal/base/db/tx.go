package db

import (
	"context"
	"database/sql"
	"errors"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/errs"
	"lianban/internal/base/id"
)

// Tx is a transaction of one centre. It has one instant: everything written in it carries the same time.
type Tx struct {
	Ctx    context.Context
	Centre int64
	Now    clock.Instant

	run   runner
	ids   *id.Maker
	keys  *crypt.Keys
	after []func()
	write bool
	torn  bool // the engine has given the transaction up: nothing more may be asked of it
}

// begin makes it ready for its first or its next try.
func (t *Tx) begin(on runner) { t.run, t.after, t.torn = on, nil, false }

// runner runs a registered statement on an open transaction of one engine.
type runner interface {
	exec(ctx context.Context, s *Stmt, args []any) (sql.Result, error)
	query(ctx context.Context, s *Stmt, args []any) (*sql.Rows, error)
	synchronous(ctx context.Context) (string, error)
}

// Scan reads the columns of one row into dest.
type Scan func(dest ...any) error

// NewID makes an id for a row.
func (t *Tx) NewID() int64 { return t.ids.Next() }

// Token makes a public reference.
func (t *Tx) Token() string { return t.ids.Token() }

// Bytes are n random bytes.
func (t *Tx) Bytes(n int) []byte { return t.ids.Bytes(n) }

// Keys are the installation's keys; nil when the store was opened without.
func (t *Tx) Keys() *crypt.Keys { return t.keys }

// Today is the centre's day at the transaction's instant.
func (t *Tx) Today() clock.Day { return t.Now.Day() }

// After registers what is done once the transaction is committed: screens, streams, caches. It never runs for a
// transaction that failed.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

// Exec runs a statement that gives no rows and tells how many rows it touched.
func (t *Tx) Exec(s *Stmt, args ...any) (int64, error) {
	if err := s.check(args); err != nil {
		return 0, err
	}
	if !t.write {
		return 0, errors.New("db: " + s.Name + " writes in a reading transaction")
	}
	if t.torn {
		return 0, errTorn
	}
	r, err := t.run.exec(t.Ctx, s, args)
	if err != nil {
		return 0, t.refused(s, err)
	}
	return r.RowsAffected()
}

// refused names the statement. Without room or with a faulty disk SQLite rolls the whole transaction back by itself, and what
// ran after that would stand alone.
func (t *Tx) refused(s *Stmt, err error) error {
	if err == nil {
		return nil
	}
	if k := KindOf(err); k == Full || k == DiskFault {
		t.torn = true
	}
	return fail(s, err)
}

// Must1 runs a statement that has to touch exactly one row; anything else is a Conflict: the world has moved on.
func (t *Tx) Must1(s *Stmt, args ...any) error {
	n, err := t.Exec(s, args...)
	if err == nil && n != 1 {
		return errs.New(errs.Conflict, "error.conflict")
	}
	return err
}

// One reads the only row of a statement. No row is errs.NotFound.
func One[T any](t *Tx, s *Stmt, scan func(Scan) (T, error), args ...any) (T, error) {
	v, found, err := Find(t, s, scan, args...)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return v, err
}

// Find reads the first row of a statement and tells whether there was one.
func Find[T any](t *Tx, s *Stmt, scan func(Scan) (T, error), args ...any) (v T, found bool, err error) {
	err = each(t, s, args, func(row Scan) error {
		if !found {
			found = true
			v, err = scan(row)
		}
		return err
	})
	return v, found, err
}

// Rows reads every row of a statement.
func Rows[T any](t *Tx, s *Stmt, scan func(Scan) (T, error), args ...any) (all []T, err error) {
	err = each(t, s, args, func(row Scan) error {
		v, err := scan(row)
		if err == nil {
			all = append(all, v)
		}
		return err
	})
	return all, err
}

// Value is the scanner of a statement with one column.
func Value[T any](row Scan) (v T, err error) {
	err = row(&v)
	return v, err
}

func each(t *Tx, s *Stmt, args []any, f func(Scan) error) error {
	if err := s.check(args); err != nil {
		return err
	}
	if t.torn {
		return errTorn
	}
	rows, err := t.run.query(t.Ctx, s, args)
	if err != nil {
		return t.refused(s, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return fail(s, err)
		}
	}
	return t.refused(s, rows.Err())
}
