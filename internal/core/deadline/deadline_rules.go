package deadline

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

// What happened to a clock after its start.
const (
	pause  = "pause"
	extend = "extend"
)

// change is one pause or extension, in the order in which they happened.
type change struct {
	Seq    int
	What   string
	From   clock.Instant  // when
	Until  clock.Instant  // a pause's end; 0 while it lasts
	Limit  calendar.Limit // what an extension gives
	Reason string
}

// ended ends the pause that lasts, if one does.
func ended(all []change, at clock.Instant) []change {
	out := append([]change(nil), all...)
	for i := range out {
		if out[i].What == pause && out[i].Until == 0 {
			out[i].Until = at
		}
	}
	return out
}

// step is the due day after one change, for the count and for its explanation.
type step struct {
	change
	date calendar.Date
	days int // working days a pause cost
}

// steps counts a clock out from scratch: the limit, then every change in order. It is the definition of due.
func steps(cal *calendar.Calendar, n New, all []change) (first calendar.Date, out []step) {
	first = cal.Due(n.From.Day(), n.Limit)
	date := first
	for _, c := range all {
		s := step{change: c}
		switch {
		case date.Day == 0:
		case c.What == extend:
			date = join(date, cal.Due(date.Day, c.Limit))
		case c.Until != 0 && law.AtMost(c.From, date.End()):
			// 行政许可法第四十五条: the time of the special procedure is not counted in.
			s.days = cal.Between(c.From.Day(), c.Until.Day()).Days
			date = join(date, cal.AddWorkingDays(date.Day, s.days))
		}
		s.date = date
		out = append(out, s)
	}
	return first, out
}

// join is the later date, provisional when either was.
func join(a, b calendar.Date) calendar.Date {
	b.Provisional = b.Provisional || a.Provisional
	return b
}

// count sets what is counted out: due, its day, the working days given. Invalid when there is no such day.
func (d *Deadline) count(cal *calendar.Calendar, all []change) error {
	date, walked := steps(cal, d.New, all)
	cost := 0
	for _, s := range walked {
		date, cost = s.date, cost+s.days
	}
	if date.Day == 0 {
		return errs.Field("limit", "deadline.no_day")
	}
	d.Day, d.Due, d.Provisional = date.Day, date.End(), date.Provisional
	d.Total = cal.Between(d.From.Day(), d.Day).Days - cost
	return nil
}

var (
	yellowDays  = law.Number("lamp.yellow_wd")
	yellowShare = law.Number("lamp.yellow_pct")
)

// lamp is what the clock shows at that instant. 11(3): 承诺时限内办结.
func (d Deadline) lamp(cal *calendar.Calendar, v law.View, at clock.Instant) Lamp {
	switch {
	case !d.Open():
		return Done
	case d.Over(at):
		return Red
	case d.State == Paused:
		return Hold
	case d.yellow(v, cal.Between(at.Day(), d.Day).Days):
		return Yellow
	}
	return Green
}

// yellow tells whether so many working days left are few: at most the greater of a number of days and a share of the limit.
func (d Deadline) yellow(v law.View, left int) bool {
	return law.AtMost(left, yellowDays.In(v)) || law.AtMost(left*100, yellowShare.In(v)*d.Total)
}

// yellowFrom is the first day on which the lamp is yellow.
func (d Deadline) yellowFrom(cal *calendar.Calendar, v law.View) clock.Day {
	few := max(yellowDays.In(v), yellowShare.In(v)*d.Total/100)
	day := cal.WorkingDaysBefore(d.Day, few).Day
	return max(day, d.From.Day())
}

// left is what is left, in words: days, on the last day hours and minutes, then how long it has been over.
func (d Deadline) left(cal *calendar.Calendar, at clock.Instant) text.Msg {
	over := func(key string, until clock.Instant) text.Msg {
		return text.M(key, "n", natural(d.Day, until.Day()))
	}
	switch {
	case d.State == Cancelled:
		return text.M("deadline.left.cancelled")
	case d.State == Met && d.Late():
		return over("deadline.left.met_late", d.Ended)
	case d.State == Met:
		return text.M("deadline.left.met")
	case d.Over(at):
		if d.State == Paused {
			at = d.Since
		}
		return over("deadline.left.over", at)
	case d.State == Paused:
		return text.M("deadline.left.paused", "n", cal.Between(d.Since.Day(), d.Day).Days)
	case at.Day() >= d.Day: // 24:00 itself is still the last day
		rest := d.Due.Sub(at).Truncate(time.Minute)
		return text.M("deadline.left.hours", "h", int(rest/time.Hour), "m", int(rest%time.Hour/time.Minute))
	}
	return text.M("deadline.left.days", "n", cal.Between(at.Day(), d.Day).Days)
}

// natural counts the days from one to another, those on which nobody works included: that is how people count being late.
func natural(from, to clock.Day) int {
	return int(to.Start().Sub(from.Start()) / (24 * time.Hour))
}
