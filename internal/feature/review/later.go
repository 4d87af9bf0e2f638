package review

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Kept is what was said at a pad while the server was away: a level, and when.
type Kept struct {
	ID    string // made by the pad: it comes once, however often it is sent
	Level int
	At    clock.Instant
}

const (
	mostKept = 200              // what a pad keeps
	within   = 10 * time.Minute // how long after a service an answer may have been given
	settling = 30 * time.Second // what the windows did meanwhile comes first
)

// pending is an answer whose service is not known yet.
type pending struct {
	Kept
	window int64
	told   clock.Instant
}

var (
	qPend = db.Q("review.pend", `insert into review_pending (centre_id, id, window_id, level, said_at, at)
		values ($1, $2, $3, $4, $5, $6) on conflict (centre_id, id) do nothing`)
	qPending = db.Q("review.pending", `select id, window_id, level, said_at, at from review_pending
		where centre_id = $1 and level > 0 and at <= $2 order by said_at limit 500`)
	qUnpend = db.Q("review.unpend", `update review_pending set level = 0 where centre_id = $1 and id = $2 and level > 0`)
	qBefore = db.Q("review.before", `select `+invitationColumns+` from review_invitation where centre_id = $1 and window_id = $2
		and asked_at <= $3 and asked_at >= $4 order by asked_at desc, id desc limit 1 @lock`)
)

// KeepFromPad takes what the pad of a window kept while the server was away. Each answer is given to the
// service that ended there last before
// it was said, as soon as that is known; see Match.
func (s *Service) KeepFromPad(ctx context.Context, by identity.Actor, window int64, all []Kept) error {
	if len(all) > mostKept {
		return errs.Field("answers", "error.too_long", "max", mostKept, "n", len(all))
	}
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int, error) {
		if err := by.May("pad.use", identity.Thing{Window: window}); err != nil {
			return 0, err
		}
		for _, k := range all {
			if k.ID == "" || len(k.ID) > 80 || k.Level < VeryDissatisfied || k.Level > VerySatisfied {
				return 0, errs.Field("level", "error.out_of_range", "min", VeryDissatisfied, "max", VerySatisfied)
			}
			// A pad's clock is the server's; one that runs ahead says what was said just now.
			if _, err := tx.Exec(qPend, tx.Centre, k.ID, window, k.Level, min(k.At, tx.Now), tx.Now); err != nil {
				return 0, err
			}
		}
		return len(all), nil
	})
	return err
}

// Match gives the answers that pads kept to the services they are about. 11(7): 一次一评; a service that was answered already is not answered
// again, and what fits none waits until the night. A job calls it.
func (s *Service) Match(ctx context.Context, centre int64) (matched int, err error) {
	var all []pending
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
		all, err = pendings(tx, tx.Now.Add(-settling))
		return err
	})
	for _, p := range all {
		given := false
		failed := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
			given, err = s.match(tx, p)
			return err
		})
		switch {
		case errs.Is(failed, errs.Conflict), errs.Is(failed, errs.Breach), errs.Is(failed, errs.Invalid):
			continue // it is dropped by night; the others go on
		case failed != nil:
			return matched, failed
		case given:
			matched++
		}
	}
	return matched, err
}

func pendings(tx *db.Tx, until clock.Instant) ([]pending, error) {
	return db.Rows(tx, qPending, func(row db.Scan) (p pending, err error) {
		err = row(&p.ID, &p.window, &p.Level, &p.At, &p.told)
		return p, err
	}, tx.Centre, until)
}

// match gives one answer to the service that ended at its window last before it was said.
func (s *Service) match(tx *db.Tx, p pending) (bool, error) {
	in, found, err := db.Find(tx, qBefore, scanInvitation, tx.Centre, p.window, p.At, p.At.Add(-within))
	if err != nil || !found || in.Standing != Open {
		return false, err
	}
	if n, err := tx.Exec(qUnpend, tx.Centre, p.ID); err != nil || n == 0 {
		return false, err
	}
	_, err = s.take(tx, in, Answer{Level: p.Level}, origin{place: atPadLater})
	return err == nil, err
}

// DropUnmatched ends, by night, what fitted no service of the days before, and says how many there were and nothing else of them.
func (s *Service) DropUnmatched(ctx context.Context, centre int64) (n int, err error) {
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		all, err := pendings(tx, tx.Today().Start())
		if n = len(all); err != nil || n == 0 {
			return err
		}
		for _, p := range all {
			if _, err := tx.Exec(qUnpend, tx.Centre, p.ID); err != nil {
				return err
			}
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "job:review", Verb: "review.unmatched", Article: "11.7",
			Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"reviews": n}})
		return err
	})
	return n, err
}
