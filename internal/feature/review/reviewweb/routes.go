package reviewweb

import (
	"context"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// Handler is what the pages and the API need.
type Handler struct {
	Review    *review.Service
	Directory *directory.Service
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Address is how phones of visitors reach the site, such as "https://zwfw.example.cn"; without one the pad has no code.
	Address string
}

// ReviewPath is where a review's link leads: a page of the site.
const ReviewPath = "/r/"

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /pad/{window}", "pad.use", h.pad)
	s.Page("POST /pad/{window}", "pad.use", h.padGive)
	s.Page("GET /live/pad/{window}", "pad.use", h.padLive)

	// covers: A11-7
	s.Page("POST /reviews/{id}/ask", "review.verify", h.ask)
	s.Page("POST /reviews/{id}/rule", "review.verify", h.rule)
	s.Page("POST /reviews/{id}/confirm", "review.verify", h.confirm)
	s.Page("POST /reviews/{id}/second", "review.verify", h.second)
	s.Page("POST /reviews/{id}/answer", "review.verify", h.answer)
	s.Page("POST /reviews/{id}/callback", "review.verify", h.callback)
	s.Page("GET /reviews/export.xlsx", "review.verify", h.export)
	s.Page("GET /opinions", "review.verify", h.opinions)
	s.Page("POST /opinions/{id}", "review.verify", h.release)
	s.Page("GET /rectify", "review.rectify", h.requests)
	s.Page("GET /rectify/{id}", "review.rectify", h.request)
	s.Page("POST /rectify/{id}/facts", "review.rectify", h.facts)
	s.Page("POST /rectify/{id}/report", "review.rectify", h.report)

	s.Page("GET /reviews/sums", "review.sums", h.sums)
	s.Page("GET /reviews", "review.verify", h.matters)
	s.Page("GET /reviews/{id}", "review.verify", h.matter)
	s.Page("POST /reviews/{id}/take", "review.verify", h.take)
	s.Page("POST /reviews/{id}/contact", "review.verify", h.contact)
	s.Page("POST /reviews/{id}/reveal", "review.verify", h.reveal)

	h.api(s)
	h.later(s)
}

// shown is a page, unless it could not be filled.
func shown(page templ.Component, err error) (web.Reply, error) {
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: page}, nil
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

// read runs f on one snapshot of the asking centre.
func (h Handler) read(ctx context.Context, f func(tx *db.Tx) error) error {
	return h.Review.Store.Read(ctx, identity.From(ctx).Centre, f)
}
