package review

import (
	"context"
	"slices"

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

// Kinds of the clocks of a bad review. They are permanent: rows carry them.
const (
	ContactClock = "review.contact" // the visitor is reached (11(7))
	FactsClock   = "review.facts"   // the department says how the service was
	RectifyClock = "review.rectify" // the department rectifies
	AnswerClock  = "review.answer"  // the office answers and calls back
)

var (
	factsDays   = law.Number("review.facts_wd")
	answerDays  = law.Number("review.answer_wd")
	rectifyDays = law.Numbers("review.rectify_wd")
)

// Step is one thing done about a bad review, as it is on record.
type Step struct {
	Kind   string // asked, told, ruled, seconded, refused, confirmed, denied, reported, answered, called
	Choice string // the verdict, the way or the outcome, where there is one
	Word   string
	Person int64 // 0 for the visitor
	At     clock.Instant
}

// Ask asks the chief of the department for facts about the service. What is asked stands before the department as it is
// written: it names no visitor.
func (s *Service) Ask(ctx context.Context, by identity.Actor, id int64, question string) error {
	return s.mine(ctx, by, id, func(tx *db.Tx, m *Matter, v law.View) (Step, error) {
		if m.State != Contacted {
			return Step{}, errs.New(errs.Conflict, "review.loop.not_now")
		}
		if err := said("question", question); err != nil {
			return Step{}, err
		}
		m.State = Asked
		if m.Request == 0 {
			m.Request = tx.NewID()
		}
		if err := s.start(tx, by.Ref(), m, FactsClock, factsDays.In(v)); err != nil {
			return Step{}, err
		}
		return Step{Kind: "asked", Word: question}, s.tellDepartment(tx, *m)
	})
}

// Rule records what the verifier finds. What is to be rectified goes to the department with its limit; that a review was a
// mistake waits for the visitor's word, and that it was malicious for a second person of the office.
func (s *Service) Rule(ctx context.Context, by identity.Actor, id int64, r Ruling) error {
	return s.mine(ctx, by, id, func(tx *db.Tx, m *Matter, v law.View) (Step, error) {
		over := false
		if m.State == Asked {
			d, err := s.Deadline.One(tx, m.Clock)
			if err != nil {
				return Step{}, err
			}
			over = d.Over(tx.Now)
		}
		if err := mayRule(rulingFacts{m.State, over}, r); err != nil {
			return Step{}, err
		}
		m.Verdict, m.Weight = r.Verdict, ""
		if r.Verdict.Rectifies() {
			m.Weight = r.Weight
			if err := putStep(tx, m.ID, Step{Kind: "ordered", Choice: r.Weight, Word: r.Order, Person: by.Person}); err != nil {
				return Step{}, err
			}
		}
		return Step{Kind: "ruled", Choice: string(r.Verdict), Word: r.Reason}, s.follow(tx, by.Ref(), m, v)
	})
}

// follow goes on from a verdict.
func (s *Service) follow(tx *db.Tx, by string, m *Matter, v law.View) error {
	switch m.Verdict {
	case Mistaken:
		m.State = Confirming
		return s.stop(tx, by, m)
	case Malicious:
		m.State = Seconding
		return s.stop(tx, by, m)
	case Unfounded:
		m.State = Answering
		return s.start(tx, by, m, AnswerClock, answerDays.In(v))
	}
	if m.Request == 0 {
		m.Request = tx.NewID()
	}
	m.State = Rectifying
	days := rectifyDays.In(v)
	if err := s.start(tx, by, m, RectifyClock, days[slices.Index(Weights, m.Weight)]); err != nil {
		return err
	}
	return s.tellDepartment(tx, *m)
}

// Confirmed records that the visitor said, in that way, that the level was a mistake, or that it was not. Nobody of the hall
// can say so for them.
func (s *Service) Confirmed(ctx context.Context, by identity.Actor, id int64, yes bool, way, word string) error {
	return s.mine(ctx, by, id, func(tx *db.Tx, m *Matter, v law.View) (Step, error) {
		if m.State != Confirming {
			return Step{}, errs.New(errs.Conflict, "review.loop.not_now")
		}
		if !slices.Contains(Ways, way) {
			return Step{}, errs.Field("way", "review.loop.no_way")
		}
		if err := said("word", word); err != nil {
			return Step{}, err
		}
		return s.confirmed(tx, by, m, v, yes, Step{Choice: way, Word: word})
	})
}

// confirmed leaves a mistaken review out of the sums, or takes the verdict back.
func (s *Service) confirmed(tx *db.Tx, by identity.Actor, m *Matter, v law.View, yes bool, st Step) (Step, error) {
	if !yes {
		st.Kind = "denied"
		m.State, m.Verdict = Contacted, ""
		return st, nil
	}
	st.Kind = "confirmed"
	// What the visitor has since said better by the addition counts as it stands.
	if _, err := tx.Exec(qSetAside, tx.Centre, m.invitation, Dissatisfied); err != nil {
		return st, err
	}
	m.State = Answering
	return st, s.start(tx, by.Ref(), m, AnswerClock, answerDays.In(v))
}

// Second confirms that a review was malicious, or turns that down. Whoever found so cannot be the one.
func (s *Service) Second(ctx context.Context, by identity.Actor, id int64, yes bool, reason string) error {
	return s.act(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if err := maySecond(m, by); err != nil {
			return err
		}
		if err := said("why", reason); err != nil {
			return err
		}
		figures, err := s.view(tx)
		if err != nil {
			return err
		}
		was, st := m.State, Step{Kind: "refused", Word: reason}
		m.State, m.Verdict = Contacted, ""
		if yes {
			st.Kind, m.State, m.Verdict = "seconded", Answering, Malicious
			if _, err := tx.Exec(qSetAside, tx.Centre, m.invitation, VerySatisfied); err != nil {
				return err
			}
			if err := s.start(tx, by.Ref(), &m, AnswerClock, answerDays.In(figures)); err != nil {
				return err
			}
		}
		return move(tx, by, was, m, st)
	})
}

// Answer writes what the visitor finds on the page of their link.
func (s *Service) Answer(ctx context.Context, by identity.Actor, id int64, word string) error {
	return s.mine(ctx, by, id, func(_ *db.Tx, m *Matter, _ law.View) (Step, error) {
		if m.State != Answering {
			return Step{}, errs.New(errs.Conflict, "review.loop.not_now")
		}
		m.State = Calling
		return Step{Kind: "answered", Word: word}, said("word", word)
	})
}

// CallBack records what the visitor says to the answer. Not satisfied is gone into once more, and the second time ends as
// what it is.
func (s *Service) CallBack(ctx context.Context, by identity.Actor, id int64, outcome, word string) error {
	return s.mine(ctx, by, id, func(tx *db.Tx, m *Matter, v law.View) (Step, error) {
		switch {
		case m.State != Calling:
			return Step{}, errs.New(errs.Conflict, "review.loop.not_now")
		case !slices.Contains(Calls, outcome):
			return Step{}, errs.Field("outcome", "review.matter.no_outcome")
		}
		if err := said("word", word); err != nil {
			return Step{}, err
		}
		st := Step{Kind: "called", Choice: outcome, Word: word}
		if err := s.stop(tx, by.Ref(), m); err != nil {
			return st, err
		}
		if outcome == Unsatisfy && m.Rounds == 0 {
			m.Rounds = 1
			if m.Verdict.Rectifies() {
				return st, s.follow(tx, by.Ref(), m, v)
			}
			m.State = Answering
			return st, s.start(tx, by.Ref(), m, AnswerClock, answerDays.In(v))
		}
		m.State, m.Closed = Closed, tx.Now
		return st, nil
	})
}

// mine runs one step of the verifier of a matter.
func (s *Service) mine(ctx context.Context, by identity.Actor, id int64, step func(tx *db.Tx, m *Matter, v law.View) (Step, error)) error {
	return s.act(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if m.State == Waiting || m.Verifier != by.Person {
			return errs.New(errs.Forbidden, "review.matter.not_yours")
		}
		figures, err := s.view(tx)
		if err != nil {
			return err
		}
		was := m.State
		st, err := step(tx, &m, figures)
		if err != nil {
			return err
		}
		return move(tx, by, was, m, st)
	})
}

// start ends the matter's clock and starts its next. The department's clock names the item, never the day or the visitor.
func (s *Service) start(tx *db.Tx, by string, m *Matter, kind string, days int) error {
	if err := s.stop(tx, by, m); err != nil {
		return err
	}
	n := deadline.New{Kind: kind, Title: text.M("review.clock." + kind[len("review."):]).String(), Article: "11.7",
		Limit: calendar.Limit{N: days, Unit: calendar.WorkingDays}}
	if kind == AnswerClock {
		n.Ref, n.Path = text.M("review.matter.ref", "day", m.Opened.Day()).String(), MatterPath+number(m.ID)
		n.Subject = ledger.Of("review.matter", m.ID)
	} else {
		n.Ref, n.Path, n.Subject = m.Item, RequestPath+number(m.Request), ledger.Of("review.request", m.Request)
		n.Owner = deadline.Owner{Department: m.department}
	}
	d, err := s.Deadline.Start(tx, by, n)
	m.Clock = d.ID
	return err
}

// stop ends the clock of the matter, where one runs. What ran out stays so: the clock knows when it was met.
func (s *Service) stop(tx *db.Tx, by string, m *Matter) error {
	if m.Clock == 0 {
		return nil
	}
	_, err := s.Deadline.Meet(tx, by, m.Clock)
	m.Clock = 0
	return err
}

func (s *Service) tellDepartment(tx *db.Tx, m Matter) error {
	if s.TellDepartment == nil {
		return nil
	}
	return s.TellDepartment(tx, Request{ID: m.Request, Department: m.department, Item: m.Item, State: m.State})
}

// RectifyDays are the working days in which the department rectifies, plain and complex.
func (s *Service) RectifyDays(tx *db.Tx) (plain, complex int, err error) {
	figures, err := s.view(tx)
	if err != nil {
		return 0, 0, err
	}
	days := rectifyDays.In(figures)
	return days[0], days[len(days)-1], nil
}
