package casework

import (
	"context"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"slices"
	"strings"
	"unicode/utf8"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/casework/material"
)

// Longest and shortest reasons, in characters.
const (
	MaxReason = 200
	MinReason = 5
)

// may refuses what the actor may not do to the case: it must be their department's or window's, or of an item that a
// window where they stand serves, for people bring the rest to whichever of them calls.
func (s *Service) may(tx *db.Tx, by identity.Actor, action string, c Case) error {
	sight := by.Sight(action)
	if sight.Sees(c.thing()) {
		return nil
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return err
	}
	for _, w := range sight.Windows {
		if slices.Contains(hall.Items(w, tx.Now), c.Item) {
			return nil
		}
	}
	return by.May(action, c.thing())
}

// act runs one step on a case: its row is locked, who asks may do it, and what it does is one transaction.
func (s *Service) act(ctx context.Context, by identity.Actor, id int64, action string,
	step func(tx *db.Tx, c *Case) error) (Case, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Case, error) {
		c, err := db.One(tx, qLock, scanCase, tx.Centre, id)
		if err != nil {
			return c, err
		}
		if err := s.may(tx, by, action, c); err != nil {
			return c, err
		}
		err = step(tx, &c)
		return c, err
	})
}

// pass is a step that only changes the state.
func (s *Service) pass(tx *db.Tx, by identity.Actor, c *Case, verb string, to State, article string, facts map[string]any) error {
	if err := s.write(tx, c, verb, c.State, to, applicant.Applicant{}); err != nil {
		return err
	}
	return s.tell(tx, by, *c, verb, article, facts, applicant.Applicant{})
}

// Supply is what comes after: the check of papers that were left, what a notice asked for, a deferred material.
type Supply struct {
	Marks   map[int]material.Marking // by material; only those that are not there yet count
	Promise bool
}

// Supply brings in what was missing. A case that waited for it is judged again by the same rules: when everything is there
// it is accepted. Nothing can be asked for that the notice did not name (11(2)). Conflict when the case waits for nothing.
func (s *Service) Supply(ctx context.Context, by identity.Actor, id int64, in Supply) (Case, error) {
	return s.act(ctx, by, id, "case.accept", func(tx *db.Tx, c *Case) error {
		all, err := s.Materials(tx, *c)
		if err != nil {
			return err
		}
		switch {
		case c.State == HandedIn || c.State == Noticed:
			return s.recheck(tx, by, c, all, in)
		case c.State == Accepted && len(material.Outstanding(all)) > 0:
			return s.complete(tx, by, c, all, in)
		}
		return errs.New(errs.Conflict, "casework.waits_for_nothing", "no", c.No)
	})
}

// recheck judges a case anew that was left to be checked, or was told what is missing.
func (s *Service) recheck(tx *db.Tx, by identity.Actor, c *Case, all []material.Material, in Supply) error {
	item, err := s.Item(tx, c.Item)
	if err != nil {
		return err
	}
	// What came in lawfully goes on, though the window, the letter or the guide have changed since: only the tolerance is
	// judged as it is now.
	f := acceptance.Facts{Item: acceptance.Item{ID: c.Item, Name: c.Name, Department: c.Department, Tolerance: item.Tolerance,
		Guide: &acceptance.Guide{ID: c.Guide, Version: c.GuideVersion, Promised: c.Promised, Instant: c.Instant}},
		Window: directory.Window{ID: c.Window, No: c.WindowNo, Department: c.Department}, Serves: true,
		Materials: material.Remarked(tx.Now, all, in.Marks), Promise: in.Promise}
	if f.Verdict = material.Judge(f.Materials); f.Verdict == material.Unchecked {
		return errs.New(errs.Invalid, "casework.fill_in").With(material.Unmarked(f.Materials)...)
	}
	if err := filled(material.Untold(f.Materials)); err != nil {
		return err
	}
	if err := s.rule(tx, &f); err != nil {
		return err
	}
	if f.Verdict == material.Notify && c.State == Noticed {
		return s.some(tx, by, c, all, f.Materials)
	}
	return s.settle(tx, by, c, c.State, f, applicant.Applicant{})
}

// some notes what has come while something else is still missing; the one notice stands, no second is given.
func (s *Service) some(tx *db.Tx, by identity.Actor, c *Case, was, now []material.Material) error {
	came := material.Came(was, now)
	if len(came) == 0 {
		return errs.New(errs.Invalid, "casework.nothing_came")
	}
	if err := putMaterials(tx, c.ID, now); err != nil {
		return err
	}
	return s.pass(tx, by, c, "case.supplied", Noticed, "11.2", map[string]any{"came": came})
}

// complete takes deferred materials in: each one's clock is met, and with the last of them the promise runs on.
func (s *Service) complete(tx *db.Tx, by identity.Actor, c *Case, all []material.Material, in Supply) error {
	now := slices.Clone(all)
	for i := range now {
		m := &now[i]
		if m.Mark != material.Deferred || !in.Marks[m.N].Mark.Here() {
			continue
		}
		m.Mark, m.Fault, m.Supplied = in.Marks[m.N].Mark, strings.TrimSpace(in.Marks[m.N].Fault), tx.Now
		if _, err := s.Deadlines.Meet(tx, by.Ref(), m.Deadline); err != nil {
			return err
		}
	}
	if err := filled(material.Untold(now)); err != nil {
		return err
	}
	came := material.Came(all, now)
	if len(came) == 0 {
		return errs.New(errs.Invalid, "casework.nothing_came")
	}
	if err := putMaterials(tx, c.ID, now); err != nil {
		return err
	}
	if err := s.resume(tx, by, *c); err != nil {
		return err
	}
	return s.pass(tx, by, c, "case.supplied", Accepted, "11.4", map[string]any{"came": came})
}

// needReason demands a reason in so many words.
func needReason(reason string) error {
	n := utf8.RuneCountInString(strings.TrimSpace(reason))
	switch {
	case n < MinReason:
		return errs.Field("reason", "casework.reason", "min", MinReason)
	case n > MaxReason:
		return errs.Field("reason", "error.too_long", "max", MaxReason, "n", n)
	}
	return nil
}

// tell writes the event of a step on the timelines of the case, its window, item, ticket and department. Who applied stands
// in it only as commitments, which the erasure of the case takes with it.
func (s *Service) tell(tx *db.Tx, by identity.Actor, c Case, verb, article string, facts map[string]any, who applicant.Applicant) error {
	all := map[string]any{"no": c.No, "item": c.Name, "window": c.WindowNo}
	if by.Name != "" {
		all["by"] = by.Name
	}
	for k, v := range facts {
		all[k] = v
	}
	for _, p := range []struct{ field, value string }{{"name", who.Name}, {"id_number", who.IDNumber}, {"phone", who.Phone},
		{"agent", who.Agent}} {
		if p.value == "" {
			continue
		}
		commitment, err := ledger.Commit(tx, c.Subject(), p.field, p.value)
		if err != nil {
			return err
		}
		all[p.field] = commitment
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: article, Subject: c.Subject(),
		Also: []ledger.Subject{ledger.Of("window", c.Window), ledger.Of("person", by.Person), ledger.Of("item", c.Item),
			ledger.Of("ticket", c.Ticket), ledger.Of("department", c.Department)}, Facts: all})
	return err
}
