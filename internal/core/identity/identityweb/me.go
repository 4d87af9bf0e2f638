package identityweb

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// meView is one's own account.
type meView struct {
	Page     ui.StaffPage
	By       identity.Actor
	Account  identity.Account
	Dept     string
	Sessions []identity.Session
	Rule     string
	Command  string
	Faults   []ui.Fault
	Now      clock.Instant
}

func (h Handler) me(r *web.Request) (web.Reply, error) {
	v, err := h.meView(r)
	return web.Reply{Page: mePage(v)}, err
}

func (h Handler) meView(r *web.Request) (v meView, err error) {
	by := actor(r)
	v = meView{Page: h.shell(r, "me"), By: by, Command: h.command(), Now: h.now(), Rule: text.Say(text.Of(r.Ctx()), h.Identity.Rule())}
	if v.Account, err = h.Identity.Own(r.Ctx(), by); err != nil {
		return v, err
	}
	hall, err := h.Directory.Now(r.Ctx(), by.Centre)
	if err != nil {
		return v, err
	}
	if d, ok := hall.Department(by.Department); ok {
		v.Dept = d.Name
	}
	v.Sessions, err = h.Identity.Sessions(r.Ctx(), by, by.Account)
	return v, err
}

func (h Handler) password(r *web.Request) (web.Reply, error) {
	old, fresh, again := r.FormValue("old"), r.FormValue("password"), r.FormValue("again")
	err := passwordFaults(old, fresh, again)
	if err == nil {
		err = h.Identity.ChangePassword(r.Ctx(), actor(r), old, fresh)
	}
	if err == nil {
		return form.Done("/me", "password")
	}
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.meView(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Faults = form.Faults(r.Ctx(), err)
	return web.Reply{Page: mePage(v)}, err
}

// passwordFaults tells what is missing in the form, before anything is tried.
func passwordFaults(old, fresh, again string) error {
	e := errs.New(errs.Invalid, "error.required")
	for _, f := range []struct{ name, value string }{{"old", old}, {"password", fresh}} {
		if f.value == "" {
			e.Faults = append(e.Faults, errs.Field(f.name, "error.required").Faults...)
		}
	}
	if fresh != again {
		e.Faults = append(e.Faults, errs.Field("again", "identity.me.again_differs").Faults...)
	}
	if len(e.Faults) == 0 {
		return nil
	}
	return e
}

func (h Handler) endOwn(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	if id == by.Session {
		return h.logout(r)
	}
	if err := h.Identity.End(r.Ctx(), by, id); err != nil {
		return web.Reply{}, err
	}
	return form.Done("/me", "session_ended")
}

func (h Handler) endOthers(r *web.Request) (web.Reply, error) {
	if err := h.Identity.EndOthers(r.Ctx(), actor(r)); err != nil {
		return web.Reply{}, err
	}
	return form.Done("/me", "sessions_ended")
}
