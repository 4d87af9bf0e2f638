package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
)

// takeFacts is all that the rules of taking a number may know.
type takeFacts struct {
	name    string
	windows []directory.Window // that serve the item now
	open    bool
	next    clock.Instant // when the hall opens next
}

// mayTake judges a number about to be taken; all reasons are given at once.
func mayTake(f takeFacts) error {
	var faults []errs.Fault
	if len(f.windows) == 0 {
		// 5(3): what a window serves stands in the directory and nowhere else.
		faults = append(faults, errs.Fault{Field: "item", Articles: []string{"5.3"},
			Text: text.M("queue.no_window", "item", f.name), Earliest: text.M("queue.ask_guide_desk").String()})
	}
	if !f.open {
		// 11(6): who holds a number at closing is served; a new one waits for the next opening.
		faults = append(faults, errs.Fault{Articles: []string{"11.6"}, Text: text.M("queue.closed"),
			Earliest: text.M("queue.opens", "at", f.next.Format("1月2日 15:04")).String()})
	}
	if faults == nil {
		return nil
	}
	return errs.New(errs.Breach, "queue.refused").With(faults...)
}
