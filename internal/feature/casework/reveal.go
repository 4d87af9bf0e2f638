package casework

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Reveal opens who applied, for a reason: what for, in so many words. It stands in the ledger with the reason and whoever
// looked (15(2): 禁止泄露服务对象的个人隐私). Under the command's id stands only that it was allowed; who it was is opened anew
// for a repeat, if whoever asks still may.
func (s *Service) Reveal(ctx context.Context, by identity.Actor, id int64, reason string) (who applicant.Applicant, err error) {
	if _, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		c, err := s.revealable(tx, by, id)
		if err != nil {
			return false, err
		}
		if err := needReason(reason); err != nil {
			return false, err
		}
		return true, s.tell(tx, by, c, "case.revealed", "15.2", map[string]any{"reason": strings.TrimSpace(reason)}, applicant.Applicant{})
	}); err != nil {
		return applicant.Applicant{}, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		c, err := s.revealable(tx, by, id)
		if err != nil {
			return err
		}
		who, err = s.applicant(c)
		return err
	})
	return who, err
}

// revealable gives a case to whoever may see who applied.
func (s *Service) revealable(tx *db.Tx, by identity.Actor, id int64) (Case, error) {
	c, err := db.One(tx, qOne, scanCase, tx.Centre, id)
	if err != nil {
		return c, err
	}
	return c, s.may(tx, by, "case.reveal", c)
}

var qClear = db.Q("casework.clear", `update casework_case set applicant = '', applicant_index = '', masked = ''
	where centre_id = $1 and id = $2`)

// Clear removes who applied from the case that is erased; the ledger tells of it (Service.Clear there).
func (s *Service) Clear(tx *db.Tx, subject ledger.Subject) error {
	if subject.Kind != "case" {
		return nil
	}
	if _, err := tx.Exec(qClear, tx.Centre, subject.ID); err != nil {
		return err
	}
	_, err := tx.Exec(qForget, tx.Centre, subject.ID)
	return err
}
