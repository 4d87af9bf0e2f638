//go:build !unguarded

package queue

import "lianban/internal/base/db"

// A claim looks and takes in one statement, and only what still waits. There is one for each order of ranks, which an index can
// give. claim_unguarded.go is the same without the guard.
const (
	claim = `update queue_ticket set state = 'called', for_window = 0, window_id = $2, person_id = $3,
		calls = 1, waited = waited + ($6 - queued_at), called_at = $6, leased_to = 0, leased_until = 0
		where centre_id = $1 and state = 'waiting' and id = (
		select id from queue_ticket where centre_id = $1 and day = $4 and state = 'waiting'
		and (for_window = $2 or item_id in @ints($5) and for_window in @ints($7)) and (leased_until <= $6 or leased_to = $2)
		order by `
	claimed = ` limit 1 @skip) returning ` + ticketColumns
)

var (
	qClaim       = db.Q("queue.claim", claim+`rank, id`+claimed)
	qClaimOthers = db.Q("queue.claim_others", claim+`rank desc, id`+claimed)
)

// takeNext takes those who go first before the others, and the other way round when it is the others' turn.
func takeNext(tx *db.Tx, _ *db.DB, c choice) (Ticket, bool, error) {
	q := qClaim
	if c.turns > 0 {
		q = qClaimOthers
	}
	return db.Find(tx, q, scanTicket, tx.Centre, c.window, c.person, tx.Today(), c.items, tx.Now, c.passed)
}
