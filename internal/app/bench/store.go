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
	o := db.Options{Dir: filepath.Join(dir, "raw"), Clock: clock.Real{}, Log: silent()}
	if w.app.Store.Engine == db.Postgres {
		s, err := w.scratch[0].another(ctx)
		if err != nil {
			return err
		}
		w.scratch, o.Database = append(w.scratch, s), s.url
	}
	if w.raw, err = db.Open(ctx, o); err != nil || w.raw.Engine == db.Postgres {
		return err
	}
	o.Dir, o.Group = filepath.Join(dir, "single"), 1
	w.single, err = db.Open(ctx, o)
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
	pool  *sql.DB
	named *url.URL
	name  string
	url   string
}

func newScratch(ctx context.Context, named string) (*scratch, error) {
	u, err := url.Parse(named)
	if err != nil {
		return nil, err
	}
	return (&scratch{named: u}).another(ctx)
}

// another makes one more beside the same.
func (s *scratch) another(ctx context.Context) (*scratch, error) {
	own := *s.named
	out := &scratch{named: s.named, name: fmt.Sprintf("lianban_bench_%d", now())}
	own.Path = "/" + out.name
	out.url = own.String()
	var err error
	if out.pool, err = sql.Open("pgx", s.named.String()); err != nil {
		return nil, err
	}
	if _, err := out.pool.ExecContext(ctx, "create database "+out.name); err != nil {
		return nil, errors.Join(fmt.Errorf("bench: a database of our own is needed: %w", err), out.pool.Close())
	}
	return out, nil
}

func (s *scratch) drop(ctx context.Context) error {
	_, err := s.pool.ExecContext(ctx, "drop database "+s.name+" with (force)")
	return errors.Join(err, s.pool.Close())
}
