package notice

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
)

// Finding tells those concerned what happened to a finding; it is finding.Service.Notify. The person it is about hears of
// it, or the chief of the department it is about; a statement goes to the office.
func (s *Service) Finding(tx *db.Tx, f finding.Finding, what string) error {
	kind, _ := finding.KindOf(f.Kind)
	n := Notice{Key: fmt.Sprintf("finding:%d:%s", f.ID, what), To: Person(f.Person),
		Title: text.M("finding.notice."+what, "kind", kind.Title()), Path: fmt.Sprintf("/findings/%d", f.ID), Article: f.Article}
	if f.Person == 0 {
		n.To = Role(identity.Chief, f.Department)
	}
	switch what {
	case "proposed", "last_day":
		n.Text = text.M("finding.notice.proposed_text", "text", f.Text, "due", f.Due)
	case string(finding.Confirmed), string(finding.Withdrawn):
		n.Text = text.M("finding.notice.decided_text", "reason", f.Reason)
	case string(finding.Stated), string(finding.Ready):
		n.To = Role(identity.Member, 0)
	}
	_, err := s.Send(tx, n)
	return err
}
