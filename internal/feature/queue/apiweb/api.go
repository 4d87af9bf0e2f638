package apiweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Ticket is a ticket as the API shows it: nothing about the person.
type Ticket struct {
	Token   string        `json:"token,omitempty" doc:"The secret reference on the slip: for whoever took the number, never for window staff" example:"3f9k2m…"`
	No      string        `json:"no" example:"A032"`
	State   queue.State   `json:"state" enum:"waiting,called,serving,held,finished,missed,void"`
	Item    string        `json:"item" example:"内资有限公司设立登记"`
	Ahead   int           `json:"ahead" doc:"How many go first; 0 unless waiting"`
	Minutes int           `json:"minutes" doc:"About how long it still waits; -1 when that is not known"`
	From    int           `json:"from" doc:"In eight of ten cases like it the wait was at least so many minutes"`
	Until   int           `json:"until" doc:"and at most so many; 0 when that is not known"`
	Things  []Thing       `json:"things,omitempty" doc:"What is to be done under this number, where it is more than one thing"`
	Window  int           `json:"window,omitempty" doc:"The number of the window that called" example:"12"`
	Calls   int           `json:"calls"`
	Taken   clock.Instant `json:"taken" format:"date-time"`
	Called  clock.Instant `json:"called" format:"date-time"`
	Arrived clock.Instant `json:"arrived" format:"date-time"`
	Ended   clock.Instant `json:"ended" format:"date-time"`
	Late    bool          `json:"late,omitempty" doc:"A step of it was entered later (补录)"`
	Mark    string        `json:"mark,omitempty" doc:"K: given by a kiosk while the network was away"`
}

// Thing is one of the things to do under one number.
type Thing struct {
	Item  string         `json:"item"`
	State queue.LegState `json:"state" enum:"ahead,now,done,dropped"`
}

// Call is a call as displays show and speak it.
type Call struct {
	Seq    int64         `json:"seq" doc:"Grows by one with every call of the centre"`
	No     string        `json:"no"`
	Window int           `json:"window"`
	Again  bool          `json:"again"`
	At     clock.Instant `json:"at" format:"date-time"`
}

type ticketOut struct{ Body Ticket }

// Handler is what the operations need.
type Handler struct {
	Queue     *queue.Service
	Directory *directory.Service
}

// read runs f on one snapshot of the actor's centre.
func (h Handler) read(ctx context.Context, f func(tx *db.Tx) error) error {
	return h.Queue.Store.Read(ctx, identity.From(ctx).Centre, f)
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "queue"}
	}
	web.API(s, op("ticket-take", "POST /api/v1/tickets", "ticket.take", "取号"), h.apiTake)
	web.API(s, op("ticket-read", "GET /api/v1/tickets/{token}", "ticket.read", "查号"), h.apiTicket)
	web.API(s, op("calls", "GET /api/v1/calls", "display.watch", "叫号记录"), h.apiCalls)
	web.API(s, op("ticket-return", "POST /api/v1/tickets/{no}/return", "ticket.help", "过号重排"), h.apiReturn)
	web.API(s, op("window-queue", "GET /api/v1/windows/{window}/queue", "console.read", "窗口的等候队列"), h.apiQueue)
	w := "POST /api/v1/windows/{window}/"
	web.API(s, op("window-call", w+"call", "ticket.call", "叫下一位"), h.step(h.Queue.CallNext))
	web.API(s, op("window-recall", w+"recall", "ticket.serve", "重呼"), h.step(h.Queue.Recall))
	web.API(s, op("window-arrive", w+"arrive", "ticket.serve", "到窗"), h.step(h.Queue.Arrive))
	web.API(s, op("window-miss", w+"miss", "ticket.serve", "过号"), h.step(h.Queue.Miss))
	web.API(s, op("window-hold", w+"hold", "ticket.serve", "挂起"), h.step(h.Queue.Hold))
	web.API(s, op("window-continue", w+"continue", "ticket.serve", "挂起后继续"), h.apiContinue)
	web.API(s, op("window-transfer", w+"transfer", "ticket.serve", "转窗口"), h.apiTransfer)
	web.API(s, op("window-finish", w+"finish", "ticket.serve", "办结叫号"), h.step(h.Queue.Finish))
	web.API(s, op("window-pause", w+"pause", "window.pause", "暂停服务"), h.apiPause)
	web.API(s, op("window-resume", w+"resume", "window.pause", "恢复服务、开窗"), h.apiResume)
}

type takeIn struct {
	Body struct {
		Item     string   `json:"item" doc:"The item's id" example:"7340032000041"`
		Also     []string `json:"also,omitempty" maxItems:"9" doc:"What else is to be done under the same number, in this order"`
		Phone    string   `json:"phone,omitempty" maxLength:"20" pattern:"^[0-9+ -]*$" doc:"Optional: to be told when it is near"`
		Priority string   `json:"priority,omitempty" maxLength:"40" doc:"Why this visitor goes first; guide desk only"`
	}
}

func (h Handler) apiTake(ctx context.Context, in *takeIn) (*ticketOut, error) {
	items := make([]int64, 0, 1+len(in.Body.Also))
	for _, raw := range append([]string{in.Body.Item}, in.Body.Also...) {
		item, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			return nil, errs.Field([]string{"item", "also"}[min(len(items), 1)], "error.not_number")
		}
		items = append(items, item)
	}
	by := identity.From(ctx)
	take := queue.Take{Item: items[0], Also: items[1:], Phone: in.Body.Phone, Priority: in.Body.Priority, Source: queue.SourceOf(by)}
	t, err := h.Queue.Take(ctx, by, take)
	out, err := h.show(ctx, t, err)
	if err == nil && queue.Slips(by) {
		out.Body.Token = t.Token
	}
	return out, err
}

func (h Handler) apiTicket(ctx context.Context, in *struct {
	Token string `path:"token" maxLength:"40"`
}) (*ticketOut, error) {
	p, err := h.Queue.ByToken(ctx, identity.From(ctx).Centre, in.Token)
	if err != nil {
		return nil, err
	}
	out, err := h.show(ctx, p.Ticket, nil)
	if err == nil {
		if identity.From(ctx).Account == 0 {
			out.Body.Token = in.Token
		}
		out.Body.Ahead, out.Body.Minutes = p.Ahead, p.Minutes()
		out.Body.From, out.Body.Until, _ = p.Wait.Minutes()
		for _, l := range p.Things {
			out.Body.Things = append(out.Body.Things, Thing{Item: l.Name, State: l.State})
		}
	}
	return out, err
}

// show is a ticket without its token: it is added for those who have it anyway.
func (h Handler) show(ctx context.Context, t queue.Ticket, err error) (*ticketOut, error) {
	if err != nil {
		return nil, err
	}
	out := &ticketOut{Body: Ticket{No: t.No, State: t.State, Item: t.Name, Calls: t.Calls, Minutes: -1, Taken: t.Taken,
		Called: t.Called, Arrived: t.Arrived, Ended: t.Ended,
		Late: t.Late != 0, Mark: t.Mark}}
	if t.Window != 0 {
		hall, err := h.Directory.Now(ctx, identity.From(ctx).Centre)
		if err != nil {
			return nil, err
		}
		w, _ := hall.Window(t.Window)
		out.Body.Window = w.No
	}
	return out, nil
}

type callsOut struct{ Body []Call }

func (h Handler) apiCalls(ctx context.Context, in *struct {
	After int64 `query:"after" doc:"The last call that is known" minimum:"0"`
}) (*callsOut, error) {
	out := &callsOut{Body: []Call{}}
	err := h.Queue.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		calls, err := queue.CallsAfter(tx, in.After)
		for _, c := range calls {
			out.Body = append(out.Body, Call{Seq: c.Seq, No: c.No, Window: c.Window, Again: c.Again, At: c.At})
		}
		return err
	})
	return out, err
}
