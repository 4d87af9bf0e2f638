package queue

import (
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
)

var (
	qByPhone = db.Q("queue.by_phone", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and phone_index = $2 order by id`)
	qClear = db.Q("queue.clear", `update queue_ticket set phone = '', phone_index = '' where centre_id = $1 and id = $2`)
)

// ByPhone lists the tickets with that phone number, by its index.
func ByPhone(tx *db.Tx, index string) ([]Ticket, error) {
	return db.Rows(tx, qByPhone, scanTicket, tx.Centre, index)
}

// Clear removes the phone number from a ticket whose holder is erased (ledger.Service.Clear).
func Clear(tx *db.Tx, subject ledger.Subject) error {
	if subject.Kind != "ticket" {
		return nil
	}
	_, err := tx.Exec(qClear, tx.Centre, subject.ID)
	return err
}
