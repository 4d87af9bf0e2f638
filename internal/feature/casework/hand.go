package casework

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/paper"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
)

// Handed is a case with who applied as a paper in the applicant's own hand names them.
type Handed struct {
	View
	Names bool // Who has the names in full; they are masked for those who may only read
}

// Hand gives a case for the print of a paper of it. A paper that is handed over names its applicant in full, and whoever
// came for them; nothing else about the person is opened. Who may open that gets it, and it stands in the ledger every time
// (15(2): 禁止泄露服务对象的个人隐私); others who may read the case get it masked. NotFound for a paper that was not given.
func (s *Service) Hand(ctx context.Context, by identity.Actor, id int64, kind paper.Kind) (h Handed, err error) {
	v, err := s.Read(ctx, by, id)
	if err != nil {
		return h, err
	}
	h.View = v
	if !slices.ContainsFunc(v.Papers, func(p paper.Paper) bool { return p.Kind == kind }) {
		return h, errs.New(errs.NotFound, "error.not_found")
	}
	if v.Who.Name == "" { // erased
		return h, nil
	}
	err = s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		h.Who, h.Names = v.Who, false
		c, err := s.revealable(tx, by, id)
		if errs.Is(err, errs.Forbidden) {
			return nil
		}
		if err != nil {
			return err
		}
		who, err := s.applicant(c)
		if err != nil {
			return err
		}
		h.Who.Name, h.Who.Agent, h.Names = who.Name, who.Agent, true
		why := text.M("casework.reveal.printed." + string(kind)).String()
		return s.tell(tx, by, c, "case.revealed", "15.2", map[string]any{"reason": why}, applicant.Applicant{})
	})
	return h, err
}
