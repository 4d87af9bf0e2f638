package finding_test

import (
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/finding"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// covers: A20-2
func TestWhoSpeaksLateIsHeardAsLongAsNothingIsDecided(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		f := o.propose(t, offpost())
		w.Clock.Set(clock.Must("2026-11-26 00:00:01"))
		if _, err := o.Deadlines.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a, err := o.State(t.Context(), w.As(testworld.Ayxam), f.ID, "当时在三楼送材料。"); err != nil || a.State != finding.Stated {
			t.Fatal(a, err)
		}
		o.verified(t)
	})
}

// covers: A11-3 A20-2
func TestAMissedLimitIsAFactOfItsLastDay(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		o.Deadlines.Plans["case.promise"] = deadline.Plan{o.Missed("limit.missed")}
		err := o.Store.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			_, err := o.Deadlines.Start(tx, "test", deadline.New{Kind: "case.promise", Title: "食品经营许可", Ref: "CJ1", Article: "11.3",
				Subject: ledger.Of("case", 7), Owner: deadline.Owner{Department: testworld.Market},
				Limit: calendar.Limit{N: 1, Unit: calendar.WorkingDays}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		// 24:00 of the last day is still in time.
		for want, at := range []string{"2026-11-25 00:00", "2026-11-25 00:00:01"} {
			w.Clock.Set(clock.Must(at))
			if _, err := o.Deadlines.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			all, err := o.List(t.Context(), w.As(testworld.Gulina), finding.Filter{})
			if err != nil || len(all) != want {
				t.Fatalf("at %s: %d findings, %v", at, len(all), err)
			}
			if want == 1 && (all[0].Day != 20261124 || all[0].When() != "2026-11-24 24:00") {
				t.Errorf("the fact is of %s, at %s", all[0].Day, all[0].When())
			}
		}
	})
}
