package app_test

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
)

// covers: S-01 S-02 S-03 S-30
func TestWhoMayDoWhatToWhoseThingsIsWhatTheMeasuresSay(t *testing.T) {
	begun := time.Now()
	w := house(t, db.SQLite)
	m := expected(t, w.Rulebook)
	t.Logf("the house stands after %v", time.Since(begun).Round(time.Millisecond))
	got, wrong := map[string]bool{}, map[string][]string{}
	count := map[string]int{}
	all := &tour{w: w, m: m, chosen: anything, each: func(c cell) bool {
		got[c.key()] = c.got
		count[map[bool]string{true: "allowed", false: "denied"}[c.want]]++
		if c.got != c.want {
			count["mismatches"]++
			wrong[c.square()] = append(wrong[c.square()], c.route+" "+c.seen)
		}
		return true
	}}
	all.run()
	for _, square := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s:\n\t%s", square, strings.Join(wrong[square], "\n\t"))
	}
	t.Logf("%d routes, %d cells: %v; %v", len(w.Site.Routes()), all.n, count, time.Since(begun).Round(time.Millisecond))
	if len(w.unsafe) > 0 {
		t.Errorf("answers without a strict content security policy: %v", w.unsafe)
	}
	for _, part := range []struct {
		name string
		do   func(t *testing.T)
	}{{"open doors", func(t *testing.T) { anonymous(t, w) }}, {"lists", func(t *testing.T) { lists(t, w, m) }},
		{"an opened line is seen", func(t *testing.T) { opened(t, w, m, got) }},
		{"a widened scope is seen", func(t *testing.T) { widened(t, w, m, got) }}} {
		w.reset()
		t.Run(part.name, func(t *testing.T) {
			defer w.within(t)()
			part.do(t)
		})
	}
	t.Logf("in all %v", time.Since(begun).Round(time.Millisecond))
}

func anything(web.Route, *asker, thing) bool { return true }

// The engines differ in their locks and types, not in who may: a few roles about a few things prove that.
func TestTheRightsHoldOnPostgreSQLAsWell(t *testing.T) {
	w := house(t, db.Postgres)
	few := map[identity.Role]bool{identity.Clerk: true, identity.Chief: true, identity.Member: true, identity.Visitor: true}
	r := &tour{w: w, m: expected(t, w.Rulebook), each: func(c cell) bool {
		if c.got != c.want {
			t.Error(c)
		}
		return true
	}, chosen: func(rt web.Route, a *asker, th thing) bool {
		chapter, _, _ := strings.Cut(rt.Action, ".")
		return rt.API && rt.Mutates && (chapter == "case" || chapter == "ticket" || chapter == "finding") && few[a.role] && !a.gone &&
			th.place != next && th.place != hall
	}}
	r.run()
	t.Logf("%d cells", r.n)
}

// behind are lines behind which a second one guards the same things: to see the first, both are opened.
var behind = map[string]string{"finding.decide": "finding.read", "finding.state": "finding.read", "file.read": "case.read",
	"file.attach": "case.accept", "guide.read": "item.read"}

// line gives a line of the permission table.
func line(action string) (r identity.Rule) {
	i := slices.IndexFunc(identity.Policy, func(r identity.Rule) bool { return r.Action == action })
	if i >= 0 {
		r = identity.Policy[i]
	}
	return r
}

// turned lets a role do an action to as much as scope says, while f runs.
func turned(action string, role identity.Role, scope identity.Scope, f func()) {
	who := line(action).Who
	if who == nil {
		f()
		return
	}
	was, there := who[role]
	who[role] = scope
	f()
	if who[role] = was; !there {
		delete(who, role)
	}
}

// opened is the negative control: whichever line of the permission table is opened to everybody (or closed, where it is
// open), at least one cell comes out otherwise.
func opened(t *testing.T, w *world, m matrix, got map[string]bool) {
	few := []identity.Role{identity.Visitor, identity.Leader, identity.Kiosk, identity.Chief}
	n := 0
	for _, rule := range identity.Policy {
		if !leads(w, rule.Action, 1) {
			continue
		}
		n++
		to := identity.OfEverybody - rule.Who[identity.Visitor] // no line has another scope for visitors
		red := changed(w, m, got, func(rt web.Route, a *asker, th thing) bool {
			return th.action(rt) == rule.Action && slices.Contains(few, a.role)
		}, func(send func()) {
			turned(behind[rule.Action], identity.Visitor, to, func() { turned(rule.Action, identity.Visitor, to, send) })
		})
		if red == "" {
			t.Errorf("%s stands open and no cell tells", rule.Action)
		}
	}
	t.Logf("%d lines opened or closed", n)
}

// bySight are lines whose routes name no thing: what their scope lets one see, the lists are compared for.
var bySight = []string{"board.read", "review.sums", "calendar.read", "figure.read", "session.own", "notice.own"}

// widened makes every scope of the table that is narrower than the centre as wide as the centre, of those who may do it to
// something: who may not, whatever it is, is let in so that the rules can name their article (4(1)2).
func widened(t *testing.T, w *world, m matrix, got map[string]bool) {
	n := 0
	for _, rule := range identity.Policy {
		for _, role := range everyone {
			if scope := rule.Who[role]; scope == identity.No || scope >= identity.OfCentre || slices.Contains(bySight, rule.Action) ||
				!leads(w, rule.Action, 2) || !m.ever(rule.Action, role) {
				continue
			}
			n++
			red := changed(w, m, got, func(rt web.Route, a *asker, th thing) bool {
				return th.action(rt) == rule.Action && a.role == role && !a.gone
			}, func(send func()) {
				turned(behind[rule.Action], role, identity.OfCentre, func() { turned(rule.Action, role, identity.OfCentre, send) })
			})
			if red == "" {
				t.Errorf("%s of %s is as wide as the centre and no cell tells", rule.Action, role)
			}
		}
	}
	t.Logf("%d scopes widened", n)
}

// leads tells whether a route of the action leads to that many things.
func leads(w *world, action string, things int) bool {
	return slices.ContainsFunc(w.Site.Routes(), func(rt web.Route) bool {
		d := doors[rt.Method+" "+rt.Path]
		if d.kind == nil {
			return false
		}
		all := slices.DeleteFunc(d.kind(d), func(th thing) bool { return th.action(rt) != action })
		return len(all) >= things
	})
}

// changed gives the first cell that comes out otherwise than it did.
func changed(w *world, m matrix, got map[string]bool, chosen func(web.Route, *asker, thing) bool,
	around func(send func())) (red string) {
	r := &tour{w: w, m: m, chosen: chosen, around: around, each: func(c cell) bool {
		if got[c.key()] != c.got {
			red = c.String()
		}
		return red == ""
	}}
	r.run()
	return red
}

// anonymous compares the list of what needs no login with what answers somebody who has none.
func anonymous(t *testing.T, w *world) {
	raw, err := os.ReadFile("../arch/testdata/anonymous.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed, reasons := map[string]string{}, map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		parts := strings.SplitN(strings.TrimSpace(line), "|", 3)
		if strings.HasPrefix(line, "#") || len(parts) < 3 {
			continue
		}
		listed[strings.TrimSpace(parts[0])] = strings.TrimSpace(parts[1])
		reasons[strings.TrimSpace(parts[1])] = true
	}
	nobody := w.as(identity.Visitor)
	routes, families := 0, map[string]bool{}
	for _, rt := range w.Site.Routes() {
		name := rt.Method + " " + rt.Path
		d := doors[name]
		if rt.Action == "static" {
			d = door{kind: open, stage: bare, path: rt.Path + "app.css"}
		}
		if d.kind == nil {
			continue
		}
		w.reset()
		th := d.kind(d)[0]
		a := w.send(w.request(nobody, rt.Method, d.path, d.body, th.stage(w, th.place, nobody), "anonymous"))
		w.staged = true
		open := !a.refused() || rt.Action == "static"
		if _, is := listed[name]; is != open {
			t.Errorf("%s: listed %v, but it answers somebody without a login with %d", name, is, a.code)
		}
		if open {
			routes++
			families[family(rt.Path)] = true
		}
		delete(listed, name)
	}
	w.reset()
	for name := range listed {
		t.Errorf("anonymous.txt lists %s, which is no route", name)
	}
	t.Logf("%d anonymous routes, %d path families, %d doors", routes, len(families), len(reasons))
	if len(reasons) > 15 {
		t.Errorf("%d doors stand open to everybody, 15 may", len(reasons))
	}
}

// family is what a path begins with: the API's first word after its version.
func family(path string) string {
	path = strings.TrimPrefix(path, "/api/v1")
	word, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return word
}

// covers: S-01
func TestARouteWithoutALineInThePermissionTableStopsTheStart(t *testing.T) {
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "nobody.knows") {
			t.Errorf("%s", p)
		}
	}()
	site := web.New(web.Site{Guard: known{}, Log: slog.New(slog.DiscardHandler)})
	site.Page("GET /somewhere", "site.read", nil)
	site.Page("GET /nowhere", "nobody.knows", nil)
	t.Error("it starts")
}

// known is the permission table as the door asks it.
type known struct{ web.Guard }

func (known) Known(action string) bool { return identity.Known(action) }
