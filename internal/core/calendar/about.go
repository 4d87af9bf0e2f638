package calendar

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Info says what a day is, and why.
type Info struct {
	Day         clock.Day
	Work        bool
	Name        string // the holiday's name, for days off and made-up working days by statute or notice
	Basis       string // what they rest on: the notice's number, its title, or the statute
	Provisional bool   // the year's notice is missing, so the day may yet become another
}

// About says what a day is, and why: IsWorkday explained.
func (c *Calendar) About(day clock.Day) Info {
	m := c.marks[day]
	i := Info{Day: day, Work: c.IsWorkday(day), Name: m.name, Basis: m.basis, Provisional: true}
	if _, ok := slot(day); ok {
		i.Provisional = c.provisional(day, day)
	}
	return i
}

// Reason is why work is done on the day or not: the holiday's name, 周末, 工作日, or the order that made it a working day.
func (i Info) Reason() text.Msg {
	switch {
	case i.Work && i.Name != "":
		return text.M("calendar.made_up", "name", i.Name)
	case i.Work:
		return text.M("calendar.workday")
	case i.Name != "":
		return text.Plain(i.Name)
	default:
		return text.M("calendar.weekend")
	}
}

var weekdays = [...]string{"calendar.weekday.sun", "calendar.weekday.mon", "calendar.weekday.tue", "calendar.weekday.wed",
	"calendar.weekday.thu", "calendar.weekday.fri", "calendar.weekday.sat"}

// dayText is a day as sentences write it: 2025-06-05（周四）.
func dayText(d clock.Day) text.Msg {
	return text.M("calendar.day", "day", d, "weekday", text.M(weekdays[d.Weekday()]))
}

// shortDay is a day within a sentence: 6-06, with the year when it is not the sentence's.
func shortDay(d clock.Day, year int) string {
	if d.Year() != year {
		return d.String()
	}
	return d.Time().Format("1-02")
}

// isWeekend tells whether the day is a Saturday or Sunday.
func isWeekend(d clock.Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
