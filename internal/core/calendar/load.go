package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"lianban/internal/base/clock"
	"lianban/measures"
)

// Shipped is the set of calendars built from the layers compiled into the program.
func Shipped() *Set { return shipped() }

var shipped = sync.OnceValue(func() *Set {
	layers, err := Load(measures.Changji())
	if err != nil {
		panic(err) // compiled in and tested
	}
	set, err := Build(layers)
	if err != nil {
		panic(err)
	}
	return set
})

// calendarYAML is any file of a rulebook's calendar folder; each fills the parts it has.
type calendarYAML struct {
	Region  *Region      `yaml:"region"`
	Notices []noticeYAML `yaml:"notices"`
	Fixed   []struct {
		From, Source string
		Days         map[string]string
	} `yaml:"fixed"`
	Moving []struct {
		Year int
		Days map[string]string
	} `yaml:"moving"`
	Timetables []timetableYAML `yaml:"timetables"`
}

type noticeYAML struct {
	Year                         int
	Number, Dated, Title, Source string
	Days                         []struct {
		Name      string
		Off, Work []string
	}
}

type timetableYAML struct {
	From, Source string
	Seasons      []struct {
		Name, From string
		Open       []string
	}
}

// Load reads the layers from the calendar folder of a rulebook. Whether they make sense together, Build tells.
func Load(fsys fs.FS) (Layers, error) {
	var l Layers
	names, err := fs.Glob(fsys, "calendar/*.yaml")
	if err != nil || len(names) == 0 {
		return l, errors.Join(errors.New("calendar: no calendar/*.yaml"), err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return l, err
		}
		var y calendarYAML
		dec := yaml.NewDecoder(bytes.NewReader(raw))
		dec.KnownFields(true)
		if err = dec.Decode(&y); err == nil {
			err = y.into(&l)
		}
		if err != nil {
			return l, fmt.Errorf("calendar: %s: %w", name, err)
		}
	}
	return l, nil
}

func (y calendarYAML) into(l *Layers) error {
	if len(y.Notices) > 0 && y.Region == nil {
		return errors.New("notices without a region")
	}
	if y.Region != nil && y.Region.Code != National {
		l.Regions = append(l.Regions, *y.Region)
	}
	for _, n := range y.Notices {
		notice, err := n.notice(y.Region.Code)
		if err != nil {
			return err
		}
		l.Notices = append(l.Notices, notice)
	}
	for _, t := range y.Timetables {
		timetable, err := t.timetable()
		if err != nil {
			return err
		}
		l.Timetables = append(l.Timetables, timetable)
	}
	return y.statutory(l)
}

// statutory reads the days off that hold without a notice.
func (y calendarYAML) statutory(l *Layers) error {
	for _, f := range y.Fixed {
		from, err := clock.ParseDay(f.From)
		if err != nil {
			return err
		}
		fixed := Fixed{From: from, Source: f.Source}
		for _, date := range slices.Sorted(maps.Keys(f.Days)) {
			month, day, err := monthDay(date)
			if err != nil {
				return err
			}
			fixed.Days = append(fixed.Days, Yearly{Month: month, Day: day, Name: f.Days[date]})
		}
		l.Fixed = append(l.Fixed, fixed)
	}
	for _, m := range y.Moving {
		for _, name := range slices.Sorted(maps.Keys(m.Days)) {
			days, err := dayRange(m.Year, m.Days[name])
			if err != nil {
				return err
			}
			for _, day := range days {
				l.Moving = append(l.Moving, Special{Day: day, Name: name, Off: true})
			}
		}
	}
	return nil
}

func (y noticeYAML) notice(region string) (Notice, error) {
	n := Notice{Region: region, Year: y.Year, Number: y.Number, Title: y.Title, Source: y.Source}
	if y.Dated != "" {
		var err error
		if n.Dated, err = clock.ParseDay(y.Dated); err != nil {
			return n, err
		}
	}
	for _, d := range y.Days {
		for _, part := range []struct {
			ranges []string
			off    bool
		}{{d.Off, true}, {d.Work, false}} {
			for _, r := range part.ranges {
				days, err := dayRange(y.Year, r)
				if err != nil {
					return n, fmt.Errorf("%d %s: %w", y.Year, d.Name, err)
				}
				for _, day := range days {
					n.Days = append(n.Days, Special{Day: day, Name: d.Name, Off: part.off})
				}
			}
		}
	}
	return n, nil
}

// dayRange reads "05-01", "05-01..05-05" or whole dates into the days it names.
func dayRange(year int, s string) ([]clock.Day, error) {
	first, last, isRange := strings.Cut(s, "..")
	if !isRange {
		last = first
	}
	var ends [2]clock.Day
	for i, part := range []string{first, last} {
		if len(part) == len("01-02") {
			part = fmt.Sprintf("%04d-%s", year, part)
		}
		day, err := clock.ParseDay(part)
		if err != nil {
			return nil, err
		}
		ends[i] = day
	}
	if ends[1] < ends[0] || ends[0].Add(31) < ends[1] {
		return nil, fmt.Errorf("%s ends before it begins or is longer than a month", s)
	}
	var out []clock.Day
	for day := ends[0]; day <= ends[1]; day = day.Add(1) {
		out = append(out, day)
	}
	return out, nil
}
