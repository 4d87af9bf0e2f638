package queue

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

var (
	// Each part has an index of its own.
	qLeft = db.Q("queue.left", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and day < $2 and state = 'waiting' union all
		select `+ticketColumns+` from queue_ticket where centre_id = $1 and day < $2 and state in ('called', 'serving') union all
		select `+ticketColumns+` from queue_ticket where centre_id = $1 and day < $2 and state = 'held' order by id limit 200`)
	qShut = db.Q("queue.shut", `update queue_window set state = 'closed', reason = '', since = $2, back_by = 0
		where centre_id = $1 and state <> 'closed' and since < $3`)
)

// CloseNight ends what was left of the days before: a number nobody claimed is void, a service nobody ended is finished
// as of the close, absences end with the hall's hours, windows are closed. It goes in slices, so that it never holds the
// store; it says how many tickets it ended.
func (s *Service) CloseNight(ctx context.Context, centre int64) (int, error) {
	by, n := identity.Job(centre, "night"), 0
	for {
		var left []Ticket
		err := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
			hours, err := s.Hours(tx)
			if err != nil {
				return err
			}
			if left, err = db.Rows(tx, qLeft, scanTicket, tx.Centre, tx.Today()); err != nil {
				return err
			}
			for _, t := range left {
				if err := s.endLeft(tx, by, t, hours); err != nil {
					return err
				}
			}
			if len(left) > 0 {
				return nil
			}
			return s.shut(tx, by, hours)
		})
		n += len(left)
		if err != nil || len(left) == 0 {
			return n, err
		}
	}
}

// endLeft leaves no ticket in a state that cannot go on. One that was being served or held has been served: 11(6) lets
// nobody go home unserved, only the key was not pressed.
func (s *Service) endLeft(tx *db.Tx, by identity.Actor, t Ticket, hours *calendar.Hours) error {
	t.Ended = max(closing(hours, t.Day), t.Called, t.Arrived)
	to, verb := Void, "ticket.voided"
	if t.State == Serving || t.State == Held {
		to, verb = Finished, "ticket.finished"
	}
	t.stop(t.State, t.Ended)
	if t.Legs > 1 && to == Finished {
		if err := endLegs(tx, t); err != nil {
			return err
		}
	}
	return s.settle(tx, by, &t, to, verb, map[string]any{"night": true})
}

// closing is when the hall closed on that day; the end of the day when it was not open.
func closing(hours *calendar.Hours, day clock.Day) clock.Instant {
	if at, ok := hours.Closing(day); ok {
		return at
	}
	return day.Add(1).Start()
}

func (s *Service) shut(tx *db.Tx, by identity.Actor, hours *calendar.Hours) error {
	gone, err := GoneNow(tx)
	if err != nil {
		return err
	}
	for _, a := range gone {
		if a.Day < tx.Today() {
			if err := s.back(tx, by, a.Person, closing(hours, a.Day)); err != nil {
				return err
			}
		}
	}
	n, err := tx.Exec(qShut, tx.Centre, tx.Now, tx.Today().Start())
	if err != nil || n == 0 {
		return err
	}
	s.touched(tx, Ticket{})
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "hall.closed", Subject: ledger.Of("centre", tx.Centre),
		Facts: map[string]any{"windows": n, "day": tx.Today().Add(-1).String()}})
	return err
}
