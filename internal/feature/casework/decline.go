package casework

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/paper"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
)

// Ground is why an application is not taken up at all.
type Ground string

// The two lawful grounds (行政许可法第三十二条第一、二项).
const (
	NotNeeded Ground = "not_needed" // 依法不需要取得行政许可（办理）
	NotOurs   Ground = "not_ours"   // 依法不属于本部门职权范围
)

// Grounds lists them.
var Grounds = []Ground{NotNeeded, NotOurs}

// Text is the ground in words.
func (g Ground) Text() text.Msg { return text.M("casework.ground." + string(g)) }

// Decline is why an application is turned away, and where it belongs.
type Decline struct {
	Ground Ground
	Where  string // the organ that is competent; demanded for NotOurs: 告知申请人向有关行政机关申请
	Reason string
}

// clean says everything that is missing.
func (d *Decline) clean() (faults []errs.Fault) {
	d.Reason, d.Where = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Where)
	if !slices.Contains(Grounds, d.Ground) {
		faults = append(faults, errs.Fault{Field: "ground", Text: text.M("casework.choose_ground")})
	}
	if d.Ground == NotOurs && d.Where == "" {
		faults = append(faults, errs.Fault{Field: "where", Text: text.M("casework.where")})
	}
	if err := needReason(d.Reason); err != nil {
		faults = append(faults, errs.As(err).Faults...)
	}
	return faults
}

// TurnAway ends an application at the window before it is a case to be decided: no permit is needed, or another organ gives it.
// The applicant gets the decision in writing at once (行政许可法第三十二条). Conflict as in Accept; no rule of acceptance is asked,
// for nothing is accepted.
func (s *Service) TurnAway(ctx context.Context, by identity.Actor, in Take, why Decline) (Case, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (c Case, err error) {
		if err := s.allowed(tx, by, in.Window); err != nil {
			return c, err
		}
		t, err := s.ticket(tx, &in)
		if err != nil {
			return c, err
		}
		f, err := s.facts(tx, in.Window, in.Item)
		if err != nil {
			return c, err
		}
		who, faults := in.Applicant.Clean()
		if err := filled(append(faults, why.clean()...)); err != nil {
			return c, err
		}
		if c, err = s.begin(tx, by, t, f, who); err != nil {
			return c, err
		}
		err = s.decline(tx, by, &c, none, why, who)
		return c, err
	})
}

// Decline turns away what was left to be checked.
func (s *Service) Decline(ctx context.Context, by identity.Actor, id int64, why Decline) (Case, error) {
	return s.act(ctx, by, id, "case.accept", func(tx *db.Tx, c *Case) error {
		if c.State != HandedIn {
			return errs.New(errs.Conflict, "casework.wrong_state", "no", c.No, "state", c.State.Text())
		}
		if err := filled(why.clean()); err != nil {
			return err
		}
		if err := s.decline(tx, by, c, HandedIn, why, applicant.Applicant{}); err != nil {
			return err
		}
		return s.meet(tx, by, *c, CheckClock)
	})
}

func (s *Service) decline(tx *db.Tx, by identity.Actor, c *Case, from State, why Decline, who applicant.Applicant) error {
	c.Ended, c.Reason = tx.Now, why.Reason
	if err := s.write(tx, c, "case.declined", from, Declined, who); err != nil {
		return err
	}
	p := paper.Paper{Kind: paper.Decline, Lines: []paper.Line{{N: 1, Name: string(why.Ground), Fault: why.Reason}}}
	facts := map[string]any{"ground": string(why.Ground), "reason": why.Reason}
	if why.Ground == NotOurs {
		p.Lines = append(p.Lines, paper.Line{N: 2, Name: why.Where})
		facts["where"] = why.Where
	}
	if err := s.give(tx, by, *c, p); err != nil {
		return err
	}
	if err := s.tell(tx, by, *c, "case.declined", "11.2", facts, who); err != nil {
		return err
	}
	return s.over(tx, by, *c)
}
