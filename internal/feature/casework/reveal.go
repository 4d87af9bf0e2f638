package casework

import (
	"context"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Reveal opens who applied, for a reason: what for, in so many words. It stands in the ledger with the reason and whoever
// looked (15(2): 禁止泄露服务对象的个人隐私). The answer is kept nowhere, so a repeat looks again.
func (s *Service) Reveal(ctx context.Context, by identity.Actor, id int64, reason string) (who Applicant, err error) {
	err = s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		c, err := db.One(tx, qOne, scanCase, tx.Centre, id)
		if err != nil {
			return err
		}
		if err := s.may(tx, by, "case.reveal", c); err != nil {
			return err
		}
		if err := needReason(reason); err != nil {
			return err
		}
		if who, err = s.applicant(c); err != nil {
			return err
		}
		return s.tell(tx, by, c, "case.revealed", "15.2", map[string]any{"reason": strings.TrimSpace(reason)}, Applicant{})
	})
	if err != nil {
		return Applicant{}, err
	}
	return who, nil
}

var qClear = db.Q("casework.clear", `update casework_case set applicant = '', applicant_index = ''
	where centre_id = $1 and id = $2`)

// Clear removes who applied from the case that is erased; the ledger tells of it (Service.Clear there).
func (s *Service) Clear(tx *db.Tx, subject ledger.Subject) error {
	if subject.Kind != "case" {
		return nil
	}
	_, err := tx.Exec(qClear, tx.Centre, subject.ID)
	return err
}
