package calendar

import (
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Exception is days on which a centre opens at other hours than the timetable's, or not at all. It moves no limit: what
// moves limits is a notice.
type Exception struct {
	From, To clock.Day // both included
	Open     []Span    // empty = closed
	Reason   string
	Number   string // the document it rests on
}

// maxException keeps a mistyped year from closing a hall for a decade.
const maxException = 366

// Hours are the opening hours of the windows of one centre: the season's hours on the working days of its calendar, and
// the centre's exceptions.
type Hours struct {
	calendar   *Calendar
	timetables []Timetable
	exceptions map[clock.Day]*Exception
}

// Hours makes a centre's opening hours on one of the set's calendars. For one day the later exception counts. Invalid when
// there is no such calendar or an exception cannot be right.
func (s *Set) Hours(calendar string, exceptions ...Exception) (*Hours, error) {
	return s.HoursOf(calendar, s.layers.Timetables, exceptions...)
}

// HoursOf is Hours with other timetables than the centre's: of a post or a person.
func (s *Set) HoursOf(calendar string, timetables []Timetable, exceptions ...Exception) (*Hours, error) {
	c, err := s.Named(calendar)
	if err != nil {
		return nil, err
	}
	if len(timetables) == 0 {
		return nil, errs.New(errs.Invalid, "calendar.no_timetable")
	}
	h := &Hours{calendar: c, timetables: Layers{Timetables: timetables}.clone().Timetables,
		exceptions: map[clock.Day]*Exception{}}
	for _, t := range timetables {
		if err := t.check(); err != nil {
			return nil, errs.New(errs.Invalid, "calendar.no_timetable").Cause(err)
		}
	}
	for _, e := range exceptions {
		if err := h.except(e); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *Hours) except(e Exception) error {
	switch {
	case e.From == 0 || e.To < e.From || e.From.Add(maxException) < e.To:
		return errs.Field("to", "calendar.exception.days")
	case e.Reason == "" || e.Number == "":
		return errs.Field("number", "calendar.exception.document")
	}
	if err := checkSpans(e.Open); err != nil {
		return errs.Field("open", "calendar.exception.open").Cause(err)
	}
	for day := e.From; day <= e.To; day = day.Add(1) {
		h.exceptions[day] = &e
	}
	return nil
}

// Opening is the hours of one day, and why they are so.
type Opening struct {
	Info                 // what day it is
	Open      []Span     // empty = closed all day
	Season    string     // the season's name
	Exception *Exception // the exception that made the hours, nil when the timetable did
}

// On is the hours of a day. Made-up working days follow the season like any other.
func (h *Hours) On(day clock.Day) Opening {
	season := h.season(day)
	o := Opening{Info: h.calendar.About(day), Season: season.Name}
	if o.Work {
		o.Open = season.Open
	}
	if e, ok := h.exceptions[day]; ok {
		o.Exception, o.Open = e, e.Open
	}
	return o
}

// season is the season of the timetable that holds on the day; the first timetable also holds before its first day.
func (h *Hours) season(day clock.Day) Season {
	held := h.timetables[0]
	for _, t := range h.timetables[1:] {
		if day < t.From {
			break
		}
		held = t
	}
	return held.on(day)
}

// Explain is the day's hours and their reason in one sentence.
func (o Opening) Explain() text.Msg {
	spans := make([]string, len(o.Open))
	for i, s := range o.Open {
		spans[i] = s.String()
	}
	hours, reason := text.Plain(strings.Join(spans, "、")), o.Reason()
	if len(spans) == 0 {
		hours = text.M("calendar.closed")
	}
	switch {
	case o.Exception != nil:
		reason = text.M("calendar.by_document", "reason", o.Exception.Reason, "number", o.Exception.Number)
	case o.Work:
		reason = text.M("calendar.two", "a", reason, "b", text.Plain(o.Season))
	}
	return text.M("calendar.hours", "day", dayText(o.Day), "hours", hours, "reason", reason)
}

// IsOpen tells whether the windows are open at that instant. The closing minute is closed.
func (h *Hours) IsOpen(at clock.Instant) bool {
	day := at.Day()
	for _, s := range h.On(day).Open {
		if at >= day.At(0, s.From) && at < day.At(0, s.To) {
			return true
		}
	}
	return false
}

// Closing is when the windows close for the day; false when they do not open.
func (h *Hours) Closing(day clock.Day) (clock.Instant, bool) {
	open := h.On(day).Open
	if len(open) == 0 {
		return 0, false
	}
	return day.At(0, open[len(open)-1].To), true
}

// Opening is when the hall opens on a day: by the exception, else by the season, also where nobody works that day.
func (h *Hours) Opening(day clock.Day) clock.Instant {
	open := h.On(day).Open
	if len(open) == 0 {
		open = h.season(day).Open
	}
	return day.At(0, open[0].From)
}

// Moment is an instant that was counted out. At is 0 when it would lie outside 2000–2099.
type Moment struct {
	At          clock.Instant
	Provisional bool
}

// Ahead is the latest instant that lies n working days ahead of an event on day (提前 n 个工作日): the closing time of the
// n-th working day before it. A centre closed by exception on that day still takes filings, until the season's closing.
func (h *Hours) Ahead(day clock.Day, n int) Moment {
	d := h.calendar.WorkingDaysBefore(day, n)
	if d.Day == 0 {
		return Moment{}
	}
	at, ok := h.Closing(d.Day)
	if !ok {
		open := h.season(d.Day).Open
		at = d.Day.At(0, open[len(open)-1].To)
	}
	return Moment{At: at, Provisional: d.Provisional}
}

// Worked is an amount of working time.
type Worked struct {
	Time        time.Duration
	Provisional bool
}

// WorkingTime is how long the windows were open between two instants: lunch, nights and days off do not count. It is zero
// when to is not after from.
func (h *Hours) WorkingTime(from, to clock.Instant) Worked {
	w := Worked{}
	h.walk(from, to, func(o Opening) {
		w.Provisional = w.Provisional || o.Provisional
		for _, s := range o.Open {
			if a, b, some := s.cut(o.Day, from, to); some {
				w.Time += b.Sub(a)
			}
		}
	})
	return w
}

// walk visits every day between two instants.
func (h *Hours) walk(from, to clock.Instant, visit func(Opening)) {
	first, last := max(from.Day(), clock.Date(firstYear, 1, 1)), min(to.Day(), clock.Date(lastYear, 12, 31))
	if to <= from {
		return
	}
	for day := first; day <= last; day = day.Add(1) {
		visit(h.On(day))
	}
}
