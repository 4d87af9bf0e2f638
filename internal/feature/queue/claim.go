//go:build !unguarded

package queue

import "lianban/internal/base/db"

// qClaim looks and takes in one statement, and only what still waits. claim_unguarded.go is the same without the guard.
var qClaim = db.Q("queue.claim", `update queue_ticket set state = 'called', for_window = 0, window_id = $2, person_id = $3,
	calls = 1, waited = waited + ($6 - queued_at), called_at = $6 where centre_id = $1 and state = 'waiting' and id = (
	select id from queue_ticket where centre_id = $1 and day = $4 and state = 'waiting'
	and (for_window = $2 or item_id in @ints($5) and for_window in @ints($7))
	order by rank * $8, id limit 1 @skip) returning `+ticketColumns)

func takeNext(tx *db.Tx, _ *db.DB, c choice) (Ticket, bool, error) {
	return db.Find(tx, qClaim, scanTicket, tx.Centre, c.window, c.person, tx.Today(), c.items, tx.Now, c.passed, c.way())
}
