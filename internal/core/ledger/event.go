package ledger

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
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

var (
	qAppend = db.Q("ledger.append", `insert into ledger_event (centre_id, id, seq, at, actor, verb, article, record, digest)
		values ($1, $2, 0, $3, $4, $5, $6, $7, $8)`)
	// By how many subjects one of them writes: an event of the hall has three.
	qSubjects = []*db.Stmt{
		db.Q("ledger.subject", `insert into ledger_subject (centre_id, event_id, kind, subject_id) values ($1, $2, $3, $4)`),
		db.Q("ledger.subject_2", `insert into ledger_subject (centre_id, event_id, kind, subject_id) values ($1, $2, $3, $4),
			($1, $2, $5, $6)`),
		db.Q("ledger.subject_3", `insert into ledger_subject (centre_id, event_id, kind, subject_id) values ($1, $2, $3, $4),
			($1, $2, $5, $6), ($1, $2, $7, $8)`),
	}
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

// maxRecord is the longest record a verifier reads in one piece.
const maxRecord = 1 << 20

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
	if len(raw) >= maxRecord {
		return 0, errors.New("ledger: the facts of " + e.Verb + " are too long for a record")
	}
	_, err = tx.Exec(qAppend, tx.Centre, id, tx.Now, e.Actor, e.Verb, e.Article, string(raw), digest(tx, raw))
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(about, len(qSubjects)) {
		args := []any{tx.Centre, id}
		for _, s := range some {
			args = append(args, s.Kind, s.ID)
		}
		if _, err := tx.Exec(qSubjects[len(some)-1], args...); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// digest is the leaf of the record in the Merkle tree, in the installation's suite.
func digest(tx *db.Tx, record []byte) string {
	sum := proof.LeafOf(suite(tx), record)
	return hex.EncodeToString(sum[:])
}

// suite is the installation's; a store without keys belongs to a tool that seals nothing.
func suite(tx *db.Tx) crypt.Suite {
	if k := tx.Keys(); k != nil {
		return k.Suite()
	}
	return crypt.Intl
}
