// Package record looks back on the cases (11(3)): how many each department took in and finished, in time or late, and how many
// days it used of those it had promised. It reads the rows of cases and clocks as they are and keeps nothing of its own.
package record

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
)

// Kept is how limits were kept.
type Kept struct {
	Accepted int
	Finished int // decided, whatever the decision
	SameDay  int // decided on the day they were handed in
	InTime   int // by the clock, stops left out; the early ones among them
	Early    int // a working day before the last one, or more
	Late     int
	Used     int // working days, of those with a clock
	Promised int // the same of what they had been promised
}

// Clocked is how many finished ones had a clock.
func (k Kept) Clocked() int { return k.InTime + k.Late }

// Plus adds two up.
func (k Kept) Plus(o Kept) Kept {
	return Kept{k.Accepted + o.Accepted, k.Finished + o.Finished, k.SameDay + o.SameDay, k.InTime + o.InTime, k.Early + o.Early,
		k.Late + o.Late, k.Used + o.Used, k.Promised + o.Promised}
}

// Service counts.
type Service struct {
	Calendar  *calendar.Service
	Deadlines *deadline.Service
}

var (
	qAccepted = db.Q("record.accepted", `select department_id, count(*) from casework_case
		where centre_id = $1 and accepted_at > 0 and accepted_at >= $2 and accepted_at < $3 group by department_id`)
	qDecided = db.Q("record.decided", `select id, department_id, received_at, decided_at from casework_case
		where centre_id = $1 and decided_at > 0 and decided_at >= $2 and decided_at < $3`)
)

// everything is more clocks than a centre closes in a year.
const everything = 10_000_000

// ByDepartment gives how the departments in sight kept their limits from the first instant until before the second.
func (s *Service) ByDepartment(tx *db.Tx, sight identity.Sight, from, until clock.Instant) (map[int64]Kept, error) {
	out := map[int64]Kept{}
	if _, err := db.Rows(tx, qAccepted, func(row db.Scan) (struct{}, error) {
		var dept int64
		var n int
		err := row(&dept, &n)
		if err == nil && sight.Sees(identity.Thing{Department: dept}) {
			out[dept] = Kept{Accepted: n}
		}
		return struct{}{}, err
	}, tx.Centre, from, until); err != nil {
		return nil, err
	}
	of, err := decided(tx, sight, from, until, out)
	if err != nil {
		return nil, err
	}
	return out, s.clocks(tx, sight, from, of, out)
}

// decided counts what was decided, and gives whose each case is.
func decided(tx *db.Tx, sight identity.Sight, from, until clock.Instant, out map[int64]Kept) (map[int64]int64, error) {
	of := map[int64]int64{}
	_, err := db.Rows(tx, qDecided, func(row db.Scan) (struct{}, error) {
		var id, dept int64
		var received, at clock.Instant
		err := row(&id, &dept, &received, &at)
		if err != nil || !sight.Sees(identity.Thing{Department: dept}) {
			return struct{}{}, err
		}
		of[id] = dept
		k := out[dept]
		k.Finished++
		if received.Day() == at.Day() {
			k.SameDay++
		}
		out[dept] = k
		return struct{}{}, nil
	}, tx.Centre, from, until)
	return of, err
}

// clocks judges the decided ones by their clocks.
//
// 11(3): the limit counts working days from the day after acceptance, without the stops: what the clock has left when it is met
// is what was not used.
func (s *Service) clocks(tx *db.Tx, sight identity.Sight, from clock.Instant, of map[int64]int64, out map[int64]Kept) error {
	set, err := s.Calendar.Set(tx)
	if err != nil {
		return err
	}
	all, err := s.Deadlines.List(tx, sight, deadline.Filter{Lamp: deadline.Done, Kind: casework.PromiseClock, Closed: from,
		Limit: everything})
	if err != nil {
		return err
	}
	for _, d := range all {
		dept, ours := of[d.Subject.ID]
		if !ours || d.State != deadline.Met {
			continue
		}
		cal, err := set.Named(d.Calendar)
		if err != nil {
			return err
		}
		left := cal.Between(d.Ended.Day(), d.Day).Days
		k := out[dept]
		k.add(d, left)
		out[dept] = k
	}
	return nil
}

func (k *Kept) add(d deadline.Deadline, left int) {
	k.Promised += d.Total
	k.Used += max(d.Total-left, 0)
	switch {
	case d.Late():
		k.Late++
	case left >= 1:
		k.InTime++
		k.Early++
	default:
		k.InTime++
	}
}
