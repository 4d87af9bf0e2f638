package app_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// matrix is the expected table, written from the measures: action, role, relation. What is not in it is no.
type matrix map[string]map[identity.Role]map[string]bool

// everyone and staff are the words of the table for many roles.
var everyone = append(append([]identity.Role{identity.Visitor}, roles...), identity.Duties...)

func expected(t testing.TB, rulebook *law.Rulebook) matrix {
	t.Helper()
	raw, err := os.ReadFile("../arch/testdata/rights.csv")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.Comment = '#'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	m := matrix{}
	for _, l := range lines[1:] {
		action, article := l[0], l[4]
		if !identity.Known(action) {
			t.Errorf("rights.csv: the permission table does not know %q", action)
		}
		if !rulebook.Has(law.Ref(article)) && !strings.HasPrefix(article, "GB/T ") {
			t.Errorf("rights.csv: %s rests on %q, which is no clause", action, article)
		}
		for _, role := range rolesOf(t, l[1]) {
			for relation := range strings.FieldsSeq(l[2]) {
				m.put(t, action, role, relation, l[3] == "yes")
			}
		}
	}
	return m
}

func rolesOf(t testing.TB, words string) []identity.Role {
	switch words {
	case "anyone":
		return everyone
	case "staff":
		return roles
	}
	var out []identity.Role
	for word := range strings.FieldsSeq(words) {
		if !slices.Contains(everyone, identity.Role(word)) {
			t.Errorf("rights.csv: no role %q", word)
		}
		out = append(out, identity.Role(word))
	}
	return out
}

func (m matrix) put(t testing.TB, action string, role identity.Role, relation string, yes bool) {
	if m[action] == nil {
		m[action] = map[identity.Role]map[string]bool{}
	}
	if m[action][role] == nil {
		m[action][role] = map[string]bool{}
	}
	if old, there := m[action][role][relation]; there && old != yes {
		t.Errorf("rights.csv contradicts itself: %s %s %s", action, role, relation)
	}
	m[action][role][relation] = yes
}

// allows tells what the table says: one no outweighs every yes. Whose term has run out may do what anybody may.
func (m matrix) allows(action string, a *asker, is []string) bool {
	role := a.role
	if a.gone {
		role = identity.Visitor
	}
	yes := false
	for relation, allowed := range m[action][role] {
		switch {
		case is[0] == "any":
			yes = yes || allowed
		case slices.Contains(is, relation) && !allowed:
			return false
		case slices.Contains(is, relation):
			yes = true
		}
	}
	return yes
}

// ever tells whether the table allows the role the action to anything.
func (m matrix) ever(action string, role identity.Role) bool {
	return slices.Contains(slices.Collect(maps.Values(m[action][role])), true)
}

// cell is one square of the table as it was asked: who asked what about which thing, and what came of it.
type cell struct {
	route, action, is, what string
	asker                   *asker
	want, got               bool
	seen                    string
}

func (c cell) key() string { return c.route + " | " + c.asker.String() + " | " + c.what + " " + c.is }

// square is the cell in the table of rights.
func (c cell) square() string {
	return fmt.Sprintf("%s | %s | %s: the table says %v", c.action, c.asker, c.is, map[bool]string{true: "yes", false: "no"}[c.want])
}

func (c cell) String() string {
	return fmt.Sprintf("%s (%s) | %s | %s: want %v, %s", c.route, c.action, c.asker, c.is, c.want, c.seen)
}

// tour asks every cell that is chosen of every route of the house.
type tour struct {
	w      *world
	m      matrix
	chosen func(rt web.Route, a *asker, th thing) bool
	each   func(c cell) bool // false ends the tour
	around func(send func()) // what is done around every request; nil = nothing
	n      int
	over   bool
}

func (r *tour) run() {
	r.w.t.Helper()
	for _, rt := range r.w.Site.Routes() {
		d, known := doors[rt.Method+" "+rt.Path]
		if rt.Action == "static" || strings.HasPrefix(rt.Path, "/planted/") {
			continue
		}
		if !known {
			r.w.t.Errorf("nothing says how to ask %s %s", rt.Method, rt.Path)
			continue
		}
		if r.m[rt.Action] == nil {
			r.w.t.Errorf("rights.csv has no line for %s of %s %s", rt.Action, rt.Method, rt.Path)
		}
		former := map[identity.Role]bool{}
		for _, th := range d.kind(d) {
			if r.about(rt, d, th, former); r.over {
				return
			}
		}
	}
}

// about asks everybody about one thing: those first who may not, for they must leave it as it is.
func (r *tour) about(rt web.Route, d door, th thing, former map[identity.Role]bool) {
	w := r.w
	who := slices.Clone(w.askers)
	action := th.action(rt)
	may := func(a *asker) bool { return r.m.allows(action, a, th.is(a)) }
	slices.SortStableFunc(who, func(a, b *asker) int {
		return map[bool]int{false: 0, true: 1}[may(a)] - map[bool]int{false: 0, true: 1}[may(b)]
	})
	var s scene
	var before shot
	for i, a := range who {
		// Once for each role is enough to see that its term has run out: about a thing that it might do it to.
		if a.gone && (former[a.role] || !r.m.allows(action, w.as(a.role), th.is(a))) || !r.chosen(rt, a, th) {
			continue
		}
		if a.gone {
			former[a.role] = true
		}
		if th.each || s == nil {
			w.reset()
			s, before = th.stage(w, th.place, a), nil
			w.staged = w.staged || !w.rows.still()
			// Where nobody may, any write at all is wrong; PostgreSQL tells of those of the whole cluster.
			if rt.Mutates && (slices.ContainsFunc(who, may) || w.rows.engine == db.Postgres) {
				before = w.rows.shoot()
			}
		}
		c := cell{route: rt.Method + " " + rt.Path, action: action, is: strings.Join(th.is(a), "+"), what: th.name, asker: a, want: may(a)}
		r.n++
		var got answer
		send := func() { got = w.send(w.request(a, rt.Method, d.path, d.body, s, fmt.Sprint("k", r.n, "-", i))) }
		if r.around == nil {
			send()
		} else {
			r.around(send)
		}
		r.judge(&c, rt, d, before, got)
		if !r.each(c) {
			r.over = true
			break
		}
	}
	w.reset()
}

// judge compares the answer, and what the rows say happened.
func (r *tour) judge(c *cell, rt web.Route, d door, before shot, a answer) {
	w := r.w
	c.got, c.seen = !a.refused() && (c.want || !a.unlawful()), fmt.Sprint(a.code)
	if c.got && a.code >= 400 {
		c.seen += " " + excerpt(a.body)
		c.got = c.got && (!c.want || d.still != "") // neither refused nor carried out is wrong either way
	}
	if w.rows.still() {
		if c.want && rt.Mutates && d.still == "" {
			c.got, c.seen = false, c.seen+", and nothing was done"
		}
		return
	}
	if before == nil && c.want && d.still != "" {
		w.staged = true
		return
	}
	if before == nil {
		c.got, c.seen = !c.want, c.seen+", and it wrote"
		w.staged = true
		return
	}
	now := w.rows.shoot()
	changed := before.differ(now)
	switch {
	case len(changed) == 0 && c.want && rt.Mutates && d.still == "":
		c.got, c.seen = false, c.seen+", and nothing was done"
	case len(changed) > 0 && !a.done():
		c.got, c.seen = !c.want, fmt.Sprint(c.seen, ", and yet it wrote ", changed)
	}
	if len(changed) > 0 {
		w.back(before, now)
	}
}

// excerpt is the beginning of a problem, for the report.
func excerpt(body string) string {
	if !strings.HasPrefix(body, "{") {
		return ""
	}
	return body[:min(len(body), 160)]
}

// reset makes the rows what they were in the morning.
func (w *world) reset() {
	w.t.Helper()
	if !w.staged && w.rows.still() {
		return
	}
	w.back(w.base, w.rows.shoot())
	w.staged = false
}

// back puts rows back and lets the house forget what it keeps of them.
func (w *world) back(to, from shot) {
	w.t.Helper()
	w.rows.back(to, from)
	if !slices.ContainsFunc(to.differ(from), func(table string) bool { return strings.HasPrefix(table, "calendar_") }) {
		return
	}
	for _, centre := range []int64{1, 2} {
		w.must(w.Store.Write(w.t.Context(), centre, func(tx *db.Tx) error {
			w.Calendar.Forget(tx)
			return nil
		}))
	}
}
