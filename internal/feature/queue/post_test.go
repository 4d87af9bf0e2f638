package queue

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// telling keeps what the service tells of absences that are too long.
func telling(s *Service) *[]time.Duration {
	var all []time.Duration
	s.Over = func(_ *db.Tx, _ identity.Actor, _ Absence, elapsed time.Duration) error {
		all = append(all, elapsed)
		return nil
	}
	return &all
}

func offPost(t *testing.T, s *Service, w *testworld.World, person int64) (o OffPost) {
	t.Helper()
	if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		o, err = s.OffPost(tx, person)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return o
}

func fifteenMinutesAwayAreAllowedAndASecondMoreIsTold(t *testing.T, w *testworld.World) {
	s, clerk, ok := serviceIn(w), w.As(testworld.Ayxam), must[Seat](t)
	told := telling(s)
	for i, away := range []time.Duration{15*time.Minute + 999*time.Millisecond, 15*time.Minute + time.Second} {
		ok(s.Pause(t.Context(), clerk, testworld.W1, Away))
		w.Clock.Advance(away)
		ok(s.Resume(t.Context(), clerk, testworld.W1))
		if len(*told) != i {
			t.Fatalf("%s away: told %v", away, *told)
		}
		w.Clock.Advance(10 * time.Minute)
	}
	if o := offPost(t, s, w, testworld.Ayxam); o.Times != 2 || o.Total.Truncate(time.Second) != 30*time.Minute+time.Second {
		t.Errorf("%d times, %s", o.Times, o.Total)
	}
}

func aShortReturnDoesNotBeginTheTimeAnew(t *testing.T, w *testworld.World) {
	s, clerk, ok := serviceIn(w), w.As(testworld.Ayxam), must[Seat](t)
	told := telling(s)
	ok(s.Pause(t.Context(), clerk, testworld.W1, Away))
	w.Clock.Advance(10 * time.Minute)
	ok(s.Resume(t.Context(), clerk, testworld.W1))
	w.Clock.Advance(119 * time.Second)
	seat := ok(s.Pause(t.Context(), clerk, testworld.W1, Away))
	if want := w.Clock.Now().Add(5 * time.Minute); seat.BackBy != want {
		t.Errorf("back by %s, want %s: five minutes are left", seat.BackBy, want)
	}
	w.Clock.Advance(6 * time.Minute)
	ok(s.Resume(t.Context(), clerk, testworld.W1))
	if o := offPost(t, s, w, testworld.Ayxam); o.Times != 1 || o.Total != 16*time.Minute || len(*told) != 1 {
		t.Errorf("%d times, %s, told %v: want one of 16 minutes", o.Times, o.Total, *told)
	}
	w.Clock.Advance(2 * time.Minute)
	if seat = ok(s.Pause(t.Context(), clerk, testworld.W1, Away)); seat.BackBy != w.Clock.Now().Add(15*time.Minute) {
		t.Errorf("after two minutes back by %s", seat.BackBy)
	}
}

func lunchDoesNotRunTheTimeAndADeviceThatFailsNeither(t *testing.T, w *testworld.World) {
	s, clerk, ok := serviceIn(w), w.As(testworld.Ayxam), must[Seat](t)
	told := telling(s)
	w.Clock.Set(w.Clock.Now().Day().At(13, 55))
	if seat := ok(s.Pause(t.Context(), clerk, testworld.W1, Away)); seat.BackBy != w.Clock.Now().Day().At(15, 40) {
		t.Errorf("back by %s", seat.BackBy)
	}
	w.Clock.Set(w.Clock.Now().Day().At(15, 40))
	ok(s.Resume(t.Context(), clerk, testworld.W1))
	ok(s.Pause(t.Context(), clerk, testworld.W1, "device"))
	w.Clock.Advance(time.Hour)
	ok(s.Resume(t.Context(), clerk, testworld.W1))
	if o := offPost(t, s, w, testworld.Ayxam); o.Total != 15*time.Minute || len(*told) != 0 {
		t.Errorf("%s, told %v", o.Total, *told)
	}
}

func theBPostKeepsTheWindowOpenButTheTimeOfTheAPostRunsOn(t *testing.T, w *testworld.World) {
	s, ok := serviceIn(w), must[Seat](t)
	a, b := w.As(testworld.Ayxam), w.As(testworld.Serik)
	told := telling(s)
	ok(s.Pause(t.Context(), a, testworld.W1, Away))
	w.Clock.Advance(2 * time.Minute)
	ok(s.Resume(t.Context(), b, testworld.W1))
	take(t, s, w.Visitor(), testworld.Company)
	must[Ticket](t)(s.CallNext(t.Context(), b, testworld.W1))
	w.Clock.Advance(14 * time.Minute)
	if n, err := s.WatchPosts(t.Context(), testworld.Centre); n != 1 || err != nil {
		t.Fatalf("told of %d, %v", n, err)
	}
	if n, err := s.WatchPosts(t.Context(), testworld.Centre); n != 0 || err != nil {
		t.Fatalf("told again of %d, %v", n, err)
	}
	if o := offPost(t, s, w, testworld.Ayxam); o.Now == nil || o.Run != 16*time.Minute {
		t.Fatalf("the time of the A post: %+v", o)
	}
	must[Ticket](t)(s.Miss(t.Context(), b, testworld.W1))
	ok(s.Resume(t.Context(), a, testworld.W1))
	if o := offPost(t, s, w, testworld.Ayxam); o.Now != nil || len(*told) != 1 {
		t.Errorf("back: %+v, told %v", o, *told)
	}
}

func nobodyIsAwayTwiceAtOnceAndResumingAnOpenWindowChangesNothing(t *testing.T, w *testworld.World) {
	s, serik, ok := serviceIn(w), w.As(testworld.Serik), must[Seat](t)
	ok(s.Pause(t.Context(), serik, testworld.W2, Away))
	if _, err := s.Pause(t.Context(), serik, testworld.W1, Away); !errs.Is(err, errs.Conflict) {
		t.Errorf("away from two windows: %v", err)
	}
	before := ok(s.Resume(t.Context(), serik, testworld.W2))
	w.Clock.Advance(time.Minute)
	if after := ok(s.Resume(t.Context(), serik, testworld.W2)); after.Since != before.Since {
		t.Error("resuming an open window opened it again")
	}
	if _, err := s.Pause(t.Context(), serik, testworld.W2, "nap"); !errs.Is(err, errs.Invalid) {
		t.Errorf("an unknown reason: %v", err)
	}
}

func whoDoesNotComeBackIsAwayUntilTheHallCloses(t *testing.T, w *testworld.World) {
	s, clerk := serviceIn(w), w.As(testworld.Ayxam)
	told := telling(s)
	w.Clock.Set(w.Clock.Now().Day().At(19, 0))
	must[Seat](t)(s.Pause(t.Context(), clerk, testworld.W1, Away))
	w.Clock.Set(w.Clock.Now().Day().Add(1).At(1, 0))
	if _, err := s.CloseNight(t.Context(), testworld.Centre); err != nil {
		t.Fatal(err)
	}
	if len(*told) != 1 || (*told)[0] != 30*time.Minute {
		t.Errorf("told %v, want the half hour until the hall closed", *told)
	}
}

func TestTheTimeToBeBackIsCountedWithinTheOpeningHours(t *testing.T) {
	h, err := calendar.Shipped().Hours("xinjiang")
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"2026-11-23 10:00": "2026-11-23 10:15", "2026-11-23 13:50": "2026-11-23 15:35",
		"2026-11-23 13:45": "2026-11-23 14:00", "2026-11-27 19:25": "2026-11-30 10:10", "2026-11-23 08:00": "2026-11-23 10:15"} {
		if got := backBy(h, clock.Must(from), 15*time.Minute); got != clock.Must(want) {
			t.Errorf("from %s back by %s, want %s", from, got, want)
		}
	}
}

// covers: A9-4 Q-8
func TestOffPostRunsByTheMeasures(t *testing.T) {
	scenes(t,
		fifteenMinutesAwayAreAllowedAndASecondMoreIsTold,
		aShortReturnDoesNotBeginTheTimeAnew,
		lunchDoesNotRunTheTimeAndADeviceThatFailsNeither,
		theBPostKeepsTheWindowOpenButTheTimeOfTheAPostRunsOn,
		nobodyIsAwayTwiceAtOnceAndResumingAnOpenWindowChangesNothing,
		whoDoesNotComeBackIsAwayUntilTheHallCloses,
	)
}
