package queue

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/queue/wait"
)

// State is where a ticket stands.
type State string

// The states of a ticket.
const (
	Waiting  State = "waiting"  // 等候
	Called   State = "called"   // 已叫号
	Serving  State = "serving"  // 办理中
	Held     State = "held"     // 挂起
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
	For     int64  // only this window may call it, because it was passed on to it; 0 = all that serve the item
	Window  int64
	Person  int64 // who serves or served
	Calls   int   // since it last began to wait
	Returns int   // how often it came back after it was missed
	Taken   clock.Instant
	Queued  clock.Instant // since when it waits this time
	Waited  time.Duration // in all, up to the last call
	Called  clock.Instant
	Served  time.Duration // at windows, up to the last pause of the service
	Arrived clock.Instant // since when it is served this time
	Ended   clock.Instant
	Legs    int       // how many things are to be done under this number; 1 for most
	Said    wait.Wait // what was said about the wait when it was taken
	Service int64     // of one just finished: what it is known by elsewhere, the ticket or one of its legs

	LeasedTo    int64 // this window alone calls it until LeasedUntil, also while the server is away
	LeasedUntil clock.Instant
	Late        clock.Instant // when a step of it was entered later (补录); 0 = never
	Mark        string        // K: given by a kiosk while the network was away
}

// Service keeps the queue.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	// Item gives the name of an item that tickets may be taken for; a refusal says why not (4(2)).
	Item func(tx *db.Tx, item int64) (name string, err error)
	// Hours gives the hall's opening hours (11(6)); core/calendar has them.
	Hours func(tx *db.Tx) (*calendar.Hours, error)
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Seal encrypts a phone number and gives the index by which the same number is found again.
	Seal func(tx *db.Tx, id int64, phone string) (sealed, index string)
	// Done is told, in the same transaction, that a service at a window is finished: the review invites (11(7)).
	Done func(tx *db.Tx, by identity.Actor, t Ticket) error
	// Over is told, in the same transaction and once, that somebody was away for longer than 9(4) allows: a proposed
	// finding. Elapsed is how long so far, within the opening hours.
	Over func(tx *db.Tx, by identity.Actor, a Absence, elapsed time.Duration) error
	// Touch tells the screens after the commit.
	Touch func(topics ...string)

	waits wait.Keeper
}

// view gives the figures that hold today.
func (s *Service) view(tx *db.Tx) (law.View, error) {
	if s.Figures == nil {
		f, err := law.Shipped().Figures()
		if err != nil {
			return law.View{}, err
		}
		return f.On(tx.Today()), nil
	}
	f, err := s.Figures(tx)
	if err != nil {
		return law.View{}, err
	}
	return f.On(tx.Today()), nil
}

// Take is what a number is taken with.
type Take struct {
	Item     int64
	Also     []int64 // what else is to be done under the same number, in this order
	Phone    string  // optional: to be found again and told; encrypted, masked
	Priority string  // the reason why this visitor goes first; empty for none
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
		t, prefix, all, err := s.place(tx, in)
		if err != nil {
			return t, err
		}
		// I2: the serial comes from the prefix's counter row, in this transaction: never twice, no gap.
		serial, err := next(tx, counter(prefix), t.Day)
		if err != nil {
			return t, err
		}
		t.No = number(prefix, serial)
		if err := s.insert(tx, t, prefix, serial, in.Phone); err != nil {
			return t, err
		}
		if err := putLegs(tx, t.ID, all); err != nil {
			return t, err
		}
		s.touched(tx, t)
		return t, s.tell(tx, by, t, "ticket.taken", map[string]any{"item": t.Name, "source": t.Source, "reason": t.Reason,
			"things": t.Legs})
	})
}

func counter(prefix string) string { return "ticket:" + prefix }

// number is how a number reads: at least three digits, so that A032 and A117 are equally wide.
func number(prefix string, serial int64) string { return fmt.Sprintf("%s%03d", prefix, serial) }

// MayTake refuses a number for the item as Take would at this instant, for a page that says so before anybody asks.
func (s *Service) MayTake(tx *db.Tx, item int64) error {
	_, err := s.facts(tx, item)
	return err
}

// facts finds where the item is served now and judges the rules.
func (s *Service) facts(tx *db.Tx, item int64) (f takeFacts, err error) {
	f.item = item
	if f.name, err = s.Item(tx, item); err != nil {
		return f, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return f, err
	}
	f.windows = hall.Serving(item, tx.Now)
	hours, err := s.Hours(tx)
	if err != nil {
		return f, err
	}
	if f.open = hours.IsOpen(tx.Now); !f.open {
		f.next = NextOpening(hours, tx.Now)
	}
	return f, mayTake(f)
}

// place makes the ticket, if the rules allow it, with the letter of its number and everything that is to be done.
func (s *Service) place(tx *db.Tx, in Take) (t Ticket, prefix string, all []takeFacts, err error) {
	if all, err = s.plan(tx, in); err != nil {
		return t, "", nil, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return t, "", nil, err
	}
	zone, _ := hall.Zone(all[0].windows[0].Zone)
	group, err := s.admit(tx, in, all)
	if err != nil {
		return t, "", nil, err
	}
	t = Ticket{ID: tx.NewID(), Token: tx.Token(), Day: tx.Today(), Zone: zone.ID, Item: in.Item, Name: all[0].name, State: Waiting,
		Rank: 1, Reason: in.Priority, Source: in.Source, Taken: tx.Now, Queued: tx.Now, Legs: len(all)}
	if in.Priority != "" {
		t.Rank = 0
	}
	t.Said, err = s.foresee(tx, hall, t)
	return t, cmp.Or(group.Prefix, zone.Prefix), all, err
}
