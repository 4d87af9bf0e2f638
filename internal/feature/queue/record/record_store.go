package record

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/feature/queue"
)

var (
	qTickets = db.Q("record.tickets", `select id, day, item_id, window_id, person_id, state, returns, taken_at, queued_at,
		called_at, waited, arrived_at, served, ended_at from queue_ticket where centre_id = $1 and day >= $2 and day <= $3`)
	qAgain = db.Q("record.again", `select ticket_id, count(*) from queue_call
		where centre_id = $1 and day >= $2 and day <= $3 and again group by ticket_id`)
	qFirst = db.Q("record.first", `select ticket_id, min(at), count(*) from queue_call
		where centre_id = $1 and ticket_id in @ints($2) and not again group by ticket_id`)
	qNames = db.Q("record.names", `select id, no, item_name from queue_ticket where centre_id = $1 and id in @ints($2)`)
	qAway  = db.Q("record.away", `select window_id, person_id, from_at, until_at, used from queue_absence
		where centre_id = $1 and day >= $2 and day <= $3`)
)

// scanTicket reads plain numbers: of 170,000 rows every conversion counts.
func scanTicket(row db.Scan) (t Ticket, err error) {
	var day, returns, taken, queued, called, waited, arrived, served, ended int64
	var state string
	err = row(&t.ID, &day, &t.Item, &t.Window, &t.Person, &state, &returns, &taken, &queued, &called, &waited, &arrived, &served, &ended)
	t.Day, t.State, t.Returns = clock.Day(day), queue.State(state), int(returns) // #nosec G115 -- the column holds a Day
	t.Taken, t.queued, t.Called = clock.Instant(taken), clock.Instant(queued), clock.Instant(called)
	t.arrived, t.Ended = clock.Instant(arrived), clock.Instant(ended)
	t.Wait, t.Handling = time.Duration(waited)*time.Microsecond, time.Duration(served)*time.Microsecond
	return t, err
}

// recalls counts how often each ticket was called again.
func recalls(tx *db.Tx, p Period) (map[int64]int, error) {
	out := map[int64]int{}
	_, err := db.Rows(tx, qAgain, func(row db.Scan) (struct{}, error) {
		var id int64
		var n int
		err := row(&id, &n)
		out[id] = n
		return struct{}{}, err
	}, tx.Centre, p.From, p.To)
	return out, err
}

// firstCall is a ticket's first call, and how often it was called in all, recalls left out.
type firstCall struct {
	at clock.Instant
	n  int
}

func firstCalls(tx *db.Tx, ids []int64) (map[int64]firstCall, error) {
	out := map[int64]firstCall{}
	if len(ids) == 0 {
		return out, nil
	}
	_, err := db.Rows(tx, qFirst, func(row db.Scan) (struct{}, error) {
		var id int64
		var c firstCall
		err := row(&id, &c.at, &c.n)
		out[id] = c
		return struct{}{}, err
	}, tx.Centre, db.Ints(ids))
	return out, err
}

// numbers puts the numbers and names to tickets.
func numbers(tx *db.Tx, all []Ticket) error {
	ids, place := make([]int64, len(all)), make(map[int64]int, len(all))
	for i, t := range all {
		ids[i], place[t.ID] = t.ID, i
	}
	_, err := db.Rows(tx, qNames, func(row db.Scan) (struct{}, error) {
		var id int64
		var no, name string
		err := row(&id, &no, &name)
		if err == nil {
			all[place[id]].No, all[place[id]].Name = no, name
		}
		return struct{}{}, err
	}, tx.Centre, db.Ints(ids))
	return err
}

// away is one absence.
type away struct {
	window, person int64
	from, until    clock.Instant
	joined         bool // it counts as one with the one before it (9(4))
}

func scanAway(row db.Scan) (a away, err error) {
	var used int64
	err = row(&a.window, &a.person, &a.from, &a.until, &used)
	a.joined = used > 0
	return a, err
}
