package finding_test

import (
	"fmt"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// covers: A20-2
func TestAListShowsWhatOneMayOpenAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		all := []finding.Finding{o.propose(t, offpost()), o.propose(t, late())}
		err := o.Store.Write(t.Context(), testworld.Other, func(tx *db.Tx) error {
			_, err := o.Propose(tx, "job:x", offpost())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			by   identity.Actor
			f    finding.Filter
			want int
		}{
			"the office":              {w.As(testworld.Gulina), finding.Filter{}, 2},
			"the person":              {w.As(testworld.Ayxam), finding.Filter{}, 1},
			"a colleague":             {w.As(testworld.Serik), finding.Filter{}, 0},
			"the chief":               {w.As(testworld.Li), finding.Filter{}, 1},
			"who only served":         {w.As(testworld.Abduwali), finding.Filter{}, 0},
			"the office, one state":   {w.As(testworld.Gulina), finding.Filter{States: []finding.State{finding.Confirmed}}, 0},
			"the office, open states": {w.As(testworld.Gulina), finding.Filter{States: []finding.State{finding.Proposed, finding.Stated}}, 2},
			"the office, one kind":    {w.As(testworld.Gulina), finding.Filter{Kind: "limit.missed"}, 1},
			"the office, last month":  {w.As(testworld.Gulina), finding.Filter{To: 20261031}, 0},
			"the office, next page":   {w.As(testworld.Gulina), finding.Filter{Before: all[1].ID}, 1},
			"the office, one person":  {w.As(testworld.Gulina), finding.Filter{Person: testworld.Ayxam}, 1},
		} {
			got, err := o.List(t.Context(), c.by, c.f)
			if err != nil || len(got) != c.want {
				t.Errorf("%s: %d, want %d (%v)", name, len(got), c.want, err)
			}
			for _, f := range all {
				_, err := o.Read(t.Context(), c.by, f.ID)
				if c.f.Limit == 0 && fmt.Sprint(c.f) == fmt.Sprint(finding.Filter{}) && (err == nil) != holds(got, f.ID) {
					t.Errorf("%s: the list and the click disagree about %s: %v", name, f.Kind, err)
				}
			}
		}
		if _, err := o.List(t.Context(), w.As(testworld.Wang), finding.Filter{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an administrator: %v", err)
		}
	})
}

func holds(all []finding.Finding, id int64) bool {
	for _, f := range all {
		if f.ID == id {
			return true
		}
	}
	return false
}
