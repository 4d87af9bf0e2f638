package identityweb

import (
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// deviceAge is how long a machine keeps its cookie: browsers keep none for longer than 400 days.
const deviceAge = 400 * 24 * 3600

// pairView is the page on which a machine is told what it is.
type pairView struct {
	Door   ui.DoorPage
	Secret string
	Name   string // of the machine; empty: the code is still to be typed
	Duty   string
	Person bool // somebody is logged in here: the pairing ends that
	Faults []ui.Fault
}

// pair shows what the code makes of this machine. It changes nothing: a link that is merely opened pairs nothing.
func (h Handler) pair(r *web.Request) (web.Reply, error) {
	v, _, err := h.pairView(r, r.URL.Query().Get("secret"))
	return web.Reply{Page: pairPage(v)}, err
}

func (h Handler) pairView(r *web.Request, secret string) (v pairView, device identity.Actor, err error) {
	centres, err := h.Directory.Centres(r.Ctx())
	if err != nil {
		return v, device, err
	}
	v = pairView{Door: h.door(r, centres, "pair"), Secret: secret, Person: actor(r).Account != 0}
	if secret == "" {
		return v, device, nil
	}
	if device, _, err = h.Identity.EnterDevice(r.Ctx(), secret); err != nil {
		return v, device, err
	}
	if !device.Somebody() {
		err = errs.Field("secret", "identity.pair.unknown")
		v.Faults = form.Faults(r.Ctx(), err)
		return v, device, err
	}
	v.Name, v.Duty = device.Name, text.Say(text.Of(r.Ctx()), device.Grants[0].Role.Words())
	return v, device, nil
}

func (h Handler) bind(r *web.Request) (web.Reply, error) {
	secret := r.Must("secret", 100)
	err := r.Faults()
	v, device, failed := h.pairView(r, secret)
	if err == nil {
		err = failed
	}
	if err != nil {
		v.Faults = form.Faults(r.Ctx(), err)
		return web.Reply{Page: pairPage(v)}, err
	}
	// A person's session would be asked before the machine's token: whoever pairs leaves.
	if _, err := h.logout(r); err != nil {
		return web.Reply{}, err
	}
	r.SetCookie(DeviceCookie, secret, deviceAge)
	return web.Reply{Redirect: dutyPath(device)}, nil
}

// dutyPath is the page of a machine's duty.
func dutyPath(device identity.Actor) string {
	switch {
	case device.Is(identity.Kiosk):
		return "/kiosk"
	case device.Is(identity.Strip):
		return "/screen/strip/" + form.Key(device.Window())
	case device.Is(identity.Pad):
		return "/pad/" + form.Key(device.Window())
	}
	return "/screen/display"
}
