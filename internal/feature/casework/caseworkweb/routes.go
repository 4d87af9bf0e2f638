package caseworkweb

import (
	"context"
	"net/url"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
)

// Handler is what the pages and the API need.
type Handler struct {
	Cases     *casework.Service
	Directory *directory.Service
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Origin is where the site is reached, such as "https://zw.changji.example": it stands in the QR codes of papers. Empty:
	// the address under which the page was asked for.
	Origin string
}

// Where pages lead.
const (
	pathCases    = "/cases"
	pathDecline  = "/cases/decline"
	pathConsole  = "/console"
	pathFinish   = "/console/finish" // the queue's key: ends the service at the window
	pathProgress = "/p/"             // the visitors' page of a case, by its code
)

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /cases", "case.read", h.list)
	s.Page("GET /cases/new", "case.accept", h.newCase)
	s.Page("GET /cases/verdict", "case.accept", h.verdict)
	s.Page("POST /cases", "case.accept", h.accept)
	s.Page("POST "+pathDecline, "case.accept", h.turnAway)
	s.Page("GET /cases/{id}", "case.read", h.read)
	s.Page("GET /cases/{id}/{paper}", "case.read", h.paper)
	s.Page("POST /cases/{id}/supply", "case.accept", h.supply)
	s.Page("POST /cases/{id}/decide", "case.decide", h.decide)
	s.Page("POST /cases/{id}/finish", "case.decide", h.finish)
	s.Page("POST /cases/{id}/deliver", "case.deliver", h.deliver)
	s.Page("POST /cases/{id}/withdraw", "case.accept", h.withdraw)
	s.Page("POST /cases/{id}/lapse", "case.lapse", h.lapse)
	s.Page("POST /cases/{id}/extend", "case.lapse", h.extend)
	s.Page("POST /cases/{id}/suspend", "case.decide", h.suspend)
	s.Page("POST /cases/{id}/resume", "case.decide", h.resume)
	s.Page("POST /cases/{id}/prolong", "case.prolong", h.prolong)
	s.Page("POST /cases/{id}/decline", "case.accept", h.decline)
	s.Page("POST /cases/{id}/reveal", "case.reveal", h.reveal)
	// The same papers for whoever holds the code of the case.
	s.Page("GET /p/{code}/{paper}", "case.progress", h.ownPaper)

	h.api(s)
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

func (h Handler) command() string { return h.Cases.Store.IDs().Token() }

// faults are the reasons of a refusal as a form shows them.
func faults(ctx context.Context, err error) []ui.Fault {
	if err == nil {
		return nil
	}
	e := errs.As(err)
	var out []ui.Fault
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(text.Of(ctx), e.Text)}}
	}
	return out
}

// shown tells whether a refusal is one that the person at the page can do something about.
func shown(err error) bool {
	e := errs.As(err)
	return e != nil && (e.Code == errs.Invalid || e.Code == errs.Conflict || e.Code == errs.Breach || e.Code == errs.NotFound)
}

// back leads to where the form came from, and says what was done.
func back(r *web.Request, c casework.Case, said string) web.Reply {
	to := c.Path()
	if r.PostFormValue("from") == "console" {
		to = pathConsole
	}
	return web.Reply{Redirect: to + "?said=" + url.QueryEscape("casework.said."+said)}
}

// said is what the last form did, from the address; only words of our own catalogue.
func said(r *web.Request) string {
	key := r.URL.Query().Get("said")
	if !strings.HasPrefix(key, "casework.said.") {
		return ""
	}
	if words := ui.T(r.Ctx(), key); !strings.HasPrefix(words, "[") {
		return words
	}
	return ""
}

func say(ctx context.Context, m text.Msg) string { return text.Say(text.Of(ctx), m) }
