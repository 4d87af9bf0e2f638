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

// State is where a ticket stands.
type State string

// The states of a ticket.
const (
	Waiting  State = "waiting"  // 等候
	Called   State = "called"   // 已叫号
	Serving  State = "serving"  // 办理中
	Finished State = "finished" // 已办完
	Missed   State = "missed"   // 过号
	Void     State = "void"     // 夜间作废
)

// Ticket is 排队号: a place in a queue.
type Ticket struct {
	ID      int64
	Token   string // the public reference, in the QR code of the slip
	No      string // what is called: "A032"
	Day     clock.Day
	Zone    int64
	Item    int64
	Name    string // the item's name as it read when the number was taken
	State   State
	Rank    int    // 0 before 1
	Reason  string // of priority
	Source  string // kiosk, phone, desk
	Window  int64
	Person  int64 // who serves or served
	Calls   int
	Taken   clock.Instant
	Called  clock.Instant
	Arrived clock.Instant
	Ended   clock.Instant
}

// Service keeps the queue.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	// Item gives the name of an item that tickets may be taken for; a refusal says why not (4(2)).
	Item func(tx *db.Tx, item int64) (name string, err error)
	// Open gives today's opening hours: whether the hall is open at that instant, else when it opens next (11(6)).
	Open func(tx *db.Tx, at clock.Instant) (open bool, next clock.Instant, err error)
	// Seal encrypts a phone number and gives the index by which the same number is found again.
	Seal func(tx *db.Tx, id int64, phone string) (sealed, index string)
	// Done is told, in the same transaction, that a service at a window is finished: the review invites (11(7)).
	Done func(tx *db.Tx, by identity.Actor, t Ticket) error
	// Touch tells the screens after the commit.
	Touch func(topics ...string)
}

// Take is what a number is taken with.
type Take struct {
	Item     int64
	Phone    string // optional: to be found again and told; encrypted, masked
	Priority string // the reason why this visitor goes first; empty for none
	Source   string
}

// Take gives a number. Refused, with the earliest lawful alternative: an item that is not served in the hall, a hall
// that is closed, a second waiting number for the same item and phone.
func (s *Service) Take(ctx context.Context, by identity.Actor, in Take) (Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t Ticket, err error) {
		if err := by.May("ticket.take", identity.Thing{}); err != nil {
			return t, err
		}
		if in.Priority != "" {
			// Who goes first is said by somebody of the hall with a reason, never by the visitor alone.
			if err := by.May("ticket.help", identity.Thing{Window: by.Window()}); err != nil {
				return t, err
			}
		}
		t, zone, err := s.place(tx, in)
		if err != nil {
			return t, err
		}
		// I2: the serial comes from the zone's counter row, in this transaction: never twice, no gap.
		serial, err := next(tx, "ticket:"+zone.Prefix, t.Day)
		if err != nil {
			return t, err
		}
		t.No = fmt.Sprintf("%s%03d", zone.Prefix, serial)
		if err := s.insert(tx, t, zone.Prefix, serial, in.Phone); err != nil {
			return t, err
		}
		s.touched(tx, t)
		return t, s.tell(tx, by, t, "ticket.taken", map[string]any{"item": t.Name, "source": t.Source, "reason": t.Reason})
	})
}

// place finds where the item is served now and judges the rules.
func (s *Service) place(tx *db.Tx, in Take) (t Ticket, zone directory.Zone, err error) {
	f := takeFacts{}
	if f.name, err = s.Item(tx, in.Item); err != nil {
		return t, zone, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return t, zone, err
	}
	f.windows = hall.Serving(in.Item, tx.Now)
	if f.open, f.next, err = s.Open(tx, tx.Now); err != nil {
		return t, zone, err
	}
	if err := mayTake(f); err != nil {
		return t, zone, err
	}
	zone, _ = hall.Zone(f.windows[0].Zone)
	t = Ticket{ID: tx.NewID(), Token: tx.Token(), Day: tx.Today(), Zone: zone.ID, Item: in.Item,
		Name: f.name, State: Waiting, Rank: 1, Reason: in.Priority, Source: in.Source, Taken: tx.Now}
	if in.Priority != "" {
		t.Rank = 0
	}
	return t, zone, nil
}

// CallNext calls the next ticket to the window. NotFound when nobody waits for what the window serves; Conflict when the
// window has somebody already.
func (s *Service) CallNext(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t Ticket, err error) {
		if err := by.May("ticket.call", identity.Thing{Window: window}); err != nil {
			return t, err
		}
		w, items, err := s.window(tx, window)
		if err != nil {
			return t, err
		}
		if err := s.ready(tx, by, window); err != nil {
			return t, err
		}
		t, found, err := s.claim(tx, w.ID, by.Person, items)
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

// Miss says that the called visitor has not come (过号). They may show themselves at the window again.
func (s *Service) Miss(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		return s.move(tx, by, t, Called, Missed, "ticket.missed")
	})
}

// Finish ends the service at the window; the review invitation follows in the same transaction (11(7)).
func (s *Service) Finish(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		t, err := s.move(tx, by, t, Serving, Finished, "ticket.finished")
		if err != nil || s.Done == nil {
			return t, err
		}
		return t, s.Done(tx, by, t)
	})
}

// act runs one step on the ticket that the window has now.
func (s *Service) act(ctx context.Context, by identity.Actor, window int64,
	step func(tx *db.Tx, t Ticket) (Ticket, error)) (Ticket, error) {
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
	}
	t.State = to
	if err := tx.Must1(qMove, tx.Centre, t.ID, from, to, t.Arrived, t.Ended); err != nil {
		return t, err
	}
	s.touched(tx, t)
	return t, s.tell(tx, by, t, verb, nil)
}

// announce writes the call that every screen shows and speaks exactly once.
func (s *Service) announce(tx *db.Tx, by identity.Actor, t Ticket, w directory.Window, again bool) error {
	seq, err := next(tx, "call", 0)
	if err != nil {
		return err
	}
	if err := tx.Must1(qPutCall, tx.Centre, seq, t.ID, t.No, w.ID, w.No, w.Zone, t.Name, again, tx.Now); err != nil {
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
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "11", Subject: ledger.Of("ticket", t.ID),
		Also: []ledger.Subject{ledger.Of("window", t.Window), ledger.Of("person", t.Person)}, Facts: facts})
	return err
}

// touched wakes what shows the ticket: the hall's screens, its window, its own page.
func (s *Service) touched(tx *db.Tx, t Ticket) {
	if s.Touch == nil {
		return
	}
	topics := []string{Topic(tx.Centre), "ticket:" + t.Token}
	if t.Window != 0 {
		topics = append(topics, WindowTopic(tx.Centre, t.Window))
	}
	tx.After(func() { s.Touch(topics...) })
}

// Topic is what changes with every ticket and window of a centre; WindowTopic with those of one window.
func Topic(centre int64) string { return fmt.Sprintf("queue:%d", centre) }

// WindowTopic is what changes with one window and its ticket.
func WindowTopic(centre, window int64) string { return fmt.Sprintf("window:%d:%d", centre, window) }
