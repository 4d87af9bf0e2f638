package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
)

// listing is a list of the API and what stands behind it: every row of both centres, with what it is to somebody.
type listing struct {
	action, path string
	ids          func(body []byte) []string
	sql          string // centre, id, and what naive needs
	is           func(a *asker, v []any) []string
}

// lists compares what everybody is shown with every row there is, filtered by the table of rights in the plainest way.
// covers: S-03
func lists(t *testing.T, w *world, m matrix) {
	w.reset()
	w.crowd()
	defer w.reset()
	w.staged = true
	compared := 0
	for _, l := range listings {
		all := w.rows.query(l.sql)
		if len(all) < 4 {
			t.Errorf("%s: only %d rows to filter", l.path, len(all))
		}
		for _, a := range w.askers {
			var want []string
			for _, v := range all {
				if m.allows(l.action, a, l.is(a, v)) {
					want = append(want, fmt.Sprint(v[1]))
				}
			}
			got := w.listed(l, a)
			slices.Sort(want)
			slices.Sort(got)
			compared++
			if !slices.Equal(got, want) {
				t.Errorf("%s %s is shown %d of %d rows: too many %v, missing %v", a, l.path, len(got), len(want), less(got, want), less(want, got))
			}
		}
	}
	t.Logf("%d lists compared", compared)
}

func less(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// crowd fills the tables: cases and findings of every place, word to many people.
func (w *world) crowd() {
	nobody := w.as(identity.Visitor)
	for _, p := range append(slices.Clone(places), twin) {
		for _, s := range []stage{accepting, aboutPlace(finding.Proposed), aboutClerk(finding.Proposed), notified(p.clerk), notified(firstPerson + 4)} {
			s(w, p, nobody)
			if _, busy := w.busy(p); busy {
				_, err := w.Queue.Finish(w.t.Context(), w.clerkOf(p), p.window)
				w.must(err)
			}
		}
	}
	for _, a := range w.askers {
		if a.person != 0 && !a.gone && a.person != own.clerk {
			aboutSelf(finding.Proposed)(w, own, a)
		}
	}
}

func (w *world) busy(p place) (int64, bool) {
	all := w.rows.query("select id from queue_ticket where centre_id = $1 and window_id = $2 and state in ('called', 'serving')", p.centre, p.window)
	return p.window, len(all) > 0
}

// listed gives the ids that somebody is shown, on every page.
func (w *world) listed(l listing, a *asker) (out []string) {
	for page := 1; page < 9; page++ {
		r := w.send(w.request(a, "GET", l.path+fmt.Sprint("&page=", page), "", scene{}, ""))
		if r.code != 200 {
			return out
		}
		ids := l.ids([]byte(r.body))
		if len(less(ids, out)) == 0 {
			return out
		}
		out = append(out, ids...)
	}
	return out
}

// under reads the ids of the list under that name; of the answer itself when it has none.
func under(name string) func([]byte) []string {
	type one struct {
		ID string `json:"id"`
	}
	return func(raw []byte) (out []string) {
		var all []one
		if name != "" {
			var body map[string]json.RawMessage
			if json.Unmarshal(raw, &body) == nil {
				raw = body[name]
			}
		}
		if err := json.Unmarshal(raw, &all); err != nil {
			return []string{err.Error()}
		}
		for _, v := range all {
			out = append(out, v.ID)
		}
		return out
	}
}

// at finds a place by its window; a thing of no window is the department's.
func at(centre, window, department any) place {
	for _, p := range append(slices.Clone(places), twin) {
		if fmt.Sprint(p.window) == fmt.Sprint(window) && fmt.Sprint(p.centre) == fmt.Sprint(centre) {
			return p
		}
	}
	return place{centre: centre.(int64), department: department.(int64)}
}

// owned is the relation of a row with centre, id, window, department and person.
func owned(a *asker, v []any) []string {
	p, person := at(v[0], v[2], v[3]), v[4].(int64)
	switch {
	case v[0].(int64) != 1:
		return []string{"other_centre"}
	case person != 0 && person == a.person:
		b := *a
		b.windows = nil // it is about them, whichever window they stood at
		return append(p.to(&b, v[3].(int64)), "self")
	case person != 0:
		return append(p.to(a, v[3].(int64)), "person")
	case p == twin && slices.Contains(a.windows, own.window):
		return []string{"item"}
	}
	return p.to(a, v[3].(int64))
}

func ofCentre(relations ...string) func(*asker, []any) []string {
	return func(_ *asker, v []any) []string {
		if v[0].(int64) != 1 {
			return []string{"other_centre"}
		}
		return relations
	}
}

var listings = []listing{
	{"case.read", "/api/v1/cases?size=200", under("cases"), "select centre_id, id, window_id, department_id, 0 from casework_case", owned},
	{"deadline.read", "/api/v1/deadlines?size=200", under("clocks"),
		"select centre_id, id, window_id, department_id, person_id from deadline_clock where ended_at = 0", owned},
	{"finding.read", "/api/v1/findings?limit=200", under("findings"),
		"select centre_id, id, window_id, department_id, person_id from finding_finding", owned},
	{"account.manage", "/api/v1/accounts?size=200", under(""), "select centre_id, id from identity_account", ofCentre("centre")},
	{"site.read", "/api/v1/items?size=200", under("items"), "select centre_id, id from catalog_item", ofCentre("open")},
	{"ledger.read", "/api/v1/trail?limit=500", under(""), "select centre_id, id from ledger_event order by centre_id, id desc limit 500",
		ofCentre("centre")},
	{"notice.own", "/api/v1/notices?limit=200", under(""), "select centre_id, id, audience from notice_notice", heard},
}

// heard is whether a notice is to somebody: to them, to a role they have, to the department they act for.
func heard(a *asker, v []any) []string {
	to := strings.Split(v[2].(string), ":")
	for _, mine := range []string{fmt.Sprint("person:", a.person), fmt.Sprint("department:", a.dept), fmt.Sprint("role:", a.role, ":0"),
		fmt.Sprint("role:", a.role, ":", a.dept)} {
		if strings.Join(to, ":") == mine && v[0].(int64) == 1 {
			return []string{"self"}
		}
	}
	return []string{"person"}
}
