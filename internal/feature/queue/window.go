package queue

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// WindowState is how a window stands.
type WindowState string

// The states of a window.
const (
	Closed WindowState = "closed" // 未开
	Open   WindowState = "open"   // 在岗
	Paused WindowState = "paused" // 暂停服务
)

// Pauses are the reasons that may stand on the sign. Only "away" is off-post: its time runs (9(4)).
var Pauses = []string{"away", "cover", "device", "errand"}

// Seat is a window as it stands now.
type Seat struct {
	Window int64
	State  WindowState
	Reason string
	Since  clock.Instant
	BackBy clock.Instant
	Person int64
}

// offPost is how long 9(4) lets a clerk be away; the sign says when they are back. The figure is offpost.max_minutes.
const offPost = 15 * time.Minute

var (
	qSeats = db.Q("queue.seats", `select window_id, state, reason, since, back_by, person_id from queue_window
		where centre_id = $1`)
	qSeat = db.Q("queue.seat", `select window_id, state, reason, since, back_by, person_id from queue_window
		where centre_id = $1 and window_id = $2 @lock`)
	qPutSeat = db.Q("queue.put_seat", `insert into queue_window (centre_id, window_id, state, reason, since, back_by,
		person_id) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (centre_id, window_id) do update set state = excluded.state, reason = excluded.reason,
		since = excluded.since, back_by = excluded.back_by, person_id = excluded.person_id`)
)

func scanSeat(row db.Scan) (s Seat, err error) {
	err = row(&s.Window, &s.State, &s.Reason, &s.Since, &s.BackBy, &s.Person)
	return s, err
}

// window gives the window and the items it serves now. NotFound for one that is not of the hall at this instant.
func (s *Service) window(tx *db.Tx, id int64) (directory.Window, []int64, error) {
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return directory.Window{}, nil, err
	}
	w, ok := hall.Window(id)
	if !ok || !w.Holds(tx.Now) {
		return w, nil, errs.New(errs.NotFound, "error.not_found")
	}
	return w, hall.Items(id, tx.Now), nil
}

// ready opens a closed window for the first call of the day and refuses a paused one: its strip says 暂停服务 (9(4)).
func (s *Service) ready(tx *db.Tx, by identity.Actor, window int64) error {
	seat, _, err := db.Find(tx, qSeat, scanSeat, tx.Centre, window)
	switch {
	case err != nil:
		return err
	case seat.State == Paused:
		return errs.New(errs.Conflict, "queue.paused")
	case seat.State == Open && seat.Person == by.Person:
		return nil
	}
	return s.sit(tx, by, Seat{Window: window, State: Open, Since: tx.Now, Person: by.Person}, "window.opened")
}

func (s *Service) sit(tx *db.Tx, by identity.Actor, seat Seat, verb string) error {
	if err := tx.Must1(qPutSeat, tx.Centre, seat.Window, seat.State, seat.Reason, seat.Since, seat.BackBy,
		seat.Person); err != nil {
		return err
	}
	s.touched(tx, Ticket{Window: seat.Window})
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "9.4",
		Subject: ledger.Of("window", seat.Window), Also: []ledger.Subject{ledger.Of("person", seat.Person)},
		Facts: map[string]any{"reason": seat.Reason}})
	return err
}

// Pause puts the sign 暂停服务 on the window: the strip shows it, calls stop, the time runs on the server's clock (9(4)).
// A window with somebody called or being served is not paused.
func (s *Service) Pause(ctx context.Context, by identity.Actor, window int64, reason string) (Seat, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (seat Seat, err error) {
		if err := by.May("window.pause", identity.Thing{Window: window}); err != nil {
			return seat, err
		}
		if _, _, err := s.window(tx, window); err != nil {
			return seat, err
		}
		if t, found, err := Current(tx, window); err != nil || found {
			if found {
				err = errs.New(errs.Conflict, "queue.somebody_there", "no", t.No)
			}
			return seat, err
		}
		if seat, _, err = db.Find(tx, qSeat, scanSeat, tx.Centre, window); err != nil || seat.State == Paused {
			return seat, err
		}
		seat = Seat{Window: window, State: Paused, Reason: reason, Since: tx.Now, Person: by.Person}
		if reason == "away" {
			seat.BackBy = tx.Now.Add(offPost)
		}
		return seat, s.sit(tx, by, seat, "window.paused")
	})
}

// Resume takes the sign away: one key, and the window calls again.
func (s *Service) Resume(ctx context.Context, by identity.Actor, window int64) (Seat, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (seat Seat, err error) {
		if err := by.May("window.pause", identity.Thing{Window: window}); err != nil {
			return seat, err
		}
		if _, _, err := s.window(tx, window); err != nil {
			return seat, err
		}
		seat = Seat{Window: window, State: Open, Since: tx.Now, Person: by.Person}
		return seat, s.sit(tx, by, seat, "window.resumed")
	})
}

// Seats gives how every window stands, by window; a window that is not in it has not been opened yet.
func Seats(tx *db.Tx) (map[int64]Seat, error) {
	all, err := db.Rows(tx, qSeats, scanSeat, tx.Centre)
	out := make(map[int64]Seat, len(all))
	for _, v := range all {
		out[v.Window] = v
	}
	return out, err
}
