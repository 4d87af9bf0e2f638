package outage

import (
	"context"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Ask is what the console of a window asks for, every few seconds and after every step.
type Ask struct {
	Window int64
	Holder string  // an id that the browser made for itself
	Seq    int64   // grows with every request: one that was under way for too long is void
	Held   []int64 // what the console still has in hand: what is not in it, it has dropped
	Close  bool    // it gives everything back
}

// Hand is what a window has in hand: the numbers it may call while the server is away, in their order.
type Hand struct {
	Tickets []queue.Ticket
	Until   clock.Instant
	Other   bool // another browser works at the window; this one gets nothing
	Now     queue.Ticket
	Busy    bool // Now is at the window
	At      clock.Instant
	Drop    bool // the console holds more than it may: what is not in Tickets it drops, and asks again
}

// Renew gives the console of a window the numbers that it may call while the server is away, and frees those that it has
// dropped. A number is taken from a console only when the console has said that it let it go, when the lease ends, or by the
// office. Conflict for a request that a later one has overtaken.
func (s *Service) Renew(ctx context.Context, by identity.Actor, in Ask) (Hand, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (out Hand, err error) {
		out.At = tx.Now
		if err := by.May("ticket.call", identity.Thing{Window: in.Window}); err != nil {
			return out, err
		}
		if in.Holder == "" || len(in.Holder) > 64 {
			return out, errs.Field("holder", "error.required")
		}
		if out.Now, out.Busy, err = queue.Peek(tx, in.Window); err != nil {
			return out, err
		}
		c, known, err := db.Find(tx, qConsole, scanConsole, tx.Centre, in.Window)
		if err != nil {
			return out, err
		}
		if known && c.holder != in.Holder && c.until > tx.Now {
			out.Other = true
			return out, nil
		}
		if known && c.holder == in.Holder && in.Seq <= c.seq {
			return out, errs.New(errs.Conflict, "outage.overtaken")
		}
		err = s.renew(tx, by, in, &out, known && c.holder == in.Holder && c.until > tx.Now)
		return out, err
	})
}

// renew settles what the console has and what it gets. goes tells whether it had something before.
func (s *Service) renew(tx *db.Tx, by identity.Actor, in Ask, out *Hand, goes bool) error {
	has, err := queue.HeldFor(tx, in.Window)
	if err != nil {
		return err
	}
	dropped := slices.DeleteFunc(slices.Clone(has), func(id int64) bool { return !in.Close && slices.Contains(in.Held, id) })
	if err := s.back(tx, in.Window, dropped); err != nil {
		return err
	}
	has = slices.DeleteFunc(has, func(id int64) bool { return slices.Contains(dropped, id) })
	want, length, err := s.share(tx, in, *out)
	if err != nil {
		return err
	}
	if err := s.fill(tx, in, out, has, want, tx.Now.Add(length)); err != nil {
		return err
	}
	until := out.Until
	if len(out.Tickets) == 0 && len(has) == 0 {
		until = tx.Now
	}
	if err := tx.Must1(qPutConsole, tx.Centre, in.Window, in.Holder, in.Seq, by.Person, until); err != nil {
		return err
	}
	// That a window holds numbers is written down once, not with every beat.
	switch holds := until > tx.Now; {
	case holds && !goes:
		return note(tx, by, "lease.begun", "5.3", in.Window, 0, map[string]any{"numbers": len(out.Tickets)})
	case goes && !holds:
		return note(tx, by, "lease.ended", "5.3", in.Window, 0, nil)
	}
	return nil
}

// share is how many numbers the window may hold now, and for how long.
func (s *Service) share(tx *db.Tx, in Ask, now Hand) (want int, length time.Duration, err error) {
	view, err := s.view(tx)
	if err != nil {
		return 0, 0, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return 0, 0, err
	}
	seats, err := queue.Seats(tx)
	if err != nil {
		return 0, 0, err
	}
	f := leaseFacts{open: !in.Close && seats[in.Window].State == queue.Open, most: leaseMax.In(view)}
	items := hall.Items(in.Window, tx.Now)
	for _, w := range hall.Open(tx.Now) {
		serves := slices.ContainsFunc(hall.Items(w.ID, tx.Now), func(i int64) bool { return slices.Contains(items, i) })
		if serves && seats[w.ID].State == queue.Open {
			f.windows++
		}
	}
	if f.waiting, err = queue.Crowd(tx, in.Window, items); err != nil {
		return 0, 0, err
	}
	if now.Busy && now.Now.State == queue.Serving {
		f.serving = tx.Now.Sub(now.Now.Arrived)
	}
	return fair(f), leaseTime.In(view), nil
}

// fill renews what the console keeps, as far as its share goes, and adds what stands next in the queue.
func (s *Service) fill(tx *db.Tx, in Ask, out *Hand, has []int64, want int, until clock.Instant) error {
	out.Until, out.Drop = until, len(has) > want
	if want == 0 || in.Close {
		return nil
	}
	line, err := s.Queue.LineOf(tx, in.Window, 4*mostLeased)
	if err != nil {
		return err
	}
	var keep, more []queue.Ticket
	for _, t := range line.Waiting {
		if slices.Contains(has, t.ID) {
			keep = append(keep, t)
		} else {
			more = append(more, t)
		}
	}
	keep = keep[:min(want, len(keep))]
	more = more[:min(max(want-len(has), 0), len(more))]
	all := slices.Concat(keep, more)
	// By number: two windows that reach for the same wait for one another, not in a circle.
	byID := slices.SortedFunc(slices.Values(all), func(a, b queue.Ticket) int { return int(a.ID - b.ID) })
	got := map[int64]bool{}
	for _, t := range byID {
		ok, err := queue.Lease(tx, t.ID, in.Window, until)
		if err != nil {
			return err
		}
		if got[t.ID] = ok; !ok {
			continue
		}
		if err := tx.Must1(qPutLease, tx.Centre, t.ID, in.Window, in.Holder, tx.Now, until); err != nil {
			return err
		}
	}
	for _, t := range line.Waiting {
		if got[t.ID] {
			out.Tickets = append(out.Tickets, t)
		}
	}
	return nil
}

// back frees numbers of a window.
func (s *Service) back(tx *db.Tx, window int64, tickets []int64) error {
	if len(tickets) == 0 {
		return nil
	}
	if err := queue.Unlease(tx, window, tickets); err != nil {
		return err
	}
	_, err := tx.Exec(qBack, tx.Centre, window, db.Ints(tickets), tx.Now)
	return err
}

// GiveBack frees every number of a window whose console does not answer, on the word of the office or the chief, who has told
// the window: what it calls of them from now on is not accepted. It gives how many there were; Conflict when there are none.
func (s *Service) GiveBack(ctx context.Context, by identity.Actor, window int64, reason string) (int, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int, error) {
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return 0, err
		}
		w, ok := hall.Window(window)
		if err := by.May("lease.end", identity.Thing{Window: window, Department: w.Department}); err != nil {
			return 0, err
		}
		if !ok {
			return 0, errs.New(errs.NotFound, "error.not_found")
		}
		if reason == "" {
			return 0, errs.Field("reason", "error.required")
		}
		c, _, err := db.Find(tx, qConsole, scanConsole, tx.Centre, window)
		if err != nil {
			return 0, err
		}
		has, err := queue.HeldFor(tx, window)
		if err == nil && len(has) == 0 {
			err = errs.New(errs.Conflict, "outage.no_lease")
		}
		if err != nil {
			return 0, err
		}
		if err := s.back(tx, window, has); err != nil {
			return 0, err
		}
		if err := tx.Must1(qPutConsole, tx.Centre, window, c.holder, c.seq, c.person, tx.Now); err != nil {
			return 0, err
		}
		return len(has), note(tx, by, "lease.returned", "5.3", window, 0, map[string]any{"numbers": len(has), "reason": reason})
	})
}
