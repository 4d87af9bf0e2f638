package finding

import (
	"context"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Answer is what a command about a finding gives: no words of a person, for it is kept under the command's id.
type Answer struct {
	ID    int64 `json:"id,string"`
	State State `json:"state"`
}

// Longest texts, in characters.
const (
	maxStatement = 2000
	maxReason    = 500
)

// Add is Propose by hand: the office reports what it saw, with evidence.
func (s *Service) Add(ctx context.Context, by identity.Actor, n New) (Answer, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Answer, error) {
		if err := by.May("finding.decide", n.thing()); err != nil {
			return Answer{}, err
		}
		if k, ok := KindOf(n.Kind); !ok {
			return Answer{}, errs.Field("kind", "finding.no_kind")
		} else if k.Person && n.Person == 0 {
			return Answer{}, errs.Field("person", "error.required")
		}
		if len(n.Evidence) == 0 {
			return Answer{}, errs.Field("evidence", "error.required")
		}
		f, err := s.Propose(tx, by.Ref(), n)
		return Answer{f.ID, f.State}, err
	})
}

// thing is whose a report is, for permissions.
func (n New) thing() identity.Thing {
	return identity.Thing{Department: n.Department, Window: n.Window, Person: n.Person}
}

// State takes what the person concerned has to say; for a finding about a department its chief says it. It may be added to
// as long as nothing is decided. Conflict afterwards.
func (s *Service) State(ctx context.Context, by identity.Actor, id int64, statement string) (Answer, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Answer, error) {
		f, err := s.lock(tx, by, id)
		if err != nil {
			return Answer{}, err
		}
		if err := MayState(by, f); err != nil {
			return Answer{}, err
		}
		if err := words("statement", statement, maxStatement); err != nil {
			return Answer{}, err
		}
		if !f.Open() {
			return Answer{}, errs.New(errs.Conflict, "finding.decided")
		}
		first := f.State != Stated
		f.State, f.Stated = Stated, max(f.Stated, tx.Now)
		all, err := evidence(tx, f.ID)
		if err != nil {
			return Answer{}, err
		}
		said := Evidence{Source: "statement", Text: text.Plain(statement)}
		if err := addEvidence(tx, f.ID, len(all)+1, said, by.Ref()); err != nil {
			return Answer{}, err
		}
		if err := tx.Must1(qState, tx.Centre, f.ID, f.State, f.Stated); err != nil {
			return Answer{}, err
		}
		if first {
			if err := s.endClock(tx, by.Ref(), f, func(id int64) error {
				_, err := s.Deadlines.Meet(tx, by.Ref(), id)
				return err
			}); err != nil {
				return Answer{}, err
			}
		}
		return Answer{f.ID, f.State}, s.tell(tx, by.Ref(), f, "finding.stated", "stated", map[string]any{})
	})
}

// MayState lets the person concerned speak in their own case, and nobody for them; for a department its chief.
func MayState(by identity.Actor, f Finding) error {
	if f.Person == 0 {
		return by.May("finding.state", identity.Thing{Department: f.Department})
	}
	if err := by.Allow("finding.state"); err != nil {
		return err
	}
	if by.Person != f.Person {
		return errs.New(errs.Forbidden, "finding.not_concerned")
	}
	return nil
}

// Confirm makes the finding count. Breach before the person concerned was heard, and for whoever it is about.
func (s *Service) Confirm(ctx context.Context, by identity.Actor, id int64, reason string) (Answer, error) {
	return s.decide(ctx, by, id, Confirmed, reason)
}

// Withdraw ends the finding for good: it does not count, and that fact is not proposed again.
func (s *Service) Withdraw(ctx context.Context, by identity.Actor, id int64, reason string) (Answer, error) {
	return s.decide(ctx, by, id, Withdrawn, reason)
}

func (s *Service) decide(ctx context.Context, by identity.Actor, id int64, to State, reason string) (Answer, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Answer, error) {
		if err := by.Allow("finding.decide"); err != nil {
			return Answer{}, err
		}
		f, err := s.lock(tx, by, id)
		if err != nil {
			return Answer{}, err
		}
		if err := by.May("finding.decide", f.thing()); err != nil {
			return Answer{}, err
		}
		if err := words("reason", reason, maxReason); err != nil {
			return Answer{}, err
		}
		if !f.Open() {
			return Answer{}, errs.New(errs.Conflict, "finding.decided")
		}
		if err := s.judge(tx, by, f, to); err != nil {
			return Answer{}, err
		}
		from := f.State
		f.State, f.Decided, f.DecidedBy, f.Reason = to, tx.Now, by.Person, reason
		if err := tx.Must1(qDecide, tx.Centre, f.ID, from, f.State, f.Decided, f.DecidedBy, f.Reason); err != nil {
			return Answer{}, err
		}
		if err := s.endClock(tx, by.Ref(), f, func(id int64) error {
			_, err := s.Deadlines.Cancel(tx, by.Ref(), id, reason)
			return err
		}); err != nil {
			return Answer{}, err
		}
		what := string(to)
		return Answer{f.ID, f.State}, s.tell(tx, by.Ref(), f, "finding."+what, what, map[string]any{})
	})
}

// judge applies the rules of deciding, by the figures of the day of the fact.
func (s *Service) judge(tx *db.Tx, by identity.Actor, f Finding, to State) error {
	figures, err := s.figures(tx)
	if err != nil {
		return err
	}
	d, err := s.Deadlines.One(tx, f.Clock)
	if err != nil {
		return err
	}
	return law.Judge(figures.On(f.Day), Rules, Facts{Confirm: to == Confirmed, Stated: f.State == Stated, Now: tx.Now, Due: d.Due,
		Own: f.Person != 0 && f.Person == by.Person}).Refusal()
}

// lock reads a finding for a change. NotFound for whoever may not know that there is one.
func (s *Service) lock(tx *db.Tx, by identity.Actor, id int64) (Finding, error) {
	f, err := db.One(tx, qLock, scan, tx.Centre, id)
	if err == nil && !sees(by, f) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return f, err
}

// sees tells whether somebody may read a finding: by the permission table, and their own always.
func sees(by identity.Actor, f Finding) bool {
	return by.Sight("finding.read").Sees(f.thing()) || f.Person != 0 && f.Person == by.Person
}

// endClock ends the clock of the statement if it still runs.
func (s *Service) endClock(tx *db.Tx, by string, f Finding, end func(id int64) error) error {
	d, err := s.Deadlines.One(tx, f.Clock)
	if err != nil || !slices.Contains([]deadline.State{deadline.Running, deadline.Paused}, d.State) {
		return err
	}
	return end(d.ID)
}

// words demands a text of at most so many characters.
func words(field, s string, most int) error {
	switch n := len([]rune(s)); {
	case n == 0:
		return errs.Field(field, "error.required")
	case n > most:
		return errs.Field(field, "error.too_long", "max", most, "n", n)
	}
	return nil
}

// Filter narrows a list. The zero Filter is everything in sight, the newest first.
type Filter struct {
	States     []State
	Kind       string
	Department int64
	Person     int64
	From, To   clock.Day // of the fact, both included; 0 = without end
	Before     int64     // only findings with a smaller id: the next page
	Limit      int       // 0 = 100
}

// List gives the findings an actor may read, the newest first, without their evidence.
func (s *Service) List(ctx context.Context, by identity.Actor, f Filter) (out []Finding, err error) {
	if err := by.Allow("finding.read"); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out, err = s.Seen(tx, by.Sight("finding.read"), f)
		return err
	})
	return out, err
}

// Read gives a finding with its evidence and statements. NotFound for whoever may not read it.
func (s *Service) Read(ctx context.Context, by identity.Actor, id int64) (f Finding, err error) {
	if err := by.Allow("finding.read"); err != nil {
		return f, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if f, err = s.one(tx, id); err != nil {
			return err
		}
		if !sees(by, f) {
			f = Finding{}
			return errs.New(errs.NotFound, "error.not_found")
		}
		f.Evidence, err = evidence(tx, id)
		return err
	})
	return f, err
}
