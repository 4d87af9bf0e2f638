package adminweb

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/admin"
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
	Admin     *admin.Service
	Calendar  *calendar.Service
	Figures   func(tx *db.Tx) (*law.Figures, error)
	Ledger    *ledger.Service
	Notice    *notice.Service
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
	s.Page("GET /inbox", "notice.own", h.inbox)
	s.Page("POST /inbox/read", "notice.own", h.readAll)
	s.Page("POST /inbox/{id}", "notice.own", h.readOne)

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
	s.Page("GET /admin/erase", "person.erase", h.erasure)
	s.Page("POST /admin/erase", "person.erase", h.erase)

	s.Page("GET /admin/devices", "device.manage", h.devices)
	s.Page("POST /admin/devices", "device.manage", h.addDevice)
	s.Page("POST /admin/devices/{id}/end", "device.manage", h.endDevice)
	s.Page("GET /admin/jobs", "job.manage", h.jobs)
	s.Page("POST /admin/jobs/{id}/retry", "job.manage", h.retryJob)

	s.Page("GET /admin/trail", "ledger.read", h.trail)
	s.Page("POST /admin/trail/verify", "ledger.read", h.verifyTrail)
	s.Page("GET /admin/trail/export", "ledger.export", h.exportTrail)
	s.Page("GET /admin/trail/{id}/proof", "ledger.read", h.proof)
	s.Page("GET /admin/calendar", "calendar.read", h.calendar)
	s.Page("GET /admin/calendar/import", "calendar.import", h.importForm)
	s.Page("POST /admin/calendar/import", "calendar.import", h.importNotice)
	s.Page("POST /admin/calendar/exceptions", "calendar.import", h.except)
	s.Page("POST /admin/calendar/exceptions/{id}/end", "calendar.import", h.endException)
	s.Page("GET /admin/figures", "figure.read", h.figures)

	h.api(s)
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

func (h Handler) now() clock.Instant { return h.Identity.Store.Clock().Now() }

// command is a fresh id for a form.
func (h Handler) command() string { return h.Identity.Store.IDs().Token() }

// shell is the frame of a page, with what the last form did.
func (h Handler) shell(r *web.Request, page string) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "admin."+page+".title"), ui.T(r.Ctx(), "admin."+page+".sub"))
	p.Said = said(r)
	return p
}

// said reads what the last form did from the address: only sentences of ours, never a text that somebody else wrote there.
func said(r *web.Request) string {
	key := r.URL.Query().Get("said")
	if key == "" || strings.ContainsFunc(key, func(c rune) bool { return (c < 'a' || c > 'z') && c != '_' }) {
		return ""
	}
	s := ui.T(r.Ctx(), "admin.said."+key)
	if strings.HasPrefix(s, "[") {
		return ""
	}
	return s
}

// done leads back to a page that says what was done.
func done(path, key string) (web.Reply, error) {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return web.Reply{Redirect: path + sep + "said=" + key}, nil
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

// local gives back an address of this site, or other when it is none: what stands in "next" may come from anywhere.
func local(next, other string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsFunc(next, func(c rune) bool { return c < ' ' || c == '\\' }) {
		return other
	}
	return next
}

// faults says a refusal beside the fields it is about.
func faults(ctx context.Context, err error) (out []ui.Fault) {
	e := errs.As(err)
	if e == nil {
		return nil
	}
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(text.Of(ctx), e.Text)}}
	}
	return out
}

// wrong is the fault of one field, empty when it has none.
func wrong(all []ui.Fault, field string) string {
	for _, f := range all {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// shown tells whether a refusal is shown on the form it came from; anything else is a page of its own.
func shown(err error) bool {
	return errs.Is(err, errs.Invalid) || errs.Is(err, errs.Breach) || errs.Is(err, errs.Conflict)
}
