package queue

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/feature/queue/wait"
	"lianban/internal/testworld"
)

func paceOf(t *testing.T, s *Service, w *testworld.World, zone int64) (p wait.Pace) {
	t.Helper()
	if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		all, err := s.Paces(tx)
		p = all[zone]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

// serve serves so many tickets at window 1, each for so long, and never leaves the window waiting.
func serve(t *testing.T, s *Service, w *testworld.World, n int, long time.Duration) {
	t.Helper()
	ok, clerk := must[Ticket](t), w.As(testworld.Ayxam)
	for range n {
		take(t, s, w.Visitor(), testworld.Company)
		ok(s.CallNext(t.Context(), clerk, testworld.W1))
		ok(s.Arrive(t.Context(), clerk, testworld.W1))
		w.Clock.Advance(long)
		ok(s.Finish(t.Context(), clerk, testworld.W1))
	}
}

//
func TestTheWaitIsSaidOnlyWhenItCanBeKnown(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 4, 8*time.Minute)
		if got := paceOf(t, s, w, testworld.ZoneA).Minutes(3); got != -1 {
			t.Errorf("after four services the wait is said to be %d", got)
		}
		serve(t, s, w, 1, 8*time.Minute)
		if got := paceOf(t, s, w, testworld.ZoneA).Minutes(3); got != 24 {
			t.Errorf("three before, eight minutes each, one window: %d", got)
		}
		if got := paceOf(t, s, w, testworld.ZoneB).Minutes(3); got != -1 {
			t.Errorf("a zone without a service: %d", got)
		}
		must[Seat](t)(s.Pause(t.Context(), w.As(testworld.Ayxam), testworld.W1, "device"))
		if got := paceOf(t, s, w, testworld.ZoneA).Minutes(3); got != -1 {
			t.Errorf("no window calls, yet the wait is said to be %d", got)
		}
	})
}

func TestADayThatBeginsGoesByTheRecentDaysAndNotByAKeyNobodyPressed(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 6, 10*time.Minute)
		called(t, s, w, true) // nobody presses the key: the night ends it
		w.Clock.Set(clock.Must("2026-11-24 01:00"))
		if _, err := s.CloseNight(t.Context(), testworld.Centre); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(clock.Must("2026-11-24 10:05"))
		serve(t, s, w, 1, 10*time.Minute)
		tk := take(t, s, w.Visitor(), testworld.Company)
		last := take(t, s, w.Visitor(), testworld.Food)
		p, err := s.ByToken(t.Context(), testworld.Centre, last.Token)
		if err != nil || p.Ahead != 1 || p.Minutes() != 10 {
			t.Errorf("%s after %s: %d ahead, %d minutes, %v", last.No, tk.No, p.Ahead, p.Minutes(), err)
		}
		sound(t, w)
	})
}
