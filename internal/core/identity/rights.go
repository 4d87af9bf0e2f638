package identity

import (
	"context"
	"strings"

	"lianban/internal/base/text"
)

// Everyone lists who a right can be of, in the order of the page "who may do what".
var Everyone = append(append([]Role{Visitor}, Roles...), Duties...)

// Words are the catalogue's words for a role.
func (r Role) Words() text.Msg { return text.M("role." + string(r)) }

// Words are the catalogue's words for what a rule lets one do.
func (r Rule) Words() text.Msg { return text.M("action." + r.Action) }

var scopeWords = map[Scope]string{No: "none", OfWindow: "window", OfPerson: "person", OfDept: "dept", OfCentre: "centre",
	OfEverybody: "everybody"}

// Words are the catalogue's words for a scope; empty for none.
func (s Scope) Words() text.Msg { return text.M("scope." + scopeWords[s]) }

// RightsTable prints the permission table for docs/gen/rights.md: who may do what to whose things, by which article.
func RightsTable() string {
	var b strings.Builder
	cell := func(m text.Msg) { b.WriteString(" " + strings.ReplaceAll(text.Say(text.Zh, m), "|", "\\|") + " |") }
	say := func(key string) string { return text.Say(text.Zh, text.M(key)) }
	b.WriteString("# " + say("rights.title") + "\n\n" + say("rights.lead") + "\n\n|")
	cell(text.M("rights.action"))
	cell(text.M("rights.article"))
	for _, r := range Everyone {
		cell(r.Words())
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(Everyone)) + "\n")
	for _, rule := range Policy {
		b.WriteString("|")
		cell(text.Plain(text.Say(text.Zh, rule.Words()) + " `" + rule.Action + "`"))
		cell(text.Plain(rule.Article))
		for _, r := range Everyone {
			if s := rule.Who[r]; s == No {
				b.WriteString(" · |")
			} else {
				cell(s.Words())
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\n" + say("rights.foot") + "\n")
	return b.String()
}

// Rights is the permission table for whoever may read it.
func (s *Service) Rights(_ context.Context, by Actor) ([]Rule, error) {
	if err := by.May("rights.read", Thing{}); err != nil {
		return nil, err
	}
	return Policy, nil
}
