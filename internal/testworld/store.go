// Package testworld is a small centre with named people for tests, on both engines, at a fixed time.
package testworld

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/id"
	"lianban/migrations"
)

// Monday is the instant at which the test world stands still: Monday 2026-11-23, 10:20, the hall is open.
const Monday = "2026-11-23 10:20"

// Stores runs a test once on each engine, with an empty store and a clock standing at Monday. Without PostgreSQL
// (LIANBAN_TEST_POSTGRES names a cluster) it fails where CI=true and skips that half, saying so, elsewhere.
func Stores(t *testing.T, f func(t *testing.T, d *db.DB, c *clock.Fixed)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			c := clock.At(Monday)
			f(t, Open(t, e, c), c)
		})
	}
}

// Open opens an empty store of that engine for the length of the test.
func Open(t testing.TB, e db.Engine, c clock.Clock) *db.DB {
	t.Helper()
	o := db.Options{Clock: c, IDs: id.New(c, 1, nil), Dir: t.TempDir(), Keys: Keys(t)}
	if e == db.Postgres {
		o.Database = Database(t)
	} else {
		place(t, o.Dir)
	}
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

var (
	madeOnce sync.Once
	empty    []byte // an empty, migrated SQLite store, made once for all tests of a package
)

// place puts an empty, migrated store into the folder.
func place(t testing.TB, dir string) {
	t.Helper()
	madeOnce.Do(func() {
		folder := t.TempDir()
		d, err := db.Open(t.Context(), db.Options{Clock: clock.Real{}, Dir: folder})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(d.Checkpoint(t.Context()), d.Close()); err != nil {
			t.Fatal(err)
		}
		if empty, err = os.ReadFile(filepath.Join(folder, file)); err != nil {
			t.Fatal(err)
		}
	})
	if len(empty) == 0 {
		t.Fatal("there is no empty store to copy")
	}
	if err := os.WriteFile(filepath.Join(dir, file), empty, 0o600); err != nil {
		t.Fatal(err)
	}
}

// file is where the store keeps its rows in its folder.
const file = "lianban.db"

// Keys makes keys for a test, of the suite that LIANBAN_TEST_SUITE names (intl when it names none).
func Keys(t testing.TB) *crypt.Keys {
	t.Helper()
	s := crypt.Intl
	if os.Getenv("LIANBAN_TEST_SUITE") == crypt.GM.Name() {
		s = crypt.GM
	}
	k, err := crypt.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var made atomic.Int64

// Database makes an empty, migrated database in the test cluster and gives its URL; it goes with the test.
func Database(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("LIANBAN_TEST_POSTGRES")
	if admin == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("LIANBAN_TEST_POSTGRES is not set: run `make test`")
		}
		t.Skip("no PostgreSQL: LIANBAN_TEST_POSTGRES is not set (make test sets it)")
	}
	pool, err := sql.Open("pgx", admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), made.Add(1))
	if _, err := pool.ExecContext(t.Context(), "create database "+name+" template "+template(t, pool, admin)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.ExecContext(context.Background(), "drop database if exists "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return at(t, admin, name)
}

// template is a migrated database that each test's own is copied from; it is named after the migrations.
func template(t testing.TB, pool *sql.DB, admin string) string {
	t.Helper()
	name := "template_" + digest(t)
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Packages are tested at the same time: one of them makes the template, the others wait.
	must(t, conn, "select pg_advisory_lock(20261124)")
	defer must(t, conn, "select pg_advisory_unlock(20261124)")
	var there bool
	if err := conn.QueryRowContext(t.Context(), "select exists(select 1 from pg_database where datname = $1)",
		name).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there {
		return name
	}
	must(t, conn, "drop database if exists "+name+"_new with (force)")
	must(t, conn, "create database "+name+"_new")
	d, err := db.Open(t.Context(), db.Options{Clock: clock.Real{}, Database: at(t, admin, name+"_new")})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	must(t, conn, "alter database "+name+"_new rename to "+name)
	return name
}

func must(t testing.TB, c *sql.Conn, sql string) {
	t.Helper()
	if _, err := c.ExecContext(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func digest(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		raw, err := fs.ReadFile(migrations.Files, n)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

func at(t testing.TB, admin, name string) string {
	t.Helper()
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + strings.TrimPrefix(name, "/")
	return u.String()
}
