package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime/debug"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// rawCentre is the centre that the raw rows belong to; nobody looks at it.
const rawCentre = 99

// stores opens the stores that the platform is compared with.
func (w *world) stores(ctx context.Context, dir string) (err error) {
	if w.app.Store.Engine == db.Postgres {
		w.raw = w.app.Store // the lock of the database lets no second store in
		return nil
	}
	open := func(name string, group int) (*db.DB, error) {
		return db.Open(ctx, db.Options{Dir: filepath.Join(dir, name), Clock: clock.Real{}, Log: silent(), Group: group})
	}
	if w.raw, err = open("raw", 0); err != nil {
		return err
	}
	w.single, err = open("single", 1)
	return err
}

// describe writes down what is measured on.
func (r *run) describe(ctx context.Context, w *world) error {
	store := w.app.Store
	var err error
	if r.report.Synchronous, err = store.Synchronous(ctx); err != nil {
		return err
	}
	module, ask := "modernc.org/sqlite", "select 'SQLite ' || sqlite_version()"
	if store.Engine == db.Postgres {
		module, ask = "github.com/jackc/pgx/v5", "select 'PostgreSQL ' || current_setting('server_version')"
	}
	if err := store.Pool().QueryRowContext(ctx, ask).Scan(&r.report.Engine); err != nil {
		return err
	}
	r.report.Driver = module
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == module {
				r.report.Driver += " " + m.Version
			}
		}
	}
	r.report.Rows, err = w.rows(ctx)
	return err
}

// rows tells how much there is when the measuring begins.
func (w *world) rows(ctx context.Context) (string, error) {
	out := ""
	for _, table := range []string{"queue_ticket", "casework_case", "catalog_item", "ledger_event"} {
		var n int
		if err := w.app.Store.Pool().QueryRowContext(ctx, "select count(*) from "+table).Scan(&n); err != nil {
			return "", err
		}
		out += fmt.Sprintf("%s %d, ", table, n)
	}
	return fmt.Sprintf("%s%d windows", out, connections+24), nil
}

// scratch is a database of our own beside the one that was named: what stands in that one is never touched.
type scratch struct {
	pool *sql.DB
	name string
	url  string
}

func newScratch(ctx context.Context, named string) (*scratch, error) {
	u, err := url.Parse(named)
	if err != nil {
		return nil, err
	}
	s := &scratch{name: fmt.Sprintf("lianban_bench_%d", now())}
	if s.pool, err = sql.Open("pgx", named); err != nil {
		return nil, err
	}
	if _, err := s.pool.ExecContext(ctx, "create database "+s.name); err != nil {
		return nil, errors.Join(fmt.Errorf("bench: a database of our own is needed: %w", err), s.pool.Close())
	}
	u.Path = "/" + s.name
	s.url = u.String()
	return s, nil
}

func (s *scratch) drop(ctx context.Context) error {
	_, err := s.pool.ExecContext(ctx, "drop database "+s.name+" with (force)")
	return errors.Join(err, s.pool.Close())
}
