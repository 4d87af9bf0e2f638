package directory

import (
	"fmt"

	"lianban/internal/base/db"
)

// Verify tells which invariants of the directory do not hold, each as a sentence; none when all do.
func Verify(tx *db.Tx) ([]string, error) {
	h, err := read(tx)
	if err != nil {
		return nil, err
	}
	return append(h.strangers(), h.doubles()...), nil
}

// strangers: nothing of a centre refers to what the centre does not have (I12).
func (h *Hall) strangers() (out []string) {
	say := func(format string, a ...any) { out = append(out, "I12: "+fmt.Sprintf(format, a...)) }
	for _, w := range h.Windows {
		if _, ok := h.Zone(w.Zone); !ok {
			say("window %d (%d) stands in zone %d, which the centre does not have", w.No, w.ID, w.Zone)
		}
		if _, ok := h.Department(w.Department); !ok {
			say("window %d (%d) is of department %d, which the centre does not have", w.No, w.ID, w.Department)
		}
	}
	for _, s := range h.services {
		if _, ok := h.Window(s.Window); !ok {
			say("item %d is served at window %d, which the centre does not have", s.Item, s.Window)
		}
	}
	for _, p := range h.posts {
		if _, ok := h.Window(p.Window); !ok {
			say("person %d stands at window %d, which the centre does not have", p.Person, p.Window)
		}
	}
	return out
}

// doubles: at no instant have two windows one number, and no row ends before it begins (5(3)).
func (h *Hall) doubles() (out []string) {
	for i, w := range h.Windows {
		for _, v := range h.Windows[:i] {
			if v.No == w.No && v.meets(w.Span) {
				out = append(out, fmt.Sprintf("I6: windows %d and %d have the number %d at one time", v.ID, w.ID, w.No))
			}
		}
	}
	backwards := func(what string, s Span) {
		if s.Until != 0 && s.Until < s.From {
			out = append(out, fmt.Sprintf("I6: %s ends before it begins", what))
		}
	}
	for _, w := range h.Windows {
		backwards(fmt.Sprintf("window %d (%d)", w.No, w.ID), w.Span)
	}
	for _, s := range h.services {
		backwards(fmt.Sprintf("item %d at window %d", s.Item, s.Window), s.Span)
	}
	for _, p := range h.posts {
		backwards(fmt.Sprintf("post %s of person %d at window %d", p.Post, p.Person, p.Window), p.Span)
	}
	return out
}

// meets tells whether two spans have an instant in common.
func (s Span) meets(t Span) bool {
	return (s.Until == 0 || t.From < s.Until) && (t.Until == 0 || s.From < t.Until)
}
