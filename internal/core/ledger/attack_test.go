package ledger_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/core/ledger/proof"
	"lianban/internal/testworld"
)

// hall is a ledger with an older export, the last checkpoint somebody holds, and the export of today.
type hall struct {
	keys         *crypt.Keys
	older, today fstest.MapFS
	held         string // signed over heldSize records
	size         int    // of today's export
}

const heldSize = 120

func newHall(t *testing.T, d *db.DB, c *clock.Fixed) hall {
	t.Helper()
	s := &ledger.Service{Store: d}
	h := hall{keys: d.Keys()}
	happen(t, d, centre, 50)
	h.older, _ = export(t, s)
	c.Advance(25 * time.Hour)
	happen(t, d, centre, heldSize-52)
	var e ledger.Exported
	if _, e = export(t, s); e.Records != heldSize {
		happen(t, d, centre, heldSize-int(e.Records)-1)
		_, e = export(t, s)
	}
	if h.held = e.Checkpoint; e.Records != heldSize {
		t.Fatalf("%d records are held", e.Records)
	}
	c.Advance(time.Hour)
	happen(t, d, centre, 60)
	h.today, e = export(t, s)
	h.size = int(e.Records)
	return h
}

// export writes a folder and reads it into memory.
func export(t *testing.T, s *ledger.Service) (fstest.MapFS, ledger.Exported) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	e, err := s.Export(t.Context(), all, centre, dir)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, os.DirFS(dir)), e
}

func load(t *testing.T, files fs.FS) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func lines(files fstest.MapFS) [][]byte {
	return bytes.SplitAfter(bytes.TrimSuffix(files[proof.RecordsFile].Data, []byte("\n")), []byte("\n"))
}

// with is the export with other records.
func with(files fstest.MapFS, records [][]byte) fstest.MapFS {
	out := maps.Clone(files)
	data := bytes.Join(records, nil)
	if !bytes.HasSuffix(data, []byte("\n")) {
		data = append(data, '\n')
	}
	out[proof.RecordsFile] = &fstest.MapFile{Data: data}
	return out
}

// resigned is what an insider with the keys makes of it: a checkpoint that fits the records, and no earlier ones.
func (h hall) resigned(t *testing.T, files fstest.MapFS) fstest.MapFS {
	t.Helper()
	key := h.key(t)
	last, _, err := proof.Open(string(files[proof.LastFile].Data), []proof.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	tree := proof.NewTree(h.keys.Suite())
	for _, r := range lines(files) {
		tree.Add(tree.Leaf(bytes.TrimSuffix(r, []byte("\n"))))
	}
	last.Size, last.Root = tree.Size, tree.Root()
	note, err := proof.Sign(last, h.keys)
	if err != nil {
		t.Fatal(err)
	}
	out := maps.Clone(files)
	out[proof.LastFile] = &fstest.MapFile{Data: []byte(note)}
	out[proof.HistoryFile] = &fstest.MapFile{}
	return out
}

func (h hall) key(t *testing.T) proof.Key {
	t.Helper()
	k, err := proof.ParseKey(string(h.today[proof.KeysFile].Data))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func verify(t *testing.T, files fs.FS, known proof.Known) proof.Report {
	t.Helper()
	r, err := proof.Verify(files, known)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// attacks change an export at a place below n.
var attacks = map[string]func(r *rand.Rand, records [][]byte, n int) [][]byte{
	"changed byte": func(r *rand.Rand, all [][]byte, n int) [][]byte {
		i := r.IntN(n)
		all[i] = bytes.Clone(all[i])
		all[i][r.IntN(len(all[i])-1)] ^= byte(1 << r.IntN(8))
		return all
	},
	"deleted": func(r *rand.Rand, all [][]byte, n int) [][]byte { i := r.IntN(n); return slices.Delete(all, i, i+1) },
	"inserted": func(r *rand.Rand, all [][]byte, n int) [][]byte {
		forged := bytes.Replace(all[r.IntN(len(all)-1)], []byte("ticket.called"), []byte("ticket.finished"), 1)
		return slices.Insert(all, r.IntN(n), forged)
	},
	"inserted twice": func(r *rand.Rand, all [][]byte, n int) [][]byte { return slices.Insert(all, r.IntN(n), all[r.IntN(n)]) },
	"reordered": func(r *rand.Rand, all [][]byte, n int) [][]byte {
		i, j := r.IntN(n), r.IntN(n-1)
		if j >= i {
			j++
		}
		all[i], all[j] = all[j], all[i]
		return all
	},
	"cut tail": func(r *rand.Rand, all [][]byte, n int) [][]byte { return all[:1+r.IntN(n-1)] },
}

// Gate g of the trust goals (S-28): with only the last signed checkpoint in hand, every one is found.
func TestEveryAttackOnAnExportIsFound(t *testing.T) {
	for _, suite := range []crypt.Suite{crypt.Intl, crypt.GM} {
		t.Run(suite.Name(), func(t *testing.T) {
			keys, err := crypt.New(suite)
			if err != nil {
				t.Fatal(err)
			}
			c := clock.At(testworld.Monday)
			d, err := db.Open(t.Context(), db.Options{Dir: t.TempDir(), Clock: c, Keys: keys})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			h := newHall(t, d, c)
			attacked(t, h)
		})
	}
}

func attacked(t *testing.T, h hall) {
	known := proof.Known{Keys: []proof.Key{h.key(t)}, Held: []string{h.held}}
	if r := verify(t, h.today, known); len(r.Faults) > 0 || r.Held != 1 || r.Records != int64(h.size) || r.Believed {
		t.Fatalf("the honest export: %+v", r)
	}
	random := rand.New(rand.NewPCG(20261123, 28))
	for name, attack := range attacks {
		for i := range 100 {
			// An outsider changes records anywhere; the signature is not theirs to make.
			forged := with(h.today, attack(random, lines(h.today), h.size))
			if r := verify(t, forged, known); len(r.Faults) == 0 {
				t.Fatalf("%s by an outsider, %d: not found", name, i)
			}
			// An insider signs anew; what they changed is older than the checkpoint in hand.
			forged = h.resigned(t, with(h.today, attack(random, lines(h.today), heldSize)))
			if r := verify(t, forged, known); len(r.Faults) == 0 || r.Held != 0 {
				t.Fatalf("%s by an insider, %d: not found", name, i)
			}
			if r := verify(t, forged, proof.Known{}); len(r.Faults) != 0 {
				t.Fatalf("%s: the control without a checkpoint in hand finds %v: the forgery is none", name, r.Faults)
			}
		}
	}
	passedOff(t, h, known, random)
}

// passedOff tries older exports as they are, re-signed with today's date, and under a stranger's key.
func passedOff(t *testing.T, h hall, known proof.Known, random *rand.Rand) {
	found := func(files fstest.MapFS, code proof.Code) {
		t.Helper()
		r := verify(t, files, known)
		if !slices.ContainsFunc(r.Faults, func(f proof.Fault) bool { return f.Code == code }) {
			t.Fatalf("want %s, got %v", code, r.Faults)
		}
	}
	found(h.older, proof.Older)
	stranger, err := crypt.New(h.keys.Suite())
	if err != nil {
		t.Fatal(err)
	}
	other := hall{keys: stranger, today: h.today}
	for range 100 {
		short := with(h.today, lines(h.today)[:1+random.IntN(heldSize-1)])
		found(h.resigned(t, short), proof.Older)
		forged := hall{keys: h.keys, today: h.today}.resigned(t, short)
		c, _, err := proof.Open(string(forged[proof.LastFile].Data), known.Keys)
		if err != nil {
			t.Fatal(err)
		}
		note, err := proof.Sign(c, other.keys)
		if err != nil {
			t.Fatal(err)
		}
		public, _ := stranger.Public()
		forged[proof.LastFile] = &fstest.MapFile{Data: []byte(note)}
		forged[proof.KeysFile] = &fstest.MapFile{Data: []byte(proof.Key{Origin: c.Origin, Public: public}.String())}
		found(forged, proof.Unsigned)
		if r := verify(t, forged, proof.Known{Held: known.Held}); len(r.Faults) == 0 {
			t.Fatal("a ledger under a stranger's key agrees with the checkpoint in hand")
		}
	}
}

// What a cut can hide is younger than a minute: whenever the hall is stopped, everything older has been signed.
func TestACutTailHidesAMinuteAtMost(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		s := &ledger.Service{Store: d}
		random := rand.New(rand.NewPCG(60, 1))
		for i := range 100 {
			happen(t, d, centre, random.IntN(4))
			c.Advance(time.Duration(random.IntN(1500)) * time.Millisecond)
			if err := s.SealAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			var note string
			read(t, d, centre, func(tx *db.Tx) (err error) { note, _, err = ledger.LastCheckpoint(tx); return err })
			signed := int64(0)
			if note != "" {
				if _, err := readSize(note, &signed); err != nil {
					t.Fatal(err)
				}
			}
			for _, e := range since(t, d, centre, signed) {
				if age := c.Now().Sub(e.At); age > time.Minute+2*time.Second {
					t.Fatalf("stop %d: event %d is %s old and not signed", i, e.Seq, age)
				}
			}
		}
		sound(t, d, centre)
	})
}

func readSize(note string, size *int64) (int, error) {
	return len(note), json.Unmarshal([]byte(strings.Split(note, "\n")[1]), size)
}
