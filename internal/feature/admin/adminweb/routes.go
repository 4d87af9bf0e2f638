package adminweb

import (
	"context"
	"net/http"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/identity/identityweb"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/admin"
)

// Names of the cookies that say who asks.
const (
	SessionCookie = identityweb.SessionCookie
	DeviceCookie  = identityweb.DeviceCookie
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
	// Find is the staff's search; nil = it finds nothing.
	Find Finder
	// Regular are the jobs that are done every day.
	Regular []Regular
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
	identityweb.Handler{Identity: h.Identity, Directory: h.Directory, Shell: h.Shell, Home: h.Home, Address: h.Address,
		Origin: h.Origin}.Routes(s)

	s.Page("GET /find", "session.own", h.findPage)
	s.Page("GET /inbox", "notice.own", h.inbox)
	s.Page("POST /inbox/read", "notice.own", h.readAll)
	s.Page("POST /inbox/{id}", "notice.own", h.readOne)

	s.Page("GET /admin/erase", "person.erase", h.erasure)
	s.Page("POST /admin/erase", "person.erase", h.erase)

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

	h.apiHouse(s)
	h.apiRules(s)
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

func (h Handler) now() clock.Instant { return h.Identity.Store.Clock().Now() }

// command is a fresh id for a form.
func (h Handler) command() string { return h.Identity.Store.IDs().Token() }

// shell is the frame of a page, with what the last form did.
func (h Handler) shell(r *web.Request, page string) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "admin."+page+".title"), ui.T(r.Ctx(), "admin."+page+".sub"))
	p.Said = form.Said(r, "admin.said.")
	return p
}

func itoa(n int) string { return strconv.Itoa(n) }

// pageSize is how many rows a page of a list has.
const pageSize = 50
