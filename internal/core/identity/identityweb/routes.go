package identityweb

import (
	"context"
	"net"
	"net/http"

	"lianban/internal/base/clock"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// Names of the cookies that say who asks: a person's session, a machine's token.
const (
	SessionCookie = "lianban"
	DeviceCookie  = "lianban_device"
)

// Handler is what the pages need.
type Handler struct {
	Identity  *identity.Service
	Directory *directory.Service
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Home is where somebody's day begins.
	Home func(by identity.Actor) string
	// Address is the client's network address, behind proxies that are listed; nil = the connection's.
	Address func(r *http.Request) string
	// Origin is this site as others reach it, "https://hall.example"; nil = as this request did.
	Origin func(r *http.Request) string
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /login", "session.login", h.login)
	s.Page("POST /login", "session.login", h.enter)
	s.Page("POST /logout", "session.login", h.logout)
	s.Page("GET /pair", "session.login", h.pair)
	s.Page("POST /pair", "session.login", h.bind)

	s.Page("GET /me", "session.own", h.me)
	s.Page("POST /me/password", "session.own", h.password)
	s.Page("POST /me/sessions/{id}/end", "session.own", h.endOwn)
	s.Page("POST /me/sessions/end", "session.own", h.endOthers)

	s.Page("GET /admin/accounts", "account.manage", h.accounts)
	s.Page("GET /admin/accounts/new", "account.manage", h.newAccount)
	s.Page("POST /admin/accounts", "account.manage", h.addAccount)
	s.Page("GET /admin/accounts/{id}", "account.manage", h.account)
	s.Page("POST /admin/accounts/{id}/roles", "account.manage", h.setRoles)
	s.Page("POST /admin/accounts/{id}/close", "account.manage", h.setActive(false))
	s.Page("POST /admin/accounts/{id}/open", "account.manage", h.setActive(true))
	s.Page("POST /admin/accounts/{id}/password", "account.manage", h.reset)
	s.Page("POST /admin/accounts/{id}/sessions/end", "session.end", h.endAll)
	s.Page("GET /admin/rights", "rights.read", h.rights)

	s.Page("GET /admin/devices", "device.manage", h.devices)
	s.Page("POST /admin/devices", "device.manage", h.addDevice)
	s.Page("POST /admin/devices/{id}/end", "device.manage", h.endDevice)

	h.apiIdentity(s)
	h.apiHouse(s)
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

func (h Handler) now() clock.Instant { return h.Identity.Store.Clock().Now() }

// command is a fresh id for a form.
func (h Handler) command() string { return h.Identity.Store.IDs().Token() }

// shell is the frame of a page, with what the last form did.
func (h Handler) shell(r *web.Request, page string) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "identity."+page+".title"), ui.T(r.Ctx(), "identity."+page+".sub"))
	p.Said = form.Said(r, "identity.said.")
	return p
}

// address is the client's network address without its port.
func (h Handler) address(r *http.Request) string {
	if h.Address != nil {
		return h.Address(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (h Handler) origin(r *http.Request) string {
	if h.Origin != nil {
		return h.Origin(r)
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
