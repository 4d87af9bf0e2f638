package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
)

const ticketColumns = `id, token, no, day, zone_id, item_id, item_name, state, rank, reason, source, window_id, person_id,
	calls, taken_at, called_at, arrived_at, ended_at`

var (
	qNext = db.Q("queue.next", `insert into queue_counter (centre_id, name, day, value) values ($1, $2, $3, 1)
		on conflict (centre_id, name, day) do update set value = queue_counter.value + 1 returning value`)
	qPutTicket = db.Q("queue.put_ticket", `insert into queue_ticket (centre_id, id, token, day, zone_id, prefix, serial, no,
		item_id, item_name, state, rank, reason, source, phone, phone_index, window_id, person_id, calls, taken_at,
		called_at, arrived_at, ended_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, $17, 0, 0, 0)`)
	qClaim = db.Q("queue.claim", `update queue_ticket set state = 'called', window_id = $2, person_id = $3, calls = 1,
		called_at = $6 where centre_id = $1 and state = 'waiting' and id = (select id from queue_ticket
		where centre_id = $1 and day = $4 and state = 'waiting' and item_id in @ints($5)
		order by rank, id limit 1 @skip) returning `+ticketColumns)
	qMove = db.Q("queue.move", `update queue_ticket set state = $4, arrived_at = $5, ended_at = $6
		where centre_id = $1 and id = $2 and state = $3`)
	qRecall = db.Q("queue.recall", `update queue_ticket set calls = $3 where centre_id = $1 and id = $2
		and state = 'called'`)
	qPutCall = db.Q("queue.put_call", `insert into queue_call (centre_id, seq, ticket_id, no, window_id, window_no, zone_id,
		item_name, again, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qCurrent = db.Q("queue.current", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and window_id = $2 and state in ('called', 'serving') @lock`)
	qPeek = db.Q("queue.peek", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and window_id = $2 and state in ('called', 'serving')`)
	qByToken = db.Q("queue.by_token", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and token = $2`)
	qAhead   = db.Q("queue.ahead", `select count(*) from queue_ticket where centre_id = $1 and day = $2
		and state = 'waiting' and zone_id = $3 and (rank < $4 or rank = $4 and id < $5)`)
	qWaiting = db.Q("queue.waiting", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and item_id in @ints($3) order by rank, id limit $4`)
)

func scanTicket(row db.Scan) (t Ticket, err error) {
	err = row(&t.ID, &t.Token, &t.No, &t.Day, &t.Zone, &t.Item, &t.Name, &t.State, &t.Rank, &t.Reason, &t.Source, &t.Window,
		&t.Person, &t.Calls, &t.Taken, &t.Called, &t.Arrived, &t.Ended)
	return t, err
}

// next draws the next number of a counter row.
func next(tx *db.Tx, name string, day clock.Day) (int64, error) {
	return db.One(tx, qNext, db.Value[int64], tx.Centre, name, day)
}

func (s *Service) insert(tx *db.Tx, t Ticket, prefix string, serial int64, phone string) error {
	sealed, index := "", ""
	if phone != "" {
		sealed, index = s.Seal(tx, t.ID, phone)
	}
	_, err := tx.Exec(qPutTicket, tx.Centre, t.ID, t.Token, t.Day, t.Zone, prefix, serial, t.No, t.Item, t.Name,
		t.State, t.Rank, t.Reason, t.Source, sealed, index, t.Taken)
	if db.KindOf(err) == db.Unique {
		return errs.Field("phone", "queue.already_waiting", "item", t.Name)
	}
	return err
}

// claim takes the first waiting ticket of those items for the window.
func (s *Service) claim(tx *db.Tx, window, person int64, items []int64) (Ticket, bool, error) {
	t, found, err := db.Find(tx, qClaim, scanTicket, tx.Centre, window, person, tx.Today(), db.Ints(items), tx.Now)
	if db.KindOf(err) == db.Unique {
		return t, false, errs.New(errs.Conflict, "queue.window_busy")
	}
	return t, found, err
}

// Current gives the ticket that a window has now: called or being served.
func Current(tx *db.Tx, window int64) (Ticket, bool, error) {
	return db.Find(tx, qCurrent, scanTicket, tx.Centre, window)
}
