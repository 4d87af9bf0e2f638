package db_test

import (
	"bytes"
	"io/fs"
	"os"
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
