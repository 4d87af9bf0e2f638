package db_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

var qDrop = db.Q("test.drop", `delete from db_command where centre_id = $1 and key = $2`)

func TestAfterACheckpointNothingDeletedStandsInTheFiles(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: clock.At("2026-11-23 10:20")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	canary := strings.Repeat("canary-652301199001011234-", 400) // several pages long
	write := func(f func(tx *db.Tx) error) {
		if err := d.Write(t.Context(), 1, f); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error { return put(tx, "a", canary) })
	if hits(t, dir, canary[:26]) == 0 {
		t.Fatal("the search finds nothing before the deletion either")
	}
	write(func(tx *db.Tx) error { _, err := tx.Exec(qDrop, tx.Centre, "a"); return err })
	if err := d.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := hits(t, dir, canary[:26]); n != 0 {
		t.Fatalf("%d hits after the deletion", n)
	}
	write(func(tx *db.Tx) error { return put(tx, "b", "1") })
	if count(t, d) != 1 {
		t.Fatal("the store does not go on after a checkpoint")
	}
}

// An erasure empties the log; that the log is just being moved because it has grown must not fail it.
func TestACheckpointWaitsForTheLogThatIsBeingMoved(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{Dir: t.TempDir(), Clock: clock.At("2026-11-23 10:20")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for round := range 12 {
		for i := range 334 { // so many make it move
			if err := d.Write(t.Context(), 1, func(tx *db.Tx) error { return put(tx, fmt.Sprint(round, "-", i), strings.Repeat("x", 8000)) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Checkpoint(t.Context()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

// A program that is killed writes no more than its log; the next one must not read that of all before it.
func TestTheLogOfAProgramThatWasKilledIsMovedByTheNextOne(t *testing.T) {
	dir, left := t.TempDir(), int64(0)
	for round := range 3 {
		d, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: clock.At("2026-11-23 10:20")})
		if err != nil {
			t.Fatal(err)
		}
		if n := size(t, dir); round > 0 && n > left/2 { // opening writes a little itself
			t.Errorf("round %d begins with a log of %d bytes, %d were left", round, n, left)
		}
		for i := range 20 {
			key := fmt.Sprint(round, "-", i)
			if err := d.Write(t.Context(), 1, func(tx *db.Tx) error { return put(tx, key, "1") }); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, d); n != int64(20*(round+1)) {
			t.Fatalf("round %d: %d rows", round, n)
		}
		killed := t.TempDir()
		if err := os.CopyFS(killed, os.DirFS(dir)); err != nil { // what a kill leaves
			t.Fatal(err)
		}
		if left = size(t, killed); left == 0 {
			t.Fatal("nothing stands in the log: the test shows nothing")
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		dir = killed
	}
}

// size is how many bytes the log has.
func size(t *testing.T, dir string) int64 {
	t.Helper()
	f, err := os.Stat(filepath.Join(dir, "lianban.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return f.Size()
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
