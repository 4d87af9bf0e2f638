package catalog

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Share is how the items of a department, or of all, have entered the hall (4(1)).
type Share struct {
	Department int64
	Name       string
	All        int
	Stationed  int
	Delegated  int
	Negative   int
	NotYet     int // recorded by the office with reason and date
	Unsaid     int // nobody has said anything
}

// MustEnter is how many must enter: all that are not on the negative list (4).
func (s Share) MustEnter() int { return s.All - s.Negative }

// Entered is how many have.
func (s Share) Entered() int { return s.Stationed + s.Delegated }

// Permille is the rate in thousandths; false where nothing must enter. It is cut and never rounded up: 应进必进 is whole
// when the last item has entered.
func (s Share) Permille() (int, bool) {
	if s.MustEnter() == 0 {
		return 0, false
	}
	return s.Entered() * 1000 / s.MustEnter(), true
}

func (s *Share) add(i Item) {
	s.All++
	switch {
	case i.Mode == Stationed:
		s.Stationed++
	case i.Mode == Delegated:
		s.Delegated++
	case i.Mode == Negative:
		s.Negative++
	case i.Reason != "":
		s.NotYet++
	default:
		s.Unsaid++
	}
}

// Rate is how what must enter has entered (4), with everything that lowers it or makes it look better than it is.
type Rate struct {
	Sum    Share
	Shares []Share // by department, the lowest rate first
	Open   []Item  // neither entered nor on the negative list
	Themes []Theme // without any entered item
	Idle   []Item  // entered, and not accepted once in Days days: 明进暗不进
	Days   int
}

// Theme is a theme of a person's or a company's life.
type Theme struct {
	Life string // personal, business
	Name string
}

// themes are the national ones.
var themes = sync.OnceValue(func() (out []Theme) {
	var raw struct{ Personal, Business []string }
	if err := yaml.Unmarshal(themesFile, &raw); err != nil {
		panic("catalog: themes.yaml: " + err.Error()) // it is part of the program, and a test reads it
	}
	for _, n := range raw.Personal {
		out = append(out, Theme{"personal", n})
	}
	for _, n := range raw.Business {
		out = append(out, Theme{"business", n})
	}
	return out
})

//go:embed themes.yaml
var themesFile []byte

// idleDays is after how many days without an acceptance an item that has entered is looked at.
var idleDays = law.Number("item.idle_days")

// Rate tells how the items in sight have entered the hall.
// covers: A4-1 A4-2
func (s *Service) Rate(tx *db.Tx, sight identity.Sight) (Rate, error) {
	var r Rate
	hall, err := s.hall(tx)
	if err != nil {
		return r, err
	}
	x, err := s.within(tx, hall)
	if err != nil {
		return r, err
	}
	sees, by, lived := inSight(hall, tx.Now, sight), map[string]*Share{}, map[Theme]bool{}
	for _, e := range x.entries {
		it := e.hit.Item
		if !sees(it) {
			continue
		}
		r.Sum.add(it)
		if by[e.hit.Department] == nil {
			by[e.hit.Department] = &Share{Department: it.Department, Name: e.hit.Department}
		}
		by[e.hit.Department].add(it)
		if it.Mode == None {
			r.Open = append(r.Open, it)
		}
		if it.InHall() {
			for _, t := range e.themes {
				lived[t] = true
			}
		}
	}
	r.Shares = ranked(by)
	slices.SortStableFunc(r.Open, func(a, b Item) int { return strings.Compare(a.DepartmentName+a.Code, b.DepartmentName+b.Code) })
	r.Themes = slices.DeleteFunc(slices.Clone(themes()), func(t Theme) bool { return lived[t] })
	return r, s.idle(tx, x, sees, &r)
}

// ranked lists the departments, the lowest rate first; one that has nothing to bring in stands last.
func ranked(by map[string]*Share) (out []Share) {
	for _, s := range by {
		out = append(out, *s)
	}
	rank := func(s Share) int {
		if n, ok := s.Permille(); ok {
			return n
		}
		return 1001
	}
	slices.SortFunc(out, func(a, b Share) int {
		if n := rank(a) - rank(b); n != 0 {
			return n
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// 4: 应进必进: an item that stands in the hall's list and is never accepted there has not entered. How it is elsewhere, the
// department knows; here it is only asked.
func (s *Service) idle(tx *db.Tx, x *index, sees func(Item) bool, r *Rate) error {
	figures, err := s.view(tx, tx.Today())
	if err != nil || s.Accepted == nil {
		return err
	}
	r.Days = idleDays.In(figures)
	since := tx.Today().Add(-r.Days)
	accepted, err := s.Accepted(tx, since)
	if err != nil {
		return err
	}
	for _, e := range x.entries {
		it := e.hit.Item
		if it.InHall() && sees(it) && accepted[it.ID] == 0 && entered(it) <= since {
			r.Idle = append(r.Idle, it)
		}
	}
	slices.SortStableFunc(r.Idle, func(a, b Item) int { return strings.Compare(a.DepartmentName+a.Code, b.DepartmentName+b.Code) })
	return nil
}

// entered is the day from which an item is in the hall, as far as anybody has said.
func entered(i Item) clock.Day {
	if i.Since != 0 {
		return i.Since
	}
	return i.Added.Day()
}
