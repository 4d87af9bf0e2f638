package queue

import (
	"context"
	"slices"

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

// Away is the reason of a pause that is off-post (离岗): its time runs (9(4)).
const Away = "away"

// Pauses are the reasons that may stand on the sign. Only Away is off-post.
var Pauses = []string{Away, "cover", "device", "errand"}

// Seat is a window as it stands now.
type Seat struct {
	Window int64
	State  WindowState
	Reason string
	Since  clock.Instant
	BackBy clock.Instant
	Person int64
}

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

// ready seats the actor at the window for a call: a closed one opens, and whoever was away is back. A paused one refuses:
// its strip says 暂停服务 (9(4)).
func (s *Service) ready(tx *db.Tx, by identity.Actor, w directory.Window) error {
	seat, _, err := db.Find(tx, qSeat, scanSeat, tx.Centre, w.ID)
	if err != nil {
		return err
	}
	if seat.State == Paused {
		return errs.New(errs.Conflict, "queue.paused")
	}
	if err := s.back(tx, by, by.Person, tx.Now); err != nil {
		return err
	}
	if seat.State == Open && seat.Person == by.Person {
		return nil
	}
	return s.sit(tx, by, w, Seat{Window: w.ID, State: Open, Since: tx.Now, Person: by.Person}, "window.opened")
}

func (s *Service) sit(tx *db.Tx, by identity.Actor, w directory.Window, seat Seat, verb string) error {
	if err := tx.Must1(qPutSeat, tx.Centre, seat.Window, seat.State, seat.Reason, seat.Since, seat.BackBy,
		seat.Person); err != nil {
		return err
	}
	s.touched(tx, Ticket{Window: seat.Window, Zone: w.Zone})
	article := "11"
	if seat.State == Paused || verb == "window.resumed" {
		article = "9.4"
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: article,
		Subject: ledger.Of("window", seat.Window), Also: []ledger.Subject{ledger.Of("person", seat.Person)},
		Facts: map[string]any{"reason": seat.Reason}})
	return err
}

// Pause puts the sign 暂停服务 on the window: the strip shows it, calls stop; when somebody is away from the post their time
// runs on the server's clock (9(4)). A window with somebody called or being served is not paused.
func (s *Service) Pause(ctx context.Context, by identity.Actor, window int64, reason string) (Seat, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (seat Seat, err error) {
		if err := by.May("window.pause", identity.Thing{Window: window}); err != nil {
			return seat, err
		}
		if !slices.Contains(Pauses, reason) {
			return seat, errs.Field("reason", "queue.unknown_reason")
		}
		w, _, err := s.window(tx, window)
		if err != nil {
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
		if reason == Away {
			if seat.BackBy, err = s.leave(tx, by.Person, window); err != nil {
				return seat, err
			}
		}
		return seat, s.sit(tx, by, w, seat, "window.paused")
	})
}

// Resume takes the sign away: one key, and the window calls again. It also opens a closed window where nobody waits yet, and
// says that somebody is back whose window another kept open in the meantime. Otherwise an open window stays as it is.
func (s *Service) Resume(ctx context.Context, by identity.Actor, window int64) (Seat, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (seat Seat, err error) {
		if err := by.May("window.pause", identity.Thing{Window: window}); err != nil {
			return seat, err
		}
		w, _, err := s.window(tx, window)
		if err != nil {
			return seat, err
		}
		if seat, _, err = db.Find(tx, qSeat, scanSeat, tx.Centre, window); err != nil {
			return seat, err
		}
		_, away, err := db.Find(tx, qAbsent, scanAbsence, tx.Centre, by.Person)
		if err != nil || seat.State == Open && !away {
			return seat, err
		}
		if err := s.back(tx, by, by.Person, tx.Now); err != nil {
			return seat, err
		}
		verb := "window.resumed"
		if seat.State != Paused && !away {
			verb = "window.opened"
		}
		seat = Seat{Window: window, State: Open, Since: tx.Now, Person: by.Person}
		return seat, s.sit(tx, by, w, seat, verb)
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
