package people

import (
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/ledger"
)

// The kinds of people (A5-1).
const (
	Regular   = "regular"   // 正式进驻
	Temporary = "temporary" // 临时进驻
	OfCentre  = "centre"    // 中心自有人员
)

// Kinds lists them.
var Kinds = []string{Regular, Temporary, OfCentre}

// KindText is the name of a kind.
func KindText(kind string) text.Msg { return text.M("people.kind." + kind) }

// PhonePlace and IDPlace are what a person's phone and ID number are sealed for: elsewhere they do not open.
func PhonePlace(person int64) string { return fmt.Sprintf("person:%d:phone", person) }

// IDPlace is the place of the ID number.
func IDPlace(person int64) string { return fmt.Sprintf("person:%d:id_number", person) }

// IDKind is the kind of the index of an ID number.
const IDKind = "id_number"

// Person is somebody who serves in the hall or leads it.
type Person struct {
	ID         int64
	Department int64
	Name       string // up to 20 characters and more, with '·' (U+00B7)
	Position   string
	Kind       string
	Party      bool      // a party member wears the badge (Art. 10)
	Since      clock.Day // stationed since
	Phone      string    // sealed for PhonePlace
	IDNumber   string    // sealed for IDPlace
	IDIndex    string    // what the sealed ID number is found again by; empty without one
	From       clock.Instant
	Until      clock.Instant
}

var (
	qPut = db.Q("people.put", `insert into people_person
		(centre_id, id, department_id, name, position, kind, party, since, phone, id_number, id_index, from_at, until_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	// The department is not among what may be set: somebody changes it by an adjustment only (5(3)).
	qSet = db.Q("people.set", `update people_person set name = $3, position = $4, kind = $5, party = $6, since = $7,
		phone = $8, id_number = $9, id_index = $10 where centre_id = $1 and id = $2`)
	qNames = db.Q("people.names", `select id, name from people_person where centre_id = $1 and id in @ints($2)`)
	qList  = db.Q("people.list", `select id, department_id, name, position, kind, party, since, phone, id_number,
		id_index, from_at, until_at from people_person where centre_id = $1 order by id`)
	qOne = db.Q("people.one", `select id, department_id, name, position, kind, party, since, phone, id_number,
		id_index, from_at, until_at from people_person where centre_id = $1 and id = $2`)
)

func scan(row db.Scan) (p Person, err error) {
	err = row(&p.ID, &p.Department, &p.Name, &p.Position, &p.Kind, &p.Party, &p.Since, &p.Phone, &p.IDNumber,
		&p.IDIndex, &p.From, &p.Until)
	return p, err
}

// Import writes people for the first time, in the caller's transaction. Phone and IDNumber come sealed.
func Import(tx *db.Tx, by string, all []Person) error {
	for _, p := range all {
		if err := tx.Must1(qPut, tx.Centre, p.ID, p.Department, p.Name, p.Position, p.Kind, p.Party, p.Since, p.Phone,
			p.IDNumber, p.IDIndex, p.From, p.Until); err != nil {
			return err
		}
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: "people.imported", Article: "5",
		Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"people": len(all)}})
	return err
}

// Change sets what may be set without an adjustment: everything but the department (5(3)). what names the fields that
// differ, for the ledger; their values are the person's own and do not stand there. Conflict when there is no such person.
func Change(tx *db.Tx, by string, p Person, what []string) error {
	err := tx.Must1(qSet, tx.Centre, p.ID, p.Name, p.Position, p.Kind, p.Party, p.Since, p.Phone, p.IDNumber, p.IDIndex)
	if err != nil {
		return err
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by, Verb: "person.changed", Article: "5",
		Subject: ledger.Of("person", p.ID), Also: []ledger.Subject{ledger.Of("department", p.Department)},
		Facts: map[string]any{"fields": what}})
	return err
}

// One gives a person. NotFound when there is none.
func One(tx *db.Tx, id int64) (Person, error) { return db.One(tx, qOne, scan, tx.Centre, id) }

// List gives everybody, in the order they came.
func List(tx *db.Tx) ([]Person, error) { return db.Rows(tx, qList, scan, tx.Centre) }

type named struct {
	id   int64
	name string
}

// Names gives the names of those people by id.
func Names(tx *db.Tx, ids []int64) (map[int64]string, error) {
	all, err := db.Rows(tx, qNames, func(row db.Scan) (n named, err error) {
		err = row(&n.id, &n.name)
		return n, err
	}, tx.Centre, db.Ints(ids))
	out := make(map[int64]string, len(all))
	for _, n := range all {
		out[n.id] = n.name
	}
	return out, err
}
