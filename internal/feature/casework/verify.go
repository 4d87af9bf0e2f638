package casework

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/feature/casework/material"
)

// Verify tells what of the centre's cases cannot be right: states that do not follow from the events (I5, I6), stamps and
// clocks that do not agree with the state (I5), windows of another centre (I12).
func Verify(tx *db.Tx) ([]string, error) {
	hall, err := (&directory.Service{}).Fresh(tx)
	if err != nil {
		return nil, err
	}
	var out []string
	for last := int64(0); ; {
		all, err := db.Rows(tx, qAll, scanCase, tx.Centre, last)
		if err != nil || len(all) == 0 {
			return out, err
		}
		for _, c := range all {
			wrong, err := verify(tx, hall, c)
			if err != nil {
				return nil, err
			}
			out = append(out, wrong...)
			last = c.ID
		}
	}
}

func verify(tx *db.Tx, hall *directory.Hall, c Case) (out []string, err error) {
	no := func(id, format string, args ...any) {
		out = append(out, fmt.Sprintf("%s: case %s %s", id, c.No, fmt.Sprintf(format, args...)))
	}
	told, err := events(tx, c)
	if err != nil {
		return nil, err
	}
	var verbs []string
	for _, e := range told {
		if e.Verb != "case.revealed" {
			verbs = append(verbs, e.Verb)
		}
	}
	switch state, err := fold(verbs); {
	case err != nil:
		no("I5", "took a step that the machine does not know: %v", err)
	case state != c.State:
		no("I6", "is %s, its events say %s", c.State, state)
	case c.Version != len(verbs):
		no("I6", "was written %d times, its events are %d", c.Version, len(verbs))
	}
	if w, ok := hall.Window(c.Window); !ok || w.No != c.WindowNo && w.Holds(c.Received) {
		no("I12", "belongs to window %d, which the centre's directory does not have", c.Window)
	}
	stamps(c, no)
	materials, err := db.Rows(tx, qMaterials, scanMaterial, tx.Centre, c.ID)
	if err != nil {
		return nil, err
	}
	clocks, err := (&deadline.Service{}).Of(tx, c.Subject())
	agree(c, len(material.Outstanding(materials)), clocks, no)
	return out, err
}

// stamps tells which instants do not go with the state.
func stamps(c Case, no func(id, format string, args ...any)) {
	decided := c.State == Granted || c.State == Refused || c.State == Delivered || c.State == Closed
	accepted := decided || c.State == Accepted
	switch {
	case c.Received == 0:
		no("I5", "was never received")
	case accepted != (c.Accepted != 0) && c.State != Withdrawn:
		no("I5", "is %s, accepted at %s", c.State, c.Accepted)
	case decided != (c.Decided != 0):
		no("I5", "is %s, decided at %s", c.State, c.Decided)
	case c.State.Open() != (c.Ended == 0):
		no("I5", "is %s, ended at %s", c.State, c.Ended)
	case c.Decided != 0 && c.Decided < c.Accepted, c.Ended != 0 && c.Ended < c.Decided:
		no("I5", "ended before it began")
	}
}

// agree tells which clocks do not go with the state.
func agree(c Case, outstanding int, all []deadline.Deadline, no func(id, format string, args ...any)) {
	open := map[string]int{}
	promise := 0
	for _, d := range all {
		if d.Open() {
			open[d.Kind]++
		}
	}
	for _, d := range all {
		if d.Kind == PromiseClock {
			promise++
			if stopped := outstanding > 0 || open[SpecialClock] > 0; d.Open() && (d.State == deadline.Paused) != stopped {
				no("I5", "has %d materials to come and %d procedures, its promise is %s", outstanding, open[SpecialClock], d.State)
			}
		}
	}
	want := map[string]int{}
	switch c.State {
	case HandedIn:
		want[CheckClock] = 1
	case Accepted:
		want[PromiseClock], want[SupplyClock], want[SpecialClock] = 1, outstanding, min(open[SpecialClock], 1)
	case Granted, Refused:
		want[DeliverClock] = open[DeliverClock] // none where nothing is handed over
	}
	for _, kind := range []string{CheckClock, PromiseClock, SupplyClock, DeliverClock, SpecialClock} {
		if open[kind] != want[kind] {
			no("I5", "is %s with %d open clocks %s, want %d", c.State, open[kind], kind, want[kind])
		}
	}
	if promise > 1 || c.Accepted != 0 && promise == 0 {
		no("I5", "has %d promised limits", promise)
	}
}
