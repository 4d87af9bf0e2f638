package directory_test

import (
	"slices"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/people"
	"lianban/internal/testworld"
)

func write(t *testing.T, w *testworld.World, f func(tx *db.Tx) error) error {
	t.Helper()
	return w.DB.Write(t.Context(), testworld.Centre, f)
}

func window(id int64, no int) directory.Window {
	return directory.Window{ID: id, Zone: testworld.ZoneA, Department: testworld.Market, No: no, Name: "新窗口", Short: "新窗口"}
}

// covers: A5-4
func TestADaysTurnsAreItsRowsThatBeginOrEndAndNoOthers(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		noon, tomorrow := clock.Must("2026-11-23 12:00"), clock.Must("2026-11-24 00:00")
		fifth := window(35, 5)
		fifth.Span = directory.Span{From: noon, Until: tomorrow}
		if err := write(t, w, func(tx *db.Tx) error {
			return w.Directory.Add(tx, "test", directory.Setup{Windows: []directory.Window{fifth},
				Services: []directory.Serving{{Window: 35, Item: testworld.Food, Span: directory.Span{From: noon}},
					{Window: 35, Item: testworld.Card, Span: directory.Span{From: noon}},
					{Window: testworld.W4, Item: testworld.Card, Span: directory.Span{From: clock.Must("2026-11-23 10:00"), Until: noon}}},
				Posts: []directory.Post{{Window: testworld.W4, Person: testworld.Ma, Post: "B", Span: directory.Span{From: tomorrow}}}})
		}); err != nil {
			t.Fatal(err)
		}
		hall, _ := w.Directory.Now(t.Context(), testworld.Centre)
		var got []directory.Turning
		for _, turn := range hall.Turns(noon.Day()) {
			got = append(got, turn.What)
			if turn.Window == 35 && turn.What == directory.Begins && len(turn.Items) != 2 {
				t.Errorf("what begins together is not one turn: %v", turn)
			}
		}
		want := []directory.Turning{directory.Begins, directory.Ends, directory.Opens, directory.Begins}
		if !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if next := hall.Turns(tomorrow.Day()); len(next) != 2 || next[0].What != directory.Staffs || next[0].Posts[0] != "B" || next[1].What != directory.Closes {
			t.Errorf("tomorrow: %v", next)
		}
	})
}

func TestWhatIsAddedShowsAtOnceAndOnlyInItsCentre(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		before, err := w.Directory.Now(t.Context(), testworld.Centre)
		if err != nil {
			t.Fatal(err)
		}
		if err := write(t, w, func(tx *db.Tx) error {
			return w.Directory.Add(tx, "test", directory.Setup{Windows: []directory.Window{window(35, 5)}})
		}); err != nil {
			t.Fatal(err)
		}
		after, _ := w.Directory.Now(t.Context(), testworld.Centre)
		other, _ := w.Directory.Now(t.Context(), testworld.Other)
		now := w.Clock.Now()
		if len(before.Open(now)) != 4 || len(after.Open(now)) != 5 || len(other.Open(now)) != 4 {
			t.Errorf("%d, %d, %d windows", len(before.Open(now)), len(after.Open(now)), len(other.Open(now)))
		}
	})
}

func TestANumberThatIsTakenIsAConflictAndNothingIsAdded(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		err := write(t, w, func(tx *db.Tx) error {
			return w.Directory.Add(tx, "test", directory.Setup{Windows: []directory.Window{window(35, 5), window(36, 4)}})
		})
		hall, _ := w.Directory.Now(t.Context(), testworld.Centre)
		if !errs.Is(err, errs.Conflict) || len(hall.Open(w.Clock.Now())) != 4 {
			t.Errorf("%v, %d windows", err, len(hall.Open(w.Clock.Now())))
		}
	})
}

func TestTheHallIsSeenAsOfAnyInstant(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		ended, now := window(35, 5), w.Clock.Now()
		ended.From, ended.Until = now-100, now
		if err := write(t, w, func(tx *db.Tx) error {
			return w.Directory.Add(tx, "test", directory.Setup{Windows: []directory.Window{ended, window(36, 5)},
				Services: []directory.Serving{{Window: 36, Item: testworld.Card, Span: directory.Span{From: now + 10}}}})
		}); err != nil {
			t.Fatal(err)
		}
		hall, _ := w.Directory.Now(t.Context(), testworld.Centre)
		for at, want := range map[clock.Instant]int64{now - 101: 36, now: 36} {
			if win, _ := hall.WindowNo(5, at); win.ID != want {
				t.Errorf("at %d window 5 is %d", at-now, win.ID)
			}
		}
		if win, ok := hall.WindowNo(5, now-1); !ok || win.ID != 35 {
			t.Errorf("before: %+v", win)
		}
		for at, want := range map[clock.Instant]int{now + 9: 1, now + 10: 2} {
			if n := len(hall.Serving(testworld.Card, at)); n != want {
				t.Errorf("at %d it is served at %d windows", at-now, n)
			}
		}
	})
}

var (
	qTestNo   = db.Q("directory.test_no", `update directory_window set until_at = $3, no = 1 where centre_id = $1 and id = $2`)
	qTestPost = db.Q("directory.test_post", `update directory_post set until_at = 5, from_at = 9, person_id = 777
		where centre_id = $1 and window_id = $2`)
	qTestIndex = db.Q("people.test_index", `update people_person set id_index = 'x', department_id = 99
		where centre_id = $1 and id = $2`)
)

func TestVerifyFindsWhatDoesNotBelongTogether(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		verified(t, w)
		if err := write(t, w, func(tx *db.Tx) error {
			if err := tx.Must1(qTestNo, tx.Centre, testworld.W3, tx.Now.Add(1e9)); err != nil {
				return err
			}
			if err := tx.Must1(qTestPost, tx.Centre, testworld.W4); err != nil {
				return err
			}
			return tx.Must1(qTestIndex, tx.Centre, testworld.Li)
		}); err != nil {
			t.Fatal(err)
		}
		verified(t, w, "I6: windows 31 and 33 have the number 1 at one time",
			"I6: post A of person 777 at window 34 ends before it begins",
			"I12: person 54 is of department 99, which the centre does not have",
			"I6: the ID number of person 54 and its index do not stand together",
			"I12: window 34 has person 777 in post A, whom the centre does not have")
	})
}

func verified(t *testing.T, w *testworld.World, want ...string) {
	t.Helper()
	err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		hall, err := directory.Verify(tx)
		if err != nil {
			return err
		}
		staff, err := people.Verify(tx)
		if got := append(hall, staff...); !slices.Equal(got, want) {
			t.Errorf("found\n%q, want\n%q", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
