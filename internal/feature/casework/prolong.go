package casework

import (
	"context"
	"lianban/internal/feature/casework/decision"
	"lianban/internal/feature/casework/paper"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Prolong is what a longer limit is asked for with.
type Prolong struct {
	Days     int    // working days
	Reason   string // told to the applicant
	Approver string // the head of the organ who agreed (行政许可法第四十二条: 经本行政机关负责人批准)
}

// faults says everything that is missing in the form at once.
func (p Prolong) faults() (all []errs.Fault) {
	if p.Days < 1 {
		all = append(all, errs.Fault{Field: "prolong_days", Text: text.M("casework.prolong_days")})
	}
	if err := needReason(p.Reason); err != nil {
		all = append(all, errs.As(err).Faults...)
	}
	if p.Approver == "" {
		all = append(all, errs.Fault{Field: "approver", Text: text.M("casework.approver")})
	}
	return all
}

// Prolong makes the promised limit of a permit longer, once, before it has passed, and gives out the notice with the reason. A
// Breach for what is no permit, a second time, after the limit, and for more days than the law gives.
func (s *Service) Prolong(ctx context.Context, by identity.Actor, id int64, in Prolong) (Case, error) {
	return s.act(ctx, by, id, "case.prolong", func(tx *db.Tx, c *Case) error {
		in.Reason, in.Approver = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Approver)
		if err := filled(in.faults()); err != nil {
			return err
		}
		if err := s.promised(tx, by, *c, decision.ProlongRules, in.Days); err != nil {
			return err
		}
		if err := s.pass(tx, by, c, "case.prolonged", Accepted, "11.3",
			map[string]any{"days": in.Days, "reason": in.Reason, "approver": in.Approver}); err != nil {
			return err
		}
		p := paper.Paper{Kind: paper.Prolong, Lines: []paper.Line{{N: in.Days, Name: in.Reason, Fault: in.Approver}}}
		if err := s.each(tx, *c, PromiseClock, func(d deadline.Deadline) error {
			d, err := s.Deadlines.Extend(tx, by.Ref(), d.ID, workingDays(in.Days), in.Reason)
			p.Due, p.Provisional = d.Day, d.Provisional
			return err
		}); err != nil {
			return err
		}
		return s.give(tx, by, *c, p)
	})
}

// promised asks rules about the promise of a case.
func (s *Service) promised(tx *db.Tx, by identity.Actor, c Case, rules []law.Rule[decision.PromiseFacts], days int) error {
	f, err := s.promiseFacts(tx, by, c)
	if err != nil {
		return err
	}
	f.Days = days
	v, err := s.view(tx)
	if err != nil {
		return err
	}
	return law.Judge(v, rules, f).Refusal()
}

// promiseFacts gathers what is known about the promise of an accepted case; any other is a Conflict.
func (s *Service) promiseFacts(tx *db.Tx, by identity.Actor, c Case) (f decision.PromiseFacts, err error) {
	if c.State != Accepted {
		return f, errs.New(errs.Conflict, "casework.wrong_state", "no", c.No, "state", c.State.Text())
	}
	f.Department, f.Instant, f.Statutory = c.DepartmentName, c.Instant, c.Statutory
	item, err := s.Item(tx, c.Item)
	if err != nil {
		return f, err
	}
	f.Licence = item.Licence
	if f.Own, err = s.own(tx, by, c); err != nil {
		return f, err
	}
	if f.Prolonged, err = db.One(tx, qPaperSeq, db.Value[int], tx.Centre, c.ID, paper.Prolong); err != nil {
		return f, err
	}
	all, err := s.open(tx, c, "")
	for _, d := range all {
		switch d.Kind {
		case SpecialClock:
			f.Special = d.Day
		case PromiseClock:
			f.Promised, f.Over = d.Day, d.Over(tx.Now)
		}
	}
	return f, err
}
