package review

import (
	"context"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

var (
	defaultLevel = law.Word("review.default_level")
	showFrom     = law.Number("review.show_min_n")
)

// Default gives the default to what nobody has answered in time, and says how many there were. It is no review: it is
// counted apart, and a real one that comes later takes its place.
func (s *Service) Default(ctx context.Context, centre int64) (int, error) {
	n := 0
	err := s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		// The words for network addresses hold for a day, and are not kept longer.
		if _, err := tx.Exec(qForgetNetwork, tx.Centre, tx.Today().Start()); err != nil {
			return err
		}
		rows, err := tx.Exec(qDefault, tx.Centre, tx.Today())
		n = int(rows)
		if err != nil || n == 0 {
			return err
		}
		figures, err := s.view(tx)
		if err != nil {
			return err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "job:review", Verb: "review.defaulted", Article: "11.7",
			Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"reviews": n, "level": defaultLevel.In(figures)}})
		return err
	})
	return n, err
}

// DefaultLevel is the level that a default stands for: a word of the rulebook, compared with the words of the levels.
func DefaultLevel(v law.View) (int, error) {
	for _, level := range Levels {
		if text.Say(text.Zh, LevelText(level)) == defaultLevel.In(v) {
			return level, nil
		}
	}
	return 0, errs.New(errs.Internal, "error.internal")
}

// group is what is published together: the services of one person at one window in one month.
type group struct {
	Month                      int
	Window, Person, Department int64
}

// uncounted are the invitations of a group that stand otherwise than the sums say.
type uncounted struct {
	group
	counted, standing Standing
	n, flagged        int
}

// kind is what may be published together: reviews, declined ones, defaults. A change of what was published counts as
// what it has become.
func (u uncounted) kind() Standing {
	// What is set aside after it was published changes those sums; before, it stands for itself.
	if u.standing.Given() || u.standing == SetAside && u.counted != Open {
		return Satisfied
	}
	return u.standing
}

// step is what a group's sums grow by.
type step struct {
	group
	kind    Standing
	n       int
	flagged int // of those counted for the first time
	by      map[Standing]int
}

// Publish adds to the sums what has been said since, by night. A sum moves by at least as many reviews as it takes to
// show one, or it does not move: whoever looks at it before and after learns no single review. It says how many reviews
// were added.
func (s *Service) Publish(ctx context.Context, centre int64) (int, error) {
	total := 0
	err := s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		total = 0
		figures, err := s.view(tx)
		if err != nil {
			return err
		}
		rows, err := db.Rows(tx, qUncounted, scanUncounted, tx.Centre)
		if err != nil {
			return err
		}
		for _, st := range steps(rows, showFrom.In(figures)) {
			if err := publish(tx, st); err != nil {
				return err
			}
			total += st.n
		}
		if err := publishItems(tx, showFrom.In(figures)); err != nil {
			return err
		}
		if total == 0 {
			return nil
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "job:review", Verb: "review.published", Article: "11.7",
			Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"reviews": total}})
		return err
	})
	return total, err
}

// steps puts together what is enough to be published. 11(7): 评价人不受干扰, so nothing smaller than least is ever shown.
func steps(rows []uncounted, least int) []step {
	var all []step
	for _, u := range rows {
		i := slices.IndexFunc(all, func(s step) bool { return s.group == u.group && s.kind == u.kind() })
		if i < 0 {
			i = len(all)
			all = append(all, step{group: u.group, kind: u.kind(), by: map[Standing]int{}})
		}
		all[i].n += u.n
		all[i].flagged += u.flagged
		all[i].by[u.standing] += u.n
		if u.counted != Open {
			all[i].by[u.counted] -= u.n
		}
	}
	return slices.DeleteFunc(all, func(s step) bool { return s.n < least })
}

// publish writes one step and marks what it counts.
func publish(tx *db.Tx, s step) error {
	if err := addSum(tx, s); err != nil {
		return err
	}
	low, high := s.kind, s.kind
	if s.kind.Given() {
		low, high = VeryDissatisfied, VerySatisfied
	}
	n, err := tx.Exec(qCounted, tx.Centre, s.Month, s.Window, s.Person, s.Department, low, high)
	if err == nil && int(n) != s.n {
		err = errs.New(errs.Conflict, "error.conflict")
	}
	return err
}
