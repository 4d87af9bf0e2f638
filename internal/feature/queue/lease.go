package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// A lease on a waiting ticket is two columns of it: takeNext judges them in the row that it takes, so that no caller sees an
// older one. Who holds it and since when, queue/outage keeps.
var (
	qHeld = db.Q("queue.held_for", `select id from queue_ticket where centre_id = $1 and leased_to = $2
		and leased_until > $3 and state = 'waiting' order by rank, id`)
	qCrowdOf = db.Q("queue.crowd_of", `select count(*) from queue_ticket where centre_id = $1 and day = $2
		and state = 'waiting' and (for_window = $3 or item_id in @ints($4) and for_window = 0)`)
	qLease = db.Q("queue.lease", `update queue_ticket set leased_to = $3, leased_until = $4 where centre_id = $1
		and id = $2 and state = 'waiting' and (leased_until <= $5 or leased_to = $3)`)
	qUnlease = db.Q("queue.unlease", `update queue_ticket set leased_to = 0, leased_until = 0
		where centre_id = $1 and leased_to = $2 and id in @ints($3)`)
	qLeased = db.Q("queue.leased", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and leased_to > 0
		order by leased_to, rank, id`)
	qMarked  = db.Q("queue.marked", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and mark <> '' order by id`)
	qOverlap = db.Q("queue.overlap", `select no from queue_ticket where centre_id = $1 and window_id = $2 and day = $3
		and called_at > 0 and id <> $6 and called_at < $5 and (ended_at = 0 or ended_at > $4) order by called_at limit 1`)
	qOnDay = db.Q("queue.on_day", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and day = $2 and no = $3 @lock`)
)

// HeldFor lists the waiting tickets that are leased to the window.
func HeldFor(tx *db.Tx, window int64) ([]int64, error) {
	return db.Rows(tx, qHeld, db.Value[int64], tx.Centre, window, tx.Now)
}

// Crowd counts who waits for the window or for those items, leased or not.
func Crowd(tx *db.Tx, window int64, items []int64) (int, error) {
	return db.One(tx, qCrowdOf, db.Value[int], tx.Centre, tx.Today(), window, db.Ints(items))
}

// Lease lets the window alone call a waiting ticket until then; false when it waits no more, or for another window.
func Lease(tx *db.Tx, ticket, window int64, until clock.Instant) (bool, error) {
	n, err := tx.Exec(qLease, tx.Centre, ticket, window, until, tx.Now)
	return n == 1, err
}

// Unlease frees tickets of a window.
func Unlease(tx *db.Tx, window int64, tickets []int64) error {
	_, err := tx.Exec(qUnlease, tx.Centre, window, db.Ints(tickets))
	return err
}

// Leased lists every ticket that bears a lease, an ended one among them, by window.
func Leased(tx *db.Tx) ([]Ticket, error) { return db.Rows(tx, qLeased, scanTicket, tx.Centre) }

// Marked lists every ticket that a kiosk gave while the network was away.
func Marked(tx *db.Tx) ([]Ticket, error) { return db.Rows(tx, qMarked, scanTicket, tx.Centre) }

// Overlap gives a number that the window had between those instants by the system, other than that ticket; empty for none.
func Overlap(tx *db.Tx, window int64, from, to clock.Instant, without int64) (no string, err error) {
	no, _, err = db.Find(tx, qOverlap, db.Value[string], tx.Centre, window, from.Day(), from, to, without)
	return no, err
}

// OnDay gives the ticket with that number of that day and keeps others from changing it.
func OnDay(tx *db.Tx, day clock.Day, no string) (Ticket, bool, error) {
	return db.Find(tx, qOnDay, scanTicket, tx.Centre, day, no)
}
