package deadline

import (
	"fmt"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// covers: A11-3
func TestAListShowsWhatTheSightShowsAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		market := building
		market.Owner = Owner{Department: testworld.Market, Window: testworld.W1, Person: testworld.Ayxam}
		nobody := building
		nobody.Owner = Owner{}
		for _, n := range []New{building, market, market, nobody} {
			start(t, s, n)
		}
		err := w.DB.Write(t.Context(), testworld.Other, func(tx *db.Tx) error {
			_, err := s.Start(tx, "x", building)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			by   identity.Actor
			f    Filter
			want int
		}{
			"the office sees everything":                {w.As(testworld.Gulina), Filter{}, 4},
			"a chief sees the department's":             {w.As(testworld.Li), Filter{}, 2},
			"a clerk sees the window's":                 {w.As(testworld.Abduwali), Filter{}, 1},
			"another clerk sees none":                   {w.As(testworld.Ma), Filter{}, 0},
			"an administrator sees none":                {w.As(testworld.Wang), Filter{}, 0},
			"a visitor sees none":                       {w.Visitor(), Filter{}, 0},
			"a chief asks for another department":       {w.As(testworld.Li), Filter{Owner: Owner{Department: testworld.Housing}}, 0},
			"the office asks for one department":        {w.As(testworld.Gulina), Filter{Owner: Owner{Department: testworld.Market}}, 2},
			"the office asks for a kind there is not":   {w.As(testworld.Gulina), Filter{Kind: "none"}, 0},
			"the office asks for red ones":              {w.As(testworld.Gulina), Filter{Lamp: Red}, 0},
			"the office asks for green ones":            {w.As(testworld.Gulina), Filter{Lamp: Green}, 4},
			"the office asks for what is due this week": {w.As(testworld.Gulina), Filter{Until: 20261130}, 0},
			"the office asks for one":                   {w.As(testworld.Gulina), Filter{Limit: 1}, 1},
		} {
			sight := c.by.Sight("deadline.read")
			got := write(t, s, func(tx *db.Tx) ([]Deadline, error) { return s.List(tx, sight, c.f) })
			if len(got) != c.want {
				t.Errorf("%s: %d, want %d", name, len(got), c.want)
			}
			for _, d := range got {
				if !sight.Sees(identity.Thing{Department: d.Owner.Department, Window: d.Owner.Window, Person: d.Owner.Person}) {
					t.Errorf("%s: clock of %v is shown but may not be opened", name, d.Owner)
				}
			}
		}
	})
}

func TestCountsByLampAreThoseOfTheList(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		for _, limit := range []int{1, 3, 10, 10, 20, 10} {
			n := building
			n.Limit = wd(limit)
			start(t, s, n)
		}
		all := write(t, s, func(tx *db.Tx) ([]Deadline, error) { return s.List(tx, identity.Sight{All: true}, Filter{}) })
		w.Clock.Set(clock.Must("2026-11-25 10:00"))
		hold(t, s, all[5].ID)
		act(t, s, s.Meet, all[4].ID)
		write(t, s, func(tx *db.Tx) (Deadline, error) { return s.Cancel(tx, "x", all[3].ID, "撤回") })
		got := write(t, s, func(tx *db.Tx) (Tally, error) { return s.Counts(tx, identity.Sight{All: true}, Filter{}) })
		want := Tally{Red: 1, Yellow: 1, Green: 1, Hold: 1, Done: 1}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
		closed := write(t, s, func(tx *db.Tx) ([]Deadline, error) {
			return s.List(tx, identity.Sight{All: true}, Filter{Lamp: Done})
		})
		if len(closed) != 2 {
			t.Errorf("%d closed, want the met and the cancelled", len(closed))
		}
		w.Clock.Set(clock.Must("2026-11-26 10:00"))
		got = write(t, s, func(tx *db.Tx) (Tally, error) { return s.Counts(tx, identity.Sight{All: true}, Filter{}) })
		if got[Done] != 0 {
			t.Errorf("yesterday's %d count as today's", got[Done])
		}
	})
}
