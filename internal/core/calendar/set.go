package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
)

// Set is the calendars built from one collection of layers: the national one and one for each region. It never changes; a
// notice that arrives makes a new Set (With), and Difference tells what it moves.
type Set struct {
	layers    Layers
	calendars []*Calendar // national first
}

// Build makes the calendars. The layers are copied. The error names every layer that cannot be right.
func Build(layers Layers) (*Set, error) {
	s := &Set{layers: layers.clone()}
	if err := s.layers.check(); err != nil {
		return nil, err
	}
	s.calendars = append(s.calendars, newCalendar(Region{Code: National, Name: ""}, s.layers))
	for _, r := range layers.Regions {
		s.calendars = append(s.calendars, newCalendar(r, s.layers))
	}
	return s, nil
}

// With is the set with one more notice: a year's first, or a change that counts before what is known.
func (s *Set) With(n Notice) (*Set, error) {
	layers := s.layers.clone()
	layers.Notices = append(layers.Notices, n)
	return Build(layers)
}

// Layers is a copy of what the set was built from.
func (s *Set) Layers() Layers { return s.layers.clone() }

// National is the calendar that knows the State Council's notices only.
func (s *Set) National() *Calendar { return s.calendars[0] }

// Named is the calendar of that name: "national" or a region's code. Invalid when there is none.
func (s *Set) Named(name string) (*Calendar, error) {
	for _, c := range s.calendars {
		if c.region.Code == name {
			return c, nil
		}
	}
	return nil, errs.Field("calendar", "calendar.unknown", "name", name)
}

// Names lists the calendars, national first.
func (s *Set) Names() []string {
	names := make([]string, len(s.calendars))
	for i, c := range s.calendars {
		names[i] = c.region.Code
	}
	return names
}

// clone copies everything and brings it into the order in which it counts.
func (l Layers) clone() Layers {
	l.Regions, l.Moving = slices.Clone(l.Regions), slices.Clone(l.Moving)
	l.Fixed, l.Timetables = slices.Clone(l.Fixed), slices.Clone(l.Timetables)
	l.Notices = slices.Clone(l.Notices)
	for i := range l.Notices {
		l.Notices[i].Days = slices.Clone(l.Notices[i].Days)
	}
	slices.SortStableFunc(l.Notices, func(a, b Notice) int { return cmp.Compare(a.Year, b.Year) })
	slices.SortStableFunc(l.Fixed, func(a, b Fixed) int { return cmp.Compare(a.From, b.From) })
	slices.SortStableFunc(l.Timetables, func(a, b Timetable) int { return cmp.Compare(a.From, b.From) })
	return l
}

// check tells every layer that cannot be right.
func (l Layers) check() error {
	known := map[string]bool{National: true}
	var wrong []error
	for _, r := range l.Regions {
		if r.Code == "" || r.Name == "" || known[r.Code] {
			wrong = append(wrong, fmt.Errorf("calendar: region %q stands twice or has no name", r.Code))
		}
		known[r.Code] = true
	}
	for _, n := range l.Notices {
		if !known[n.Region] {
			wrong = append(wrong, fmt.Errorf("calendar: notice of %d for unknown region %q", n.Year, n.Region))
		}
		if n.Number == "" && n.Source == "" {
			wrong = append(wrong, fmt.Errorf("calendar: %s notice of %d has neither number nor source", n.Region, n.Year))
		}
		if err := refusal(n.faults()); err != nil {
			wrong = append(wrong, fmt.Errorf("calendar: %s notice of %d: %w", n.Region, n.Year, err))
		}
	}
	for _, t := range l.Timetables {
		if err := t.check(); err != nil {
			wrong = append(wrong, fmt.Errorf("calendar: timetable of %s: %w", t.From, err))
		}
	}
	return errors.Join(wrong...)
}

// mark is what the layers say about one day.
type mark struct {
	name  string
	basis string
	off   bool
}

// marks puts the layers on top of each other, the stronger last: the statute, the national notices, the region's.
func (l Layers) marks(region string) map[clock.Day]mark {
	out := map[clock.Day]mark{}
	for year := firstYear; year <= lastYear; year++ {
		for _, y := range l.fixed(year).Days {
			out[clock.Date(year, y.Month, y.Day)] = mark{y.Name, l.fixed(year).Source, true}
		}
	}
	for _, m := range l.Moving {
		out[m.Day] = mark{m.Name, l.fixed(m.Day.Year()).Source, m.Off}
	}
	for _, layer := range []string{National, region} {
		for _, n := range l.Notices {
			if n.Region != layer {
				continue
			}
			for _, d := range n.Days {
				out[d.Day] = mark{d.Name, n.basis(), d.Off}
			}
		}
	}
	return out
}

// fixed is the statute as it reads in that year; the first one known also stands for the years before it.
func (l Layers) fixed(year int) (held Fixed) {
	for i, f := range l.Fixed {
		if i > 0 && f.From > clock.Date(year, 1, 1) {
			break
		}
		held = f
	}
	return held
}
