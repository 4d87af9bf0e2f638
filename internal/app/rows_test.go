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
	made   map[string]*sql.Stmt // the same few statements are asked for every request
	tables []string
	fields map[string][]string
	keep   bool  // the answers kept under the ids of commands outlive what is put back
	seen   int64 // the version of the data when it was last looked at
	shot   shot  // as the rows were at version taken; nil when this connection has changed them since
	taken  int64
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
	r := &rows{t: t, engine: db.SQLite, made: map[string]*sql.Stmt{}, fields: map[string][]string{}}
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
	r.shot = nil
	_, err := r.conn.ExecContext(context.Background(), q, args...)
	r.must(err)
}

// stmt prepares a statement once.
func (r *rows) stmt(q string) *sql.Stmt {
	r.t.Helper()
	s := r.made[q]
	if s == nil {
		var err error
		s, err = r.conn.PrepareContext(context.Background(), q)
		r.must(err)
		r.made[q] = s
	}
	return s
}

func (r *rows) run(q string, args ...any) {
	r.t.Helper()
	_, err := r.stmt(q).Exec(args...)
	r.must(err)
}

func (r *rows) query(q string, args ...any) (out [][]any) {
	r.t.Helper()
	all, err := r.stmt(q).Query(args...)
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
	now := r.version()
	was := r.seen
	r.seen = now
	return now == was
}

// version changes with everything that others write.
func (r *rows) version() int64 {
	r.t.Helper()
	if r.engine == db.Postgres { // grows with every transaction of the cluster that writes
		return r.one("select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)")
	}
	return r.one("pragma data_version")
}

// shoot reads every row, where something was written since it did so last.
func (r *rows) shoot() shot {
	r.t.Helper()
	now := r.version()
	if r.shot != nil && r.taken == now {
		return r.shot
	}
	out := shot{}
	for _, table := range r.tables {
		all := []row{}
		for _, v := range r.query("select * from " + table) {
			all = append(all, row{told(table, v), v})
		}
		slices.SortFunc(all, func(a, b row) int { return strings.Compare(a.text, b.text) })
		out[table] = all
	}
	r.shot, r.taken = out, now
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

// parted are the rows that only the one has, and those that only the other has. Both are sorted.
func parted(a, b []row) (onlyA, onlyB []row) {
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i].text < b[j].text:
			onlyA = append(onlyA, a[i])
			i++
		case i == len(a) || b[j].text < a[i].text:
			onlyB = append(onlyB, b[j])
			j++
		default:
			i, j = i+1, j+1
		}
	}
	return onlyA, onlyB
}

// columns are those of a table, in their order.
func (r *rows) columns(table string) []string {
	r.t.Helper()
	if r.fields[table] == nil {
		all, err := r.stmt("select * from " + table + " limit 0").Query()
		r.must(err)
		r.fields[table], err = all.Columns()
		r.must(err)
		r.must(all.Close())
	}
	return r.fields[table]
}

// back makes the rows what they were: what came goes, what went comes again.
func (r *rows) back(to, from shot) {
	r.t.Helper()
	if r.engine == db.SQLite {
		r.exec("pragma foreign_keys = off")
		r.exec("begin immediate")
	} else {
		r.exec("begin")
	}
	for table, all := range to {
		gone, new := parted(all, from[table])
		if len(gone)+len(new) == 0 {
			continue
		}
		marks := make([]string, len(append(gone, new...)[0].values))
		for i := range marks {
			marks[i] = fmt.Sprintf("$%d", i+1)
		}
		if r.engine == db.Postgres { // its types are not compared with what was read
			r.exec("delete from " + table)
			gone, new = all, nil
		}
		for _, one := range new {
			r.run("delete from "+table+" where ("+strings.Join(r.columns(table), ", ")+") is ("+strings.Join(marks, ", ")+")", one.values...)
		}
		for _, one := range gone {
			r.run("insert into "+table+" values ("+strings.Join(marks, ", ")+")", one.values...)
		}
	}
	if !r.keep {
		r.exec("delete from db_command")
	}
	r.exec("commit")
	r.still()
	r.shot, r.taken = to, r.seen
}
