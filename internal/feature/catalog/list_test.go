package catalog

import (
	"errors"
	"slices"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// covers: A4-1
func TestListsShowWhatTheActorMaySeeAndCountIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		for person, want := range map[int64][]string{
			testworld.Gulina: {"C-001", "C-002", "C-003", "C-004", "C-005"}, // the office
			testworld.Li:     {"C-001", "C-002"},                            // a chief: the department
			testworld.Ma:     {"C-003"},                                     // a clerk: what the window serves
			testworld.Wang:   nil,                                           // an administrator sees no business
		} {
			read(t, w, func(tx *db.Tx) error {
				sight := w.As(person).Sight("item.read")
				p, err := s.List(tx, sight, Query{})
				if got := codes(p.Items); !slices.Equal(got, want) || p.Total != len(want) {
					t.Errorf("%d sees %v of %d, want %v", person, got, p.Total, want)
				}
				c, err2 := s.Count(tx, sight)
				if c.Total != len(want) {
					t.Errorf("%d counts %d, want %d", person, c.Total, len(want))
				}
				return errors.Join(err, err2)
			})
		}
		read(t, w, func(tx *db.Tx) error {
			c, err := s.Count(tx, identity.Sight{All: true})
			if c.WithGuide != 2 || c.WithoutGuide != 3 || c.ByKind[Licence] != 4 || c.ByMode[Negative] != 1 || c.Unplaced != 0 {
				t.Errorf("%+v", c)
			}
			return err
		})
	})
}

func codes(items []Item) (out []string) {
	for _, i := range items {
		out = append(out, i.Code)
	}
	return out
}

func TestListsFilterSortAndPageOnTheServer(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		for name, c := range map[string]struct {
			q    Query
			want []string
		}{
			"text in full width": {Query{Text: "ｃ－００３"}, []string{"C-003"}},
			"text of the name":   {Query{Text: "许可"}, []string{"C-002", "C-004"}},
			"a percent sign":     {Query{Text: "%许%"}, []string{"C-002", "C-004"}},
			"a department":       {Query{Department: testworld.Housing}, []string{"C-004", "C-005"}},
			"a kind":             {Query{Kind: PublicService}, []string{"C-003"}},
			"a mode":             {Query{Mode: Delegated}, []string{"C-004"}},
			"with a guide":       {Query{Guide: "with"}, []string{"C-001", "C-003"}},
			"without a guide":    {Query{Guide: "without", Desc: true}, []string{"C-005", "C-004", "C-002"}},
			"the second page":    {Query{Size: 2, Page: 2}, []string{"C-003", "C-004"}},
			"beyond the last":    {Query{Page: 1 << 40}, nil},
			"by name":            {Query{Sort: "name", Size: 1}, []string{"C-001"}},
			"on no department":   {Query{Only: "unplaced"}, nil},
			"of no such filter":  {Query{Only: "x"}, nil},
			"everything":         {Query{Size: Everything}, []string{"C-001", "C-002", "C-003", "C-004", "C-005"}},
			"an unknown order":   {Query{Sort: "code; drop table", Size: 1}, []string{"C-001"}},
		} {
			read(t, w, func(tx *db.Tx) error {
				p, err := s.List(tx, identity.Sight{All: true}, c.q)
				if got := codes(p.Items); !slices.Equal(got, c.want) {
					t.Errorf("%s: %v, want %v", name, got, c.want)
				}
				return err
			})
		}
	})
}

func TestEveryOrderIsTheOtherWayRoundWhenItDescends(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		for _, sort := range Sorts {
			read(t, w, func(tx *db.Tx) error {
				up, err := s.List(tx, identity.Sight{All: true}, Query{Sort: sort})
				down, err2 := s.List(tx, identity.Sight{All: true}, Query{Sort: sort, Desc: true})
				slices.Reverse(down.Items)
				if !slices.Equal(codes(up.Items), codes(down.Items)) || len(up.Items) != 5 {
					t.Errorf("%s: %v and %v", sort, codes(up.Items), codes(down.Items))
				}
				return errors.Join(err, err2)
			})
		}
	})
}
