package proof

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lianban/internal/base/crypt"
)

// The tree of the Go checksum database is the measure: same leaves, same roots, and its proofs hold here.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) (out []tlog.Hash, err error) {
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	tree := NewTree(crypt.Intl)
	for n := range int64(300) {
		want, err := tlog.TreeHash(n, reader)
		if err != nil || n > 0 && tree.Root() != Hash(want) {
			t.Fatalf("root of %d: %x, want %x (%v)", n, tree.Root(), want, err)
		}
		record := fmt.Appendf(nil, "record %d", n)
		more, err := tlog.StoredHashes(n, record, reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
		tree.Add(tree.Leaf(record))
		size := n + 1
		for _, i := range []int64{0, n / 2, n} {
			p, err := tlog.ProveRecord(size, i, reader)
			if err != nil {
				t.Fatal(err)
			}
			path := make([]Hash, len(p))
			for k := range p {
				path[k] = Hash(p[k])
			}
			record := fmt.Appendf(nil, "record %d", i)
			if got, err := RootOf(crypt.Intl, record, i, size, path); err != nil || got != tree.Root() {
				t.Fatalf("record %d of %d: %x (%v)", i, size, got, err)
			}
			if got, err := RootOf(crypt.Intl, append(record, '!'), i, size, path); err == nil && got == tree.Root() {
				t.Fatal("another record has the same proof")
			}
			if _, err := RootOf(crypt.Intl, record, i, size, append(path, Hash{})); err == nil {
				t.Fatal("a longer path was taken")
			}
		}
	}
}

func TestACheckpointIsWhatWasSignedAndNothingElse(t *testing.T) {
	for _, s := range []crypt.Suite{crypt.Intl, crypt.GM} {
		k, err := crypt.New(s)
		if err != nil {
			t.Fatal(err)
		}
		c, err := parse("lianban/centre/1\n5\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" + "\ntime 2026-11-23T10:20:00.000000+08:00\n")
		if err != nil {
			t.Fatal(err)
		}
		signed, err := Sign(c, k)
		if err != nil {
			t.Fatal(err)
		}
		public, _ := k.Public()
		key := Key{c.Origin, public}
		again, err := ParseKey(key.String())
		if err != nil || again.String() != key.String() {
			t.Fatal(again, err)
		}
		if got, by, err := Open(signed, []Key{again, key}); err != nil || got.String() != c.String() || by.String() != key.String() {
			t.Fatal(got, by, err)
		}
		for i := range signed {
			bad := []byte(signed)
			bad[i] ^= 1
			if got, _, err := Open(string(bad), []Key{key}); err == nil && got.String() != c.String() {
				t.Fatalf("byte %d: %v", i, got)
			}
		}
		if _, err := note.NewVerifier(key.String()); (err == nil) != (s == crypt.Intl) {
			t.Errorf("%s: the key in the eyes of other programs: %v", s.Name(), err)
		}
		if _, _, err := Open(signed, []Key{{"lianban/centre/2", public}}); err == nil {
			t.Error("taken under another name")
		}
		if _, _, err := Open(signed, nil); err == nil {
			t.Error("taken without a key")
		}
	}
}
