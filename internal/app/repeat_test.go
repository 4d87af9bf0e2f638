package app_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
)

// command is a request that changes something, and what it changes when it is carried out once.
type command struct {
	rt     web.Route
	d      door
	th     thing
	a      *asker
	s      scene
	before shot
	change []string
	after  shot   // of the two at once
	first  answer // of them
	key    string // under which they were sent
}

func (c *command) name() string { return c.rt.Method + " " + c.rt.Path }

// kept are tables in which a refused request may leave a trace, and why.
var kept = map[string][]string{
	"POST /login":                  {"identity_try", "ledger_event", "ledger_subject"}, // tries are counted before they are judged
	"POST /api/v1/session":         {"identity_try", "ledger_event", "ledger_subject"},
	"POST /me/password":            {"identity_try", "ledger_event", "ledger_subject"}, // so is the old password
	"PUT /api/v1/session/password": {"identity_try", "ledger_event", "ledger_subject"},
	"POST /admin/erase":            {"ledger_event", "ledger_subject"}, // whoever looks for a person is written down
}

// unrepeatable are commands whose answer is not kept, and why.
var unrepeatable = map[string]string{
	"POST /login":            "a login's secret is kept nowhere; another login is another session",
	"POST /api/v1/session":   "a login's secret is kept nowhere; another login is another session",
	"DELETE /api/v1/session": "whoever ended their login is nobody when they repeat it",
}

// covers: S-11 S-21
func TestARefusedRequestChangesNothingAndARepeatedOneIsDoneOnce(t *testing.T) {
	begun := time.Now()
	w := house(t, db.SQLite)
	w.rows.keep = true
	all := w.commands(t)
	t.Logf("%d commands stand after %v", len(all), time.Since(begun).Round(time.Millisecond))
	t.Run("bad requests", func(t *testing.T) { w.bad(t, all) })
	t.Run("twice at once", func(t *testing.T) { w.twice(t, all) })
	t.Run("again after a restart", func(t *testing.T) { w.again(t, all) })
	t.Run("headers", func(t *testing.T) { w.headers(t) })
	t.Logf("in all %v", time.Since(begun).Round(time.Millisecond))
}

// commands finds for every route that changes something somebody and something with which it does.
func (w *world) commands(t *testing.T) (out []*command) {
	t.Helper()
	m := expected(t, w.Rulebook)
	for _, rt := range w.Site.Routes() {
		if d, known := doors[rt.Method+" "+rt.Path]; known && rt.Mutates {
			if c := w.working(m, rt, d); c != nil {
				out = append(out, c)
			} else {
				t.Errorf("%s %s: nobody could carry it out", rt.Method, rt.Path)
			}
		}
	}
	return out
}

func (w *world) working(m matrix, rt web.Route, d door) *command {
	for _, th := range d.kind(d) {
		for _, a := range w.askers {
			if a.gone || !m.allows(th.action(rt), a, th.is(a)) {
				continue
			}
			c := &command{rt: rt, d: d, th: th, a: a}
			w.ready(c)
			if w.ask(c, c.d.body, c.s, "probe "+c.name()).done() {
				c.change = c.before.differ(w.rows.shoot())
				if len(c.change) > 0 || d.still != "" {
					return c
				}
			}
		}
	}
	return nil
}

// ready brings the thing of a command into its state.
func (w *world) ready(c *command) {
	w.reset()
	c.s = c.th.stage(w, c.th.place, c.a)
	w.staged = true
	c.before = w.rows.shoot()
	w.rows.still()
}

func (w *world) ask(c *command, body string, s scene, key string) answer {
	if len(key) > 64 { // the longest id of a command
		key = key[:50] + fmt.Sprint(len(key))
	}
	return w.send(w.request(c.a, c.rt.Method, c.d.path, body, s, key))
}

var number = regexp.MustCompile(`^\d+$`)

// nowhere is a scene of things that are not.
func (s scene) nowhere() scene {
	out := scene{}
	for name, v := range s {
		out[name] = "zz"
		if number.MatchString(v) {
			out[name] = "999999999"
		}
	}
	return out
}

// bad sends what is missing, unreadable, not there, of another centre, or in the wrong state. Whatever is not carried out
// must leave every row as it was.
func (w *world) bad(t *testing.T, all []*command) {
	refused := 0
	for _, c := range all {
		w.ready(c)
		foreign := c.s
		if slices.ContainsFunc(c.d.kind(c.d), func(th thing) bool { return th.centre == 2 }) {
			foreign = c.th.stage(w, away, c.a)
			c.before = w.rows.shoot()
			w.rows.still()
		}
		empty, garbage := "", "%zz=%&="
		if c.rt.API {
			empty, garbage = "{}", `{"`
		}
		for i, try := range []struct {
			what, body string
			s          scene
		}{{"empty", empty, c.s}, {"garbage", garbage, c.s}, {"nowhere", c.d.body, c.s.nowhere()}, {"foreign", c.d.body, foreign}} {
			if try.what == "foreign" && fmt.Sprint(foreign) == fmt.Sprint(c.s) {
				continue
			}
			refused += w.untouched(t, c, try.what, w.ask(c, try.body, try.s, fmt.Sprint("bad ", i, c.name())))
		}
		if w.ask(c, c.d.body, c.s, "once "+c.name()).done() {
			c.before = w.rows.shoot()
			w.rows.still()
			refused += w.untouched(t, c, "done already", w.ask(c, c.d.body, c.s, "twice "+c.name()))
		}
	}
	t.Logf("%d requests, %d refused ones compared", w.asked, refused)
}

// untouched compares the rows after a request that was not carried out, and puts back what one did that was.
func (w *world) untouched(t *testing.T, c *command, what string, a answer) int {
	var changed []string
	if !w.rows.still() {
		now := w.rows.shoot()
		if changed = c.before.differ(now); len(changed) > 0 {
			w.back(c.before, now)
		}
	}
	if a.code >= 500 {
		t.Errorf("%s, %s: %d %s", c.name(), what, a.code, excerpt(a.body))
	}
	if a.code < 400 {
		return 0
	}
	changed = slices.DeleteFunc(changed, func(table string) bool {
		return slices.ContainsFunc(kept[c.name()], func(k string) bool { return strings.HasPrefix(table, k) })
	})
	if len(changed) > 0 {
		t.Errorf("%s, %s: %d, and yet it wrote %v", c.name(), what, a.code, changed)
	}
	return 1
}

// twice sends the same command twice at once: one effect, one answer. Something else under its id is a conflict.
func (w *world) twice(t *testing.T, all []*command) {
	for _, c := range all {
		if unrepeatable[c.name()] != "" {
			continue
		}
		w.ready(c)
		c.key = "pair " + c.name()
		var both [2]answer
		var wg sync.WaitGroup
		for i := range both {
			wg.Go(func() { both[i] = w.ask(c, c.d.body, c.s, c.key) })
		}
		wg.Wait()
		c.after, c.first = w.rows.shoot(), both[0]
		if !both[0].same(both[1]) {
			t.Errorf("%s: two answers to one command: %d %s and %d %s %s", c.name(), both[0].code, both[0].location, both[1].code, both[1].location,
				apart(both[0].body, both[1].body))
		}
		if change := c.before.differ(c.after); !slices.Equal(change, c.change) {
			t.Errorf("%s: once it changed %v, sent twice %v", c.name(), c.change, change)
		}
		w.rows.still()
		a := w.ask(c, otherwise(c), c.s, c.key)
		if changed := !w.rows.still() && len(c.after.differ(w.rows.shoot())) > 0; changed || !conflicts(a) && c.d.still == "" {
			t.Errorf("%s: something else under the same id: %d, changed %v", c.name(), a.code, changed)
		}
	}
}

// otherwise is the command's body, not quite the same.
func otherwise(c *command) string {
	switch body := c.d.body; {
	case strings.HasPrefix(body, "{"):
		return strings.Replace(body, "{", "{ ", 1)
	case strings.HasPrefix(body, "csv:"):
		return body + "\n"
	case strings.HasPrefix(body, "file:"):
		return body + "."
	case body == "" && c.rt.API:
		return "{ }"
	default:
		return strings.TrimPrefix(body+"&zz=1", "&")
	}
}

// conflicts tells whether an answer says that the id is taken; the console says it on the page it leads back to.
func conflicts(a answer) bool {
	return a.code == http.StatusConflict || a.said()
}

// again closes the house, opens it, and sends every command once more.
func (w *world) again(t *testing.T, all []*command) {
	w.close()
	w.clock.Advance(time.Second) // a clock never stands while a machine starts; ids follow it
	w.open()
	w.rows.keep = true
	for _, c := range all {
		if unrepeatable[c.name()] != "" {
			continue
		}
		w.back(c.after, w.rows.shoot())
		a := w.ask(c, c.d.body, c.s, c.key)
		if !a.same(c.first) {
			t.Errorf("%s: after a restart %d %s, at first %d %s %s", c.name(), a.code, a.location, c.first.code, c.first.location,
				apart(a.body, c.first.body))
		}
		if changed := c.after.differ(w.rows.shoot()); len(changed) > 0 {
			t.Errorf("%s: after a restart it was done again: %v", c.name(), changed)
		}
	}
	w.staged = true
	w.reset()
}

// once are what is made and shown once: it is kept nowhere, so a repeat of the command cannot show it.
var once = regexp.MustCompile(`,"(password|secret|link)":"[^"]*"`)

// same compares what programs and browsers go on with: the status, the way on, and the whole answer of the API.
func (a answer) same(b answer) bool {
	if a.code != b.code || a.location != b.location {
		return false
	}
	return !strings.HasPrefix(a.body, "{") && !strings.HasPrefix(a.body, "[") || once.ReplaceAllString(a.body, "") == once.ReplaceAllString(b.body, "")
}

// apart is where two texts part, for the report.
func apart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("…%.80q / …%.80q", a[max(0, i-30):], b[max(0, i-30):])
}

// headers looks at the answers that no route gives: what is not there, what fails, files of the binary.
func (w *world) headers(t *testing.T) {
	boom := func(*web.Request) (web.Reply, error) { panic("planted") }
	w.Site.Page("GET /planted/page", "site.read", boom)
	w.Site.Page("GET /api/planted", "site.read", boom)
	for path, want := range map[string]int{"GET /nothing": 404, "GET /api/v1/nothing": 404, "POST /law": 404, "GET /planted/page": 500,
		"GET /api/planted": 500, "GET /assets/none.css": 404, "GET /law": 200, "GET /assets/": 404} {
		method, path, _ := strings.Cut(path, " ")
		if a := w.send(w.request(w.askers[0], method, path, "", scene{}, "h")); a.code != want {
			t.Errorf("%s %s: %d, want %d", method, path, a.code, want)
		} else if strings.Contains(a.body, "planted") || strings.Contains(a.body, "goroutine") {
			t.Errorf("%s tells what went wrong: %s", path, a.body)
		}
	}
	if len(w.unsafe) > 0 {
		t.Errorf("answers without a strict content security policy: %v", w.unsafe)
	}
}
