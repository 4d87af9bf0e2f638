package queue

import (
	"fmt"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
	"lianban/internal/feature/queue/series"
)

// admit gives the group of the first thing to be done, and counts the number against the ceiling of each group it falls in.
// Breach when a ceiling is reached, except for who goes first by a reason (11(5)).
func (s *Service) admit(tx *db.Tx, in Take, all []takeFacts) (first series.Group, err error) {
	items := make([]int64, len(all))
	for i, f := range all {
		items[i] = f.item
	}
	var seen []int64
	groups, err := series.Of(tx, items)
	if err != nil {
		return first, err
	}
	for i, f := range all {
		g, ok := groups[f.item]
		if i == 0 {
			first = g
		}
		if !ok || g.Ceiling == 0 || slices.Contains(seen, g.ID) {
			continue
		}
		seen = append(seen, g.ID)
		// The counter row, in this transaction: two who ask at once cannot both get the last one.
		n, err := next(tx, ceilingOf(g.ID), tx.Today())
		if err != nil {
			return first, err
		}
		if err := s.mayAdmit(tx, g, f, int(n), in.Priority != ""); err != nil {
			return first, err
		}
	}
	return first, nil
}

// ceilingOf is the counter of what was taken of a group's ceiling.
func ceilingOf(group int64) string { return fmt.Sprintf("group:%d", group) }

// Admitted is how many numbers of a group were given today.
func Admitted(tx *db.Tx, group int64) (int, error) {
	n, _, err := db.Find(tx, qCounter, db.Value[int], tx.Centre, ceilingOf(group), tx.Today())
	return n, err
}

func (s *Service) mayAdmit(tx *db.Tx, g series.Group, f takeFacts, n int, first bool) error {
	hours, err := s.Hours(tx)
	if err != nil {
		return err
	}
	return mayAdmit(groupFacts{group: g, item: f.name, n: n, first: first, next: NextOpening(hours, tx.Today().Add(1).Start())})
}

// groupFacts is all that the rule of a group's ceiling may know.
type groupFacts struct {
	group series.Group
	item  string
	n     int  // this number would be the n-th of the group today
	first bool // it goes first, by a reason
	next  clock.Instant
}

// mayAdmit judges a number against the ceiling of its group.
func mayAdmit(f groupFacts) error {
	if f.first || law.AtMost(f.n, f.group.Ceiling) {
		return nil
	}
	why := text.M("queue.ceiling", "item", f.item, "n", f.group.Ceiling)
	// 11(6): whoever holds a number is served the same day, so no more are given than can be served.
	return law.Refuse(why, law.Because("11.6", why,
		law.Instead(text.M("queue.ceiling_opens", "at", f.next.Format("1月2日 15:04")))).At("item"))
}
