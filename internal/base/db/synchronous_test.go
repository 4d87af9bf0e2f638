package db_test

import (
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

func TestHowSafeAWriteIsIsReadBackFromTheEngine(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		want := "full"
		if d.Engine == db.Postgres { // the tests' cluster does not wait for the disk, and the answer must say so
			var fsync string
			if err := d.Pool().QueryRowContext(t.Context(), "show fsync").Scan(&fsync); err != nil {
				t.Fatal(err)
			}
			want = "on, fsync " + fsync
		}
		if got, err := d.Synchronous(t.Context()); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	})
	d, err := db.Open(t.Context(), db.Options{Dir: t.TempDir(), Clock: clock.At(testworld.Monday), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := d.Synchronous(t.Context()); err != nil || got != "off" {
		t.Errorf("without syncing: %q, %v", got, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
