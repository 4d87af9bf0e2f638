package directory

import (
	"cmp"
	"slices"

	"lianban/internal/base/clock"
)

// Turning is what a turn of the directory is about.
type Turning string

// What turns: a window opens or closes, begins or ends to serve items, is staffed otherwise.
const (
	Opens  Turning = "open"
	Closes Turning = "close"
	Begins Turning = "begins"
	Ends   Turning = "ends"
	Staffs Turning = "post"
)

// Turn is what changes at one window at one instant: the rows that begin or end there together.
type Turn struct {
	At     clock.Instant
	Window int64
	What   Turning
	Items  []int64  // of Begins and Ends
	Posts  []string // of Staffs: A, B
}

// Turns lists what changes on a day, in its order (今日调整): to the minute, as approved (5(3)).
func (h *Hall) Turns(day clock.Day) []Turn {
	var out []Turn
	at := func(when clock.Instant, window int64, what Turning) *Turn {
		i := slices.IndexFunc(out, func(t Turn) bool { return t.At == when && t.Window == window && t.What == what })
		if i < 0 {
			i, out = len(out), append(out, Turn{At: when, Window: window, What: what})
		}
		return &out[i]
	}
	on := func(when clock.Instant) bool { return when != 0 && when.Day() == day }
	each := func(s Span, begins, ends Turning, f func(when clock.Instant, what Turning)) {
		if on(s.From) {
			f(s.From, begins)
		}
		if on(s.Until) {
			f(s.Until, ends)
		}
	}
	for _, w := range h.Windows {
		each(w.Span, Opens, Closes, func(when clock.Instant, what Turning) { at(when, w.ID, what) })
	}
	for _, s := range h.services {
		each(s.Span, Begins, Ends, func(when clock.Instant, what Turning) {
			t := at(when, s.Window, what)
			t.Items = append(t.Items, s.Item)
		})
	}
	for _, p := range h.posts {
		each(p.Span, Staffs, Staffs, func(when clock.Instant, what Turning) {
			if t := at(when, p.Window, what); !slices.Contains(t.Posts, p.Post) {
				t.Posts = append(t.Posts, p.Post)
			}
		})
	}
	slices.SortStableFunc(out, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.At, b.At), h.no(a.Window)-h.no(b.Window))
	})
	return out
}
