package ledger

import (
	"encoding/hex"
	"errors"
	"math/bits"

	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
)

var (
	qSeq     = db.Q("ledger.seq", `select id, seq, record, digest from ledger_event where centre_id = $1 and id = $2`)
	qDigests = db.Q("ledger.digests", `select digest from ledger_event where centre_id = $1 and seq > $2 and seq <= $3
		order by seq`)
	qNodeAt = db.Q("ledger.node_at", `select hash from ledger_node where centre_id = $1 and level = $2 and place = $3`)
)

// ErrNotSigned says that no checkpoint is signed over the event yet: it will be within a minute.
var ErrNotSigned = errors.New("ledger: not signed yet")

// Prove makes the proof that one event stands in the signed ledger: lianban-verify --record checks it, without the rest of
// the ledger. ErrNotSigned when the event is too young.
func Prove(tx *db.Tx, event int64) (one proof.One, err error) {
	e, err := db.One(tx, qSeq, scanSealed, tx.Centre, event)
	if err != nil {
		return one, err
	}
	last, found, err := db.Find(tx, qLast, scanCheckpoint, tx.Centre)
	if err != nil {
		return one, err
	}
	if !found || e.seq == 0 || e.seq > last.size {
		return one, ErrNotSigned
	}
	path, err := path(suite(tx), e.seq-1, last.size, nodesOf(tx))
	if err != nil {
		return one, err
	}
	one = proof.One{Record: e.record, Seq: e.seq, Checkpoint: last.note}
	for _, h := range path {
		one.Path = append(one.Path, h[:])
	}
	return one, nil
}

// nodesOf reads large subtrees from the kept nodes and computes small ones from the digests of their events.
func nodesOf(tx *db.Tx) nodes {
	return func(level int, place int64) (h proof.Hash, err error) {
		if level >= keepLevel {
			raw, err := db.One(tx, qNodeAt, db.Value[[]byte], tx.Centre, level, place)
			if err == nil && len(raw) != crypt.Size {
				err = errors.New("ledger: a node of the tree is damaged")
			}
			copy(h[:], raw)
			return h, err
		}
		digests, err := db.Rows(tx, qDigests, db.Value[string], tx.Centre, place<<level, (place+1)<<level)
		if err != nil {
			return h, err
		}
		t := proof.NewTree(suite(tx))
		for _, d := range digests {
			raw, err := hex.DecodeString(d)
			if err != nil || copy(h[:], raw) != crypt.Size {
				return h, errors.New("ledger: a digest is damaged")
			}
			t.Add(h)
		}
		return t.Root(), nil
	}
}

// nodes gives the roots of complete subtrees: the place-th of that level.
type nodes func(level int, place int64) (proof.Hash, error)

// path is the proof that record index (from 0) stands in the tree of that size: the digests beside its way to the root,
// the lowest first.
func path(s crypt.Suite, index, size int64, n nodes) ([]proof.Hash, error) {
	if index < 0 || index >= size {
		return nil, errors.New("proof: no such record in the tree")
	}
	p := &pather{tree: proof.NewTree(s), nodes: n}
	err := p.walk(index, 0, size)
	return p.path, err
}

type pather struct {
	tree  *proof.Tree
	nodes nodes
	path  []proof.Hash
}

// walk goes down to the record, noting on the way back what stands on the other side.
func (p *pather) walk(index, from, to int64) error {
	if to-from == 1 {
		return nil
	}
	middle := from + half(to-from)
	other := [2]int64{middle, to}
	if index < middle {
		to = middle
	} else {
		other, from = [2]int64{from, middle}, middle
	}
	if err := p.walk(index, from, to); err != nil {
		return err
	}
	beside, err := p.root(other[0], other[1])
	p.path = append(p.path, beside)
	return err
}

// root is the root over the records from … to-1.
func (p *pather) root(from, to int64) (proof.Hash, error) {
	if n := to - from; n&(n-1) == 0 {
		level := bits.TrailingZeros64(uint64(n)) // #nosec G115 -- a count is never negative
		return p.nodes(level, from>>level)
	}
	middle := from + half(to-from)
	left, err := p.root(from, middle)
	if err != nil {
		return proof.Hash{}, err
	}
	right, err := p.root(middle, to)
	return p.tree.Node(left, right), err
}

// half is the largest power of two below n.
func half(n int64) int64 { return 1 << (bits.Len64(uint64(n-1)) - 1) } // #nosec G115 -- a count is never negative
