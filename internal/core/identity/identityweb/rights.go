package identityweb

import (
	"context"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// rightsView is the permission table as a page.
type rightsView struct {
	Page  ui.StaffPage
	Role  string // only what that one may do; empty = everybody
	Roles []ui.Option
	Rules []identity.Rule
	Cols  []identity.Role
}

func (h Handler) rights(r *web.Request) (web.Reply, error) {
	v := rightsView{Page: h.shell(r, "rights"), Role: r.Text("role", 20), Cols: identity.Everyone}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	all, err := h.Identity.Rights(r.Ctx(), actor(r))
	if err != nil {
		return web.Reply{}, err
	}
	v.Roles = []ui.Option{{Value: "", Label: ui.T(r.Ctx(), "identity.rights.everyone")}}
	for _, role := range identity.Everyone {
		v.Roles = append(v.Roles, ui.Option{Value: string(role), Label: text.Say(text.Of(r.Ctx()), role.Words())})
		if string(role) == v.Role {
			v.Cols = []identity.Role{role}
		}
	}
	for _, rule := range all {
		if len(v.Cols) > 1 || rule.Who[v.Cols[0]] != identity.No {
			v.Rules = append(v.Rules, rule)
		}
	}
	return web.Reply{Page: rightsPage(v)}, nil
}

func ruleText(ctx context.Context, r identity.Rule) string { return text.Say(text.Of(ctx), r.Words()) }

func roleText(ctx context.Context, r identity.Role) string { return text.Say(text.Of(ctx), r.Words()) }

func scopeText(ctx context.Context, s identity.Scope) string {
	if s == identity.No {
		return ""
	}
	return text.Say(text.Of(ctx), s.Words())
}

// scopeClass is how strong a right looks: the whole centre's is the strongest.
func scopeClass(s identity.Scope) string {
	switch s {
	case identity.No:
		return ""
	case identity.OfCentre:
		return "all"
	case identity.OfEverybody:
		return "open"
	}
	return "some"
}

// articles are those a line names; "" is none.
func articles(r identity.Rule) []string {
	if r.Article == "" {
		return nil
	}
	return strings.Split(r.Article, ",")
}
