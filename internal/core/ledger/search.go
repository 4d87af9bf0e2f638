package ledger

import (
	"encoding/json"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Query narrows a search of the ledger. The zero Query is the newest events.
type Query struct {
	Subject Subject // on whose timeline; the zero Subject = any
	Actor   string  // "account:7"; empty = anybody
	Verb    string  // a verb, or the beginning of one: "account."; empty = any
	From    clock.Day
	To      clock.Day // included
	Before  Place     // the next page begins after the last entry of this one
	Limit   int       // 0 = 50
}

// Place is where an entry stands in the order of a search, newest first; the zero Place is before the first.
type Place struct {
	At clock.Instant
	ID int64
}

// Place is where the entry stands.
func (e Entry) Place() Place { return Place{e.At, e.ID} }

const narrowed = ` and (cast($2 as text) = '' or e.actor = $2) and (cast($3 as text) = '' or (e.verb >= $3 and e.verb < $4))
	and e.at >= $5 and e.at < $6 and (e.at < $7 or (e.at = $7 and e.id < $8)) order by e.at desc, e.id desc limit $9`

var (
	qSearch = db.Q("ledger.search", `select e.id, e.seq, e.at, e.actor, e.verb, e.article, e.record from ledger_event e
		where e.centre_id = $1`+narrowed)
	qSearchSubject = db.Q("ledger.search_subject", `select e.id, e.seq, e.at, e.actor, e.verb, e.article, e.record
		from ledger_subject s join ledger_event e on e.centre_id = s.centre_id and e.id = s.event_id
		where s.centre_id = $1 and e.centre_id = $1 and s.kind = $10 and s.subject_id = $11`+narrowed)
)

// endOfTime is after every instant.
const endOfTime clock.Instant = 1 << 62

// Search lists events, the newest first. Whoever calls it has asked for the permission.
func Search(tx *db.Tx, q Query) ([]Entry, error) {
	from, to, before := clock.Instant(0), endOfTime, q.Before
	if q.From != 0 {
		from = q.From.Start()
	}
	if q.To != 0 {
		to = q.To.Add(1).Start()
	}
	if before.At == 0 {
		before.At = endOfTime
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	args := []any{tx.Centre, q.Actor, q.Verb, q.Verb + "\x7f", from, to, before.At, before.ID, q.Limit}
	if q.Subject.ID == 0 {
		return db.Rows(tx, qSearch, scanEntry, args...)
	}
	return db.Rows(tx, qSearchSubject, scanEntry, append(args, q.Subject.Kind, q.Subject.ID)...)
}

// Told is an entry as it reads: what it is about and what was known.
type Told struct {
	Subject []Subject
	Facts   map[string]any
}

// Told reads the record of the entry. Numbers stay as they are written, for ids are longer than a float.
func (e Entry) Told() (t Told, err error) {
	var r record
	dec := json.NewDecoder(strings.NewReader(e.Record))
	dec.UseNumber()
	if err = dec.Decode(&r); err == nil {
		t = Told{Subject: r.Subject, Facts: r.Facts}
	}
	return t, err
}
