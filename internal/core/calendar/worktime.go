package calendar

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// WorkedExplanation is an amount of working time, day by day.
type WorkedExplanation struct {
	Worked
	Days []WorkedDay
}

// WorkedDay is one day's part of an amount of working time.
type WorkedDay struct {
	Opening
	Time time.Duration
}

// ExplainWorkingTime is WorkingTime explained: every day between the instants with its hours and what it gave.
func (h *Hours) ExplainWorkingTime(from, to clock.Instant) WorkedExplanation {
	e := WorkedExplanation{Worked: h.WorkingTime(from, to)}
	h.walk(from, to, func(o Opening) {
		d := WorkedDay{Opening: o}
		for _, s := range o.Open {
			if a, b, some := s.cut(o.Day, from, to); some {
				d.Time += b.Sub(a)
			}
		}
		e.Days = append(e.Days, d)
	})
	return e
}

// Lines are the days one by one: the hours, the reason, the time counted.
func (e WorkedExplanation) Lines() []text.Msg {
	out := make([]text.Msg, len(e.Days))
	for i, d := range e.Days {
		out[i] = text.M("calendar.line.worked", "hours", d.Explain(), "minutes", int(d.Time/time.Minute),
			"seconds", int(d.Time%time.Minute/time.Second))
	}
	return out
}
