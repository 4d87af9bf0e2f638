package identityweb

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// accountView is one account.
type accountView struct {
	Page        ui.StaffPage
	Now         clock.Instant
	Hall        *directory.Hall
	Account     identity.Listed
	Dept        string
	Own         bool // of whoever looks: nobody manages their own
	Sessions    []identity.Session
	Rows        []grantRow
	Roles       []ui.Option
	Departments []ui.Option
	Command     string
	Faults      []ui.Fault
	Given       bool   // a password was made just now
	Password    string // it, shown once; empty when it was shown already
}

func (v accountView) path(what string) string {
	return "/admin/accounts/" + form.Key(v.Account.ID) + "/" + what
}

// command is the id of one of the page's forms.
func (v accountView) command(of string) string { return v.Command + "-" + of }

func (h Handler) account(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.accountView(r, id)
	return web.Reply{Page: accountPage(v)}, err
}

func (h Handler) accountView(r *web.Request, id int64) (v accountView, err error) {
	by := actor(r)
	v = accountView{Page: h.shell(r, "account_one"), Now: h.now(), Command: h.command(), Own: id == by.Account,
		Roles: roleOptions(r.Ctx(), "identity.account.choose_role")}
	if v.Account, err = h.Identity.AccountOf(r.Ctx(), by, id); err != nil {
		return v, err
	}
	if v.Hall, err = h.Directory.Now(r.Ctx(), by.Centre); err != nil {
		return v, err
	}
	v.Page.Title = v.Account.Name
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "identity.account.title"), Href: "/admin/accounts"}}
	if d, ok := v.Hall.Department(v.Account.Department); ok {
		v.Dept = d.Name
	}
	v.Departments, v.Rows = departments(r.Ctx(), v.Hall), rowsOf(v.Account.Grants)
	v.Sessions, err = h.Identity.Sessions(r.Ctx(), by, id)
	return v, err
}

func (h Handler) setRoles(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	_ = r.FormValue("command") // so that the form is read
	rows, unread := readGrants(r)
	if err = form.Joined(r.Faults(), unread); err == nil {
		err = h.Identity.Regrant(r.Ctx(), actor(r), id, wanted(rows))
	}
	if err = atRows(err, rows); err == nil {
		return form.Done("/admin/accounts/"+form.Key(id), "roles")
	}
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.accountView(r, id)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Rows, v.Faults = rows, form.Faults(r.Ctx(), err)
	return web.Reply{Page: accountPage(v)}, err
}

func (h Handler) setActive(active bool) web.Handler {
	key := map[bool]string{true: "account_open", false: "account_closed"}[active]
	return h.change(key, func(r *web.Request, id int64) error { return h.Identity.SetActive(r.Ctx(), actor(r), id, active) })
}

func (h Handler) endAll(r *web.Request) (web.Reply, error) {
	return h.change("sessions_ended", func(r *web.Request, id int64) error { return h.Identity.EndAll(r.Ctx(), actor(r), id) })(r)
}

// change makes the handler of a button of the account's page.
func (h Handler) change(said string, do func(r *web.Request, id int64) error) web.Handler {
	return func(r *web.Request) (web.Reply, error) {
		id, err := r.ID("id")
		if err == nil {
			err = do(r, id)
		}
		if err == nil {
			return form.Done("/admin/accounts/"+form.Key(id), said)
		}
		return h.refusedChange(r, id, err)
	}
}

// refusedChange shows the account with what was refused.
func (h Handler) refusedChange(r *web.Request, id int64, err error) (web.Reply, error) {
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.accountView(r, id)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Faults = form.Faults(r.Ctx(), err)
	return web.Reply{Page: accountPage(v)}, err
}

func (h Handler) reset(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	password, err := h.Identity.ResetPassword(r.Ctx(), actor(r), id)
	if err != nil {
		return h.refusedChange(r, id, err)
	}
	return h.told(r, id, password)
}
