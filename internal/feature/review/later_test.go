package review

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

var qTestPending = db.Q("review.test_pending", `select count(*) from review_pending where centre_id = $1 and level > 0`)

func pendingNow(t *testing.T, w *testworld.World) (n int) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, qTestPending, db.Value[int], tx.Centre)
		return err
	})
	return n
}

func match(t *testing.T, s *Service) int {
	t.Helper()
	n, err := s.Match(t.Context(), testworld.Centre)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// covers: A11-7
func TestWhatAPadKeptGoesToTheServiceThatEndedLastBeforeItAndToNoOther(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		start := w.Clock.Now()
		first := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		other := invite(t, s, w, 7003, testworld.W2, testworld.Serik)
		w.Clock.Set(start.Add(5 * time.Minute))
		second := invite(t, s, w, 7002, testworld.W1, testworld.Ayxam)
		w.Clock.Set(start.Add(7 * time.Minute))
		kept := []Kept{{ID: "a", Level: 1, At: start.Add(time.Minute)}, {ID: "b", Level: 5, At: start.Add(6 * time.Minute)},
			{ID: "c", Level: 4, At: start.Add(6*time.Minute + time.Second)}}
		if err := s.KeepFromPad(t.Context(), pad(testworld.W2), testworld.W1, kept); !errs.Is(err, errs.Forbidden) {
			t.Fatalf("another window's pad: %v", err)
		}
		for range 2 {
			if err := s.KeepFromPad(t.Context(), pad(testworld.W1), testworld.W1, kept); err != nil {
				t.Fatal(err)
			}
		}
		if n := match(t, s); n != 0 {
			t.Errorf("%d were matched before the windows have told what they did", n)
		}
		w.Clock.Set(start.Add(8 * time.Minute))
		if n := match(t, s); n != 2 {
			t.Errorf("%d were matched, want two", n)
		}
		for _, want := range []struct {
			in Invitation
			to Standing
		}{{first, VeryDissatisfied}, {second, VerySatisfied}, {other, Open}} {
			if got := of(t, w, want.in.Of); got.Standing != want.to {
				t.Errorf("ticket %d stands at %d, want %d", want.in.Of, got.Standing, want.to)
			}
		}
		if n := pendingNow(t, w); n != 1 {
			t.Errorf("%d wait, want the one that has no service of its own", n)
		}
		if n, err := s.DropUnmatched(t.Context(), testworld.Centre); n != 0 || err != nil {
			t.Errorf("dropped before the night: %d %v", n, err)
		}
		w.Clock.Set(clock.Must("2026-11-24 00:30"))
		if n, err := s.DropUnmatched(t.Context(), testworld.Centre); n != 1 || err != nil {
			t.Errorf("dropped by night: %d %v", n, err)
		}
		if n := pendingNow(t, w) + match(t, s); n != 0 {
			t.Errorf("%d left after the night", n)
		}
		sound(t, w)
	})
}
