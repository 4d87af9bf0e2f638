package calendar

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Unit is what a limit is counted in.
type Unit string

// The units of limits.
const (
	WorkingDays Unit = "wd"
	Days        Unit = "days"
	Months      Unit = "months"
)

// Limit is a time allowed, such as 15 working days or 3 months.
type Limit struct {
	N    int
	Unit Unit
}

// Text is the limit in words.
func (l Limit) Text() text.Msg { return text.M("calendar.limit."+string(l.Unit), "n", l.N) }

// Due is the last day of a limit that begins with an event on day. A unit that is none gives no day.
func (c *Calendar) Due(day clock.Day, l Limit) Date {
	switch l.Unit {
	case WorkingDays:
		return c.AddWorkingDays(day, l.N)
	case Days:
		return c.AddDays(day, l.N)
	case Months:
		return c.AddMonths(day, l.N)
	}
	return Date{}
}

// AddDays is the last day of a limit of n days (自然日). The day of the event does not count; when nobody works on the last
// day, the limit ends on the next working day (民法典第二百零一条、第二百零三条).
func (c *Calendar) AddDays(day clock.Day, n int) Date {
	if _, ok := slot(day); !ok || n < 0 || n > slots {
		return Date{}
	}
	return c.rolled(day, day.Add(n))
}

// AddMonths is the last day of a limit of n months: the day of the month that corresponds to day, or the month's last
// (民法典第二百零二条); then as AddDays.
func (c *Calendar) AddMonths(day clock.Day, n int) Date {
	if _, ok := slot(day); !ok || n < 0 || n > slots {
		return Date{}
	}
	return c.rolled(day, corresponding(day, n))
}

// corresponding is the day n months later that bears the same number, or the last day of that month.
func corresponding(day clock.Day, n int) clock.Day {
	t := day.Time()
	year, month := t.Year(), int(t.Month())-1+n
	year, month = year+month/12, month%12+1
	return clock.Date(year, time.Month(month), min(t.Day(), daysIn(year, month)))
}

// rolled is the last day, or the next working day when nobody works on it.
func (c *Calendar) rolled(from, last clock.Day) Date {
	s, ok := slot(last)
	if !ok {
		return Date{}
	}
	return c.date(from, c.before(s))
}
