package queue

import (
	"context"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

var (
	qLeft = db.Q("queue.left", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and day < $2
		and state in ('waiting', 'called', 'serving') order by id limit 200`)
	qShut = db.Q("queue.shut", `update queue_window set state = 'closed', reason = '', since = $2, back_by = 0
		where centre_id = $1 and state <> 'closed' and since < $3`)
)

// CloseNight ends what was left of the days before: a number nobody claimed is void, a service nobody ended is finished
// as of the close, windows are closed. It goes in slices, so that it never holds the store; it says how many it ended.
func (s *Service) CloseNight(ctx context.Context, centre int64) (int, error) {
	by, n := identity.Job(centre, "night"), 0
	for {
		var left []Ticket
		err := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
			if left, err = db.Rows(tx, qLeft, scanTicket, tx.Centre, tx.Today()); err != nil {
				return err
			}
			for _, t := range left {
				if err := s.endLeft(tx, by, t); err != nil {
					return err
				}
			}
			if len(left) > 0 {
				return nil
			}
			return s.shut(tx, by)
		})
		n += len(left)
		if err != nil || len(left) == 0 {
			return n, err
		}
	}
}

// endLeft leaves no ticket in a state that cannot go on. One that was being served has been served: 11(6) lets nobody
// go home unserved, only the key was not pressed.
func (s *Service) endLeft(tx *db.Tx, by identity.Actor, t Ticket) error {
	to, verb := Void, "ticket.voided"
	if t.State == Serving {
		to, verb = Finished, "ticket.finished"
	}
	_, err := s.move(tx, by, t, t.State, to, verb)
	return err
}

func (s *Service) shut(tx *db.Tx, by identity.Actor) error {
	n, err := tx.Exec(qShut, tx.Centre, tx.Now, tx.Today().Start())
	if err != nil || n == 0 {
		return err
	}
	s.touched(tx, Ticket{})
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "hall.closed", Subject: ledger.Of("centre", tx.Centre),
		Facts: map[string]any{"windows": n, "day": tx.Today().Add(-1).String()}})
	return err
}
