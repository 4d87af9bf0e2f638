package casework

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/material"
)

var deliverDays = law.Number("delivery.limit_wd")

// clocks starts what runs from here on. Deferred materials get their own, and while they are to come the promise stands
// still: 11(3) counts the office's time, not the applicant's.
func (s *Service) clocks(tx *db.Tx, by identity.Actor, c Case, f acceptance.Facts) error {
	switch f.Verdict {
	case material.Unchecked:
		v, err := s.view(tx)
		if err != nil {
			return err
		}
		_, err = s.start(tx, by, c, CheckClock, "11.2", text.M("casework.clock.check", "item", c.Name),
			workingDays(acceptance.NoticeDays(v, c.Kind)), c.Received)
		return err
	case material.Accept:
		_, err := s.promise(tx, by, c, 0)
		return err
	case material.Tolerate:
		return s.tolerate(tx, by, c, f.Materials)
	}
	return nil
}

// Silent is what follows when nothing was said about an application in time, for those that are no permits: missed is the
// finding. A permit counts as accepted instead (AcceptUnanswered).
func (s *Service) Silent(missed deadline.Step) deadline.Step {
	find := missed.Do
	missed.Do = func(tx *db.Tx, d deadline.Deadline) error {
		c, err := db.One(tx, qOne, scanCase, tx.Centre, d.Subject.ID)
		if err != nil || c.Kind == acceptance.Licence {
			return err
		}
		d.Owner.Person = c.Person
		return find(tx, d)
	}
	return missed
}

func (s *Service) tolerate(tx *db.Tx, by identity.Actor, c Case, all []material.Material) error {
	d, err := s.promise(tx, by, c, 0)
	if err != nil {
		return err
	}
	if _, err := s.Deadlines.Pause(tx, by.Ref(), d.ID, text.M("casework.clock.waits").String()); err != nil {
		return err
	}
	for i := range all {
		if all[i].Mark != material.Deferred {
			continue
		}
		// 11(4): 后补材料, each within its own limit.
		d, err := s.start(tx, by, c, SupplyClock, "11.4", text.M("casework.clock.supply", "material", all[i].Name),
			workingDays(all[i].Days), 0)
		if err != nil {
			return err
		}
		all[i].Deadline = d.ID
	}
	return nil
}

// promise starts the promised limit (11(3)) at that instant; 0 is now.
func (s *Service) promise(tx *db.Tx, by identity.Actor, c Case, from clock.Instant) (deadline.Deadline, error) {
	return s.start(tx, by, c, PromiseClock, "11.3", text.Plain(c.Name), c.Promised, from)
}

func (s *Service) start(tx *db.Tx, by identity.Actor, c Case, kind, article string, title text.Msg, limit calendar.Limit,
	from clock.Instant) (deadline.Deadline, error) {
	return s.Deadlines.Start(tx, by.Ref(), deadline.New{Kind: kind, Title: title.String(), Ref: c.No, Path: c.Path(),
		Article: article, Subject: c.Subject(), Limit: limit, From: from,
		Owner: deadline.Owner{Department: c.Department, Window: c.Window}})
}

// open lists the clocks of that kind that still count; every kind for "".
func (s *Service) open(tx *db.Tx, c Case, kind string) ([]deadline.Deadline, error) {
	all, err := s.Deadlines.Of(tx, c.Subject())
	var out []deadline.Deadline
	for _, d := range all {
		if d.Open() && (kind == "" || d.Kind == kind) {
			out = append(out, d)
		}
	}
	return out, err
}

// meet closes the clocks of a kind: what they waited for has happened.
func (s *Service) meet(tx *db.Tx, by identity.Actor, c Case, kind string) error {
	return s.each(tx, c, kind, func(d deadline.Deadline) error {
		_, err := s.Deadlines.Meet(tx, by.Ref(), d.ID)
		return err
	})
}

// cancel closes every clock that still counts: the case goes no further.
func (s *Service) cancel(tx *db.Tx, by identity.Actor, c Case, reason text.Msg) error {
	return s.each(tx, c, "", func(d deadline.Deadline) error {
		_, err := s.Deadlines.Cancel(tx, by.Ref(), d.ID, reason.String())
		return err
	})
}

// resume sets the promise going again, unless something else still keeps it: materials to come, a special procedure.
func (s *Service) resume(tx *db.Tx, by identity.Actor, c Case) error {
	all, err := s.Materials(tx, c)
	if err != nil {
		return err
	}
	special, err := s.open(tx, c, SpecialClock)
	if err != nil || len(special) > 0 || len(material.Outstanding(all)) > 0 {
		return err
	}
	return s.each(tx, c, PromiseClock, func(d deadline.Deadline) error {
		if d.State != deadline.Paused {
			return nil
		}
		_, err := s.Deadlines.Resume(tx, by.Ref(), d.ID)
		return err
	})
}

func (s *Service) each(tx *db.Tx, c Case, kind string, do func(deadline.Deadline) error) error {
	all, err := s.open(tx, c, kind)
	for _, d := range all {
		if err == nil {
			err = do(d)
		}
	}
	return err
}

func workingDays(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDays} }

// PromisedText is the promised limit in words; StatutoryText the law's own.
func (c Case) PromisedText() text.Msg { return acceptance.LimitText(c.Promised, c.Instant) }

// StatutoryText is the limit that the law sets, in words.
func (c Case) StatutoryText() text.Msg { return acceptance.LimitText(c.Statutory, false) }
