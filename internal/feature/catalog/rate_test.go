package catalog

import (
	"slices"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// covers: A4-1 A4-2
func TestTheRateCountsWhatMustEnterAndNamesWhatLowersIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		var since clock.Day
		s.Accepted = func(_ *db.Tx, from clock.Day) (map[int64]int, error) {
			since = from
			return map[int64]int{testworld.Company: 3}, nil
		}
		rate := func(sight identity.Sight) (r Rate) {
			read(t, w, func(tx *db.Tx) (err error) {
				r, err = s.Rate(tx, sight)
				return err
			})
			return r
		}
		all := identity.Sight{All: true}
		r := rate(all)
		// Five items: three stationed, one delegated, one on the negative list, which need not enter.
		if r.Sum.All != 5 || r.Sum.MustEnter() != 4 || r.Sum.Entered() != 4 || len(r.Open) != 0 {
			t.Fatalf("%+v", r.Sum)
		}
		if n, ok := r.Sum.Permille(); !ok || n != 1000 {
			t.Errorf("%d of a thousand", n)
		}
		if len(r.Idle) != 0 {
			t.Errorf("what entered today is idle: %+v", r.Idle) // since is 90 days ago
		}
		if !slices.Contains(r.Themes, Theme{"personal", "死亡殡葬"}) || slices.Contains(r.Themes, Theme{"personal", "证件办理"}) {
			t.Errorf("themes %v", r.Themes)
		}

		// The office says of one that it is not yet in the hall: it stays listed and lowers the rate.
		it := itemOf(t, s, w, testworld.Building)
		if _, err := s.Classify(t.Context(), w.As(testworld.Gulina), it.ID, it.Changed, Classification{Kind: it.Kind, Level: it.Level, Mode: None,
			Reason: "窗口改造", Since: 20261101}); err != nil {
			t.Fatal(err)
		}
		r = rate(all)
		if n, _ := r.Sum.Permille(); n != 750 || r.Sum.NotYet != 1 || len(r.Open) != 1 || r.Open[0].Reason != "窗口改造" || r.Open[0].Since != 20261101 {
			t.Errorf("%+v, open %+v", r.Sum, r.Open)
		}
		if first := r.Shares[0]; first.Department != testworld.Housing || first.MustEnter() != 1 || first.Entered() != 0 {
			t.Errorf("the lowest comes first: %+v", r.Shares)
		}
		// A department sees its own and no other's.
		if own := rate(identity.Sight{Departments: []int64{testworld.Market}}); own.Sum.All != 2 || len(own.Open) != 0 {
			t.Errorf("in one department: %+v", own.Sum)
		}

		// 明进暗不进: after the figure's days without an acceptance, and only then.
		w.Clock.Set(w.Clock.Now().Day().Add(90).At(12, 0))
		if r = rate(all); r.Days != 90 || since != w.Clock.Now().Day().Add(-90) || len(r.Idle) != 2 ||
			slices.ContainsFunc(r.Idle, func(i Item) bool { return i.ID == testworld.Company || i.Mode == None || i.Mode == Negative }) {
			t.Errorf("%d days since %s: %+v", r.Days, since, r.Idle)
		}
	})
}

// covers: A4-1 A4-3
func TestItemsAndWindowsThatDoNotMeetAreListed(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		write(t, w, func(tx *db.Tx) error {
			return s.Import(tx, "test", []Entry{{Item: Item{ID: 99, Code: "C-099", Name: "没有窗口的事项", Department: testworld.Market,
				Kind: Confirmation, Mode: Stationed}}})
		})
		read(t, w, func(tx *db.Tx) error {
			names := func(only string) (out []string) {
				p, err := s.List(tx, identity.Sight{All: true}, Query{Only: only})
				if err != nil {
					t.Fatal(err)
				}
				for _, it := range p.Items {
					out = append(out, it.Name)
				}
				return out
			}
			c, err := s.Count(tx, identity.Sight{All: true})
			unserved, bare := names("unserved"), names("bare")
			if !slices.Equal(unserved, []string{"没有窗口的事项"}) || c.Unserved != 1 {
				t.Errorf("in the hall without a window: %v, counted %d", unserved, c.Unserved)
			}
			// Food and building are served and have no guide; what is on the negative list is served by nobody.
			if !slices.Contains(bare, "食品经营许可新办") || slices.Contains(bare, "内资有限公司设立登记") || c.Bare != len(bare) {
				t.Errorf("served without a guide: %v, counted %d", bare, c.Bare)
			}
			return err
		})
	})
}
