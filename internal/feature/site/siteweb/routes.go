package siteweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// Imprint is who runs the site and how people are reached.
type Imprint struct {
	Phone      string // 12345
	PhoneHours string
	Mail       string
	Host       string // 主办
	Record     string // ICP
	Office     string // who answers for the pages on privacy and accessibility
	Updated    string // when those were last changed
	KeepDays   int    // days after which phone numbers of tickets are deleted; 0 = the centre has not said
}

// Handler is what the visitors' pages need. It reads from other features; what changes something goes through the
// function fields.
type Handler struct {
	Store     *db.DB
	Directory *directory.Service
	Catalog   *catalog.Service
	Queue     *queue.Service
	Review    *review.Service
	Rulebook  *law.Rulebook
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Hours gives the hall's opening hours.
	Hours func(tx *db.Tx) (*calendar.Hours, error)
	Take  func(ctx context.Context, by identity.Actor, in queue.Take) (queue.Ticket, error)
	Give  func(ctx context.Context, by identity.Actor, token string, a review.Answer) (review.Receipt, error)
	// Confirm takes the visitor's word on whether their level was a mistake.
	Confirm func(ctx context.Context, by identity.Actor, token string, yes bool) error
	// Progress gives how far a case has come, to whoever knows its number and the tail of the phone number, or (without a
	// tail) its token.
	Progress func(ctx context.Context, centre int64, code, tail string) (Progress, error)
	// Often lists the items that numbers were taken for most often of late; nil = some of every zone.
	Often func(tx *db.Tx, limit int) ([]int64, error)
	// Stated are the rules of the program by article, for the pages of the law.
	Stated  []Stated
	Imprint Imprint
	// Centre is the centre of addresses that lead to nothing, where nobody has been asked who they are.
	Centre int64
	// What is built beside this site: appointments, the report of what cannot be got done, help and agency.
	Book, Report, Help bool
	// Shell makes the frame of a staff page, for what is refused to people of the hall; nil = they get the visitors' frame.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Texts tells whether calls are sent as text messages.
	Texts bool

	tries *tries
}

// Routes is the table of contents. Nobody needs to be logged in for any of it.
func (h Handler) Routes(s *web.Site) {
	h.tries = &tries{clock: h.Store.Clock()}
	s.Page("GET /{$}", "site.read", h.home)
	s.Page("GET "+PathSearch, "site.read", h.search)
	s.Page("GET /guide/{item}", "site.read", h.guide)
	s.Page("GET /guide/{item}/v/{version}", "site.read", h.guideVersion)
	s.Page("GET "+PathTake, "site.read", h.takeForm)
	s.Page("POST "+PathTake, "ticket.take", h.take)
	s.Page("GET /t/{token}", "ticket.read", h.ticket)
	s.Page("GET "+PathProgress, "site.read", h.lookup)
	s.Page("POST "+PathProgress, "case.progress", h.find)
	s.Page("GET /p/{code}", "case.progress", h.progress)
	s.Page("GET /r/{token}", "review.give", h.review)
	s.Page("POST /r/{token}", "review.give", h.give)
	s.Page("GET "+PathReviews, "site.read", h.openReviews)
	s.Page("GET "+PathLaw, "site.read", h.lawIndex)
	s.Page("GET "+PathLaw+"/{ref}", "site.read", h.article)
	s.Page("GET "+PathPrivacy, "site.read", h.about(PrivacyPage))
	s.Page("GET "+PathAccess, "site.read", h.about(AccessPage))
	h.api(s)
}

// shown is a page, unless it could not be filled.
func shown(page templ.Component, err error) (web.Reply, error) {
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: page}, nil
}

// viewCookie keeps the choice of the elder version.
const viewCookie = "view"

// year is how long a choice is kept, in seconds.
const year = 365 * 24 * 3600

// frame is what every page carries: the centre, this address, the elder version where it was chosen.
func (h Handler) frame(r *web.Request) (Frame, error) {
	f, err := h.plain(r.Ctx())
	f.Self = self(r.URL)
	if c, err := r.Cookie(viewCookie); err == nil {
		f.Elder = c.Value == "elder"
	}
	switch r.URL.Query().Get("view") {
	case "elder":
		f.Elder = true
		r.SetCookie(viewCookie, "elder", year)
	case "normal":
		f.Elder = false
		r.SetCookie(viewCookie, "normal", -1)
	}
	return f, err
}

// plain is the frame without what only the request knows.
func (h Handler) plain(ctx context.Context) (Frame, error) {
	f := Frame{Now: h.Store.Clock().Now(), Phone: h.Imprint.Phone}
	centre := identity.From(ctx).Centre
	if centre == 0 {
		centre = h.Centre
	}
	hall, err := h.Directory.Now(ctx, centre)
	if err == nil {
		f.Centre = hall.Centre.Name
	}
	return f, err
}

// self is the address without the choice of language and version.
func self(u *url.URL) string {
	q := u.Query()
	q.Del("lang")
	q.Del("view")
	if len(q) == 0 {
		return u.Path
	}
	return u.Path + "?" + q.Encode()
}

// faults says a refusal beside the fields it is about.
func faults(ctx context.Context, err error) []ui.Fault {
	e := errs.As(err)
	if e == nil {
		return nil
	}
	lang := text.Of(ctx)
	var out []ui.Fault
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(lang, f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = append(out, ui.Fault{Text: text.Say(lang, e.Text)})
	}
	return out
}

// view is the figures as they hold today.
func (h Handler) view(tx *db.Tx) (law.View, error) {
	if h.Figures == nil {
		figures, err := h.Rulebook.Figures()
		return figures.On(tx.Today()), err
	}
	figures, err := h.Figures(tx)
	if err != nil {
		return law.View{}, err
	}
	return figures.On(tx.Today()), nil
}

func newCommand(h Handler) string { return h.Store.IDs().Token() }
