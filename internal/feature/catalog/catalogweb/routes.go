package catalogweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// Handler is what the pages and the API need.
type Handler struct {
	Catalog   *catalog.Service
	Directory *directory.Service
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /items", "item.read", h.items)
	s.Page("GET /items/export.xlsx", "item.read", h.export)
	s.Page("GET /items/full.xlsx", "item.read", h.exportFull)
	s.Page("GET /items/rate", "item.read", h.rate)
	s.Page("GET /items/rate.xlsx", "item.read", h.rateSheets)
	s.Page("GET /items/drafts", "guide.publish", h.drafts)
	s.Page("POST /items/drafts/publish", "guide.publish", h.publishAll)
	s.Page("GET /items/import", "item.import", h.toImport)
	s.Page("GET /items/{id}", "item.read", h.item)
	s.Page("POST /items/{id}/classify", "item.classify", h.classify)
	s.Page("GET /items/{id}/guides/{guide}", "item.read", h.guide)
	s.Page("POST /items/{id}/guides/{guide}/publish", "guide.publish", h.publish)
	s.Page("POST /items/{id}/guides/{guide}/confirm", "guide.confirm", h.confirm)

	h.api(s)
	h.apiWork(s)
	h.apiFill(s)
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

func (h Handler) now() clock.Instant { return h.Catalog.Store.Clock().Now() }

// command is a fresh id for a form.
func (h Handler) command() string { return h.Catalog.Store.IDs().Token() }

// toImport leads to where files are brought in.
func (h Handler) toImport(*web.Request) (web.Reply, error) {
	return web.Reply{Redirect: "/import/items"}, nil
}

// number reads an id. What is no number names nothing.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}
