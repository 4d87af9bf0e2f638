package review

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// MatterState is where the office stands with a bad review.
type MatterState string

// The states of a matter.
const (
	Waiting   MatterState = "open"      // 待核实
	Taken     MatterState = "taken"     // 核实中
	Contacted MatterState = "contacted" // 已联系
)

// Outcomes of trying to reach the visitor.
const (
	Reached     = "reached"
	Unreached   = "unreached"   // the clock goes on
	Unreachable = "unreachable" // there is neither phone nor name
)

// Outcomes lists them in the order of the form.
var Outcomes = []string{Reached, Unreached, Unreachable}

// Matter is a bad review as the office's verifier sees it: the service, not the visitor, and not who served.
type Matter struct {
	ID        int64
	State     MatterState
	Level     int // as it stands now
	Reasons   []Reason
	Text      string
	Added     bool
	Item      string
	WindowNo  int
	Day       clock.Day
	Verifier  int64
	Outcome   string
	Note      string
	Tries     int
	Deadline  int64
	Opened    clock.Instant
	Contacted clock.Instant
	Verdict   Verdict
	Weight    string // simple or complex, where something is rectified
	Request   int64  // what the department knows it by; 0 while it was not asked
	Clock     int64  // the clock that runs after the contact; 0 = none
	Rounds    int    // how often it was gone into again
	Closed    clock.Instant
	Aside     bool // left out of the sums: a mistake, or malicious
	Flag      Flag
	Stages    []Stage

	window, person, of, invitation, department, item int64
	online                                           bool
}

var contactDays = law.Number("review.contact_wd")

// MatterPath is the page of a matter.
const MatterPath = "/reviews/"

// open makes a bad review the office's matter. A second bad word about the same service belongs to the same matter.
func (s *Service) open(tx *db.Tx, in Invitation) error {
	id := tx.NewID()
	put, err := putMatter(tx, id, in.ID)
	if err != nil || !put {
		return err
	}
	figures, err := s.view(tx)
	if err != nil {
		return err
	}
	by := identity.Actor{}.Ref()
	// The clock is nobody's of the window or department: whoever sees only their own does not see it.
	d, err := s.Deadline.Start(tx, by, deadline.New{Kind: ContactClock, Title: text.M("review.matter.title").String(),
		Ref: text.M("review.matter.ref", "day", tx.Today()).String(), Path: MatterPath + number(id), Article: "11.7",
		Subject: ledger.Of("review.matter", id), Limit: calendar.Limit{N: contactDays.In(figures), Unit: calendar.WorkingDays}})
	if err != nil {
		return err
	}
	if err := tx.Must1(qMatterClock, tx.Centre, id, d.ID); err != nil {
		return err
	}
	if _, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: "review.matter_opened", Article: "11.7",
		Subject: ledger.Of("review.matter", id)}); err != nil || s.Tell == nil {
		return err
	}
	m, err := db.One(tx, qMatter, scanMatter, tx.Centre, id)
	if err != nil {
		return err
	}
	return s.Tell(tx, m)
}

// Matters lists the bad reviews, those that wait first. A verifier does not see what is about themselves or their window.
func (s *Service) Matters(tx *db.Tx, by identity.Actor, limit int) ([]Matter, error) {
	if err := by.May("review.verify", identity.Thing{}); err != nil {
		return nil, err
	}
	return db.Rows(tx, qMatters, scanMatter, tx.Centre, by.Person, db.Ints(by.Windows), limit)
}

// Matter gives one. NotFound when there is none, or when it is about whoever asks.
func (s *Service) Matter(tx *db.Tx, by identity.Actor, id int64) (Matter, error) {
	if err := by.May("review.verify", identity.Thing{}); err != nil {
		return Matter{}, err
	}
	m, err := db.One(tx, qMatter, scanMatter, tx.Centre, id)
	if err == nil && m.about(by) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return m, err
}

// about tells whether the matter is about that person or a window where they stand.
func (m Matter) about(by identity.Actor) bool {
	if m.person != 0 && m.person == by.Person {
		return true
	}
	for _, w := range by.Windows {
		if w == m.window {
			return true
		}
	}
	return false
}

// Take makes whoever asks the verifier of the matter. Conflict when another is.
func (s *Service) Take(ctx context.Context, by identity.Actor, id int64) error {
	return s.act(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if m.State != Waiting {
			return errs.New(errs.Conflict, "review.matter.taken")
		}
		if err := tx.Must1(qTake, tx.Centre, id, by.Person, tx.Now); err != nil {
			return err
		}
		return tell(tx, by, id, "review.matter_taken", nil)
	})
}

// Contact records that the verifier tried to reach the visitor. Reached, or nobody to reach, ends the clock (11(7)).
func (s *Service) Contact(ctx context.Context, by identity.Actor, id int64, outcome, word string) error {
	return s.act(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if err := mayContact(m, by, outcome, word); err != nil {
			return err
		}
		to := Contacted
		if outcome == Unreached {
			to = Taken
		} else if _, err := s.Deadline.Meet(tx, by.Ref(), m.Deadline); err != nil {
			return err
		}
		if err := tx.Must1(qContact, tx.Centre, id, to, outcome, word, tx.Now); err != nil {
			return err
		}
		return tell(tx, by, id, "review.contacted", map[string]any{"outcome": outcome})
	})
}

// Reveal opens how the visitor can be reached, to the verifier of the matter, with a reason that stays on record. What it
// gives is stored nowhere: a repeat of the command opens it anew.
func (s *Service) Reveal(ctx context.Context, by identity.Actor, id int64, reason string) (c Contact, err error) {
	if reason == "" {
		return c, errs.Field("reason", "error.required")
	}
	if _, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		if _, err := s.taken(tx, by, id); err != nil {
			return false, err
		}
		return true, tell(tx, by, id, "review.revealed", map[string]any{"reason": reason})
	}); err != nil {
		return Contact{}, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		m, err := s.taken(tx, by, id)
		if err != nil || s.Reach == nil {
			return err
		}
		c, err = s.Reach(tx, m.online, m.of)
		return err
	})
	return c, err
}

// taken gives a matter to its verifier.
func (s *Service) taken(tx *db.Tx, by identity.Actor, id int64) (Matter, error) {
	m, err := s.Matter(tx, by, id)
	if err == nil && (m.State == Waiting || m.State == Closed || m.Verifier != by.Person) {
		err = errs.New(errs.Forbidden, "review.matter.not_yours")
	}
	return m, err
}

// act runs one step on a matter. Nothing of it is stored as the command's answer: what visitors wrote stays in its row.
func (s *Service) act(ctx context.Context, by identity.Actor, id int64, step func(tx *db.Tx, m Matter) error) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		m, err := s.Matter(tx, by, id)
		if err == nil {
			err = step(tx, m)
		}
		return err == nil, err
	})
	return err
}

func tell(tx *db.Tx, by identity.Actor, id int64, verb string, facts map[string]any) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "11.7", Subject: ledger.Of("review.matter", id),
		Facts: facts})
	return err
}
