package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// counted are the keys of the flows as they were pressed, and what the console showed for each.
type counted struct {
	Faults []string
	Keys   map[string]int
	Cases  map[string]string // by flow: the number of the case
	Spoken []string
}

// keysOf are the keys that a flow may take from the home of its role to its result, typing of free text not counted (the fields of a
// person are typed one after the other).
var keysOf = map[string]int{"normal": 5, "tolerance": 7, "tolerance, two lines": 8, "papers missing": 6, "off-post": 2, "back": 1, "kiosk": 3}

// covers: A11-1 A11-2 A11-3 A9-4 Q-1 Q-4
func TestFlowsByKeysTakeNoMoreKeysThanPromisedInTheBrowser(t *testing.T) {
	browser(t)
	h := open(t, built, "")
	l := newLine(t, h.url)
	c := h.enter()
	c.free("clerk")
	for { // those who waited before the story are passed over
		if _, err := h.call("POST", "/api/v1/windows/"+c.windows["clerk"][0]+"/call", c.who["clerk"].secret, "", nil, nil); err != nil {
			break
		}
		c.step("clerk", "miss", nil)
	}
	c.longGuide(slowItem, 4, laterFirst)
	control := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		l.lead(map[string]string{"/back": h.url}[r.URL.Path])
	}))
	defer control.Close()
	var got counted
	drive(t, "keys.mjs", map[string]any{"base": l.start, "direct": h.url, "control": control.URL, "instant": instantItem, "slow": slowItem, "window": c.windows["clerk"][0],
		"clerk": c.cookie("clerk"), "guide": c.cookie("guide"), "display": c.cookie("display"), "strip": machine(h, "strip", "1 号窗口"),
		"pad": machine(h, "pad", "1 号窗口"), "kiosk": c.cookie("kiosk")}, &got)
	for _, f := range got.Faults {
		t.Error(f)
	}
	for flow, want := range keysOf {
		if n, ok := got.Keys[flow]; !ok || n != want {
			t.Errorf("%s took %d keys, want %d", flow, n, want)
		}
	}
	for flow, state := range map[string]string{"normal": "delivered", "tolerance": "accepted", "tolerance, two lines": "accepted", "papers missing": "noticed"} {
		c.stored(t, got, flow, state)
	}
	for _, said := range got.Spoken {
		t.Errorf("the display spoke an old call: %s", said)
	}
	t.Logf("keys: %v", got.Keys)
}

// stored compares a flow with what the server keeps of it.
func (c *cast) stored(t *testing.T, got counted, flow, state string) {
	t.Helper()
	var found struct {
		Cases []struct {
			No, State string
			ID        string
		}
	}
	c.do("clerk", "GET", "/api/v1/cases?q="+got.Cases[flow], nil, &found)
	if len(found.Cases) != 1 || !strings.EqualFold(found.Cases[0].State, state) {
		t.Errorf("%s: the case %q is found %d times, want one that is %s: %.200v", flow, got.Cases[flow], len(found.Cases), state, found.Cases)
	}
}
