package calendar

import "lianban/internal/base/clock"

// Explanation is how a date was counted out: every day that was looked at, in the order of the calendar.
type Explanation struct {
	Date
	From    clock.Day // the day of the event
	Steps   []Step
	Missing []Gap // the notices for want of which the date is provisional

	key  string // the sentence, under calendar.said
	n    int
	last Info // where a limit in days or months ended before it was rolled over
}

// Step is one day that was counted or skipped.
type Step struct {
	Info
	Counted bool
	Nth     int // which working day of the limit it is, counted from the event
}

// Gap is a notice that is missing.
type Gap struct {
	Year   int
	Region string // "national" or the region's code
	Name   string // the region's name
}

// ExplainAdd is AddWorkingDays explained.
func (c *Calendar) ExplainAdd(day clock.Day, n int) Explanation {
	e := Explanation{Date: c.AddWorkingDays(day, n), From: day, key: "add", n: n}
	first := day.Add(1)
	if n == 0 {
		e.key, first = "same_day", day
	}
	return c.explain(e, first, e.Day)
}

// ExplainBefore is WorkingDaysBefore explained.
func (c *Calendar) ExplainBefore(day clock.Day, n int) Explanation {
	e := Explanation{Date: c.WorkingDaysBefore(day, n), From: day, key: "before", n: n}
	last := day.Add(-1)
	if n == 0 {
		e.key, last = "before_same_day", day
	}
	return c.explain(e, e.Day, last)
}

// ExplainBetween is Between explained; Day is to. Where to lies before from there is nothing to list.
func (c *Calendar) ExplainBetween(from, to clock.Day) Explanation {
	count := c.Between(from, to)
	e := Explanation{Date: Date{Day: to, Provisional: count.Provisional}, From: from, key: "between", n: count.Days}
	return c.explain(e, from.Add(1), to)
}

// ExplainDue is Due explained. Limits in days and months list only the days over which the end was rolled.
func (c *Calendar) ExplainDue(day clock.Day, l Limit) Explanation {
	e := Explanation{Date: c.Due(day, l), From: day, key: string(l.Unit), n: l.N}
	var last clock.Day
	switch {
	case l.Unit == WorkingDays:
		return c.ExplainAdd(day, l.N)
	case e.Day == 0:
		return e
	case l.Unit == Days:
		last = day.Add(l.N)
	default:
		last = corresponding(day, l.N)
	}
	e.last = c.About(last)
	return c.explain(e, last, e.Day)
}

// explain lists the days from first to last and what is missing. A date that could not be counted out lists nothing.
func (c *Calendar) explain(e Explanation, first, last clock.Day) Explanation {
	if e.Day == 0 {
		return e
	}
	counted := 0
	for day := first; day <= last; day = day.Add(1) {
		step := Step{Info: c.About(day)}
		if step.Work {
			counted++
			step.Counted, step.Nth = true, counted
		}
		e.Steps = append(e.Steps, step)
	}
	if e.key == "before" { // the event stands behind the days, so the last one is the first
		for i := range e.Steps {
			if e.Steps[i].Counted {
				e.Steps[i].Nth = counted + 1 - e.Steps[i].Nth
			}
		}
	}
	if e.Provisional {
		e.Missing = c.missing(min(e.From, e.Day), max(e.From, e.Day))
	}
	return e
}

// missing lists the notices that are missing from a to b.
func (c *Calendar) missing(a, b clock.Day) (out []Gap) {
	for year := a.Year(); year <= b.Year(); year++ {
		for _, region := range c.gaps[year] {
			out = append(out, Gap{Year: year, Region: region, Name: c.names[region]})
		}
	}
	return out
}
