package record

import (
	"cmp"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Half is the length of a part of the day, Halves how many a day has.
const (
	Half   = 30 * time.Minute
	Halves = 48
)

// Period is days, both included.
type Period struct{ From, To clock.Day }

// Days is how many days the period has.
func (p Period) Days() int { return int(p.To.Add(1).Start().Sub(p.From.Start()) / (24 * time.Hour)) }

// Ticket is a ticket as it went, without anything about the visitor. No and Name are known on lists only.
type Ticket struct {
	ID                          int64
	No, Name                    string
	Day                         clock.Day
	Item, Window, Person        int64
	State                       queue.State
	Returns, Transfers, Recalls int
	Taken, Called, Ended        clock.Instant
	Wait                        time.Duration // within the opening hours, up to the last call
	Handling                    time.Duration // at windows, within the opening hours
	queued, arrived             clock.Instant
	first                       clock.Instant // its first call, when it waited more than once
}

// Half is the half hour of its day in which it was taken: 20 begins at 10:00.
func (t Ticket) Half() int { return halfOf(t.Day, t.Taken) }

func halfOf(day clock.Day, at clock.Instant) int {
	return min(max(int(at.Sub(day.Start())/Half), 0), Halves-1)
}

// Open tells whether it can still go on.
func (t Ticket) Open() bool {
	return slices.Contains([]queue.State{queue.Waiting, queue.Called, queue.Serving, queue.Held}, t.State)
}

// Service counts. It is asked for a sight: whose tickets the figures are about.
type Service struct {
	Directory *directory.Service
	// Hours gives the hall's opening hours; core/calendar has them.
	Hours func(tx *db.Tx) (*calendar.Hours, error)
}

// Absences is 离岗 of a window or a person: how often, how long within the opening hours.
type Absences struct {
	Times int
	Total time.Duration
}

// Line is the figures of one half hour, item, window or person.
type Line struct {
	ID   int64 // of the half hour its number
	Name string
	Sum
	Windows int // of a half hour: windows at work in it, over all days
	Days    int // of a window or person: the days on which it called anybody; of a half hour: those until today on which the hall was open
	First   clock.Instant
	Last    clock.Instant // when a window first called and last ended a service
	Away    Absences
}

// Figures is how a period went.
type Figures struct {
	Period
	Total   Line
	Halves  []Line // those the hall was open in, and any other in which a number was taken
	Dates   []Line // by day, of those on which a number was taken
	Items   []Line
	Windows []Line
	Persons []Line
}

// Read gives the figures of what is in sight. Persons are those of the second sight: who may see sums need not see people.
func (s *Service) Read(tx *db.Tx, p Period, sight, people identity.Sight) (Figures, error) {
	c, err := s.count(tx, p, sight, people)
	if err != nil {
		return Figures{}, err
	}
	if _, err = s.scan(tx, p, sight, c.add); err != nil {
		return Figures{}, err
	}
	if err := c.absences(tx, p); err != nil {
		return Figures{}, err
	}
	f := c.figures()
	return f, c.name(tx, f.Items)
}

// Filter says which tickets stand behind a figure; the zero value is all of them but for Half, which is -1 for all.
type Filter struct {
	Half                 int
	Item, Window, Person int64
	What                 string // of Whats
}

// Whats are the groups a ticket may be counted in.
var Whats = []string{"", "called", "finished", "missed", "void", "open", "returned", "transferred", "recalled"}

// Holds tells whether a ticket stands behind the figure.
func (f Filter) Holds(t Ticket) bool {
	if f.Half >= 0 && t.Half() != f.Half || f.Item != 0 && t.Item != f.Item || f.Window != 0 && t.Window != f.Window ||
		f.Person != 0 && t.Person != f.Person {
		return false
	}
	switch f.What {
	case "called":
		return t.Called > 0
	case "finished", "missed", "void":
		return string(t.State) == f.What
	case "open":
		return t.Open()
	case "returned":
		return t.Returns > 0
	case "transferred":
		return t.Transfers > 0
	case "recalled":
		return t.Recalls > 0
	}
	return true
}

// Tickets gives a page of the tickets behind a figure, in the order they were taken, and how many there are.
func (s *Service) Tickets(tx *db.Tx, p Period, sight identity.Sight, f Filter, page, size int) ([]Ticket, int, error) {
	all := []Ticket{}
	if _, err := s.scan(tx, p, sight, func(t Ticket) {
		if f.Holds(t) {
			all = append(all, t)
		}
	}); err != nil {
		return nil, 0, err
	}
	slices.SortFunc(all, func(a, b Ticket) int { return cmp.Compare(a.ID, b.ID) })
	from := min(max(page-1, 0)*size, len(all))
	shown := all[from:min(from+size, len(all))]
	return shown, len(all), numbers(tx, shown)
}
