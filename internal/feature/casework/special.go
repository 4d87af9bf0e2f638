package casework

import (
	"context"
	"lianban/internal/feature/casework/decision"
	"lianban/internal/feature/casework/paper"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
)

// Special is a procedure whose time is not the office's (行政许可法第四十五条).
type Special string

// Specials lists the procedures that the law names: 听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审.
var Specials = []Special{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "experts"}

// Text is the procedure's name.
func (s Special) Text() text.Msg { return text.M("casework.special." + string(s)) }

// longestSpecial is how many working days a procedure may be said to take; the law sets no limit, a slip of the hand does.
const longestSpecial = 250

// BeginSpecial stops the promised limit of an accepted case for a procedure that takes that many working days, and gives out
// the written notice that the law asks for: 行政机关应当将所需时间书面告知申请人. A Breach for an instant case, and while another
// procedure runs.
func (s *Service) BeginSpecial(ctx context.Context, by identity.Actor, id int64, kind Special, days int) (Case, error) {
	return s.act(ctx, by, id, "case.decide", func(tx *db.Tx, c *Case) error {
		switch {
		case !slices.Contains(Specials, kind):
			return errs.Field("special", "casework.choose_special")
		case days < 1 || days > longestSpecial:
			return errs.Field("special_days", "error.out_of_range", "min", 1, "max", longestSpecial)
		}
		if err := s.promised(tx, by, *c, decision.SpecialRules, 0); err != nil {
			return err
		}
		if err := s.pass(tx, by, c, "case.suspended", Accepted, "11.3", map[string]any{"special": string(kind), "days": days}); err != nil {
			return err
		}
		if err := s.halt(tx, by, *c, kind.Text()); err != nil {
			return err
		}
		d, err := s.start(tx, by, *c, SpecialClock, "11.3", kind.Text(), workingDays(days), 0)
		if err != nil {
			return err
		}
		return s.give(tx, by, *c, paper.Paper{Kind: paper.Special, Due: d.Day, Provisional: d.Provisional,
			Lines: []paper.Line{{N: 1, Name: string(kind)}}})
	})
}

// EndSpecial sets the promise going again: the procedure has ended. Conflict when none runs.
func (s *Service) EndSpecial(ctx context.Context, by identity.Actor, id int64) (Case, error) {
	return s.act(ctx, by, id, "case.decide", func(tx *db.Tx, c *Case) error {
		if err := s.promised(tx, by, *c, decision.PauseRules, 0); err != nil {
			return err
		}
		running, err := s.open(tx, *c, SpecialClock)
		if err != nil {
			return err
		}
		if len(running) == 0 {
			return errs.New(errs.Conflict, "casework.no_special", "no", c.No)
		}
		if err := s.pass(tx, by, c, "case.resumed", Accepted, "11.3", nil); err != nil {
			return err
		}
		if err := s.meet(tx, by, *c, SpecialClock); err != nil {
			return err
		}
		return s.resume(tx, by, *c)
	})
}

// halt stops the promise where it runs; where it stands still already, it does so for both reasons.
func (s *Service) halt(tx *db.Tx, by identity.Actor, c Case, why text.Msg) error {
	return s.each(tx, c, PromiseClock, func(d deadline.Deadline) error {
		if d.State == deadline.Paused {
			return nil
		}
		_, err := s.Deadlines.Pause(tx, by.Ref(), d.ID, why.String())
		return err
	})
}
