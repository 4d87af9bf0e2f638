package review

import (
	"context"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Request is a bad review as the department's chief meets it: what the office asks about the service, what is to be
// rectified, and what the department said. Neither level nor words of the visitor, neither window nor person, and the day
// only where many were served.
type Request struct {
	ID         int64
	Department int64
	Item       string
	Day        clock.Day // 0 where too few had the same item done that day
	Month      int       // 0 where too few had it done that month
	State      MatterState
	Verdict    Verdict
	Weight     string
	Clock      int64
	Steps      []Step // the department's part of them
}

// RequestPath is the page of a request.
const RequestPath = "/rectify/"

// theirs are the steps that concern the department.
var theirs = []string{"asked", "told", "ordered", "reported"}

// Requests lists what the office has asked of the departments in sight, what waits first.
func (s *Service) Requests(tx *db.Tx, by identity.Actor, limit int) ([]Request, error) {
	sight := by.Sight("review.rectify")
	if sight.Nothing() {
		return nil, by.Allow("review.rectify")
	}
	own := slices.DeleteFunc(slices.Clone(sight.Departments), func(d int64) bool { return d == 0 })
	all, err := db.Rows(tx, qRequests, scanMatter, tx.Centre, sight.All, db.Ints(own), limit)
	if err != nil {
		return nil, err
	}
	out := make([]Request, len(all))
	for i, m := range all {
		if out[i], err = s.request(tx, m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Request gives one. NotFound when there is none, Forbidden when it is another department's.
func (s *Service) Request(tx *db.Tx, by identity.Actor, id int64) (Request, error) {
	m, err := s.requested(tx, by, id)
	if err != nil {
		return Request{}, err
	}
	r, err := s.request(tx, m)
	if err != nil {
		return r, err
	}
	steps, err := m.Steps(tx)
	r.Steps = slices.DeleteFunc(steps, func(st Step) bool { return !slices.Contains(theirs, st.Kind) })
	return r, err
}

// requested gives the matter behind a request to the department that it is about.
func (s *Service) requested(tx *db.Tx, by identity.Actor, id int64) (Matter, error) {
	m, err := db.One(tx, qByRequest, scanMatter, tx.Centre, id)
	if err == nil {
		err = by.May("review.rectify", identity.Thing{Department: m.department})
	}
	return m, err
}

// request is what the department may know. 11(7): a day on which one visitor had that done would name them.
func (s *Service) request(tx *db.Tx, m Matter) (Request, error) {
	r := Request{ID: m.Request, Department: m.department, Item: m.Item, State: m.State, Clock: m.Clock}
	switch {
	case m.Verdict.Rectifies():
		r.Verdict, r.Weight = m.Verdict, m.Weight
	case m.State != Asked && m.State != Closed:
		r.State = Told // whether the visitor was mistaken or malicious is the office's own business
	}
	if m.State != Asked && m.State != Rectifying {
		r.Clock = 0 // that clock is the office's
	}
	least, err := s.Least(tx)
	if err != nil {
		return r, err
	}
	_, err = db.One(tx, qAlike, func(row db.Scan) (struct{}, error) {
		var day, month int
		err := row(&day, &month)
		if day >= least {
			r.Day = m.Day
		}
		if month >= least {
			r.Month = Month(m.Day)
		}
		return struct{}{}, err
	}, tx.Centre, m.department, m.item, m.Day, Month(m.Day))
	return r, err
}

// Tell takes the chief's word on how the service was.
func (s *Service) TellFacts(ctx context.Context, by identity.Actor, id int64, word string) error {
	return s.reply(ctx, by, id, Asked, word, func(tx *db.Tx, m *Matter, _ law.View) (string, error) {
		m.State = Told
		return "told", s.stop(tx, by.Ref(), m)
	})
}

// Report takes the department's word on what it has rectified; the office answers the visitor.
func (s *Service) Report(ctx context.Context, by identity.Actor, id int64, word string) error {
	return s.reply(ctx, by, id, Rectifying, word, func(tx *db.Tx, m *Matter, v law.View) (string, error) {
		m.State = Answering
		return "reported", s.start(tx, by.Ref(), m, AnswerClock, answerDays.In(v))
	})
}

// reply runs one step of the department.
func (s *Service) reply(ctx context.Context, by identity.Actor, id int64, in MatterState, word string,
	step func(tx *db.Tx, m *Matter, v law.View) (string, error)) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		m, err := s.requested(tx, by, id)
		if err != nil {
			return false, err
		}
		if m.State != in {
			return false, errs.New(errs.Conflict, "review.loop.not_now")
		}
		if err := said("word", word); err != nil {
			return false, err
		}
		figures, err := s.view(tx)
		if err != nil {
			return false, err
		}
		kind, err := step(tx, &m, figures)
		if err == nil {
			err = move(tx, by, in, m, Step{Kind: kind, Word: word})
		}
		return err == nil, err
	})
	return err
}
