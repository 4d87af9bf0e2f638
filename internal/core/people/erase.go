package people

import (
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
)

var (
	qByIndex = db.Q("people.by_index", `select id, department_id, name, position, kind, party, since, phone, id_number,
		id_index, from_at, until_at from people_person where centre_id = $1 and id_index = $2 order by id`)
	qClear = db.Q("people.clear", `update people_person set name = '', phone = '', id_number = '', id_index = ''
		where centre_id = $1 and id = $2`)
)

// ByIndex lists whoever has that ID number, by its index.
func ByIndex(tx *db.Tx, index string) ([]Person, error) {
	return db.Rows(tx, qByIndex, scan, tx.Centre, index)
}

// Clear removes what is personal of a person who is erased; that somebody stood there remains (ledger.Service.Clear).
func Clear(tx *db.Tx, subject ledger.Subject) error {
	if subject.Kind != "person" {
		return nil
	}
	_, err := tx.Exec(qClear, tx.Centre, subject.ID)
	return err
}
