package deadline

import (
	"context"
	"errors"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
)

// Plan is what happens to a clock of one kind when its hours come, in no particular order.
type Plan []Step

// Step is one thing that happens once for one due: a reminder, an escalation, the proposal of a finding. When due moves, the
// steps of the new due are to come again.
type Step struct {
	Key  string // permanent: rows carry it: "yellow", "due_day", "missed", "after_2"
	When When
	// Do runs in the transaction that notes the step as done, on the clock as it stands.
	Do func(tx *db.Tx, d Deadline) error
}

// When is an hour of a clock, counted from due.
type When struct {
	kind string
	n    int
}

// The hours that need no number.
var (
	AtYellow = When{kind: "yellow"}  // the lamp turns yellow
	OnDueDay = When{kind: "due_day"} // the hall opens on the last day
	OnMissed = When{kind: "missed"}  // the first instant after due
)

// Before is when the hall opens n working days before the last day; After, n working days after it.
func Before(n int) When { return When{kind: "before", n: n} }

// After is when the hall opens on the n-th working day after the last one: the rungs of an escalation.
func After(n int) When { return When{kind: "after", n: n} }

// late tells whether a mere reminder would come too late to remind of anything: its hour had passed before the clock ran, or
// the clock was yellow from its first moment, which whoever started it knows.
func (w When) late(at clock.Instant, d Deadline) bool {
	switch w.kind {
	case "before", "due_day":
		return at <= d.Since
	case "yellow":
		return at <= d.From
	}
	return false
}

// at is the instant of the hour for one clock. opening gives when the hall opens on a day.
func (w When) at(d Deadline, cal *calendar.Calendar, yellow clock.Day, opening func(clock.Day) clock.Instant) clock.Instant {
	switch w.kind {
	case "yellow":
		return max(yellow.Start(), d.From)
	case "before":
		return opening(cal.WorkingDaysBefore(d.Day, w.n).Day)
	case "due_day":
		return opening(d.Day)
	case "after":
		return opening(cal.AddWorkingDays(d.Day, w.n).Day)
	}
	return d.Due + 1 // 24:00 itself is still in time
}

var (
	qFired = db.Q("deadline.fired", `select step from deadline_fired where centre_id = $1 and clock_id = $2 and due_at = $3`)
	qFire  = db.Q("deadline.fire", `insert into deadline_fired (centre_id, clock_id, due_at, step, at)
		values ($1, $2, $3, $4, $5)`)
	// Across the centres: the first of the two steps, a plain read.
	qSweepCentres = db.Q("deadline.sweep_centres", `select distinct centre_id from deadline_clock
		where next_at > 0 and next_at <= $1 order by centre_id`)
	qSweepDue = db.Q("deadline.sweep_due", `select id from deadline_clock
		where centre_id = $1 and next_at > 0 and next_at <= $2 order by next_at, id limit 200`)
	qSweepClaim = db.Q("deadline.sweep_claim", `select `+columns+` from deadline_clock
		where centre_id = $1 and id = $2 and next_at > 0 and next_at <= $3 @skip`)
	qNextAt = db.Q("deadline.next_at", `update deadline_clock set next_at = $3 where centre_id = $1 and id = $2`)
)

// due is a step with its instant.
type hour struct {
	Step
	at clock.Instant
}

// hours lists the steps of a running clock that are still to come for its due, the first first.
func (s *Service) hours(tx *db.Tx, cal *calendar.Calendar, d Deadline) ([]hour, error) {
	plan := s.Plans[d.Kind]
	if d.State != Running || len(plan) == 0 {
		return nil, nil
	}
	fired, err := db.Rows(tx, qFired, db.Value[string], tx.Centre, d.ID, d.Due)
	if err != nil {
		return nil, err
	}
	figures, err := s.figures(tx)
	if err != nil {
		return nil, err
	}
	open, err := s.Calendar.Hours(tx)
	if err != nil {
		return nil, err
	}
	yellow := d.yellowFrom(cal, figures.On(tx.Today()))
	var out []hour
	for _, step := range plan {
		at := step.When.at(d, cal, yellow, open.Opening)
		if slices.Contains(fired, step.Key) || step.When.late(at, d) {
			continue
		}
		out = append(out, hour{step, at})
	}
	slices.SortStableFunc(out, func(a, b hour) int { return int(min(max(a.at-b.at, -1), 1)) })
	return out, nil
}

// next is when the clock wants to be looked at next, 0 = never.
func (s *Service) next(tx *db.Tx, cal *calendar.Calendar, d Deadline) (clock.Instant, error) {
	all, err := s.hours(tx, cal, d)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].at, nil
}

// retry is how long a clock whose step failed waits before it is tried again, so that it holds up no other.
const retry = 10 * time.Minute

// Sweep does what has come due in every centre and says how many clocks it looked after. Any number of processes may sweep
// at once: a clock is claimed by its row, a step by its key, and both are written in the transaction that does it. The
// errors of single clocks are joined; the others are done all the same.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	var centres []int64
	err := s.Store.Read(ctx, 0, func(tx *db.Tx) (err error) {
		centres, err = db.Rows(tx, qSweepCentres, db.Value[int64], tx.Now)
		return err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	var wrong []error
	for _, centre := range centres {
		done, err := s.SweepCentre(ctx, centre)
		n += done
		wrong = append(wrong, err)
	}
	return n, errors.Join(wrong...)
}

// SweepCentre is Sweep for one centre.
func (s *Service) SweepCentre(ctx context.Context, centre int64) (int, error) {
	n := 0
	var wrong []error
	for ctx.Err() == nil {
		var ids []int64
		err := s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
			ids, err = db.Rows(tx, qSweepDue, db.Value[int64], tx.Centre, tx.Now)
			return err
		})
		if err != nil || len(ids) == 0 {
			return n, errors.Join(append(wrong, err)...)
		}
		before := n
		for _, id := range ids {
			did, err := s.look(ctx, centre, id)
			if err != nil {
				wrong = append(wrong, err, s.postpone(ctx, centre, id))
			}
			if did {
				n++
			}
		}
		if n == before { // all of them failed or are in somebody else's hands
			break
		}
	}
	return n, errors.Join(wrong...)
}

// look does what has come due of one clock. It is false when somebody else has it.
func (s *Service) look(ctx context.Context, centre, id int64) (did bool, err error) {
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		did = false
		d, found, err := db.Find(tx, qSweepClaim, scan, tx.Centre, id, tx.Now)
		if err != nil || !found {
			return err
		}
		did = true
		return s.fire(tx, d)
	})
	return did && err == nil, err
}

// fire does the steps whose hour has come, until one of them changes the clock: then its new hours are looked at.
func (s *Service) fire(tx *db.Tx, d Deadline) error {
	cal, err := s.calendar(tx, d.Calendar)
	if err != nil {
		return err
	}
	for {
		all, err := s.hours(tx, cal, d)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[0].at > tx.Now {
			next := clock.Instant(0)
			if len(all) > 0 {
				next = all[0].at
			}
			s.touched(tx)
			return tx.Must1(qNextAt, tx.Centre, d.ID, next)
		}
		if err := tx.Must1(qFire, tx.Centre, d.ID, d.Due, all[0].Key, tx.Now); err != nil {
			return err
		}
		if err := all[0].Do(tx, d); err != nil {
			return err
		}
		if d, err = s.One(tx, d.ID); err != nil {
			return err
		}
	}
}

func (s *Service) postpone(ctx context.Context, centre, id int64) error {
	return s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		_, found, err := db.Find(tx, qSweepClaim, scan, tx.Centre, id, tx.Now)
		if err != nil || !found {
			return err
		}
		return tx.Must1(qNextAt, tx.Centre, id, tx.Now.Add(retry))
	})
}

// Rearm counts out anew when every open clock of a centre wants to be looked at: at the start of the program, whose plans
// may be others than before, and when a figure has changed.
func (s *Service) Rearm(ctx context.Context, centre int64) error {
	return s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		set, err := s.Calendar.Set(tx)
		if err != nil {
			return err
		}
		all, err := db.Rows(tx, qOpenLock, scan, tx.Centre)
		if err != nil {
			return err
		}
		for _, d := range all {
			cal, err := set.Named(d.Calendar)
			if err != nil {
				return err
			}
			next, err := s.next(tx, cal, d)
			if err != nil {
				return err
			}
			if err := tx.Must1(qNextAt, tx.Centre, d.ID, next); err != nil {
				return err
			}
		}
		return nil
	})
}
