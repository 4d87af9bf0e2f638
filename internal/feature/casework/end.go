package casework

import (
	"context"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/decision"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
)

// Withdraw ends a case before its decision because the applicant takes it back; every clock stops for good.
func (s *Service) Withdraw(ctx context.Context, by identity.Actor, id int64, reason string) (Case, error) {
	return s.act(ctx, by, id, "case.accept", func(tx *db.Tx, c *Case) error {
		if err := needReason(reason); err != nil {
			return err
		}
		return s.end(tx, by, c, "case.withdrawn", "11.2", reason)
	})
}

// Lapse ends a case whose deferred materials did not come in time: it counts as withdrawn (视为撤回). The chief decides that,
// never the program. A Breach while their limit still runs.
func (s *Service) Lapse(ctx context.Context, by identity.Actor, id int64, reason string) (Case, error) {
	return s.act(ctx, by, id, "case.lapse", func(tx *db.Tx, c *Case) error {
		if err := needReason(reason); err != nil {
			return err
		}
		if err := s.late(tx, *c, decision.LapseRules); err != nil {
			return err
		}
		return s.end(tx, by, c, "case.lapsed", "11.4", reason)
	})
}

func (s *Service) end(tx *db.Tx, by identity.Actor, c *Case, verb, article, reason string) error {
	c.Ended, c.Reason = tx.Now, strings.TrimSpace(reason)
	if err := s.pass(tx, by, c, verb, Withdrawn, article, nil); err != nil {
		return err
	}
	return s.cancel(tx, by, *c, text.M("casework.clock.withdrawn"))
}

// Extend gives the deferred materials more time, once, for force majeure (11(4)); the chief decides.
func (s *Service) Extend(ctx context.Context, by identity.Actor, id int64, days int, reason string) (Case, error) {
	return s.act(ctx, by, id, "case.lapse", func(tx *db.Tx, c *Case) error {
		if err := needReason(reason); err != nil {
			return err
		}
		v, err := s.view(tx)
		if err != nil {
			return err
		}
		if most := acceptance.SupplyDays.In(v); days < 1 || days > most {
			return errs.Field("days", "error.out_of_range", "min", 1, "max", most)
		}
		if err := s.late(tx, *c, decision.ExtendRules); err != nil {
			return err
		}
		c.Extended++
		if err := s.pass(tx, by, c, "case.extended", Accepted, "11.4", map[string]any{"days": days, "reason": reason}); err != nil {
			return err
		}
		return s.each(tx, *c, SupplyClock, func(d deadline.Deadline) error {
			_, err := s.Deadlines.Extend(tx, by.Ref(), d.ID, workingDays(days), reason)
			return err
		})
	})
}

// late asks rules about deferred materials that have not come.
func (s *Service) late(tx *db.Tx, c Case, rules []law.Rule[decision.LapseFacts]) error {
	v, err := s.view(tx)
	if err != nil {
		return err
	}
	all, err := s.Materials(tx, c)
	if err != nil {
		return err
	}
	clocks, err := s.open(tx, c, SupplyClock)
	if err != nil {
		return err
	}
	f := decision.LapseFacts{Outstanding: material.Outstanding(all), Extended: c.Extended}
	for _, d := range clocks {
		if f.Supply == 0 || d.Day < f.Supply {
			f.Supply = d.Day
		}
		f.Over = f.Over || d.Over(tx.Now)
	}
	return law.Judge(v, rules, f).Refusal()
}

// AcceptUnanswered accepts the permits whose papers were left to be checked and about which nothing was said in time: they
// count as accepted from the day of receipt (行政许可法第三十二条第四项). A job calls it every night; it says how many there were.
func (s *Service) AcceptUnanswered(ctx context.Context, centre int64) (n int, err error) {
	by := identity.Job(centre, "casework")
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		n = 0
		all, err := db.Rows(tx, qUnanswered, scanCase, tx.Centre)
		if err != nil {
			return err
		}
		for _, c := range all {
			over := false
			if err := s.each(tx, c, CheckClock, func(d deadline.Deadline) error {
				over = over || d.Over(tx.Now)
				return nil
			}); err != nil {
				return err
			}
			if !over {
				continue
			}
			if err := s.deem(tx, by, &c); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func (s *Service) deem(tx *db.Tx, by identity.Actor, c *Case) error {
	c.Accepted = c.Received
	if err := s.pass(tx, by, c, "case.deemed", Accepted, "11.2", map[string]any{"from": c.Received.String()}); err != nil {
		return err
	}
	// The clock that nobody kept was not met: it ends late by itself.
	if err := s.meet(tx, by, *c, CheckClock); err != nil {
		return err
	}
	if _, err := s.promise(tx, by, *c, c.Received); err != nil {
		return err
	}
	all, err := s.Materials(tx, *c)
	if err != nil {
		return err
	}
	return s.acceptance(tx, by, *c, all)
}
