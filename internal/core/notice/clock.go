package notice

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
)

// Reminders is the plan by which people hear of a clock: whoever handles it and the chief when it turns yellow, on the
// morning of the last day and when it is over; then it climbs, one rung a working day: the department, the deputy
// director, the director. What else happens, such as the proposal of a finding, is added to it:
//
//	deadlines.Plans["case.promised"] = append(notices.Reminders(), findings.Missed("limit.missed"))
func (s *Service) Reminders() deadline.Plan {
	return deadline.Plan{
		{Key: "tell_yellow", When: deadline.AtYellow, Do: s.remind("yellow", s.handlers)},
		{Key: "tell_due_day", When: deadline.OnDueDay, Do: s.remind("due_day", s.handlers)},
		{Key: "tell_over", When: deadline.OnMissed, Do: s.remind("over", s.handlers)},
		{Key: "climb_1", When: deadline.After(1), Do: s.remind("climb", rung(identity.Manager))},
		{Key: "climb_2", When: deadline.After(2), Do: s.remind("climb", rung(identity.Deputy))},
		{Key: "climb_3", When: deadline.After(3), Do: s.remind("climb", rung(identity.Director))},
	}
}

// handlers are the person whose clock it is, else whoever stands at its window now, and the chief of the department.
func (s *Service) handlers(tx *db.Tx, d deadline.Deadline) (out []To, err error) {
	switch {
	case d.Owner.Person != 0:
		out = append(out, Person(d.Owner.Person))
	case d.Owner.Window != 0 && s.Directory != nil:
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return nil, err
		}
		for _, p := range hall.Posts(d.Owner.Window, tx.Now) {
			out = append(out, Person(p.Person))
		}
	}
	if d.Owner.Department != 0 {
		out = append(out, Role(identity.Chief, d.Owner.Department))
	}
	if len(out) == 0 {
		out = append(out, Role(identity.Member, 0))
	}
	return out, nil
}

// rung is one step of the climb: the manager is the department's, the others the office's.
func rung(r identity.Role) func(*db.Tx, deadline.Deadline) ([]To, error) {
	return func(_ *db.Tx, d deadline.Deadline) ([]To, error) {
		if r != identity.Manager {
			return []To{Role(r, 0)}, nil
		}
		if d.Owner.Department == 0 {
			return nil, nil
		}
		return []To{Role(r, d.Owner.Department)}, nil
	}
}

// remind tells those people once for this due.
func (s *Service) remind(what string, whom func(*db.Tx, deadline.Deadline) ([]To, error)) func(*db.Tx, deadline.Deadline) error {
	return func(tx *db.Tx, d deadline.Deadline) error {
		all, err := whom(tx, d)
		if err != nil {
			return err
		}
		for _, to := range all {
			key := fmt.Sprintf("deadline:%d:%s:%s", d.ID, d.Day, what)
			if what == "climb" {
				key += ":" + string(to.Role)
			}
			if _, err := s.Send(tx, Notice{Key: key, To: to, Title: text.M("notice.clock."+what, "title", d.Title, "ref", d.Ref),
				Text: text.M("notice.clock.due", "day", d.Day), Path: d.Path, Article: d.Article}); err != nil {
				return err
			}
		}
		return nil
	}
}
