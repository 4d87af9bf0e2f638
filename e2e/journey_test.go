package e2e

import "testing"

// The weights of the window page, in bytes over the wire: the first visit, and each of its steps with everything that the
// stream brings.
const (
	firstWeight = 150 << 10
	stepWeight  = 10 << 10
)

// covers: A11-1 A11-3 A11-7
func TestAVisitorWithoutScriptsAClerkOverASlowLineAndASearchByKeys(t *testing.T) {
	browser(t)
	h := open(t, built, "")
	c := h.enter()
	c.free("clerk")
	var found struct {
		Faults []string
		Steps  map[string]int
	}
	drive(t, "journey.mjs", map[string]any{"base": h.url, "item": slowItem, "query": "公司设立", "phone": "13909944471", "no": 1,
		"clerk": c.cookie("clerk"), "guide": c.cookie("guide"), "window": c.windows["clerk"][0], "marks": c.materials(slowItem)}, &found)
	for _, f := range found.Faults {
		t.Error(f)
	}
	for _, name := range []string{"first", "call", "arrive", "check", "accept", "finish"} {
		n, ok := found.Steps[name]
		limit := stepWeight
		if name == "first" {
			limit = firstWeight
		}
		// How often a stream draws while a slow machine does a step is a matter of time: bench weighs the steps, and make thorough.
		if !ok || n > limit && (thorough || name == "first") {
			t.Errorf("%s: %d bytes, at most %d", name, n, limit)
		}
	}
	t.Logf("bytes: %v", found.Steps)
}
