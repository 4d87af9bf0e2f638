package queue

import (
	"context"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// passedOn is the event of a transfer.
const passedOn = "ticket.transferred"

// Transfer passes the ticket at the window on to another one that serves the item (转窗口). It keeps its place, and only
// that window calls it while that window calls anybody. Breach when the other window does not serve the item (5(3)).
func (s *Service) Transfer(ctx context.Context, by identity.Actor, window, to int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		from, _, err := s.window(tx, window)
		if err != nil {
			return t, err
		}
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return t, err
		}
		other, err := mayPassOn(t, to, Others(hall.Serving(t.Item, tx.Now), window))
		if err != nil {
			return t, err
		}
		// 11(1): whoever was asked first leads to the right window; nobody is sent to the end of the queue.
		t.stop(t.State, tx.Now)
		t.For, t.Window, t.Person, t.Queued = other.ID, 0, 0, tx.Now
		if err := s.settle(tx, by, &t, Waiting, passedOn, map[string]any{"from": from.No, "to": other.No}); err != nil {
			return t, err
		}
		s.touched(tx, Ticket{Window: window})
		return t, nil
	})
}

// Others are the windows without that one.
func Others(all []directory.Window, without int64) (out []directory.Window) {
	for _, w := range all {
		if w.ID != without {
			out = append(out, w)
		}
	}
	return out
}

// Hold puts the ticket being served aside, for a copy or a signature that is missing (挂起): the window is free for others.
func (s *Service) Hold(ctx context.Context, by identity.Actor, window int64) (Ticket, error) {
	return s.act(ctx, by, window, func(tx *db.Tx, t Ticket) (Ticket, error) {
		if t.State != Serving {
			return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
		}
		t.stop(Serving, tx.Now)
		return t, s.settle(tx, by, &t, Held, "ticket.held", nil)
	})
}

// Continue serves a held ticket of today again at the window that held it. Conflict while the window has somebody or is paused.
func (s *Service) Continue(ctx context.Context, by identity.Actor, window int64, no string) (Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t Ticket, err error) {
		if err := by.May("ticket.serve", identity.Thing{Window: window}); err != nil {
			return t, err
		}
		w, _, err := s.window(tx, window)
		if err != nil {
			return t, err
		}
		if t, err = locked(tx, no); err != nil {
			return t, err
		}
		if t.State != Held || t.Window != window {
			return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
		}
		if err := s.ready(tx, by, w); err != nil {
			return t, err
		}
		t.Arrived, t.Person = tx.Now, by.Person
		err = s.settle(tx, by, &t, Serving, "ticket.continued", nil)
		if db.KindOf(err) == db.Unique {
			return t, errs.New(errs.Conflict, "queue.window_busy")
		}
		return t, err
	})
}

// Return gives a missed ticket of today its place again, when its holder shows themselves at the window or the guide desk.
// Breach when it came back as often as the figure allows already.
func (s *Service) Return(ctx context.Context, by identity.Actor, no string) (Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t Ticket, err error) {
		if t, err = locked(tx, no); err != nil {
			return t, err
		}
		if err := by.May("ticket.help", identity.Thing{Window: t.Window}); err != nil {
			return t, err
		}
		view, err := s.view(tx)
		if err != nil {
			return t, err
		}
		if err := mayReturn(returnFacts{t: t, today: tx.Today(), most: requeueMax.In(view)}); err != nil {
			return t, err
		}
		s.touched(tx, Ticket{Window: t.Window})
		t.Returns++
		t.Window, t.Person, t.Queued, t.Ended = 0, 0, tx.Now, 0
		err = s.settle(tx, by, &t, Waiting, "ticket.returned", map[string]any{"times": t.Returns})
		if db.KindOf(err) == db.Unique {
			return t, errs.New(errs.Conflict, "queue.took_again", "no", t.No)
		}
		return t, err
	})
}

var qByNo = db.Q("queue.by_no", `select `+ticketColumns+` from queue_ticket
	where centre_id = $1 and day = $2 and prefix = $3 and serial = $4`)

// Numbered gives today's ticket with that number, as people of the hall name it: they never learn its token, which opens
// the review (11(7): 工作人员不得强迫或者干扰). NotFound when no such number was taken today.
func Numbered(tx *db.Tx, no string) (Ticket, error) {
	no = strings.ToUpper(strings.TrimSpace(no))
	prefix := strings.TrimRight(no, "0123456789")
	serial, err := strconv.ParseInt(no[len(prefix):], 10, 64)
	if err != nil {
		return Ticket{}, errs.New(errs.NotFound, "queue.no_such", "no", no)
	}
	t, found, err := db.Find(tx, qByNo, scanTicket, tx.Centre, tx.Today(), prefix, serial)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "queue.no_such", "no", no)
	}
	return t, err
}

// locked gives today's ticket with that number and keeps others from changing it in the meantime.
func locked(tx *db.Tx, no string) (Ticket, error) {
	t, err := Numbered(tx, no)
	if err != nil {
		return t, err
	}
	return db.One(tx, qByID, scanTicket, tx.Centre, t.ID)
}
