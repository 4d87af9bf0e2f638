package queue

import (
	"context"
	"strconv"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Absence is 离岗: a time somebody was away from the post with the sign on.
type Absence struct {
	ID     int64
	Window int64
	Person int64
	Day    clock.Day
	Reason string
	From   clock.Instant
	Until  clock.Instant // 0 = still away
	Used   time.Duration // of those just before it, which count as one with it
	Told   bool          // that it was longer than allowed
}

// OffPost is how somebody's day stands with 9(4).
type OffPost struct {
	Times int           // those that count as one are one
	Total time.Duration // within the opening hours
	Limit time.Duration // of one
	Nudge time.Duration // from when the console reminds
	Now   *Absence      // the one that runs, nil when there is none
	Run   time.Duration // how long that one so far
}

var (
	qAbsent = db.Q("queue.absent", `select id, window_id, person_id, day, reason, from_at, until_at, used, told
		from queue_absence where centre_id = $1 and person_id = $2 and until_at = 0 @lock`)
	qAway = db.Q("queue.away", `select id, window_id, person_id, day, reason, from_at, until_at, used, told
		from queue_absence where centre_id = $1 and until_at = 0 order by from_at`)
	qAbsences = db.Q("queue.absences", `select id, window_id, person_id, day, reason, from_at, until_at, used, told
		from queue_absence where centre_id = $1 and person_id = $2 and day = $3 order by from_at`)
	qPutAbsence = db.Q("queue.put_absence", `insert into queue_absence (centre_id, id, window_id, person_id, day, reason,
		from_at, until_at, used, told) values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)`)
	qEndAbsence = db.Q("queue.end_absence", `update queue_absence set until_at = $3, told = $4
		where centre_id = $1 and id = $2 and until_at = 0`)
	qTellAbsence = db.Q("queue.tell_absence", `update queue_absence set told = $3
		where centre_id = $1 and id = $2 and until_at = 0`)
)

func scanAbsence(row db.Scan) (a Absence, err error) {
	var used int64
	err = row(&a.ID, &a.Window, &a.Person, &a.Day, &a.Reason, &a.From, &a.Until, &used, &a.Told)
	a.Used = span(used)
	return a, err
}

// leave begins an absence and says when they must be back.
func (s *Service) leave(tx *db.Tx, person, window int64) (clock.Instant, error) {
	view, err := s.view(tx)
	if err != nil {
		return 0, err
	}
	hours, err := s.Hours(tx)
	if err != nil {
		return 0, err
	}
	a := Absence{ID: tx.NewID(), Window: window, Person: person, Day: tx.Today(), Reason: Away, From: tx.Now}
	before, err := db.Rows(tx, qAbsences, scanAbsence, tx.Centre, person, a.Day)
	if err != nil {
		return 0, err
	}
	if n := len(before); n > 0 && sameAbsence(before[n-1], tx.Now, offpostGap.In(view)) {
		a.Used, a.Told = before[n-1].elapsed(hours, tx.Now), before[n-1].Told
	}
	_, err = tx.Exec(qPutAbsence, tx.Centre, a.ID, a.Window, a.Person, a.Day, a.Reason, a.From, a.Used.Microseconds(), a.Told)
	if db.KindOf(err) == db.Unique {
		return 0, errs.New(errs.Conflict, "queue.away_already")
	}
	return backBy(hours, tx.Now, offpostLimit.In(view)-a.Used), err
}

// back ends the person's absence, when there is one, as of that instant.
func (s *Service) back(tx *db.Tx, by identity.Actor, person int64, at clock.Instant) error {
	a, found, err := db.Find(tx, qAbsent, scanAbsence, tx.Centre, person)
	if err != nil || !found {
		return err
	}
	a.Until = max(at, a.From)
	elapsed, err := s.judge(tx, by, &a)
	if err != nil {
		return err
	}
	if err := tx.Must1(qEndAbsence, tx.Centre, a.ID, a.Until, a.Told); err != nil {
		return err
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "post.returned", Article: "9.4",
		Subject: ledger.Of("person", a.Person), Also: []ledger.Subject{ledger.Of("window", a.Window)},
		Facts: map[string]any{"seconds": int(elapsed / time.Second)}})
	return err
}

// judge tells, once, that an absence is longer than 9(4) allows.
func (s *Service) judge(tx *db.Tx, by identity.Actor, a *Absence) (time.Duration, error) {
	view, err := s.view(tx)
	if err != nil {
		return 0, err
	}
	hours, err := s.Hours(tx)
	if err != nil {
		return 0, err
	}
	elapsed := a.elapsed(hours, tx.Now)
	if a.Told || !tooLong(elapsed, offpostLimit.In(view)) {
		return elapsed, nil
	}
	a.Told = true
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "post.overstayed", Article: "9.4",
		Subject: ledger.Of("person", a.Person), Also: []ledger.Subject{ledger.Of("window", a.Window)},
		Facts: map[string]any{"absence": strconv.FormatInt(a.ID, 10), "seconds": int(elapsed / time.Second)}})
	if err != nil || s.Over == nil {
		return elapsed, err
	}
	return elapsed, s.Over(tx, by, *a, elapsed)
}

// WatchPosts tells of those who are away for too long while they still are, and wakes their windows. A job calls it.
func (s *Service) WatchPosts(ctx context.Context, centre int64) (told int, err error) {
	var gone []Absence
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
		gone, err = GoneNow(tx)
		return err
	})
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	by := identity.Job(centre, "posts")
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
		told = 0
		for _, a := range gone {
			if s.Touch != nil {
				tx.After(func() { s.Touch(WindowTopic(centre, a.Window)) })
			}
			if a.Told {
				continue
			}
			if err := s.watch(tx, by, a.Person, &told); err != nil {
				return err
			}
		}
		return nil
	})
	return told, err
}

// watch judges the absence of somebody as it stands in this transaction: they may have come back in the meantime.
func (s *Service) watch(tx *db.Tx, by identity.Actor, person int64, told *int) error {
	a, found, err := db.Find(tx, qAbsent, scanAbsence, tx.Centre, person)
	if err != nil || !found || a.Told {
		return err
	}
	if _, err := s.judge(tx, by, &a); err != nil || !a.Told {
		return err
	}
	*told++
	s.touched(tx, Ticket{Window: a.Window})
	return tx.Must1(qTellAbsence, tx.Centre, a.ID, a.Told)
}

// GoneNow lists who is away from the post now, the longest first: the board's off-post timers (B-2).
func GoneNow(tx *db.Tx) ([]Absence, error) { return db.Rows(tx, qAway, scanAbsence, tx.Centre) }

// OffPost gives somebody's absences of today and the limit.
func (s *Service) OffPost(tx *db.Tx, person int64) (o OffPost, err error) {
	view, err := s.view(tx)
	if err != nil {
		return o, err
	}
	hours, err := s.Hours(tx)
	if err != nil {
		return o, err
	}
	o.Limit, o.Nudge = offpostLimit.In(view), offpostNudge.In(view)
	all, err := db.Rows(tx, qAbsences, scanAbsence, tx.Centre, person, tx.Today())
	for i, a := range all {
		run := a.elapsed(hours, tx.Now)
		o.Total += run - a.Used
		if a.Used == 0 {
			o.Times++
		}
		if a.Until == 0 {
			o.Now, o.Run = &all[i], run
		}
	}
	return o, err
}

// Elapsed is how long an absence is so far, within the opening hours, with those that count as one with it.
func (s *Service) Elapsed(tx *db.Tx, a Absence) (time.Duration, error) {
	hours, err := s.Hours(tx)
	if err != nil {
		return 0, err
	}
	return a.elapsed(hours, tx.Now), nil
}

func (a Absence) elapsed(h *calendar.Hours, now clock.Instant) time.Duration {
	until := a.Until
	if until == 0 {
		until = now
	}
	return a.Used + h.WorkingTime(a.From, until).Time
}
