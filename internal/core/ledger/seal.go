package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
)

const (
	sealSlice = 64                    // events one transaction seals at most: who waits for the writer meanwhile waits some milliseconds
	sealRest  = 10 * time.Millisecond // between two full slices of the beat, so that a crowded second is not sealed in one go
	signEvery = 60 * time.Second      // what can be cut off unnoticed is younger than this
	keepLevel = 8                     // subtrees of 256 records and more are kept as nodes
)

// Seal gives the committed events of a centre their numbers, puts them into the Merkle tree and signs a checkpoint when
// the last one is a minute old. It tells how many it sealed.
//
// The numbers are in the order in which events are seen committed: on PostgreSQL transactions commit out of the order of
// their ids, and one that is late gets a later number, never one in between. A damaged event stops the sealing.
func (s *Service) Seal(ctx context.Context, centre int64) (int, error) {
	return s.seal(ctx, centre, signEvery, 0)
}

// Sign seals what is there and signs it now.
func (s *Service) Sign(ctx context.Context, centre int64) (int, error) {
	return s.seal(ctx, centre, 0, 0)
}

func (s *Service) seal(ctx context.Context, centre int64, every, rest time.Duration) (n int, err error) {
	for {
		var got int
		err := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
			if got, err = s.slice(tx); err != nil || got == sealSlice {
				return err
			}
			return s.sign(tx, every)
		})
		n += got
		if err != nil || got < sealSlice {
			return n, err
		}
		time.Sleep(rest)
	}
}

// SealAll seals every centre that has something to seal or to sign, in two steps: which ones, then each by itself. One
// that fails does not hold up the others. It is called each second, and lets others write between its slices.
func (s *Service) SealAll(ctx context.Context) error {
	var centres []int64
	err := s.Store.Read(ctx, 0, func(tx *db.Tx) (err error) {
		centres, err = db.Rows(tx, qCentres, db.Value[int64])
		if err != nil {
			return err
		}
		more, err := db.Rows(tx, qUnsigned, db.Value[int64], int64(tx.Now.Add(-signEvery)))
		centres = append(centres, more...)
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(centres)
	var all []error
	for _, centre := range slices.Compact(centres) {
		if _, err := s.seal(ctx, centre, signEvery, sealRest); err != nil {
			all = append(all, fmt.Errorf("ledger: sealing of centre %d: %w", centre, err))
		}
	}
	return errors.Join(all...)
}

// slice seals at most sealSlice events. The row of the tree is locked first: there is one sealer of a centre at a time,
// and what it then reads includes all that the one before it has sealed.
func (s *Service) slice(tx *db.Tx) (int, error) {
	tree, err := s.lock(tx)
	if err != nil {
		return 0, err
	}
	open, err := db.Rows(tx, qOpen, scanOpen, tx.Centre, sealSlice)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	var kept []node
	tree.Grown = func(level int, place int64, root proof.Hash) {
		if level >= keepLevel {
			kept = append(kept, node{level, place, root})
		}
	}
	for _, e := range open {
		if digest(tx, []byte(e.record)) != e.digest {
			return 0, fmt.Errorf("ledger: event %d is damaged: its record does not fit its digest", e.id)
		}
		tree.Add(tree.Leaf([]byte(e.record)))
		if err := tx.Must1(qNumber, tx.Centre, e.id, tree.Size); err != nil {
			return 0, err
		}
	}
	for _, n := range kept {
		if _, err := tx.Exec(qNode, tx.Centre, n.level, n.place, n.root[:]); err != nil {
			return 0, err
		}
	}
	if err := tx.Must1(qGrow, tx.Centre, tree.Size, peaks(tree)); err != nil {
		return 0, err
	}
	if s.Touch != nil {
		tx.After(func() { s.Touch(tx.Centre, tree.Size) })
	}
	return len(open), nil
}

// sign signs a checkpoint if there is something new since the last one and that is old enough.
func (s *Service) sign(tx *db.Tx, every time.Duration) error {
	tree, err := s.lock(tx)
	if err != nil {
		return err
	}
	last, _, err := db.Find(tx, qLast, scanCheckpoint, tx.Centre)
	if err != nil || tree.Size == last.size || last.at <= tx.Now && tx.Now.Sub(last.at) < every {
		return err
	}
	if err := s.ours(tx); err != nil {
		return err
	}
	at := max(tx.Now, last.at) // a clock that was set back does not put checkpoints out of order
	c := proof.Checkpoint{Origin: s.origin(tx.Centre), Size: tree.Size, Root: tree.Root(), At: at.Time()}
	note, err := proof.Sign(c, tx.Keys())
	if err != nil {
		return err
	}
	return tx.Must1(qSign, tx.Centre, c.Size, at, note)
}

// Ready refuses keys that did not sign this centre's ledger so far: a folder of keys that was lost, or that of another
// installation. It is asked at the start, before anything is written.
func (s *Service) Ready(ctx context.Context, centre int64) error {
	return s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		_, err := s.known(tx)
		return err
	})
}

// known gives the text of the key in use and whether it has signed here before. Refused: keys none of which ever has.
func (s *Service) known(tx *db.Tx) (now keyUse, err error) {
	if tx.Keys() == nil {
		return now, errors.New("ledger: no keys, nothing can be signed")
	}
	publics, err := tx.Keys().Publics()
	if err != nil {
		return now, err
	}
	signed, err := db.Rows(tx, qKeys, db.Value[string], tx.Centre)
	if err != nil {
		return now, err
	}
	mine := false
	for _, p := range publics {
		now.text = proof.Key{Origin: s.origin(tx.Centre), Public: p}.String()
		now.before = slices.Contains(signed, now.text)
		mine = mine || now.before
	}
	if len(signed) > 0 && !mine {
		return now, fmt.Errorf("ledger: refuses to go on: centre %d was signed with other keys than those of this installation (%s)",
			tx.Centre, now.text)
	}
	return now, nil
}

type keyUse struct {
	text   string
	before bool
}

// ours writes down a key that signs for the first time.
func (s *Service) ours(tx *db.Tx) error {
	now, err := s.known(tx)
	if err != nil || now.before {
		return err
	}
	return tx.Must1(qPutKey, tx.Centre, now.text, tx.Now)
}

// LastCheckpoint gives the newest signed checkpoint as text and when it was signed; empty when there is none yet.
func LastCheckpoint(tx *db.Tx) (note string, at clock.Instant, err error) {
	c, _, err := db.Find(tx, qLast, scanCheckpoint, tx.Centre)
	return c.note, c.at, err
}
