package boardweb

import (
	"context"
	"sync"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/feature/board"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// Handler is what the pages need.
type Handler struct {
	Store     *db.DB
	Board     *board.Service
	Queue     *queue.Service
	Review    *review.Service
	Deadlines *deadline.Service
	Findings  *finding.Service
	Directory *directory.Service
	Calendar  *calendar.Service
	Cases     *casework.Service
	// Unguided counts the items of the hall whose guide is not yet published (4(3)); nil = not shown.
	Unguided func(tx *db.Tx, sight identity.Sight) (int, error)
	// Devices lists the machines of the hall; nil = not shown.
	Devices func(tx *db.Tx) ([]identity.Device, error)
	Shell   func(ctx context.Context, title, sub string) ui.StaffPage

	usual *usual
}

// usual keeps how many numbers are usually taken in each hour: the mean of the same weekday in the four weeks before. It
// does not change during a day.
type usual struct {
	sync.Mutex
	day   clock.Day
	hours map[int64][24]int // by centre
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	h.usual = &usual{}
	// covers: A3-3 B-1 B-2 B-3 B-5 B-6 B-7
	s.Page("GET /board", "board.read", h.page)
	s.Page("GET /live/board", "board.read", h.live)

	// covers: A11-3 B-1
	s.Page("GET /deadlines", "deadline.read", h.list)
	s.Page("GET /deadlines/{id}", "deadline.read", h.one)
	s.Page("POST /deadlines/{id}/urge", "case.urge", h.urge)

	// covers: A20-2
	s.Page("GET /findings", "finding.read", h.findings)
	s.Page("GET /findings/{id}", "finding.read", h.finding)
	s.Page("POST /findings/{id}/state", "finding.state", h.decided("statement", h.Findings.State))
	s.Page("POST /findings/{id}/confirm", "finding.decide", h.decided("reason", h.Findings.Confirm))
	s.Page("POST /findings/{id}/withdraw", "finding.decide", h.decided("reason", h.Findings.Withdraw))

	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "board"}
	}
	web.API(s, op("board", "GET /api/v1/board", "board.read", "监察台"), h.apiBoard)
	web.API(s, op("deadlines", "GET /api/v1/deadlines", "deadline.read", "运行中的时限"), h.apiList)
	web.API(s, op("deadline", "GET /api/v1/deadlines/{id}", "deadline.read", "一个时限及其计算"), h.apiOne)
	web.API(s, op("deadline-urge", "POST /api/v1/deadlines/{id}/urge", "case.urge", "督办"), h.apiUrge)
	web.API(s, op("findings", "GET /api/v1/findings", "finding.read", "问题"), h.apiFindings)
	web.API(s, op("finding", "GET /api/v1/findings/{id}", "finding.read", "一个问题"), h.apiFinding)
	web.API(s, op("finding-state", "POST /api/v1/findings/{id}/state", "finding.state", "申辩"), h.apiDecided(h.Findings.State))
	web.API(s, op("finding-confirm", "POST /api/v1/findings/{id}/confirm", "finding.decide", "认定"), h.apiDecided(h.Findings.Confirm))
	web.API(s, op("finding-withdraw", "POST /api/v1/findings/{id}/withdraw", "finding.decide", "撤销"), h.apiDecided(h.Findings.Withdraw))
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }
