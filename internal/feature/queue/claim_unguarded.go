//go:build unguarded

package queue

import "lianban/internal/base/db"

// The negative control of the test of many callers (go test -tags unguarded): look, then write, without asking whether the
// ticket still waits. With it tickets must be called twice, or the test could not have found it.
var (
	qLook = db.Q("queue.look", `select id from queue_ticket where centre_id = $1 and day = $2 and state = 'waiting'
		and (for_window = $3 or item_id in @ints($4) and for_window in @ints($5)) order by rank, id limit 1`)
	qSeize = db.Q("queue.seize", `update queue_ticket set state = 'called', for_window = 0, window_id = $3, person_id = $4,
		calls = 1, waited = waited + ($5 - queued_at), called_at = $5 where centre_id = $1 and id = $2
		returning `+ticketColumns)
)

func takeNext(tx *db.Tx, store *db.DB, c choice) (t Ticket, found bool, err error) {
	var id int64
	look := func(r *db.Tx) (err error) {
		id, found, err = db.Find(r, qLook, db.Value[int64], r.Centre, r.Today(), c.window, c.items, c.passed)
		return err
	}
	// SQLite has one writer, so that only a look from outside is as old as everybody's look on PostgreSQL.
	if store.Engine == db.Postgres {
		err = look(tx)
	} else {
		err = store.Read(tx.Ctx, tx.Centre, look)
	}
	if err != nil || !found {
		return t, found, err
	}
	return db.Find(tx, qSeize, scanTicket, tx.Centre, id, c.window, c.person, tx.Now)
}
