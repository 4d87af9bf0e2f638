package proof

import (
	"errors"
	"hash"

	"lianban/internal/base/crypt"
)

// Hash is a digest: of a record, of a subtree, of the whole tree.
type Hash [crypt.Size]byte

// Tree is a growing Merkle tree of RFC 6962. It keeps the roots of its complete subtrees only, largest first, so a ledger
// of any length costs a few hundred bytes.
type Tree struct {
	// Grown is told the root of every complete subtree when it comes to be: the place-th of that level (0 = records).
	Grown func(level int, place int64, root Hash)

	Size  int64  // how many records there are
	Peaks []Hash // the roots of the complete subtrees

	h   hash.Hash
	buf []byte
}

// NewTree is an empty tree.
func NewTree(s crypt.Suite) *Tree { return &Tree{h: s.Hash()} }

// Leaf is the digest of a record: H(0x00 ‖ record).
func (t *Tree) Leaf(record []byte) Hash {
	t.buf = append(append(t.buf[:0], 0), record...)
	return t.sum()
}

// Node is the digest of two subtrees: H(0x01 ‖ left ‖ right).
func (t *Tree) Node(left, right Hash) Hash {
	t.buf = append(append(append(t.buf[:0], 1), left[:]...), right[:]...)
	return t.sum()
}

func (t *Tree) sum() (out Hash) {
	t.h.Reset()
	t.h.Write(t.buf)
	t.h.Sum(out[:0])
	return out
}

// Add puts the digest of the next record into the tree.
func (t *Tree) Add(leaf Hash) {
	root, place := leaf, t.Size
	for level := 0; ; level++ {
		if t.Grown != nil {
			t.Grown(level, place, root)
		}
		if place&1 == 0 {
			break
		}
		last := len(t.Peaks) - 1
		root, place, t.Peaks = t.Node(t.Peaks[last], root), place>>1, t.Peaks[:last]
	}
	t.Peaks = append(t.Peaks, root)
	t.Size++
}

// Root is the root over all records; of none it is the digest of nothing.
func (t *Tree) Root() Hash {
	if t.Size == 0 {
		t.buf = t.buf[:0]
		return t.sum()
	}
	root := t.Peaks[len(t.Peaks)-1]
	for i := len(t.Peaks) - 2; i >= 0; i-- {
		root = t.Node(t.Peaks[i], root)
	}
	return root
}

// LeafOf is the digest of one record.
func LeafOf(s crypt.Suite, record []byte) Hash { return NewTree(s).Leaf(record) }

// RootOf is the root that a path leads to from a record: compare it with that of a checkpoint.
func RootOf(s crypt.Suite, record []byte, index, size int64, path []Hash) (Hash, error) {
	t := NewTree(s)
	root := t.Leaf(record)
	at, last := index, size-1
	if index < 0 || index >= size {
		return Hash{}, errPath
	}
	for _, p := range path {
		if last == 0 {
			return Hash{}, errPath
		}
		if at&1 == 1 || at == last {
			root = t.Node(p, root)
			for at&1 == 0 && at != 0 {
				at, last = at>>1, last>>1
			}
		} else {
			root = t.Node(root, p)
		}
		at, last = at>>1, last>>1
	}
	if last != 0 {
		return Hash{}, errPath
	}
	return root, nil
}

var errPath = errors.New("proof: the path does not fit the record and the size of the tree")
