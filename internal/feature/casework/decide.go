package casework

import (
	"context"
	"lianban/internal/feature/casework/decision"
	"lianban/internal/feature/casework/paper"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
)

// Decision is what a decided case comes to.
type Decision struct {
	Granted bool
	Reason  string // of a refusal (行政许可法第三十八条: 说明理由)
}

// Decide decides an accepted case: the promised limit is met. A Breach before every deferred material is in (11(4)) and at a
// window that may only accept (4(1)2).
func (s *Service) Decide(ctx context.Context, by identity.Actor, id int64, in Decision) (Case, error) {
	return s.act(ctx, by, id, "case.decide", func(tx *db.Tx, c *Case) error {
		if !in.Granted {
			if err := needReason(in.Reason); err != nil {
				return err
			}
		}
		return s.decide(tx, by, c, in)
	})
}

func (s *Service) decide(tx *db.Tx, by identity.Actor, c *Case, in Decision) error {
	if err := s.decidable(tx, by, *c); err != nil {
		return err
	}
	verb, to := "case.granted", Granted
	if !in.Granted {
		verb, to = "case.refused", Refused
	}
	c.Decided, c.Reason = tx.Now, strings.TrimSpace(in.Reason)
	if err := s.pass(tx, by, c, verb, to, "11.3", nil); err != nil {
		return err
	}
	if !in.Granted {
		// 行政许可法第三十八条: 应当说明理由，并告知申请人享有依法申请行政复议或者提起行政诉讼的权利.
		if err := s.give(tx, by, *c, paper.Paper{Kind: paper.Refusal, Lines: []paper.Line{{N: 1, Name: c.Reason}}}); err != nil {
			return err
		}
	}
	if err := s.meet(tx, by, *c, PromiseClock); err != nil || c.Result == "" && in.Granted || c.Instant {
		return err
	}
	v, err := s.view(tx)
	if err != nil {
		return err
	}
	_, err = s.start(tx, by, *c, DeliverClock, "11.3", text.M("casework.clock.deliver", "item", c.Name),
		workingDays(deliverDays.In(v)), 0)
	return err
}

// decidable asks the rules of deciding.
func (s *Service) decidable(tx *db.Tx, by identity.Actor, c Case) error {
	if c.State != Accepted {
		return errs.New(errs.Conflict, "casework.wrong_state", "no", c.No, "state", c.State.Text())
	}
	f := decision.Facts{Department: c.DepartmentName}
	all, err := s.Materials(tx, c)
	if err != nil {
		return err
	}
	f.Outstanding = material.Outstanding(all)
	clocks, err := s.open(tx, c, "")
	if err != nil {
		return err
	}
	for _, d := range clocks {
		switch d.Kind {
		case SupplyClock:
			f.Supply = max(f.Supply, d.Day)
		case SpecialClock:
			f.Special = d.Day
		}
	}
	if f.Own, err = s.own(tx, by, c); err != nil {
		return err
	}
	v, err := s.view(tx)
	if err != nil {
		return err
	}
	return law.Judge(v, decision.Rules, f).Refusal()
}

// own tells whether whoever decides stands for the item's department: at one of its windows, or as its chief (6: 在授权
// 范围内，以进驻部门名义履行行政审批).
func (s *Service) own(tx *db.Tx, by identity.Actor, c Case) (bool, error) {
	if slices.Contains(by.Sight("case.decide").Departments, c.Department) {
		return true, nil
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(by.Windows, func(id int64) bool {
		w, ok := hall.Window(id)
		return ok && w.Department == c.Department
	}), nil
}

// Finish ends an instant case in the visit: decided, and the result handed over at the window. leave names the
// window whose service ends with it, in the same transaction; 0 for none.
func (s *Service) Finish(ctx context.Context, by identity.Actor, id, leave int64) (Case, error) {
	return s.act(ctx, by, id, "case.decide", func(tx *db.Tx, c *Case) error {
		if !c.Instant {
			return errs.New(errs.Conflict, "casework.not_instant", "no", c.No)
		}
		if err := s.decide(tx, by, c, Decision{Granted: true}); err != nil {
			return err
		}
		var err error
		if c.Ended = tx.Now; c.Result == "" {
			err = s.pass(tx, by, c, "case.closed", Closed, "11.3", nil)
		} else {
			c.Delivered = "window"
			err = s.pass(tx, by, c, "case.delivered", Delivered, "11.3", map[string]any{"how": c.Delivered})
		}
		if err == nil {
			err = s.over(tx, by, *c)
		}
		if err != nil || leave == 0 || s.Leave == nil {
			return err
		}
		return s.Leave(tx, by, leave)
	})
}

// Ways are how a result goes out.
var Ways = []string{"window", "mail", "electronic"}

// Deliver hands over what the department decided and ends the case: whoever took it in may, for they follow it to its end
// (11(1)). A case that nobody decided has nothing to hand over: Conflict. A granted case without a result is closed.
func (s *Service) Deliver(ctx context.Context, by identity.Actor, id int64, how string) (Case, error) {
	return s.act(ctx, by, id, "case.deliver", func(tx *db.Tx, c *Case) error {
		verb, to := "case.delivered", Delivered
		if c.State == Granted && c.Result == "" {
			verb, to, how = "case.closed", Closed, ""
		} else if !slices.Contains(Ways, how) {
			return errs.Field("how", "casework.choose_how")
		}
		c.Ended, c.Delivered = tx.Now, how
		if err := s.pass(tx, by, c, verb, to, "11.3", map[string]any{"how": how}); err != nil {
			return err
		}
		if err := s.meet(tx, by, *c, DeliverClock); err != nil {
			return err
		}
		return s.over(tx, by, *c)
	})
}
