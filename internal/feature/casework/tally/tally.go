// Package tally counts cases for other rooms of the house.
package tally

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// longest is how long a case may lie before it is accepted, for the index that cases are found by.
const longest = 30

var qAccepted = db.Q("tally.accepted_by_item", `select item_id, count(*) from casework_case
	where centre_id = $1 and received_at >= cast($2 as bigint) and accepted_at >= cast($3 as bigint) group by item_id`)

// Accepted counts the acceptances of each item since the day, for the register of items: an item that is in the hall by name
// only has none.
func Accepted(tx *db.Tx, since clock.Day) (map[int64]int, error) {
	type sum struct {
		item int64
		n    int
	}
	rows, err := db.Rows(tx, qAccepted, func(row db.Scan) (s sum, err error) {
		err = row(&s.item, &s.n)
		return s, err
	}, tx.Centre, since.Add(-longest).Start(), since.Start())
	out := make(map[int64]int, len(rows))
	for _, r := range rows {
		out[r.item] = r.n
	}
	return out, err
}
