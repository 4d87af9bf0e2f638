package outage

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Step is one thing that was done at a window while the server was away.
type Step struct {
	ID     string // made by the console: a step comes once, however often it is sent
	Ticket int64
	Do     string // call, arrive, miss, finish
	At     clock.Instant
}

// Taken is what became of a step: Why is empty when it was taken in, else the word for why not.
type Taken struct {
	ID  string
	No  string
	Why string
}

// Why a step is not taken in.
const (
	notLeased = "not_leased" // the number was not leased to this window at that time
	givenBack = "given_back" // the lease had been given back by then
	moved     = "moved"      // the number has gone on elsewhere
	untimely  = "untimely"   // the time that was said cannot be
)

// Unsettled is a step that was not taken in and that nobody has seen to yet.
type Unsettled struct {
	ID     string
	Window int64
	Person int64
	Ticket int64
	No     string
	Do     string
	At     clock.Instant // as it was said
	Told   clock.Instant
	Why    string
}

var (
	qLaterFind = db.Q("outage.later_find", `select no, why from outage_later where centre_id = $1 and id = $2`)
	qLaterPut  = db.Q("outage.later_put", `insert into outage_later (centre_id, id, window_id, person_id, day, ticket_id, no, what,
		said_at, at, why, settled_at, settled_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0)`)
	qUnsettled = db.Q("outage.later_unsettled", `select id, window_id, person_id, ticket_id, no, what, said_at, at, why from outage_later
		where centre_id = $1 and day >= $2 and why <> '' and settled_at = 0 order by said_at limit 200`)
	qUnsettledOne = db.Q("outage.later_one", `select id, window_id, person_id, ticket_id, no, what, said_at, at, why from outage_later
		where centre_id = $1 and id = $2 and why <> '' and settled_at = 0 @lock`)
	qSettle = db.Q("outage.later_settle", `update outage_later set settled_at = $3, settled_by = $4
		where centre_id = $1 and id = $2 and settled_at = 0`)
)

func scanUnsettled(row db.Scan) (u Unsettled, err error) {
	err = row(&u.ID, &u.Window, &u.Person, &u.Ticket, &u.No, &u.Do, &u.At, &u.Told, &u.Why)
	return u, err
}

// mostSteps is how many steps are told at once.
const mostSteps = 200

// Later takes in, in their order, the steps that a console did while the server was away, each with the time that
// is said of it. What was not leased, or cannot have been, is not taken in but kept, and the answer says so: nobody is lost.
func (s *Service) Later(ctx context.Context, by identity.Actor, window int64, holder string, steps []Step) ([]Taken, error) {
	if len(steps) > mostSteps {
		return nil, errs.Field("steps", "error.too_long", "max", mostSteps, "n", len(steps))
	}
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (out []Taken, err error) {
		if err := by.May("ticket.serve", identity.Thing{Window: window}); err != nil {
			return nil, err
		}
		for _, step := range steps {
			t, err := s.one(tx, by, window, holder, step)
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
		return out, nil
	})
}

func (s *Service) one(tx *db.Tx, by identity.Actor, window int64, holder string, step Step) (Taken, error) {
	if step.ID == "" || len(step.ID) > 80 {
		return Taken{}, errs.Field("id", "error.required")
	}
	got, known, err := db.Find(tx, qLaterFind, func(row db.Scan) (t Taken, err error) {
		t.ID = step.ID
		err = row(&t.No, &t.Why)
		return t, err
	}, tx.Centre, step.ID)
	if err != nil || known {
		return got, err
	}
	t, err := queue.Locked(tx, step.Ticket)
	if err != nil {
		return Taken{}, err
	}
	why, err := s.apply(tx, by, window, holder, t, step)
	if err != nil {
		return Taken{}, err
	}
	if err := tx.Must1(qLaterPut, tx.Centre, step.ID, window, by.Person, tx.Today(), t.ID, t.No, step.Do, step.At,
		tx.Now, why); err != nil {
		return Taken{}, err
	}
	if why != "" {
		err = note(tx, by, "lease.refused", "5.3", window, t.ID, map[string]any{"no": t.No, "step": step.Do, "why": why,
			"said": step.At.Format("2006-01-02 15:04:05")})
	}
	return Taken{ID: step.ID, No: t.No, Why: why}, err
}

// apply judges a step and takes it in.
func (s *Service) apply(tx *db.Tx, by identity.Actor, window int64, holder string, t queue.Ticket, step Step) (why string, err error) {
	l, found, err := db.Find(tx, qLease, scanLease, tx.Centre, t.ID)
	if err != nil {
		return "", err
	}
	f := laterFacts{window: window, holder: holder, do: step.Do, at: step.At, now: tx.Now, today: tx.Today(), t: t, lease: l, leased: found}
	if why := mayLater(f); why != "" {
		return why, nil
	}
	if step.Do == "call" {
		_, err = s.Queue.LateCall(tx, by, window, t, step.At)
	} else {
		_, err = s.Queue.LateStep(tx, by, window, t, step.Do, step.At)
	}
	if errs.Is(err, errs.Conflict) {
		return moved, nil // nothing was written: the store refuses before it writes
	}
	return "", err
}

// laterFacts is all that the rule of steps told later may know.
type laterFacts struct {
	window     int64
	holder, do string
	at, now    clock.Instant
	today      clock.Day
	t          queue.Ticket
	lease      Lease
	leased     bool
}

// mayLater judges a step that was done while the server was away; empty = it is taken in.
//
// 5(3): the queue runs by its numbers, and a number is called at one window. Outside a lease no call is one, whoever made it.
func mayLater(f laterFacts) string {
	here := f.t.Window == f.window && (f.t.State == queue.Called || f.t.State == queue.Serving)
	switch {
	case f.at > f.now || f.at.Day() != f.t.Day || f.t.Day != f.today:
		return untimely
	case f.do != "call" && f.at < f.t.Called:
		return untimely
	case f.do != "call" || here:
		return ""
	case !f.leased || f.lease.Window != f.window || f.lease.Holder != f.holder || f.at < f.lease.From || f.at > f.lease.Until:
		return notLeased
	case f.lease.Back != 0:
		return givenBack
	}
	return ""
}

// Open lists the steps of the last days that were not taken in and that nobody has seen to, within the sight of whoever asks.
func (s *Service) Open(tx *db.Tx, sees func(window int64) bool) (out []Unsettled, err error) {
	all, err := db.Rows(tx, qUnsettled, scanUnsettled, tx.Centre, tx.Today().Add(-7))
	for _, u := range all {
		if sees(u.Window) {
			out = append(out, u)
		}
	}
	return out, err
}

// Settle says that somebody has seen to a step that was not taken in. NotFound when there is none any more.
func (s *Service) Settle(ctx context.Context, by identity.Actor, id string) (string, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (string, error) {
		u, err := db.One(tx, qUnsettledOne, scanUnsettled, tx.Centre, id)
		if err != nil {
			return "", err
		}
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return "", err
		}
		w, _ := hall.Window(u.Window)
		if err := by.May("lease.end", identity.Thing{Window: u.Window, Department: w.Department}); err != nil {
			return "", err
		}
		if err := tx.Must1(qSettle, tx.Centre, id, tx.Now, by.Person); err != nil {
			return "", err
		}
		return u.No, note(tx, by, "lease.settled", "5.3", u.Window, u.Ticket, map[string]any{"no": u.No, "step": u.Do})
	})
}
