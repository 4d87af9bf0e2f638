package db

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Engine is the kind of database under the store.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Stmt is a registered statement: a name for logs and tests, one text for both engines.
type Stmt struct {
	Name string
	SQL  string
	args int // the highest $n
	text map[Engine]string
}

var registry struct {
	sync.Mutex
	all map[string]*Stmt
}

var (
	dollar = regexp.MustCompile(`\$(\d+)`)
	ints   = regexp.MustCompile(`in @ints\(\$(\d+)\)`)
)

// Q registers a statement under its owner's name, such as "queue.find". It panics on a name given twice: statements are
// package variables, so this stops the start.
func Q(name, sql string) *Stmt {
	s := &Stmt{Name: name, SQL: sql, text: map[Engine]string{}}
	for _, m := range dollar.FindAllStringSubmatch(sql, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			s.args = max(s.args, n)
		}
	}
	for _, e := range []Engine{SQLite, Postgres} {
		s.text[e] = render(e, sql)
	}
	registry.Lock()
	defer registry.Unlock()
	if registry.all == nil {
		registry.all = map[string]*Stmt{}
	}
	if _, twice := registry.all[name]; twice {
		panic("db: statement registered twice: " + name)
	}
	registry.all[name] = s
	return s
}

// render turns the one text into an engine's: the macros, and ?n for SQLite, where $n would be bound by some drivers in
// order of appearance.
func render(e Engine, sql string) string {
	if e == Postgres {
		sql = strings.ReplaceAll(sql, "@skip", "for update skip locked")
		sql = strings.ReplaceAll(sql, "@lock", "for update")
		return ints.ReplaceAllString(sql, "in (select v::bigint from jsonb_array_elements_text($$$1::jsonb) v)")
	}
	sql = strings.ReplaceAll(sql, "@skip", "")
	sql = strings.ReplaceAll(sql, "@lock", "")
	sql = ints.ReplaceAllString(sql, "in (select value from json_each($$$1))")
	return dollar.ReplaceAllString(sql, "?$1")
}

// Text is the statement as that engine reads it.
func (s *Stmt) Text(e Engine) string { return s.text[e] }

// All lists every registered statement by name.
func All() []*Stmt {
	registry.Lock()
	defer registry.Unlock()
	out := make([]*Stmt, 0, len(registry.all))
	for _, s := range registry.all {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Stmt) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// check refuses a call whose arguments do not fit: one driver drops surplus arguments silently.
func (s *Stmt) check(args []any) error {
	if len(args) != s.args {
		return fmt.Errorf("db: %s wants %d arguments, got %d", s.Name, s.args, len(args))
	}
	return nil
}

// Ints writes a list of numbers in the form that @ints reads.
func Ints(ids []int64) string {
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(append(b, ']'))
}
