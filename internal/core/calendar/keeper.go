package calendar

import (
	"slices"
	"sync"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/law"
)

// Service keeps what the office of each centre added to the layers that ship with the measures: notices and opening
// exceptions. What it hands out is built once and never changes.
type Service struct {
	Store *db.DB
	// Base is the set of the layers that ship; nil = Shipped.
	Base *Set
	// Figures gives the centre's figures, which name the calendar its hours follow; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Moves tells what a set would move; Recompute moves it, in the same transaction. core/deadline has both; nil = nothing.
	Moves     func(tx *db.Tx, after *Set) (Effect, error)
	Recompute func(tx *db.Tx, by string, after *Set) (Effect, error)
	// Touch tells the pages after the commit.
	Touch func(topics ...string)

	mu   sync.Mutex
	all  map[int64]built
	ages map[int64]int64 // grows with every change, so that a slow reader does not put an old set back
}

// built is one centre's calendars and hours.
type built struct {
	set   *Set
	hours *Hours
}

// calendarFigure names the calendar that working days are counted by.
var calendarFigure = law.Word("deadline.calendar")

// Set gives the calendars of the transaction's centre. In a transaction that changes them itself, use Fresh.
func (s *Service) Set(tx *db.Tx) (*Set, error) {
	b, err := s.get(tx)
	return b.set, err
}

// Hours gives the opening hours of the transaction's centre.
func (s *Service) Hours(tx *db.Tx) (*Hours, error) {
	b, err := s.get(tx)
	return b.hours, err
}

func (s *Service) get(tx *db.Tx) (built, error) {
	s.mu.Lock()
	b, found := s.all[tx.Centre]
	age := s.ages[tx.Centre]
	s.mu.Unlock()
	if found {
		return b, nil
	}
	var err error
	if b.set, err = s.Fresh(tx); err != nil {
		return b, err
	}
	if b.hours, err = s.freshHours(tx, b.set); err != nil {
		return b, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ages[tx.Centre] == age {
		if s.all == nil {
			s.all = map[int64]built{}
		}
		s.all[tx.Centre] = b
	}
	return b, nil
}

// Fresh builds the calendars as this transaction sees them.
func (s *Service) Fresh(tx *db.Tx) (*Set, error) {
	notices, err := Notices(tx)
	if err != nil || len(notices) == 0 {
		return s.base(), err
	}
	return s.over(notices)
}

// over puts notices over the shipped layers.
func (s *Service) over(notices []Kept) (*Set, error) {
	layers := s.base().Layers()
	for _, n := range notices {
		layers.Notices = append(without(layers.Notices, n.Region, n.Year), n.Notice)
	}
	return Build(layers)
}

// without leaves out what was known of a region's year: a notice that is imported is that year's whole notice.
func without(all []Notice, region string, year int) []Notice {
	return slices.DeleteFunc(slices.Clone(all), func(n Notice) bool { return n.Region == region && n.Year == year })
}

func (s *Service) base() *Set {
	if s.Base != nil {
		return s.Base
	}
	return Shipped()
}

func (s *Service) freshHours(tx *db.Tx, set *Set) (*Hours, error) {
	name, err := s.name(tx, tx.Today())
	if err != nil {
		return nil, err
	}
	kept, err := Exceptions(tx)
	if err != nil {
		return nil, err
	}
	exceptions := make([]Exception, 0, len(kept))
	for _, k := range kept {
		exceptions = append(exceptions, k.Exception)
	}
	return set.Hours(name, exceptions...)
}

// name is the calendar the centre counts by on that day.
func (s *Service) name(tx *db.Tx, day clock.Day) (string, error) {
	figures, err := s.figures(tx)
	if err != nil {
		return "", err
	}
	return calendarFigure.In(figures.On(day)), nil
}

func (s *Service) figures(tx *db.Tx) (*law.Figures, error) {
	if s.Figures != nil {
		return s.Figures(tx)
	}
	return law.Shipped().Figures()
}

// Calendar is the calendar the transaction's centre counts by today.
func (s *Service) Calendar(tx *db.Tx) (*Calendar, error) {
	set, err := s.Set(tx)
	if err != nil {
		return nil, err
	}
	name, err := s.name(tx, tx.Today())
	if err != nil {
		return nil, err
	}
	return set.Named(name)
}

// Forget drops what is kept of a centre once the transaction is committed: its notices, exceptions or figures changed.
func (s *Service) Forget(tx *db.Tx) {
	centre := tx.Centre
	tx.After(func() {
		s.mu.Lock()
		if s.ages == nil {
			s.ages = map[int64]int64{}
		}
		s.ages[centre]++
		delete(s.all, centre)
		s.mu.Unlock()
		if s.Touch != nil {
			s.Touch(Topic(centre))
		}
	})
}

// Missing lists the notices that the centre's calendar lacks for this year and the next: dates there are provisional.
func (s *Service) Missing(tx *db.Tx) ([]Gap, error) {
	c, err := s.Calendar(tx)
	if err != nil {
		return nil, err
	}
	year := tx.Today().Year()
	return c.missing(clock.Date(year, 1, 1), clock.Date(min(year+1, lastYear), 12, 31)), nil
}

// Verify tells what of the centre's calendars cannot be right.
func (s *Service) Verify(tx *db.Tx) ([]string, error) {
	set, err := s.Fresh(tx)
	if err == nil {
		_, err = s.freshHours(tx, set)
	}
	if err != nil {
		return []string{"I5: calendar: " + err.Error()}, nil
	}
	return nil, nil
}
