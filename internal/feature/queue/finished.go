package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

var (
	qFinished = db.Q("queue.finished", `select day / 100, window_id, person_id, count(*) from queue_ticket
		where centre_id = $1 and day between $2 and $3 and state = 'finished' group by day / 100, window_id, person_id`)
	qTicketOf = db.Q("queue.ticket_of", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and id = $2`)
)

// Services are how many services one person finished at one window in a month, such as 202611.
type Services struct {
	Month          int
	Window, Person int64
	N              int
}

// FinishedBetween counts the finished services of some days, both included.
func FinishedBetween(tx *db.Tx, from, to clock.Day) ([]Services, error) {
	return db.Rows(tx, qFinished, func(row db.Scan) (s Services, err error) {
		err = row(&s.Month, &s.Window, &s.Person, &s.N)
		return s, err
	}, tx.Centre, from, to)
}

// TicketOf gives a ticket by its id, for what hangs on it. NotFound when there is none.
func TicketOf(tx *db.Tx, id int64) (Ticket, error) {
	return db.One(tx, qTicketOf, scanTicket, tx.Centre, id)
}
