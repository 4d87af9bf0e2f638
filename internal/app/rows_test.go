//go:build matrix

package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/config"
	"lianban/internal/base/db"
)

// rows looks at the tables beside the house, past every service, and puts them back as they were.
type rows struct {
	t      testing.TB
	engine db.Engine
	pool   *sql.DB
	conn   *sql.Conn
	tables []string
	keep   bool  // the answers kept under the ids of commands outlive what is put back
	seen   int64 // the version of the data when it was last looked at
}

// shot is every row of every table, in the order of its text.
type shot map[string][]row

type row struct {
	text   string
	values []any
}

// besides opens a connection of its own. The answers kept under the ids of commands are not what commands do.
func besides(t testing.TB, c config.Config) *rows {
	t.Helper()
	r := &rows{t: t, engine: db.SQLite}
	driver, at := "sqlite", "file:"+filepath.Join(c.Data, "lianban.db")+"?_pragma=busy_timeout(10000)"
	list := "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'goose%'"
	if c.Database != "" {
		r.engine, driver, at = db.Postgres, "pgx", c.Database
		list = "select tablename from pg_tables where schemaname = 'public' and tablename not like 'goose%'"
	}
	var err error
	r.pool, err = sql.Open(driver, at)
	r.must(err)
	r.conn, err = r.pool.Conn(context.Background())
	r.must(err)
	if r.engine == db.Postgres {
		r.exec("set session_replication_role = replica") // rows go back whatever refers to them
	}
	for _, v := range r.query(list) {
		if name := fmt.Sprint(v[0]); name != "db_command" {
			r.tables = append(r.tables, name)
		}
	}
	slices.Sort(r.tables)
	if len(r.tables) < 40 {
		t.Fatalf("only %d tables", len(r.tables))
	}
	r.still()
	return r
}

func (r *rows) close() {
	_ = r.conn.Close()
	_ = r.pool.Close()
}

func (r *rows) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rows) exec(q string, args ...any) {
	r.t.Helper()
	_, err := r.conn.ExecContext(context.Background(), q, args...)
	r.must(err)
}

func (r *rows) query(q string, args ...any) (out [][]any) {
	r.t.Helper()
	all, err := r.conn.QueryContext(context.Background(), q, args...)
	r.must(err)
	defer all.Close()
	columns, err := all.Columns()
	r.must(err)
	for all.Next() {
		v, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range v {
			at[i] = &v[i]
		}
		r.must(all.Scan(at...))
		out = append(out, v)
	}
	r.must(all.Err())
	return out
}

// one is the only value of a query.
func (r *rows) one(q string, args ...any) int64 {
	r.t.Helper()
	all := r.query(q, args...)
	if len(all) == 0 {
		r.t.Fatalf("no row: %s %v", q, args)
	}
	n, ok := all[0][0].(int64)
	if !ok {
		r.t.Fatalf("%s gave %v", q, all[0][0])
	}
	return n
}

// still tells whether nothing at all was written since the last look, at the price of one number.
func (r *rows) still() bool {
	r.t.Helper()
	look := "pragma data_version"
	if r.engine == db.Postgres { // grows with every transaction of the cluster that writes
		look = "select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)"
	}
	now := r.one(look)
	was := r.seen
	r.seen = now
	return now == was
}

// shoot reads every row.
func (r *rows) shoot() shot {
	r.t.Helper()
	out := shot{}
	for _, table := range r.tables {
		all := []row{}
		for _, v := range r.query("select * from " + table) {
			all = append(all, row{told(table, v), v})
		}
		slices.SortFunc(all, func(a, b row) int { return strings.Compare(a.text, b.text) })
		out[table] = all
	}
	return out
}

// told is a row as text. When a session or machine was last heard of is in none of them: hearing is not doing.
func told(table string, v []any) string {
	if at, noted := map[string]int{"identity_session": 7, "identity_device": 8}[table]; noted {
		v = slices.Delete(slices.Clone(v), at, at+1)
	}
	var b []byte
	for _, one := range v {
		switch one := one.(type) {
		case int64:
			b = strconv.AppendInt(b, one, 10)
		case string:
			b = append(b, one...)
		default:
			b = fmt.Appendf(b, "%#v", one)
		}
		b = append(b, 0) // in no value
	}
	return string(b)
}

// differ names the tables whose rows differ, with how many rows more there are.
func (s shot) differ(o shot) (out []string) {
	for table, all := range s {
		if !slices.EqualFunc(all, o[table], func(a, b row) bool { return a.text == b.text }) {
			out = append(out, fmt.Sprintf("%s%+d", table, len(o[table])-len(all)))
		}
	}
	slices.Sort(out)
	return out
}

// back makes the rows what they were.
func (r *rows) back(to, from shot) {
	r.t.Helper()
	if r.engine == db.SQLite {
		r.exec("pragma foreign_keys = off")
		r.exec("begin immediate")
	} else {
		r.exec("begin")
	}
	for table, all := range to {
		if slices.EqualFunc(all, from[table], func(a, b row) bool { return a.text == b.text }) {
			continue
		}
		r.exec("delete from " + table)
		for _, one := range all {
			marks := make([]string, len(one.values))
			for i := range marks {
				marks[i] = fmt.Sprintf("$%d", i+1)
			}
			r.exec("insert into "+table+" values ("+strings.Join(marks, ", ")+")", one.values...)
		}
	}
	if !r.keep {
		r.exec("delete from db_command")
	}
	r.exec("commit")
	r.still()
}
