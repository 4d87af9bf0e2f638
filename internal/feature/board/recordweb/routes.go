package recordweb

import (
	"context"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	cases "lianban/internal/feature/casework/record"
	"lianban/internal/feature/catalog"
	tickets "lianban/internal/feature/queue/record"
)

// Handler is what the pages need.
type Handler struct {
	Store     *db.DB
	Directory *directory.Service
	Tickets   *tickets.Service
	Catalog   *catalog.Service
	Kept      *cases.Service
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

	// covers: A11-3
	s.Page("GET /report", "record.read", h.report)
	s.Page("GET /report/export.xlsx", "record.read", h.exportReport)

	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "record"}
	}
	// covers: A3-3 B-3
	web.API(s, op("statistics", "GET /api/v1/statistics", "board.read", "排队统计"), h.apiStatistics)
	web.API(s, op("statistics-tickets", "GET /api/v1/statistics/tickets", "record.read", "统计数字背后的排队号"), h.apiBehind)
	// covers: A5-4
	web.API(s, op("hall-at", "GET /api/v1/hall/at", "directory.read", "任一时刻的大厅"), h.apiHall)
	// covers: A11-3
	web.API(s, op("report", "GET /api/v1/report", "record.read", "部门时限报告"), h.apiReport)
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }
