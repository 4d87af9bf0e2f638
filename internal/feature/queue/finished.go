package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

var (
	qFinished = db.Q("queue.finished", `select day / 100, window_id, person_id, count(*) from queue_ticket
		where centre_id = $1 and day between $2 and $3 and state = 'finished' and legs = 1
		group by day / 100, window_id, person_id
		union all
		select t.day / 100, l.window_id, l.person_id, count(distinct l.ticket_id) from queue_leg l join queue_ticket t
		on t.centre_id = l.centre_id and t.id = l.ticket_id where l.centre_id = $1 and t.centre_id = $1
		and t.day between $2 and $3 and l.state = 'done' group by t.day / 100, l.window_id, l.person_id`)
	qTicketOf = db.Q("queue.ticket_of", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and (id = $2
		or id = (select ticket_id from queue_leg where centre_id = $1 and id = $2))`)
)

// Services are how many services one person finished at one window in a month, such as 202611.
type Services struct {
	Month          int
	Window, Person int64
	N              int
}

// FinishedBetween counts the finished services of some days, both included. What was done at one window under one number is one
// service.
func FinishedBetween(tx *db.Tx, from, to clock.Day) ([]Services, error) {
	return db.Rows(tx, qFinished, func(row db.Scan) (s Services, err error) {
		err = row(&s.Month, &s.Window, &s.Person, &s.N)
		return s, err
	}, tx.Centre, from, to)
}

// TicketOf gives a ticket by its id or by one of its legs, for what hangs on it. NotFound when there is none.
func TicketOf(tx *db.Tx, id int64) (Ticket, error) {
	return db.One(tx, qTicketOf, scanTicket, tx.Centre, id)
}
