package ledger_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
	"lianban/internal/core/ledger/proof"
	"lianban/internal/core/people"
	"lianban/internal/testworld"
)

const phone, number = "13899994321", "652301199001014321"

var (
	person   = ledger.Of("person", 51)
	decision = ledger.Decision{Number: "昌政务办〔2026〕7号", Day: clock.MustDay("2026-11-20"), Reason: "本人申请"}
)

// commit writes an event about the person with two personal values and gives their commitments.
func commit(t *testing.T, d *db.DB, about ledger.Subject) (phones, numbers string) {
	t.Helper()
	write(t, d, centre, func(tx *db.Tx) (err error) {
		if phones, err = ledger.Commit(tx, about, "phone", phone); err != nil {
			return err
		}
		if numbers, err = ledger.Commit(tx, about, "id", number); err != nil {
			return err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "account:7", Verb: "case.accepted", Article: "11.2", Subject: about,
			Facts: map[string]any{"phone": phones, "id": numbers}})
		return err
	})
	return phones, numbers
}

func reveal(t *testing.T, d *db.DB, commitment string) (value string, found bool) {
	t.Helper()
	read(t, d, centre, func(tx *db.Tx) (err error) { value, found, err = ledger.Reveal(tx, commitment); return err })
	return value, found
}

var qMove = db.Q("ledger.test_move", `update ledger_salt set field = 'x' where centre_id = $1 and commitment = $2`)

func TestACommitmentHoldsItsValueAndSaysNothing(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		a, b := commit(t, d, person)
		again, _ := commit(t, d, person)
		if a == b || a == again || len(a) != 64 {
			t.Fatal("equal values have equal commitments")
		}
		if v, found := reveal(t, d, a); !found || v != phone {
			t.Fatalf("%q %v", v, found)
		}
		if _, found := reveal(t, d, strings.Repeat("0", 64)); found {
			t.Error("a value nobody committed")
		}
		write(t, d, centre, func(tx *db.Tx) error { return tx.Must1(qMove, tx.Centre, b) })
		err := d.Read(t.Context(), centre, func(tx *db.Tx) error { _, _, err := ledger.Reveal(tx, b); return err })
		if err == nil {
			t.Error("a value that was moved to another field still fits")
		}
		read(t, d, other, func(tx *db.Tx) error {
			if _, found, err := ledger.Reveal(tx, a); found || err != nil {
				t.Error("another centre reads the value", err)
			}
			return nil
		})
	})
}

func TestAPersonIsErasedOnADecisionAndTheRestVerifies(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		told := 0
		s := &ledger.Service{Store: d, Clear: []func(*db.Tx, ledger.Subject) error{func(_ *db.Tx, who ledger.Subject) error {
			if who != person {
				t.Errorf("told of %v", who)
			}
			told++
			return nil
		}}}
		gone, _ := commit(t, d, person)
		stays, _ := commit(t, d, ledger.Of("person", 52))
		happen(t, d, centre, 20)
		_, before := export(t, s)

		for name, ask := range map[string]struct {
			by ledger.Asker
			d  ledger.Decision
		}{
			"somebody else":         {asker{"ledger.read", "ledger.export"}, decision},
			"without a number":      {all, ledger.Decision{Day: decision.Day}},
			"without a day":         {all, ledger.Decision{Number: "1"}},
			"decided only tomorrow": {all, ledger.Decision{Number: "1", Day: c.Now().Day().Add(1)}},
		} {
			if _, err := s.Erase(t.Context(), ask.by, centre, person, ask.d); err == nil {
				t.Errorf("%s: erased", name)
			}
		}
		if v, _ := reveal(t, d, gone); v != phone {
			t.Fatal("a refused erasure erased")
		}
		events := count(t, d)
		told = 0
		n, err := s.Erase(t.Context(), all, centre, person, decision)
		if err != nil || n != 2 || told == 0 || count(t, d) != events+1 {
			t.Fatalf("%d values, %v, told %d", n, err, told)
		}
		if _, found := reveal(t, d, gone); found {
			t.Error("the value is still there")
		}
		if v, _ := reveal(t, d, stays); v != phone {
			t.Error("somebody else's value is gone")
		}
		files, _ := export(t, s)
		r := verify(t, files, proof.Known{Held: []string{before.Checkpoint}})
		if len(r.Faults) > 0 || r.Held != 1 {
			t.Errorf("the rest does not verify: %v", r.Faults)
		}
		if !bytes.Contains(files[proof.RecordsFile].Data, []byte("person.erased")) {
			t.Error("the erasure is not written down")
		}
		sound(t, d, centre)
	})
}

var qCountEvents = db.Q("ledger.test_count", `select count(*) from ledger_event where centre_id = $1`)

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	read(t, d, centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, qCountEvents, db.Value[int64], tx.Centre)
		return err
	})
	return n
}

var (
	qSealedTexts = db.Q("ledger.test_sealed", `select sealed from ledger_salt where centre_id = $1 and subject_id = $2`)
	qBlank       = db.Q("ledger.test_blank", `update people_person set name = '' where centre_id = $1 and id = $2`)
)

func TestNothingOfAnErasedPersonStandsInTheRawFiles(t *testing.T) {
	dir := t.TempDir()
	c := clock.At(testworld.Monday)
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: c, Keys: testworld.Keys(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const name = "阿不都外力·阿不都热合曼·金丝雀"
	s := &ledger.Service{Store: d, Clear: []func(*db.Tx, ledger.Subject) error{func(tx *db.Tx, who ledger.Subject) error {
		return tx.Must1(qBlank, tx.Centre, who.ID)
	}}}
	write(t, d, centre, func(tx *db.Tx) error {
		return people.Import(tx, "test", []people.Person{{ID: person.ID, Name: name, Since: clock.MustDay("2025-03-03")}})
	})
	happen(t, d, centre, 50)
	commit(t, d, person)
	commit(t, d, ledger.Of("person", 52))
	happen(t, d, centre, 50)
	canaries := append([]string{name}, texts(t, d, person.ID)...)
	for _, text := range canaries {
		if hits(t, dir, text) == 0 {
			t.Fatal("the search finds nothing before the erasure either")
		}
	}
	if hits(t, dir, phone)+hits(t, dir, number) != 0 {
		t.Fatal("a committed value stands in the clear")
	}
	if _, err := s.Erase(t.Context(), all, centre, person, decision); err != nil {
		t.Fatal(err)
	}
	for _, text := range canaries {
		if n := hits(t, dir, text); n != 0 {
			t.Errorf("%d hits of %q after the erasure", n, text)
		}
	}
	if stays := texts(t, d, 52); len(stays) != 2 || hits(t, dir, stays[0]) == 0 {
		t.Error("somebody else's values are gone")
	}
	files, _ := export(t, s)
	if r := verify(t, files, proof.Known{}); len(r.Faults) > 0 {
		t.Error(r.Faults)
	}
	sound(t, d, centre)
}

func texts(t *testing.T, d *db.DB, id int64) (out []string) {
	t.Helper()
	read(t, d, centre, func(tx *db.Tx) (err error) {
		out, err = db.Rows(tx, qSealedTexts, db.Value[string], tx.Centre, id)
		return err
	})
	return out
}

// hits counts a text in the raw files of a folder.
func hits(t *testing.T, dir, text string) (n int) {
	t.Helper()
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, name)
		n += bytes.Count(raw, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOnlyTheAuditorReadsAndExports(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &ledger.Service{Store: w.DB}
		ctx := context.Background()
		for _, p := range []int64{testworld.Ayxam, testworld.Li, testworld.Gulina, testworld.Zhang, testworld.Wang, testworld.Liu} {
			var b bytes.Buffer
			if _, err := s.ExportZip(ctx, w.As(p), centre, &b); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d exports: %v", p, err)
			}
			if err := s.Read(ctx, w.As(p), centre, func(*db.Tx) error { return nil }); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d reads: %v", p, err)
			}
		}
		var b bytes.Buffer
		if _, err := s.ExportZip(ctx, w.As(testworld.Chen), centre, &b); err != nil {
			t.Error(err)
		}
		for _, p := range []int64{testworld.Wang, testworld.Chen, testworld.Zhang} {
			if _, err := s.Erase(ctx, w.As(p), centre, person, decision); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d erases: %v", p, err)
			}
		}
		if _, err := s.Erase(ctx, w.As(testworld.Liu), centre, person, decision); err != nil {
			t.Error(err)
		}
	})
}
