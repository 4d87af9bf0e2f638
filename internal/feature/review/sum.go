package review

import (
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
)

// Period is months, both included, as numbers such as 202611.
type Period struct{ From, To int }

// Month is the month of a day as a number.
func Month(day clock.Day) int { return int(day) / 100 }

// Tally is a sum of reviews. Shown is false when there are too few to be shown; then nothing in it says how many.
type Tally struct {
	Shown     bool
	Count     int
	Levels    [6]int // by level, 1 to 5
	Declined  int
	Defaulted int
	Aside     int // a mistake or malicious: counted apart
	Flagged   int // answered in a burst
	Invited   int // how many were asked
	Finished  int // how many services at windows were finished; 0 where they are not counted
}

// Asked is the share of finished services with an invitation in tenths of a percent (引导率): whether they were asked,
// never what they said.
func (t Tally) Asked() int {
	if t.Finished == 0 {
		return 0
	}
	return min(t.Invited, t.Finished) * 1000 / t.Finished
}

// Finished are the finished services of one person at one window in one month.
type Finished struct {
	Month          int
	Window, Person int64
	N              int
}

// Good is the share of the upper three levels in tenths of a percent (好评率), of real reviews only.
func (t Tally) Good() int {
	if t.Count == 0 {
		return 0
	}
	return (t.Levels[VerySatisfied] + t.Levels[Satisfied] + t.Levels[Acceptable]) * 1000 / t.Count
}

// Part is the tally of one window, department, person or month.
type Part struct {
	ID int64
	Tally
}

// Sums are the published sums in sight. What the parts leave out of the total is too little to be shown.
type Sums struct {
	Total       Tally
	Departments []Part
	Windows     []Part
	People      []Part
	Months      []Part
	AsOf        clock.Instant // when they were last published; 0 for never
}

// sumRow is one line of what has been published, or of how many were asked.
type sumRow struct {
	group
	Tally
	at clock.Instant
}

// add puts one tally into another.
func (t *Tally) add(u Tally) {
	for i := range t.Levels {
		t.Levels[i] += u.Levels[i]
	}
	t.Count, t.Declined, t.Defaulted, t.Invited = t.Count+u.Count, t.Declined+u.Declined, t.Defaulted+u.Defaulted, t.Invited+u.Invited
	t.Aside, t.Flagged, t.Finished = t.Aside+u.Aside, t.Flagged+u.Flagged, t.Finished+u.Finished
}

// show leaves out what is too little. Every row was published in steps of at least that many, so any two sums that are
// shown differ by as many too.
func (t Tally) show(least int) Tally {
	out := Tally{Invited: t.Invited, Finished: t.Finished}
	if t.Count >= least {
		out.Shown, out.Count, out.Levels = true, t.Count, t.Levels
	}
	if t.Declined >= least {
		out.Declined = t.Declined
	}
	if t.Defaulted >= least {
		out.Defaulted = t.Defaulted
	}
	if t.Aside >= least {
		out.Aside = t.Aside
	}
	if t.Flagged >= least {
		out.Flagged = t.Flagged
	}
	return out
}

// Sums gives the published sums of what is in sight. The rated, their department and the office see the same figures.
// People are listed to those who see a whole department; a window's own people see the window.
func (s *Service) Sums(tx *db.Tx, sight identity.Sight, p Period) (Sums, error) {
	figures, err := s.view(tx)
	if err != nil {
		return Sums{}, err
	}
	rows, err := db.Rows(tx, qSums, scanSum, scope(tx, sight, p)...)
	if err != nil {
		return Sums{}, err
	}
	asked, err := db.Rows(tx, qAsked, scanAsked, scope(tx, sight, p)...)
	if err != nil {
		return Sums{}, err
	}
	least := showFrom.In(figures)
	done, err := s.finished(tx, sight, p)
	if err != nil {
		return Sums{}, err
	}
	all := slices.Concat(rows, asked, done)
	out := Sums{
		Departments: by(all, least, func(r sumRow) int64 { return r.Department }),
		Windows:     by(all, least, func(r sumRow) int64 { return r.Window }),
		Months:      by(all, least, func(r sumRow) int64 { return int64(r.Month) }),
	}
	if sight.All || len(sight.Departments) > 0 {
		wide := slices.DeleteFunc(slices.Clone(all), func(r sumRow) bool {
			return !sight.All && !slices.Contains(sight.Departments, r.Department)
		})
		out.People = by(wide, least, func(r sumRow) int64 { return r.Person })
	}
	total := Tally{}
	for _, r := range all {
		total.add(r.Tally)
		out.AsOf = max(out.AsOf, r.at)
	}
	out.Total = total.show(least)
	return out, nil
}

// finished are the finished services in sight.
func (s *Service) finished(tx *db.Tx, sight identity.Sight, p Period) (out []sumRow, err error) {
	if s.Finished == nil {
		return nil, nil
	}
	all, err := s.Finished(tx, p)
	if err != nil {
		return nil, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		w, _ := hall.Window(f.Window)
		r := sumRow{group: group{Month: f.Month, Window: f.Window, Person: f.Person, Department: w.Department}}
		r.Tally.Finished = f.N
		if sight.Sees(identity.Thing{Department: w.Department, Window: f.Window}) {
			out = append(out, r)
		}
	}
	return out, nil
}

// by adds rows up by a key, in the order of the keys; what has no key is left out.
func by(rows []sumRow, least int, key func(sumRow) int64) (out []Part) {
	sums := map[int64]*Tally{}
	var keys []int64
	for _, r := range rows {
		k := key(r)
		if k == 0 {
			continue
		}
		if sums[k] == nil {
			sums[k] = &Tally{}
			keys = append(keys, k)
		}
		sums[k].add(r.Tally)
	}
	slices.Sort(keys)
	for _, k := range keys {
		out = append(out, Part{ID: k, Tally: sums[k].show(least)})
	}
	return out
}

// scope turns a sight and a period into the arguments of seen.
func scope(tx *db.Tx, sight identity.Sight, p Period) []any {
	own := slices.DeleteFunc(slices.Clone(sight.Departments), func(d int64) bool { return d == 0 })
	return []any{tx.Centre, sight.All, db.Ints(own), db.Ints(sight.Windows), p.From, p.To}
}

// Least is how many reviews there must be at the least for a sum to be shown.
func (s *Service) Least(tx *db.Tx) (int, error) {
	figures, err := s.view(tx)
	return showFrom.In(figures), err
}
