package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lianban/internal/base/clock"
)

// Timetable is the seasonal opening hours (作息时间) as they hold from a day on, until the next timetable.
type Timetable struct {
	From    clock.Day
	Source  string
	Seasons []Season // in the order of the year
}

// Season is the hours from a date of every year on, until the next season. The last one runs over the new year.
type Season struct {
	Name  string // 夏季作息
	Month time.Month
	Day   int
	Open  []Span
}

// Span is a stretch of one day, in minutes since midnight. It begins with its first minute and ends before its last.
type Span struct {
	From, To int
}

// String is "10:00–14:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d–%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// cut is the part of the span that lies between two instants of that day.
func (s Span) cut(day clock.Day, from, to clock.Instant) (clock.Instant, clock.Instant, bool) {
	a, b := max(day.At(0, s.From), from), min(day.At(0, s.To), to)
	return a, b, a < b
}

// on is the season the day lies in.
func (t Timetable) on(day clock.Day) Season {
	date := int(day) % 10000
	held := t.Seasons[len(t.Seasons)-1]
	for _, s := range t.Seasons {
		if date < s.date() {
			break
		}
		held = s
	}
	return held
}

// date is the season's first day as mmdd.
func (s Season) date() int { return int(s.Month)*100 + s.Day }

func (t Timetable) check() error {
	if len(t.Seasons) == 0 {
		return errors.New("no season")
	}
	if !slices.IsSortedFunc(t.Seasons, func(a, b Season) int { return a.date() - b.date() }) {
		return errors.New("the seasons are not in the order of the year")
	}
	for _, s := range t.Seasons {
		if err := checkSpans(s.Open); err != nil || len(s.Open) == 0 {
			return fmt.Errorf("%s: no hours, or hours that overlap: %w", s.Name, err)
		}
	}
	return nil
}

// checkSpans demands spans of one day, in order, that do not overlap.
func checkSpans(spans []Span) error {
	last := 0
	for _, s := range spans {
		if s.From < last || s.To <= s.From || s.To > 24*60 {
			return fmt.Errorf("%s is not after what stands before it, or no time of a day", s)
		}
		last = s.To
	}
	return nil
}

func (y timetableYAML) timetable() (Timetable, error) {
	t := Timetable{Source: y.Source}
	var err error
	if t.From, err = clock.ParseDay(y.From); err != nil {
		return t, err
	}
	for _, s := range y.Seasons {
		season := Season{Name: s.Name}
		if season.Month, season.Day, err = monthDay(s.From); err != nil {
			return t, err
		}
		for _, open := range s.Open {
			span, err := ParseSpan(open)
			if err != nil {
				return t, err
			}
			season.Open = append(season.Open, span)
		}
		t.Seasons = append(t.Seasons, season)
	}
	return t, nil
}

// ParseSpan reads "10:00-14:00"; 24:00 is the end of the day.
func ParseSpan(s string) (Span, error) {
	from, to, found := strings.Cut(s, "-")
	a, errA := minutes(from)
	b, errB := minutes(to)
	if !found || errA != nil || errB != nil || b <= a {
		return Span{}, fmt.Errorf("%q is not hours such as 10:00-14:00", s)
	}
	return Span{From: a, To: b}, nil
}

func minutes(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err
}

// monthDay reads "05-01", a date of every year.
func monthDay(s string) (time.Month, int, error) {
	t, err := time.Parse("01-02", s)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is not a date such as 05-01", s)
	}
	return t.Month(), t.Day(), nil
}
