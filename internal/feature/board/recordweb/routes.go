package recordweb

import (
	"context"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	tickets "lianban/internal/feature/queue/record"
)

// Handler is what the pages need.
type Handler struct {
	Store     *db.DB
	Directory *directory.Service
	Tickets   *tickets.Service
	Catalog   *catalog.Service
	Shell     func(ctx context.Context, title, sub string) ui.StaffPage
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	// covers: A3-3 B-3 B-7
	s.Page("GET /statistics", "board.read", h.statistics)
	s.Page("GET /statistics/export.xlsx", "board.read", h.exportStatistics)
	s.Page("GET /statistics/tickets", "record.read", h.behind)

	// covers: A5-4 A5-3
	s.Page("GET /hall", "directory.read", h.hall)

	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "record"}
	}
	// covers: A3-3 B-3
	web.API(s, op("statistics", "GET /api/v1/statistics", "board.read", "排队统计"), h.apiStatistics)
	web.API(s, op("statistics-tickets", "GET /api/v1/statistics/tickets", "record.read", "统计数字背后的排队号"), h.apiBehind)
	// covers: A5-4
	web.API(s, op("hall-at", "GET /api/v1/hall/at", "directory.read", "任一时刻的大厅"), h.apiHall)
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }
