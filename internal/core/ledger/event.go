package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Subject is a thing that an event is about: a kind such as "ticket" and its id.
type Subject struct {
	Kind string `json:"kind"`
	ID   int64  `json:"id,string"`
}

// Of names a subject.
func Of(kind string, id int64) Subject { return Subject{Kind: kind, ID: id} }

// Event is one thing that happened. Facts hold no personal value in the clear: those enter through Commit.
type Event struct {
	Actor   string         // who did it: "account:7", "device:3", "job:deadline", "visitor"
	Verb    string         // what was done: "ticket.called"
	Subject Subject        // to what
	Also    []Subject      // whose timelines show it as well
	Article string         // the article it rests on, "" for none
	Facts   map[string]any // what was known: numbers, words, ids; no floating point
}

// Entry is an event as it stands in the ledger.
type Entry struct {
	ID      int64
	Seq     int64 // 0 until sealed
	At      clock.Instant
	Actor   string
	Verb    string
	Article string
	Record  string // the canonical record, the bytes the Merkle log is made of
}

var (
	qAppend = db.Q("ledger.append", `insert into ledger_event (centre_id, id, seq, at, actor, verb, article, record, digest)
		values ($1, $2, 0, $3, $4, $5, $6, $7, $8)`)
	qSubject = db.Q("ledger.subject", `insert into ledger_subject (centre_id, kind, subject_id, event_id)
		values ($1, $2, $3, $4)`)
	qTimeline = db.Q("ledger.timeline", `select e.id, e.seq, e.at, e.actor, e.verb, e.article, e.record
		from ledger_subject s join ledger_event e on e.centre_id = s.centre_id and e.id = s.event_id
		where s.centre_id = $1 and e.centre_id = $1 and s.kind = $2 and s.subject_id = $3
		order by e.at desc, e.id desc limit $4`)
)

// record is the canonical form of an event: keys in order, ids as text, the same bytes on every machine.
type record struct {
	Actor   string         `json:"actor"`
	Article string         `json:"article,omitempty"`
	At      clock.Instant  `json:"at"`
	Centre  int64          `json:"centre,string"`
	Facts   map[string]any `json:"facts,omitempty"`
	ID      int64          `json:"id,string"`
	Subject []Subject      `json:"subject"`
	Verb    string         `json:"verb"`
}

// Append writes the event in the transaction and gives its id.
func Append(tx *db.Tx, e Event) (int64, error) {
	about := []Subject{e.Subject}
	for _, s := range e.Also {
		if s.ID != 0 && !slices.Contains(about, s) {
			about = append(about, s)
		}
	}
	id := tx.NewID()
	raw, err := json.Marshal(record{Actor: e.Actor, Article: e.Article, At: tx.Now, Centre: tx.Centre, Facts: e.Facts,
		ID: id, Subject: about, Verb: e.Verb})
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256(raw)
	_, err = tx.Exec(qAppend, tx.Centre, id, tx.Now, e.Actor, e.Verb, e.Article, string(raw), hex.EncodeToString(sum[:]))
	if err != nil {
		return 0, err
	}
	for _, s := range about {
		if _, err := tx.Exec(qSubject, tx.Centre, s.Kind, s.ID, id); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// Timeline lists the newest events about a subject, newest first.
func Timeline(tx *db.Tx, s Subject, limit int) ([]Entry, error) {
	return db.Rows(tx, qTimeline, scanEntry, tx.Centre, s.Kind, s.ID, limit)
}

func scanEntry(row db.Scan) (e Entry, err error) {
	err = row(&e.ID, &e.Seq, &e.At, &e.Actor, &e.Verb, &e.Article, &e.Record)
	return e, err
}
