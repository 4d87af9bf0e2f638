package calendar

import (
	"fmt"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// National is the region of the State Council's notices, and the name of the calendar that knows only them.
const National = "national"

// The years a calendar knows. A notice is known for few of them; the rest follow the statute and are provisional.
const (
	firstYear = 2000
	lastYear  = 2099
)

// Layers are all that calendars are built from.
type Layers struct {
	Regions    []Region
	Fixed      []Fixed
	Moving     []Special // days off by statute that follow moon and sun
	Notices    []Notice  // for one day the later year counts, within a year the later in the list
	Timetables []Timetable
}

// Region is one whose notices add to the national ones, and its calendar.
type Region struct {
	Code string // "xinjiang"
	Name string // 新疆
}

// Special is a day that is not what its weekday says: off, or worked by order (调休上班日).
type Special struct {
	Day  clock.Day
	Name string // the holiday's name
	Off  bool
}

// Notice is one year's order on days off, of the State Council or of a region.
type Notice struct {
	Region string
	Year   int
	Number string // 文号; empty when it is not known, then Source says where the facts are from
	Dated  clock.Day
	Title  string
	Source string
	Days   []Special
}

// basis names the notice where a day is explained.
func (n Notice) basis() string {
	if n.Number != "" {
		return n.Number
	}
	return n.Title
}

// Fixed are the days off that the statute puts on the same date of every year, as it reads from a day on.
type Fixed struct {
	From   clock.Day
	Source string
	Days   []Yearly
}

// Yearly is a date of every year.
type Yearly struct {
	Month time.Month
	Day   int
	Name  string
}

// Overlay makes the notice a region's office types in: what the region adds to the national days, with the document it
// rests on. Invalid, with every fault, when number or date is missing or a day cannot be right.
func Overlay(region string, year int, number string, dated clock.Day, days []Special) (Notice, error) {
	n := Notice{Region: region, Year: year, Number: number, Dated: dated, Days: days}
	faults := n.faults()
	if number == "" {
		faults = append(faults, errs.Fault{Field: "number", Text: text.M("calendar.notice.number")})
	}
	if dated == 0 {
		faults = append(faults, errs.Fault{Field: "dated", Text: text.M("error.required")})
	}
	return n, refusal(faults)
}

// refusal makes one error of the faults, nil when there are none.
func refusal(faults []errs.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return errs.New(errs.Invalid, "calendar.notice.refused").With(faults...)
}

// faults tells everything that cannot be right about a notice.
func (n Notice) faults() (out []errs.Fault) {
	fault := func(field, key string, kv ...any) {
		out = append(out, errs.Fault{Field: field, Text: text.M(key, kv...)})
	}
	if n.Year < firstYear || n.Year > lastYear {
		fault("year", "error.out_of_range", "min", firstYear, "max", lastYear)
	}
	if n.Region == "" {
		fault("region", "error.required")
	}
	if len(n.Days) == 0 {
		fault("days", "calendar.notice.empty", "year", n.Year)
	}
	seen := map[clock.Day]bool{}
	for i, d := range n.Days {
		field := func(name string) string { return dayField(i, name) }
		if d.Name == "" {
			fault(field("name"), "error.required")
		}
		switch weekday := d.Day.Weekday(); {
		case !n.reaches(d.Day):
			fault(field("date"), "calendar.notice.outside", "day", d.Day, "year", n.Year)
		case seen[d.Day]:
			fault(field("date"), "calendar.notice.twice", "day", d.Day)
		case !d.Off && weekday != time.Saturday && weekday != time.Sunday:
			fault(field("date"), "calendar.notice.not_weekend", "day", d.Day)
		}
		seen[d.Day] = true
	}
	return out
}

// reaches tells whether the notice may speak of that day: its own year, and what 元旦 touches on both sides.
func (n Notice) reaches(day clock.Day) bool {
	return day >= clock.Date(n.Year-1, time.December, 15) && day <= clock.Date(n.Year+1, time.January, 15)
}

// dayField names a field of the i-th day of a notice.
func dayField(i int, field string) string { return fmt.Sprintf("days.%d.%s", i, field) }
