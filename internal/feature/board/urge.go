package board

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Urge is one reminder of the office to whoever answers for a running clock.
type Urge struct {
	ID    int64
	Clock int64
	By    string
	Word  string
	At    clock.Instant
}

// Service lets the office act on what the board shows.
type Service struct {
	Store     *db.DB
	Deadlines *deadline.Service
	// Tell sends word to whoever answers for the clock, in the same transaction.
	Tell func(tx *db.Tx, by identity.Actor, d deadline.Deadline, u Urge) error
	// Touch tells the boards after the commit.
	Touch func(topics ...string)
}

// again is how long the office waits before it urges for the same clock once more: two presses are one.
const again = time.Minute

// maxWord is how long an urging may be, in characters.
const maxWord = 200

// Urge sends word to whoever answers for the clock and notes it (3(2)3). Conflict when the clock has ended, or was urged in
// the last minute.
func (s *Service) Urge(ctx context.Context, by identity.Actor, id int64, word string) (Urge, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (u Urge, err error) {
		d, err := s.Deadlines.One(tx, id)
		if err != nil {
			return u, err
		}
		if err := by.May("case.urge", identity.Thing{Department: d.Owner.Department}); err != nil {
			return u, err
		}
		if n := len([]rune(word)); n > maxWord {
			return u, errs.Field("word", "error.too_long", "max", maxWord, "n", n)
		}
		if !d.Open() {
			return u, errs.New(errs.Conflict, "board.ended", "ref", d.Ref)
		}
		newest, _, err := db.Find(tx, qNewest, db.Value[clock.Instant], tx.Centre, id)
		if err != nil {
			return u, err
		}
		if tx.Now.Sub(newest) < again {
			return u, errs.New(errs.Conflict, "board.just_urged", "ref", d.Ref)
		}
		u = Urge{ID: tx.NewID(), Clock: id, By: by.Ref(), Word: word, At: tx.Now}
		return u, s.put(tx, by, d, u)
	})
}

func (s *Service) put(tx *db.Tx, by identity.Actor, d deadline.Deadline, u Urge) error {
	if err := tx.Must1(qPutUrge, tx.Centre, u.ID, u.Clock, u.By, u.Word, u.At); err != nil {
		return err
	}
	if s.Tell != nil {
		if err := s.Tell(tx, by, d, u); err != nil {
			return err
		}
	}
	if s.Touch != nil {
		topic := deadline.Topic(tx.Centre)
		tx.After(func() { s.Touch(topic) })
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "deadline.urged", Article: "3.2.3", Subject: d.Subject,
		Also:  []ledger.Subject{ledger.Of("deadline", d.ID), ledger.Of("person", d.Owner.Person)},
		Facts: map[string]any{"ref": d.Ref, "word": u.Word}})
	return err
}

// Urged counts how often the office has urged for each of those clocks.
func Urged(tx *db.Tx, clocks []int64) (map[int64]int, error) {
	out := map[int64]int{}
	_, err := db.Rows(tx, qUrged, func(row db.Scan) (struct{}, error) {
		var id int64
		var n int
		err := row(&id, &n)
		out[id] = n
		return struct{}{}, err
	}, tx.Centre, db.Ints(clocks))
	return out, err
}

var (
	qPutUrge = db.Q("board.put_urge", `insert into board_urge (centre_id, id, clock_id, by_ref, word, at)
		values ($1, $2, $3, $4, $5, $6)`)
	qNewest = db.Q("board.newest", `select coalesce(max(at), 0) from board_urge where centre_id = $1 and clock_id = $2`)
	qUrged  = db.Q("board.urged", `select clock_id, count(*) from board_urge where centre_id = $1 and clock_id in @ints($2)
		group by clock_id`)
)
