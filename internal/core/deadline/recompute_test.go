package deadline

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/testworld"
)

// eid is a regional notice that takes one working day in the first week of December 2026.
func eid(t *testing.T, day string) calendar.Notice {
	t.Helper()
	n, err := calendar.Overlay("xinjiang", 2026, "新政办发〔2026〕8号", clock.MustDay("2026-11-24"),
		[]calendar.Special{{Day: clock.MustDay(day), Name: "古尔邦节", Off: true}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// covers: A11-3
func TestANoticeMovesOpenDeadlinesAfterAPreviewAndNeverClosedOnes(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		short := building
		short.Limit = wd(3)
		moved, stopped, before, met := start(t, s, building), start(t, s, building), start(t, s, short), start(t, s, building)
		hold(t, s, stopped.ID)
		act(t, s, s.Meet, met.ID)
		for _, preview := range []bool{true, false} {
			e, err := s.Calendar.Import(t.Context(), testworld.Centre, w.As(testworld.Zhang), eid(t, "2026-12-02"), preview)
			if err != nil || e.Open != 3 || len(e.Moved) != 2 || e.Settled != 3 {
				t.Fatalf("preview %t: %+v, %v", preview, e, err)
			}
			if m := e.Moved[0]; m.Deadline != moved.ID || m.Was != 20261207 || m.Is != 20261208 || m.Over || m.Ref != building.Ref {
				t.Errorf("preview %t: %+v", preview, m)
			}
			now := write(t, s, func(tx *db.Tx) (Deadline, error) { return s.One(tx, moved.ID) })
			if preview == (now.Day != 20261207) || preview != now.Provisional {
				t.Errorf("preview %t: due %s, provisional %t", preview, now.Day, now.Provisional)
			}
		}
		for id, want := range map[int64]clock.Day{stopped.ID: 20261208, before.ID: 20261126, met.ID: 20261207} {
			if d := write(t, s, func(tx *db.Tx) (Deadline, error) { return s.One(tx, id) }); d.Day != want {
				t.Errorf("%s clock is due %s, want %s", d.State, d.Day, want)
			}
		}
		verified(t, s)
		if e, err := s.Calendar.Import(t.Context(), testworld.Centre, w.As(testworld.Zhang), eid(t, "2026-12-02"), false); err != nil ||
			e.Changed {
			t.Errorf("the same notice again: %+v, %v", e, err)
		}
		// A corrected notice takes the place of the former: what was moved moves back.
		e, err := s.Calendar.Import(t.Context(), testworld.Centre, w.As(testworld.Zhang), eid(t, "2026-12-25"), false)
		if err != nil || len(e.Moved) != 2 || e.Moved[0].Is != 20261207 {
			t.Errorf("corrected: %+v, %v", e, err)
		}
		verified(t, s)
	})
}

// fires counts what a plan's steps did.
type fires struct {
	mu  sync.Mutex
	all []string
}

func (f *fires) step(key string, when When) Step {
	return Step{Key: key, When: when, Do: func(tx *db.Tx, d Deadline) error {
		tx.After(func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.all = append(f.all, key+"@"+tx.Now.Format("01-02 15:04"))
		})
		return nil
	}}
}

func (f *fires) plan() Plan {
	return Plan{f.step("after_1", After(1)), f.step("yellow", AtYellow), f.step("missed", OnMissed), f.step("due_day", OnDueDay),
		f.step("before_3", Before(3))}
}

// live lets the world's clock pass hour by hour and sweeps.
func live(t *testing.T, s *Service, w *testworld.World, until string) {
	t.Helper()
	for end := clock.Must(until); w.Clock.Now() < end; {
		w.Clock.Advance(time.Hour)
		if _, err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// covers: A11-3
func TestEveryStepOfAPlanComesOnceAtItsHour(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), &fires{}
		s.Plans[building.Kind] = f.plan()
		n := building
		n.Limit = wd(5) // due Monday 11-30
		d := start(t, s, n)
		live(t, s, w, "2026-11-27 12:00")
		hold(t, s, d.ID)
		live(t, s, w, "2026-12-01 12:00")
		act(t, s, s.Resume, d.ID) // one working day is left: due Wednesday 12-02, yellow at once
		live(t, s, w, "2026-12-06 12:00")
		// "three days before" had passed when it was resumed; yellow comes again for the new due.
		want := "[before_3@11-25 10:20 yellow@11-27 00:20 yellow@12-01 13:20 due_day@12-02 10:20 missed@12-03 00:20 after_1@12-03 10:20]"
		if got := fmt.Sprint(f.all); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		verified(t, s)
	})
}

func TestAClockThatIsYellowFromItsFirstMomentRemindsOfNothingThen(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), &fires{}
		s.Plans[building.Kind] = f.plan()
		n := building
		n.Limit = wd(1)
		start(t, s, n)
		live(t, s, w, "2026-11-23 19:00")
		if len(f.all) > 0 {
			t.Errorf("reminded at the start: %v", f.all)
		}
		live(t, s, w, "2026-11-24 12:00")
		if got := fmt.Sprint(f.all); got != "[due_day@11-24 10:20]" {
			t.Errorf("on the last day: %s", got)
		}
	})
}

func TestManySweepersDoEveryStepOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		var n atomic.Int64
		s.Plans[building.Kind] = Plan{{Key: "missed", When: OnMissed, Do: func(tx *db.Tx, _ Deadline) error {
			tx.After(func() { n.Add(1) })
			return nil
		}}}
		for round := range 3 {
			for range 12 {
				start(t, s, building)
			}
			w.Clock.Advance(40 * 24 * time.Hour)
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if _, err := s.Sweep(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if _, err := s.Sweep(t.Context()); err != nil { // whatever was in another's hands
				t.Error(err)
			}
			if got := n.Load(); got != int64(12*(round+1)) {
				t.Fatalf("round %d: %d done, want %d", round, got, 12*(round+1))
			}
		}
	})
}

func TestAFailingStepHoldsUpNoOtherAndIsTriedAgain(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		sick, done := int64(0), map[int64]int{}
		s.Plans[building.Kind] = Plan{{Key: "missed", When: OnMissed, Do: func(tx *db.Tx, d Deadline) error {
			if d.ID == sick {
				return errors.New("sick")
			}
			tx.After(func() { done[d.ID]++ })
			return nil
		}}}
		first, second := start(t, s, building), start(t, s, building)
		sick = first.ID
		w.Clock.Advance(40 * 24 * time.Hour)
		if n, err := s.Sweep(t.Context()); err == nil || n != 1 || done[second.ID] != 1 {
			t.Fatalf("%d done, %v", n, err)
		}
		if n, err := s.Sweep(t.Context()); err != nil || n != 0 {
			t.Fatalf("before the time for another try: %d done, %v", n, err)
		}
		sick = 0
		w.Clock.Advance(retry)
		if n, err := s.Sweep(t.Context()); err != nil || n != 1 || done[first.ID] != 1 || done[second.ID] != 1 {
			t.Fatalf("%d done, %v, %v", n, done, err)
		}
	})
}

func TestAStepMayEndItsOwnClockAndMeetingItStopsWhatWasToCome(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), &fires{}
		s.Plans[building.Kind] = Plan{f.step("after_1", After(1)), {Key: "missed", When: OnMissed,
			Do: func(tx *db.Tx, d Deadline) error {
				_, err := s.Cancel(tx, "job:deadline", d.ID, "视为撤回")
				return err
			}}}
		d, met := start(t, s, building), start(t, s, building)
		act(t, s, s.Meet, met.ID)
		w.Clock.Advance(60 * 24 * time.Hour)
		if n, err := s.Sweep(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d looked after, %v", n, err)
		}
		if d := write(t, s, func(tx *db.Tx) (Deadline, error) { return s.One(tx, d.ID) }); d.State != Cancelled || len(f.all) != 0 {
			t.Errorf("%s, then %v", d.State, f.all)
		}
	})
}

func TestAPlanThatIsNewReachesClocksThatRanBefore(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), &fires{}
		start(t, s, building)
		s.Plans[building.Kind] = Plan{f.step("missed", OnMissed)}
		w.Clock.Advance(40 * 24 * time.Hour)
		if n, err := s.Sweep(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d, %v", n, err)
		}
		if err := s.Rearm(t.Context(), testworld.Centre); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(f.all) != 1 {
			t.Errorf("%v", f.all)
		}
	})
}

// covers: A11-3
func TestWhateverHappensToClocksDueIsWhatTheCalendarCountsFromScratch(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		dice := uint32(7)
		roll := func(n int) int {
			dice = dice*1664525 + 1013904223
			return int(dice>>16) % n
		}
		var ids []int64
		for i := range 150 {
			w.Clock.Advance(time.Duration(roll(30)) * time.Hour)
			if len(ids) == 0 || roll(6) == 0 {
				n := building
				n.Limit = calendar.Limit{N: roll(25), Unit: []calendar.Unit{calendar.WorkingDays, calendar.Days}[roll(2)]}
				ids = append(ids, start(t, s, n).ID)
			}
			id := ids[roll(len(ids))]
			_, _ = try(t, s, func(tx *db.Tx) (Deadline, error) { // what the state forbids is refused, and that is right
				switch roll(6) {
				case 0, 1:
					return s.Pause(tx, "x", id, "检验")
				case 2, 3:
					return s.Resume(tx, "x", id)
				case 4:
					return s.Extend(tx, "x", id, wd(roll(5)), "延长")
				}
				return s.Meet(tx, "x", id)
			})
			if i%40 == 20 {
				day := clock.MustDay("2026-12-01").Add(roll(30)).String()
				if _, err := s.Calendar.Import(t.Context(), testworld.Centre, w.As(testworld.Zhang), eid(t, day), false); err != nil {
					t.Fatal(err)
				}
			}
		}
		verified(t, s)
	})
}

// P-10: a calendar change counts 100,000 open clocks again within a second: at most 10 µs each.
func BenchmarkCountingAClockAgain(b *testing.B) {
	cal, err := calendar.Shipped().Named("xinjiang")
	if err != nil {
		b.Fatal(err)
	}
	all := []change{paused("2026-11-24 10:00", "2026-11-26 10:00")}
	for b.Loop() {
		d := Deadline{New: New{From: clock.Must("2026-11-23 10:00"), Limit: wd(20)}}
		if err := d.count(cal, all); err != nil {
			b.Fatal(err)
		}
	}
}
