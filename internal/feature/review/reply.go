package review

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
)

// Reply is what the office says to whoever holds the link of a bad review.
type Reply struct {
	Word    string // the answer; empty while there is none
	Day     clock.Day
	Confirm bool // the office believes that the level was a mistake, and asks whether it was
}

// Reply gives the office's answer to whoever holds the link; nothing while there is none.
func (s *Service) Reply(ctx context.Context, centre int64, token string) (r Reply, err error) {
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		m, found, err := matterBehind(tx, token)
		if err != nil || !found {
			return err
		}
		r.Confirm = m.State == Confirming
		steps, err := m.Steps(tx)
		for _, st := range steps {
			if st.Kind == "answered" {
				r.Word, r.Day = st.Word, st.At.Day()
			}
		}
		return err
	})
	return r, err
}

// matterBehind finds the matter of a link.
func matterBehind(tx *db.Tx, token string) (m Matter, found bool, err error) {
	in, found, err := db.Find(tx, qByToken, scanInvitation, tx.Centre, token)
	if err != nil || !found {
		return m, false, err
	}
	return db.Find(tx, qMatterOf, scanMatter, tx.Centre, in.ID)
}

// Confirm takes the visitor's own word on whether the level was a mistake. Forbidden to people of the hall.
func (s *Service) Confirm(ctx context.Context, by identity.Actor, token string, yes bool) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		if err := by.May("review.give", identity.Thing{}); err != nil {
			return false, err
		}
		if by.Account != 0 { // 11(7): 不得强迫或干扰评价人的评价行为
			return false, errs.New(errs.Forbidden, "review.not_staff")
		}
		m, found, err := matterBehind(tx, token)
		switch {
		case err != nil:
			return false, err
		case !found:
			return false, errs.New(errs.NotFound, "review.no_link")
		case m.State != Confirming:
			return false, errs.New(errs.Conflict, "review.loop.not_now")
		}
		figures, err := s.view(tx)
		if err != nil {
			return false, err
		}
		// The ledger writes "visitor", whatever machine the link was opened on.
		visitor := identity.Actor{Centre: by.Centre}
		st, err := s.confirmed(tx, visitor, &m, figures, yes, Step{Choice: ByLink})
		if err == nil {
			err = move(tx, visitor, Confirming, m, st)
		}
		return err == nil, err
	})
	return err
}
