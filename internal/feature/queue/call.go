package queue

import (
	"context"
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// CallNext calls the next ticket to the window. NotFound when nobody waits for what the window serves; Conflict when the
// window has somebody already, or is paused.
func (s *Service) CallNext(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t Ticket, err error) {
		if err := by.May("ticket.call", identity.Thing{Window: window}); err != nil {
			return t, err
		}
		w, items, err := s.window(tx, window)
		if err != nil {
			return t, err
		}
		if err := s.ready(tx, by, w); err != nil {
			return t, err
		}
		c, err := s.choice(tx, w, by.Person, items)
		if err != nil {
			return t, err
		}
		t, found, err := s.claim(tx, c)
		if err != nil {
			return t, err
		}
		if !found {
			return t, errs.New(errs.NotFound, "queue.nobody")
		}
		return t, s.announce(tx, by, t, w, false)
	})
}

// Recall calls the same ticket once more.
func (s *Service) Recall(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		if t.State != Called {
			return t, errs.New(errs.Conflict, "queue.not_called", "no", t.No)
		}
		w, _, err := s.window(tx, window)
		if err != nil {
			return t, err
		}
		t.Calls++
		if err := tx.Must1(qRecall, tx.Centre, t.ID, t.Calls); err != nil {
			return t, err
		}
		return t, s.announce(tx, by, t, w, true)
	})
}

// Arrive says that the visitor stands at the window.
func (s *Service) Arrive(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		return s.move(tx, by, t, Called, Serving, "ticket.arrived")
	})
}

// Miss says that the called visitor has not come (过号). They may come back, see Return.
func (s *Service) Miss(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		return s.move(tx, by, t, Called, Missed, "ticket.missed")
	})
}

// Finish ends the service at the window; the review invitation follows in the same transaction (11(7)). A number that stands for
// several things goes on with the next.
func (s *Service) Finish(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		return s.finish(tx, by, t)
	})
}

// FinishWith ends the service at the window in the transaction of what was done there: a case that was finished on the spot
// (11(3)). A window that serves nobody is left as it is.
func (s *Service) FinishWith(tx *db.Tx, by identity.Actor, window int64) error {
	if err := by.May("ticket.serve", identity.Thing{Window: window}); err != nil {
		return err
	}
	t, found, err := Current(tx, window)
	if err != nil || !found || t.State != Serving {
		return err
	}
	_, err = s.finish(tx, by, t)
	return err
}

func (s *Service) finish(tx *db.Tx, by identity.Actor, t Ticket) (Ticket, error) {
	if t.Legs > 1 {
		return s.goOn(tx, by, t, tx.Now, nil)
	}
	t, err := s.move(tx, by, t, Serving, Finished, "ticket.finished")
	if err != nil {
		return t, err
	}
	return t, s.done(tx, by, t)
}

// done tells that a service at a window is finished.
func (s *Service) done(tx *db.Tx, by identity.Actor, t Ticket) error {
	if s.Done == nil {
		return nil
	}
	if t.Legs < 2 {
		t.Service = t.ID
	}
	return s.Done(tx, by, t)
}

type expectKey struct{}

// Expecting says which ticket the page showed at the window: a step that finds another there is a Conflict.
func Expecting(ctx context.Context, ticket int64) context.Context {
	return context.WithValue(ctx, expectKey{}, ticket)
}

// act runs one step on the ticket that the window has now.
func (s *Service) act(ctx context.Context, by identity.Actor, window int64,
	step func(tx *db.Tx, t Ticket) (Ticket, error)) (Ticket, error) {
	expected, _ := ctx.Value(expectKey{}).(int64)
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Ticket, error) {
		if err := by.May("ticket.serve", identity.Thing{Window: window}); err != nil {
			return Ticket{}, err
		}
		t, found, err := Current(tx, window)
		if err != nil {
			return t, err
		}
		if !found {
			return t, errs.New(errs.Conflict, "queue.window_free")
		}
		if expected != 0 && expected != t.ID {
			return t, errs.New(errs.Conflict, "queue.another_there", "no", t.No)
		}
		return step(tx, t)
	})
}

// move changes the state from what it is known to be; anybody else's change in between is a Conflict.
func (s *Service) move(tx *db.Tx, by identity.Actor, t Ticket, from, to State, verb string) (Ticket, error) {
	if t.State != from {
		return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
	}
	switch to {
	case Serving:
		t.Arrived = tx.Now
	case Finished, Missed, Void:
		t.Ended = tx.Now
		t.stop(from, tx.Now)
	}
	return t, s.settle(tx, by, &t, to, verb, nil)
}

// stop adds what was served until now, when the ticket was being served.
func (t *Ticket) stop(from State, at clock.Instant) {
	if from == Serving {
		t.Served += at.Sub(t.Arrived)
	}
}

// settle writes the ticket in its new state, with what the state changed.
func (s *Service) settle(tx *db.Tx, by identity.Actor, t *Ticket, to State, verb string, facts map[string]any) error {
	from := t.State
	t.State = to
	err := tx.Must1(qMove, tx.Centre, t.ID, from, to, t.For, t.Window, t.Person, t.Returns, t.Queued,
		t.Served.Microseconds(), t.Arrived, t.Ended)
	if err != nil {
		return err
	}
	s.touched(tx, *t)
	return s.tell(tx, by, *t, verb, facts)
}

// announce writes the call that every screen shows and speaks exactly once.
func (s *Service) announce(tx *db.Tx, by identity.Actor, t Ticket, w directory.Window, again bool) error {
	seq, err := next(tx, "call", 0)
	if err != nil {
		return err
	}
	if err := tx.Must1(qPutCall, tx.Centre, seq, t.ID, t.No, w.ID, w.No, w.Zone, t.Name, again, tx.Today(),
		tx.Now); err != nil {
		return err
	}
	s.touched(tx, t)
	return s.tell(tx, by, t, "ticket.called", map[string]any{"window": w.No, "again": again})
}

func (s *Service) tell(tx *db.Tx, by identity.Actor, t Ticket, verb string, facts map[string]any) error {
	if facts == nil {
		facts = map[string]any{}
	}
	facts["no"] = t.No
	article := "11"
	if verb == passedOn {
		article = "11.1"
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: article, Subject: ledger.Of("ticket", t.ID),
		Also:  []ledger.Subject{ledger.Of("window", t.Window), ledger.Of("window", t.For), ledger.Of("person", t.Person)},
		Facts: facts})
	return err
}

// touched wakes what shows the ticket: the hall's screens, its zone, the queue of its item, its window, its own page.
func (s *Service) touched(tx *db.Tx, t Ticket) {
	if s.Touch == nil {
		return
	}
	topics := []string{Topic(tx.Centre)}
	if t.Zone != 0 {
		topics = append(topics, ZoneTopic(tx.Centre, t.Zone))
	}
	if t.ID != 0 {
		topics = append(topics, ItemTopic(tx.Centre, t.Item), TicketTopic(t.Token))
	}
	for _, w := range []int64{t.Window, t.For} {
		if w != 0 {
			topics = append(topics, WindowTopic(tx.Centre, w))
		}
	}
	tx.After(func() { s.Touch(topics...) })
}

// Topic is what changes with every ticket and window of a centre.
func Topic(centre int64) string { return fmt.Sprintf("queue:%d", centre) }

// ZoneTopic is what changes with every ticket and window of a zone.
func ZoneTopic(centre, zone int64) string { return fmt.Sprintf("zone:%d:%d", centre, zone) }

// ItemTopic is what changes with every ticket for an item: the queues of the windows that serve it.
func ItemTopic(centre, item int64) string { return fmt.Sprintf("item:%d:%d", centre, item) }

// WindowTopic is what changes with one window and its ticket.
func WindowTopic(centre, window int64) string { return fmt.Sprintf("window:%d:%d", centre, window) }

// TicketTopic is what changes with one ticket.
func TicketTopic(token string) string { return "ticket:" + token }
