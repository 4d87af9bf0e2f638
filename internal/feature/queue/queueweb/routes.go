package queueweb

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// Handler is what the pages need.
type Handler struct {
	Queue     *queue.Service
	Directory *directory.Service
	// Catalog finds items by people's own words, for e-guide and guide desk.
	Catalog *catalog.Service
	// Shell makes the frame of the guide desk's page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Origin is where visitors reach the site, such as "https://zw.changji.example": it stands in QR codes. Empty: the
	// address under which the machine asked.
	Origin string
	// Panel draws the middle column of the console for the ticket that the window has; nil draws a plain one.
	Panel func(ctx context.Context, by identity.Actor, t queue.Ticket) (templ.Component, error)
	// Todos lists what the clerk has to do today besides the queue; nil has none.
	Todos func(ctx context.Context, by identity.Actor) ([]Todo, error)
	// Away draws what the console shows while the server is away, beside the live part; nil has none.
	Away func(ctx context.Context, window int64, no string) templ.Component
	// DrawTicket draws the live part of a ticket's page; nil has no such stream. NotFound for an unknown token.
	DrawTicket func(ctx context.Context, centre int64, token string) (string, error)
}

// Todo is one thing to do today: its lamp, its words, its page.
type Todo struct {
	Kind ui.Kind
	Lamp string // 剩 4 小时
	Text string
	Href string
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /console", "console.read", h.console)
	s.Page("GET /console/transfer", "ticket.serve", h.transferPage)
	s.Page("GET /live/console", "console.read", h.liveConsole)
	// The keys of the window console: each is a form that leads back to the console.
	s.Page("POST /console/call", "ticket.call", h.key(h.Queue.CallNext))
	s.Page("POST /console/recall", "ticket.serve", h.key(h.Queue.Recall))
	s.Page("POST /console/arrive", "ticket.serve", h.key(h.Queue.Arrive))
	s.Page("POST /console/miss", "ticket.serve", h.key(h.Queue.Miss))
	s.Page("POST /console/hold", "ticket.serve", h.key(h.Queue.Hold))
	s.Page("POST /console/finish", "ticket.serve", h.key(h.Queue.Finish))
	s.Page("POST /console/transfer", "ticket.serve", h.transfer)
	s.Page("POST /console/continue", "ticket.serve", h.proceed)
	s.Page("POST /console/return", "ticket.help", h.returned)
	s.Page("POST /console/pause", "window.pause", h.pause)
	s.Page("POST /console/resume", "window.pause", h.resume)

	s.Page("GET /desk", "ticket.help", h.desk)
	s.Page("POST /desk/take", "ticket.help", h.deskTake)
	s.Page("GET /live/desk", "ticket.help", h.liveDesk)

	s.Page("GET /screen/eguide", "kiosk.use", h.eguide)
	s.Page("GET /live/eguide", "kiosk.use", h.liveEguide)
	s.Page("GET /screen/display", "display.watch", h.display)
	s.Page("GET /live/display", "display.watch", h.liveDisplay)
	s.Page("GET /screen/strip/{window}", "strip.watch", h.strip)
	s.Page("GET /live/strip/{window}", "strip.watch", h.liveStrip)

	s.Page("GET /kiosk", "kiosk.use", h.kiosk)
	s.Page("GET /kiosk/zone/{zone}", "kiosk.use", h.kioskZone)
	s.Page("GET /kiosk/item/{item}", "kiosk.use", h.kioskItem)
	s.Page("POST /kiosk/take", "kiosk.use", h.kioskTake)
	s.Page("GET /kiosk/ticket/{token}", "kiosk.use", h.kioskTicket)
	s.Page("GET /kiosk/help", "kiosk.use", h.kioskHelp)
	s.Page("GET /slip/{token}", "ticket.read", h.slip)
	s.Page("GET /live/ticket/{token}", "ticket.read", h.liveTicket)

	h.apiGuide(s)
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

// read runs f on one snapshot of the actor's centre.
func (h Handler) read(ctx context.Context, f func(tx *db.Tx) error) error {
	return h.Queue.Store.Read(ctx, identity.From(ctx).Centre, f)
}

// command is a new id for a form.
func (h Handler) command() string { return h.Queue.Store.IDs().Token() }

// origin is where the visitors' site is reached.
func (h Handler) origin(r *http.Request) string {
	if h.Origin != "" {
		return strings.TrimSuffix(h.Origin, "/")
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// stream is a live view that is drawn in the language and for the actor of the request that opened it.
func stream(r *web.Request, v live.View, draw func(ctx context.Context) (live.Frame, error)) web.Reply {
	lang, by := text.Of(r.Ctx()), actor(r)
	v.Key += ":" + string(lang)
	v.Draw = func(ctx context.Context) (live.Frame, error) { return draw(identity.With(text.With(ctx, lang), by)) }
	return web.Reply{Live: &v, Done: identity.Done(r.Ctx())}
}

// drawn is a component as text.
func drawn(ctx context.Context, c templ.Component) (string, error) {
	var b bytes.Buffer
	err := c.Render(ctx, &b)
	return b.String(), err
}
