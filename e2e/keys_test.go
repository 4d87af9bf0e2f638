package e2e

import "testing"

// covers: A9-4 A11-2 A11-3 A11-7
func TestAnInstantCaseTakesFiveKeysGoingAwayTwoAndComingBackOne(t *testing.T) {
	browser(t)
	h := open(t, built, "")
	c := h.enter()
	c.free("clerk")
	window := c.windows["clerk"][0]
	var found struct {
		Faults []string
		Keys   map[string]int
	}
	drive(t, "keys.mjs", map[string]any{"base": h.url, "item": instantItem, "window": window, "clerk": c.cookie("clerk"),
		"guide": c.cookie("guide"), "pad": machine(h, "pad", "1 号窗口"), "strip": machine(h, "strip", "1 号窗口")}, &found)
	for _, f := range found.Faults {
		t.Error(f)
	}
	for name, want := range map[string]int{"normal": 5, "away": 2, "back": 1} {
		if got := found.Keys[name]; got != want {
			t.Errorf("%s: %d keys, want %d", name, got, want)
		}
	}
}
