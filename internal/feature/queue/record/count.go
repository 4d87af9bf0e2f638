package record

import (
	"cmp"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// counter adds tickets up.
type counter struct {
	*looker
	period  Period
	today   clock.Day
	people  identity.Sight
	total   *tally
	halves  [Halves]*tally
	dates   map[int64]*tally
	items   map[int64]*tally
	windows map[int64]*tally
	persons map[int64]*tally
	work    map[desk]uint64 // the half hours in which a window was at work
	sample  map[int64]int64 // of each item a ticket, for its name
	gone    map[int64]Absences
	goneOf  map[int64]Absences
}

// desk is a window on a day.
type desk struct {
	window int64
	day    clock.Day
}

func (s *Service) count(tx *db.Tx, p Period, sight, people identity.Sight) (*counter, error) {
	look, err := s.looker(tx, p, sight)
	return &counter{looker: look, period: p, today: tx.Today(), people: people, total: &tally{}, dates: map[int64]*tally{},
		items: map[int64]*tally{}, windows: map[int64]*tally{},
		persons: map[int64]*tally{}, work: map[desk]uint64{}, sample: map[int64]int64{}, gone: map[int64]Absences{},
		goneOf: map[int64]Absences{}}, err
}

func (c *counter) add(t Ticket) {
	c.total.add(t)
	of(c.dates, int64(t.Day)).add(t)
	half := t.Half()
	if c.halves[half] == nil {
		c.halves[half] = &tally{}
	}
	c.halves[half].add(t)
	if c.items[t.Item] == nil {
		c.sample[t.Item] = t.ID
	}
	of(c.items, t.Item).add(t)
	if t.Window == 0 {
		return
	}
	of(c.windows, t.Window).add(t)
	d := desk{t.Window, t.Day}
	c.work[d] |= halves(t)
	if t.Person != 0 && c.named(t) {
		of(c.persons, t.Person).add(t)
	}
}

// named tells whether whoever served the ticket may be named.
func (c *counter) named(t Ticket) bool { return c.people.Sees(c.looker.windows[t.Window]) }

func of(m map[int64]*tally, id int64) *tally {
	t := m[id]
	if t == nil {
		t = &tally{}
		m[id] = t
	}
	return t
}

// halves are the half hours from the call to the end, as bits.
func halves(t Ticket) uint64 {
	from := halfOf(t.Day, t.Called)
	to := halfOf(t.Day, max(t.Ended, t.Called, t.arrived))
	if t.State == queue.Void { // the night ended it, nobody worked on it until then
		to = from
	}
	return (1<<(to+1) - 1) &^ (1<<from - 1)
}

// absences adds up who was away from the post of a window in sight, within the opening hours (9(4)).
func (c *counter) absences(tx *db.Tx, p Period) error {
	all, err := db.Rows(tx, qAway, scanAway, tx.Centre, p.From, p.To)
	for _, a := range all {
		thing := c.looker.windows[a.window]
		if !c.sight.Sees(thing) {
			continue
		}
		until := a.until
		if until == 0 {
			until = tx.Now
		}
		more := func(m map[int64]Absences, id int64) {
			sum := m[id]
			if !a.joined {
				sum.Times++
			}
			sum.Total += c.open(a.from.Day(), a.from, until)
			m[id] = sum
		}
		more(c.gone, a.window)
		if c.people.Sees(thing) {
			more(c.goneOf, a.person)
		}
	}
	return err
}

func (c *counter) figures() Figures {
	f := Figures{Period: c.period, Total: Line{Sum: c.total.sum()}}
	f.Halves, f.Dates = c.halfLines(), lines(c.dates)
	slices.SortFunc(f.Dates, func(a, b Line) int { return cmp.Compare(a.ID, b.ID) })
	f.Items = lines(c.items)
	f.Windows, f.Persons = lines(c.windows), lines(c.persons)
	days := map[int64]int{}
	for d := range c.work {
		days[d.window]++
	}
	for i, l := range f.Windows {
		f.Windows[i].Days, f.Windows[i].Away = days[l.ID], c.gone[l.ID]
		f.Total.Away.Times += c.gone[l.ID].Times
		f.Total.Away.Total += c.gone[l.ID].Total
	}
	for i, l := range f.Persons {
		f.Persons[i].Away = c.goneOf[l.ID]
	}
	f.Total.Windows = len(f.Windows)
	return f
}

// lines are the tallies, most tickets first.
func lines(m map[int64]*tally) []Line {
	out := make([]Line, 0, len(m))
	for id, t := range m {
		out = append(out, Line{ID: id, Sum: t.sum(), First: t.first, Last: t.last})
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Or(b.Taken-a.Taken, cmp.Compare(a.ID, b.ID)) })
	return out
}

// halfLines are the half hours in which the hall was open on some day of the period, and those in which a number was taken.
func (c *counter) halfLines() (out []Line) {
	var open, past, work [Halves]int
	for day := c.period.From; day <= c.period.To; day = day.Add(1) {
		for half := range Halves {
			from := day.At(0, half*30)
			if c.open(day, from, from.Add(Half)) > 0 {
				open[half]++
				past[half] += one(day <= c.today)
			}
		}
	}
	for _, bits := range c.work {
		for half := range Halves {
			work[half] += int(bits >> half & 1)
		}
	}
	for half, t := range c.halves {
		if t == nil {
			t = &tally{}
		}
		if open[half] > 0 || t.taken > 0 {
			out = append(out, Line{ID: int64(half), Sum: t.sum(), Windows: work[half], Days: past[half]})
		}
	}
	return out
}

// name puts the items' names to their lines, as they read when one of the tickets was taken.
func (c *counter) name(tx *db.Tx, items []Line) error {
	all := make([]Ticket, len(items))
	for i, l := range items {
		all[i].ID = c.sample[l.ID]
	}
	err := numbers(tx, all)
	for i := range items {
		items[i].Name = all[i].Name
	}
	return err
}
