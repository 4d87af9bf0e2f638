package outage

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
	"lianban/internal/feature/queue"
)

// Figures of entering later (11(6)).
var (
	laterDays  = law.Number("queue.later_wd")
	laterHours = law.Duration("queue.later_extended_min")
)

// entryFacts is all that the rules of entering a service later may know.
type entryFacts struct {
	from, to clock.Instant
	now      clock.Instant
	until    clock.Day // the last day on which it may be entered
	hours    *calendar.Hours
	extended time.Duration // how long after closing people are still served
	overlaps string        // a number that the window served by the system at that time
	number   string
	state    queue.State // of the number; empty without one
	served   bool        // the window serves the item
}

// mayEnter judges a service that was kept on paper.
func mayEnter(f entryFacts) error {
	var no []law.Ground
	day := f.from.Day()
	closing, open := f.hours.Closing(day)
	switch opening := f.hours.Opening(day); {
	case f.to < f.from || f.to > f.now || f.to.Day() != day:
		no = append(no, law.Because("11", text.M("outage.entry.order"), law.Instead(text.M("outage.entry.order_instead"))).At("to"))
	case !open || f.from < opening || f.to > closing.Add(f.extended):
		// 11(6): the hall serves in its hours, and after them whoever holds a number.
		no = append(no, law.Because("11.6", text.M("outage.entry.hours"), law.Instead(text.M("outage.entry.hours_instead",
			"from", opening.Format("15:04"), "to", closing.Add(f.extended).Format("15:04")))).At("from"))
	case f.overlaps != "":
		// 5(3): a window serves one number at a time.
		no = append(no, law.Because("5.3", text.M("outage.entry.overlaps", "no", f.overlaps),
			law.Instead(text.M("outage.entry.overlaps_instead"))).At("from"))
	}
	if f.now.Day() > f.until {
		no = append(no, law.Because("11", text.M("outage.entry.too_late", "until", f.until.String()),
			law.Instead(text.M("outage.entry.too_late_instead"))).At("day"))
	}
	if f.state == queue.Called || f.state == queue.Serving || f.state == queue.Held || f.state == queue.Finished {
		no = append(no, law.Because("5.3", text.M("outage.entry.known", "no", f.number),
			law.Instead(text.M("outage.entry.known_instead"))).At("no"))
	}
	if !f.served {
		// 5(3): what a window serves stands in the directory and nowhere else.
		no = append(no, law.Because("5.3", text.M("outage.entry.not_served"), law.Instead(text.M("queue.ask_guide_desk"))).At("item"))
	}
	return law.Refuse(text.M("outage.entry.refused"), no...)
}
