package identityweb

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// accountsView is the list of accounts.
type accountsView struct {
	Page   ui.StaffPage
	Now    clock.Instant
	Hall   *directory.Hall
	List   ui.List
	Rows   []identity.Listed
	Q      string
	Role   string
	State  string
	Roles  []ui.Option
	States []ui.Option
	Any    bool // there is an account at all
	Counts map[string]int
}

// pageSize is how many rows a page of a list has.
const pageSize = 50

// accountStates are what the list can be narrowed to.
var accountStates = []string{"open", "locked", "stale", "renew", "closed"}

func (h Handler) accounts(r *web.Request) (web.Reply, error) {
	v := accountsView{Page: h.shell(r, "account"), Now: h.now(), Q: r.Text("q", 40), Role: r.Text("role", 20), State: r.Text("state", 20)}
	page := max(int(r.Int("page", 1, 10_000)), 1)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	all, err := h.Identity.Accounts(r.Ctx(), actor(r))
	if err != nil {
		return web.Reply{}, err
	}
	if v.Hall, err = h.Directory.Now(r.Ctx(), actor(r).Centre); err != nil {
		return web.Reply{}, err
	}
	v.Any, v.Counts = len(all) > 0, count(all, v.Now)
	all = slices.DeleteFunc(all, func(l identity.Listed) bool { return !v.matches(l) })
	v.List = ui.List{Path: "/admin/accounts", Query: queryOf(r, "q", "role", "state"), Page: page, Size: pageSize, Total: len(all),
		Sort: sortOf(r, "login", "name", "entered"), Desc: r.FormValue("dir") == "desc"}
	order := sorter(v.List)
	slices.SortStableFunc(all, order)
	v.Rows = slice(all, page)
	v.Roles, v.States = roleOptions(r.Ctx(), "identity.account.any_role"), stateOptions(r.Ctx())
	return web.Reply{Page: accountsPage(v)}, nil
}

func count(all []identity.Listed, now clock.Instant) map[string]int {
	out := map[string]int{}
	for _, l := range all {
		for _, s := range statesOf(l, now) {
			out[s]++
		}
	}
	return out
}

// statesOf tells how an account stands; an open one may be more than that.
func statesOf(l identity.Listed, now clock.Instant) []string {
	if !l.Active {
		return []string{"closed"}
	}
	out := []string{"open"}
	if l.Locked > now {
		out = append(out, "locked")
	}
	if l.Stale {
		out = append(out, "stale")
	}
	if l.Renew {
		out = append(out, "renew")
	}
	return out
}

func (v accountsView) matches(l identity.Listed) bool {
	q := strings.ToLower(v.Q)
	dept := ""
	if d, ok := v.Hall.Department(l.Department); ok {
		dept = d.Name + d.Short
	}
	return (q == "" || strings.Contains(l.Login, q) || strings.Contains(strings.ToLower(l.Name+dept), q)) &&
		(v.State == "" || slices.Contains(statesOf(l, v.Now), v.State)) &&
		(v.Role == "" || slices.ContainsFunc(l.Grants, func(g identity.Grant) bool { return string(g.Role) == v.Role }))
}

func sorter(l ui.List) func(a, b identity.Listed) int {
	by := map[string]func(a, b identity.Listed) int{
		"name":    func(a, b identity.Listed) int { return cmp.Compare(a.Name, b.Name) },
		"entered": func(a, b identity.Listed) int { return cmp.Compare(a.Entered, b.Entered) },
	}[l.Sort]
	if by == nil {
		by = func(a, b identity.Listed) int { return cmp.Compare(a.Login, b.Login) }
	}
	if l.Desc {
		return func(a, b identity.Listed) int { return by(b, a) }
	}
	return by
}

func roleOptions(ctx context.Context, none string) []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.T(ctx, none)}}
	for _, r := range identity.Roles {
		out = append(out, ui.Option{Value: string(r), Label: text.Say(text.Of(ctx), r.Words())})
	}
	return out
}

func stateOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.T(ctx, "identity.account.any_state")}}
	for _, s := range accountStates {
		out = append(out, ui.Option{Value: s, Label: ui.T(ctx, "identity.account.state."+s)})
	}
	return out
}

// newAccountView is the form of a new account.
type newAccountView struct {
	Page        ui.StaffPage
	Command     string
	People      []ui.Option
	Person      string
	Login       string
	Grants      []grantRow
	Roles       []ui.Option
	Departments []ui.Option
	Faults      []ui.Fault
}

// blankRows is how many empty lines for roles a form offers.
const blankRows = 2

func (h Handler) newAccount(r *web.Request) (web.Reply, error) {
	v, err := h.newAccountView(r)
	v.Grants = make([]grantRow, 1)
	return web.Reply{Page: newAccountPage(v)}, err
}

func (h Handler) newAccountView(r *web.Request) (v newAccountView, err error) {
	v = newAccountView{Page: h.shell(r, "account_new"), Command: h.command(), Roles: roleOptions(r.Ctx(), "identity.account.choose_role")}
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "identity.account.title"), Href: "/admin/accounts"}}
	hall, err := h.Directory.Now(r.Ctx(), actor(r).Centre)
	if err != nil {
		return v, err
	}
	v.Departments = departments(r.Ctx(), hall)
	free, err := h.Identity.Free(r.Ctx(), actor(r))
	v.People = []ui.Option{{Value: "0", Label: ui.T(r.Ctx(), "identity.account.choose_person")}}
	for _, p := range free {
		label := p.Name
		if d, ok := hall.Department(p.Department); ok {
			label += " · " + d.Short
		} else if p.Position != "" {
			label += " · " + p.Position
		}
		v.People = append(v.People, ui.Option{Value: form.Key(p.ID), Label: label})
	}
	return v, err
}

func departments(ctx context.Context, hall *directory.Hall) []ui.Option {
	out := []ui.Option{{Value: "0", Label: ui.T(ctx, "identity.account.no_department")}}
	for _, d := range hall.Departments {
		out = append(out, ui.Option{Value: form.Key(d.ID), Label: d.Name})
	}
	return out
}

func (h Handler) addAccount(r *web.Request) (web.Reply, error) {
	n := identity.NewAccount{Person: r.Int("person", 0, 1<<62), Login: r.Must("login", 32)}
	rows, unread := readGrants(r)
	err := form.Joined(r.Faults(), unread)
	var id int64
	password := ""
	if err == nil {
		n.Grants = wanted(rows)
		id, password, err = h.Identity.Add(r.Ctx(), actor(r), n)
	}
	if err = atRows(err, rows); err != nil {
		if !form.Shown(err) {
			return web.Reply{}, err
		}
		v, failed := h.newAccountView(r)
		v.Person, v.Login, v.Grants, v.Faults = form.Key(n.Person), r.FormValue("login"), rows, form.Faults(r.Ctx(), err)
		if failed != nil {
			return web.Reply{}, failed
		}
		return web.Reply{Page: newAccountPage(v)}, err
	}
	return h.told(r, id, password)
}

// told shows the account and, once, its new password: it is the answer to the form itself, for it may stand in no address.
func (h Handler) told(r *web.Request, id int64, password string) (web.Reply, error) {
	v, err := h.accountView(r, id)
	v.Given, v.Password = true, password
	return web.Reply{Page: accountPage(v)}, err
}

// atRows names the faults of roles after the lines of the form, which may have had empty ones between them.
func atRows(err error, rows []grantRow) error {
	if err == nil {
		return nil
	}
	e := errs.As(err)
	var lines []int
	for i, g := range rows {
		if !g.empty() {
			lines = append(lines, i)
		}
	}
	for i, f := range e.Faults {
		var n int
		var field string
		if _, rest, ok := strings.Cut(f.Field, "grants."); ok {
			if n, field = form.Numbered(rest); n < len(lines) {
				e.Faults[i].Field = "grants." + itoa(lines[n]) + "." + field
			}
		}
	}
	return e
}
