package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// payloads are fifty ways to make a page run what somebody typed; %d is the number of each.
var payloads = func() (out []string) {
	for i, p := range strings.Split(strings.TrimSpace(`
<img src=x onerror=__pwned=%d>
<svg onload=__pwned=%d>
<script>__pwned=%d</script>
"><script>__pwned=%d</script>
'><img src onerror=__pwned=%d>
"onfocus=__pwned=%d autofocus x="
</title><svg onload=__pwned=%d>
</textarea><svg onload=__pwned=%d>
</script><script>__pwned=%d</script>
<iframe srcdoc="<script>__pwned=%d</script>">
<iframe src=javascript:__pwned=%d>
<a href=javascript:__pwned=%d>x</a>
javascript:window.__pwned=%d
 jAvAsCrIpT:__pwned=%d
java	script:__pwned=%d//"onload="x
data:text/html,<script>__pwned=%d</script>
<object data=data:text/html,%d>
<embed src=javascript:__pwned=%d>
<body onload=__pwned=%d><x-pwned>
<details open ontoggle=__pwned=%d>
<video><source onerror=__pwned=%d></video>
<audio src onerror=__pwned=%d>
<input autofocus onfocus=__pwned=%d>
<select autofocus onfocus=__pwned=%d>
<marquee onstart=__pwned=%d>
<math><mi xlink:href="javascript:%d">
<svg><script>__pwned=%d</script></svg>
<svg><animate onbegin=__pwned=%d attributeName=x>
<svg><set onend=__pwned=%d>
<style>@import "x%d"</style>
<link rel=stylesheet href=//x/%d>
<meta http-equiv=refresh content=0;url=//x/%d>
<base href=//x/%d>
<form action=javascript:__pwned=%d><button pwned>
<button formaction=javascript:__pwned=%d>x
{{constructor('__pwned=%d')()}}<b pwned>
${__pwned=%d}<b pwned>
<%%= __pwned=%d %%><b pwned>
&lt;script&gt;%d<x-pwned>
＜script＞__pwned=%d＜/script＞<x-pwned>
<scr<script>ipt>__pwned=%d</script><x-pwned>
<ſcript>__pwned=%d</ſcript><x-pwned>
<img/src/onerror=__pwned=%d>
<IMG SRC=x OnErRoR=__pwned=%d>
--><svg onload=__pwned=%d>
]]><svg onload=__pwned=%d>
RLO<svg onload=__pwned=%d>
"hx-get="/x" hx-on:load="__pwned=%d" pwned="
<div hx-on::load=__pwned=%d onclick=x>
'";</style><svg/onload=__pwned=%d>`), "\n") {
		// One of them turns the direction of writing round.
		p = strings.Replace(p, "RLO", "\u202e", 1)
		out = append(out, strings.TrimSpace(fmt.Sprintf(p, i+1)))
	}
	return out
}()

// stored is a page that shows what was stored: whose, and what it must show as text.
type stored struct {
	Name string   `json:"name"`
	Path string   `json:"path"`
	Who  *cookie  `json:"who"`
	Has  []string `json:"has,omitempty"`
}

// poison puts every payload into what is stored, and gives the pages that show it.
func (c *cast) poison() (shows []stored) {
	c.h.t.Helper()
	show := func(role, path string, has ...string) {
		shows = append(shows, stored{role, path, c.cookie(role), has})
	}
	for i, p := range payloads {
		who := applicant{Name: p, IDNumber: "11010519491231002X", Phone: "13909944471", Agent: p}
		t := c.serve("clerk", slowItem, "")
		f := c.accept("clerk", slowItem, who, func(a *application, needs []string) {
			missing(a, needs)
			a.Marks[slices.IndexFunc(a.Marks, func(m mark) bool { return m.Mark == "missing" })].Fault = p
		})
		if i%10 == 0 {
			c.attach(f.ID, p+".txt")
		}
		c.do("clerk", "POST", "/api/v1/cases/"+f.ID+"/withdraw", map[string]any{"reason": p}, nil)
		c.step("clerk", "finish", nil)
		c.do("visitor", "POST", "/api/v1/reviews/"+c.review(t.Token), map[string]any{"level": 1, "reasons": []int{108}, "text": p}, nil)
		if !thorough && i%10 > 0 {
			continue // stored all the same: lists, trail and guide show them all
		}
		show("clerk", "/cases/"+f.ID, p)
		show("visitor", "/p/"+f.Token, p)
		if i%5 == 0 {
			show("clerk", "/cases/"+f.ID+"/notice", p)
		}
	}
	c.poisonHouse(show)
	return shows
}

// poisonHouse does the same for reviews, guides, machines, exceptions of the calendar and lists.
func (c *cast) poisonHouse(show func(role, path string, has ...string)) {
	c.h.t.Helper()
	var all []row
	c.do("member", "GET", "/api/v1/bad-reviews", nil, &all)
	for i, m := range all[:min(len(all), len(payloads))] {
		c.do("verifier", "POST", "/api/v1/bad-reviews/"+m.ID+"/take", nil, nil)
		c.do("verifier", "POST", "/api/v1/bad-reviews/"+m.ID+"/contact", map[string]string{"outcome": "reached", "note": payloads[i]}, nil)
		if thorough || i%10 == 0 {
			show("verifier", "/reviews/"+m.ID)
		}
	}
	for i, p := range payloads {
		c.do("sysadmin", "POST", "/api/v1/devices", map[string]any{"duty": "kiosk", "name": cut(p, 40)}, nil)
		day := fmt.Sprintf("2027-%02d-%02d", 1+i/25, 1+i%25)
		c.do("deputy", "POST", "/api/v1/calendar/exceptions", map[string]any{"from": day, "to": day, "open": "", "reason": p, "number": p}, nil)
	}
	var g struct {
		Guide map[string]any `json:"guide"`
	}
	c.do("visitor", "GET", "/api/v1/items/"+slowItem+"/guide", nil, &g)
	n := 0
	g.Guide = poisoned(g.Guide, &n).(map[string]any)
	var questions []any
	for _, p := range payloads {
		questions = append(questions, map[string]any{"ask": p, "answer": p})
	}
	g.Guide["questions"], g.Guide["conditions"] = questions, payloads
	var draft struct {
		ID string `json:"id"`
	}
	c.do("head", "PUT", "/api/v1/items/"+slowItem+"/guide", map[string]any{"cause": "process", "changed": "2026-11-20", "guide": g.Guide}, &draft)
	show("head", "/items/"+slowItem+"/guides/"+draft.ID, payloads...)
	if status, err := c.h.call(http.MethodPost, "/api/v1/guides/"+draft.ID+"/publish", c.who["head"].secret, "", map[string]any{"declared": true}, nil); err != nil {
		c.h.t.Logf("the guide is not published: %d %v", status, err)
	} else {
		show("visitor", "/guide/"+slowItem, payloads...)
	}
	for _, v := range [][2]string{{"member", "/cases"}, {"member", "/reviews"}, {"sysadmin", "/admin/devices"}, {"deputy", "/admin/calendar?year=2027"},
		{"auditor", "/admin/trail"}, {"member", "/items"}, {"member", "/board"}, {"member", "/inbox"}, {"clerk", "/console?window=" + c.windows["clerk"][0]},
		{"visitor", "/search?q=" + url.QueryEscape(payloads[0])}, {"secadmin", "/admin/accounts?q=" + url.QueryEscape(payloads[3])}} {
		show(v[0], v[1])
	}
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// free text of a guide; the rest is numbers, codes and choices.
var freeText = []string{"text", "note", "source", "why", "place", "hours", "consult", "complain", "standard", "basis", "reduction", "sample"}

// poisoned replaces the free texts of a guide by payloads, one after the other.
func poisoned(v any, n *int) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if s, ok := v[k].(string); ok && s != "" && slices.Contains(freeText, k) {
				v[k] = payloads[*n%len(payloads)]
				*n++
			} else {
				v[k] = poisoned(v[k], n)
			}
		}
	case []any:
		for i := range v {
			v[i] = poisoned(v[i], n)
		}
	}
	return v
}

func TestWhatPeopleTypeStaysText(t *testing.T) {
	browser(t)
	if len(payloads) != 50 {
		t.Fatalf("%d payloads", len(payloads))
	}
	h := open(t, built, "", "--days", "10", "--at", "2026-11-23 10:50")
	c := h.enter()
	s := c.stage()
	plan := map[string]any{"base": h.url, "payloads": payloads, "csp": c.policy(), "every": 5}
	if thorough {
		plan["every"] = 1
	}
	var forms []stop
	for _, name := range slices.Sorted(maps.Keys(visits)) {
		for i, l := range visits[name] {
			if strings.HasPrefix(l.path, "/p/") || strings.HasPrefix(l.path, "/t/") && i > 0 {
				continue // pages without a form
			}
			if i > 0 && !thorough {
				continue
			}
			if _, there := c.who[l.who]; !there {
				continue
			}
			if v := c.stop(s, l); l.kind != other && !strings.Contains(v.Path, "NONE-") {
				forms = append(forms, v)
			}
		}
	}
	plan["forms"] = forms
	c.free("clerk")
	plan["shows"] = c.poison()
	c.serve("clerk", slowItem, "") // so that the form of the intake is there
	var found struct {
		Faults                         []string
		Fields                         map[string]bool
		Sent, Carried, Opened, Control int
	}
	drive(t, "inject.mjs", plan, &found)
	for _, f := range found.Faults {
		t.Error(f)
	}
	if found.Carried == 0 {
		t.Error("no file was imported: what stands in its cells was not seen stored")
	}
	t.Logf("%d payloads in %d fields of forms: %d sent, %d files of them imported; %d pages opened; the control saw %d", len(payloads),
		len(found.Fields), found.Sent, found.Carried, found.Opened, found.Control)
	for _, f := range slices.Sorted(maps.Keys(found.Fields)) {
		t.Log(f)
	}
}

// policy is the Content-Security-Policy of the program.
func (c *cast) policy() string {
	c.h.t.Helper()
	a, err := c.h.client.Get(c.h.url + "/livez")
	if err != nil {
		c.h.t.Fatal(err)
	}
	_ = a.Body.Close()
	return a.Header.Get("Content-Security-Policy")
}
