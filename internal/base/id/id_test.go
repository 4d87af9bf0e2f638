package id

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
)

func TestIDsGrowAlsoWhenTheClockIsSetBack(t *testing.T) {
	c := clock.At("2026-11-23 10:20")
	m, last := New(c, 1, nil), int64(0)
	for i := range 10_000 {
		if i == 5_000 {
			c.Advance(-time.Hour)
		}
		next := m.Next()
		if next <= last {
			t.Fatalf("%d after %d", next, last)
		}
		last = next
	}
}

func TestANewLifeDoesNotRepeatTheIDsOfTheOneBefore(t *testing.T) {
	before := New(clock.At("2026-11-23 10:20"), 1, nil)
	seen := map[int64]bool{}
	for range 100 {
		seen[before.Next()] = true
	}
	known := before.Next() // the newest that was written down
	for range 100 {
		seen[before.Next()] = true // of the same transaction, a moment later
	}
	// The machine's clock is an hour behind after the restart.
	after := New(clock.At("2026-11-23 09:20"), 1, nil)
	after.After(known)
	for range 1000 {
		if n := after.Next(); seen[n] || n <= known {
			t.Fatalf("%d was given before", n)
		}
	}
	forgetful := New(clock.At("2026-11-23 10:20"), 1, nil)
	if !seen[forgetful.Next()] {
		t.Error("the control made no id twice: the test proves nothing")
	}
}

func TestTokensAreNotRepeatedAndNamesOfTheirAlphabet(t *testing.T) {
	m, seen := New(clock.At("2026-11-23 10:20"), 1, nil), map[string]bool{}
	for range 1000 {
		token := m.Token()
		if len(token) != 26 || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
}
