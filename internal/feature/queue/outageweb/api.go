package outageweb

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/outage"
)

// Leased is a number in the hand of a window.
type Leased struct {
	ID     string `json:"id" example:"7340032000000"`
	No     string `json:"no" example:"A032"`
	Item   string `json:"item" example:"内资有限公司设立登记"`
	Reason string `json:"reason,omitempty" doc:"Why this visitor goes first"`
}

// Here is the number that the window has now.
type Here struct {
	Leased
	State queue.State `json:"state" enum:"called,serving"`
}

// Hand is what the window may call while the server is away.
type Hand struct {
	Tickets []Leased      `json:"tickets" doc:"In the order in which they are called; what is not in it the console drops, and asks again"`
	Until   clock.Instant `json:"until" format:"date-time" doc:"Until when they may be called without the server"`
	Drop    bool          `json:"drop" doc:"The console holds more than its share now"`
	Other   bool          `json:"other" doc:"Another browser works at the window"`
	Here    *Here         `json:"here" doc:"The number at the window; null when there is none"`
	Now     clock.Instant `json:"now" format:"date-time"`
}

type (
	leaseIn struct {
		Window string `path:"window" example:"7340032000000"`
		Body   struct {
			Holder string   `json:"holder" maxLength:"64" doc:"An id that the browser made for itself"`
			Seq    int64    `json:"seq" doc:"Grows with every request"`
			Held   []string `json:"held,omitempty" maxItems:"20" doc:"What the console has in hand; anything else it has dropped"`
			Close  bool     `json:"close,omitempty" doc:"It gives everything back"`
		}
	}
	handOut struct{ Body Hand }
	stepIn  struct {
		ID     string        `json:"id" maxLength:"80" doc:"Made by the console; a step is taken in once"`
		Ticket string        `json:"ticket"`
		Do     string        `json:"do" enum:"call,arrive,miss,finish"`
		At     clock.Instant `json:"at" format:"date-time" doc:"When it was done"`
	}
	laterIn struct {
		Window string `path:"window" example:"7340032000000"`
		Body   struct {
			Holder string   `json:"holder" maxLength:"64"`
			Steps  []stepIn `json:"steps" maxItems:"200" doc:"In the order in which they were done"`
		}
	}
	stepOut struct {
		ID   string `json:"id"`
		No   string `json:"no"`
		Why  string `json:"why,omitempty" enum:"not_leased,given_back,moved,untimely" doc:"Why it was not taken in; empty when it was"`
		Text string `json:"text,omitempty"`
	}
	laterOut struct {
		Body struct {
			Steps []stepOut `json:"steps"`
		}
	}
	returnIn struct {
		Window string `path:"window" example:"7340032000000"`
		Body   struct {
			Reason string `json:"reason" maxLength:"200" doc:"Whoever gives it back has told the window"`
		}
	}
	returnOut struct {
		Body struct {
			Numbers int `json:"numbers"`
		}
	}
	entryIn struct {
		Window string `path:"window" example:"7340032000000"`
		Body   struct {
			No     string    `json:"no,omitempty" maxLength:"20" doc:"Of the slip; empty: a number is taken for it"`
			Item   string    `json:"item,omitempty" doc:"The item's id, without a number"`
			Day    clock.Day `json:"day" example:"2026-11-23"`
			From   string    `json:"from" pattern:"^[0-2][0-9]:[0-5][0-9]$" example:"10:32"`
			To     string    `json:"to" pattern:"^[0-2][0-9]:[0-5][0-9]$" example:"10:40"`
			Reason string    `json:"reason" maxLength:"200"`
		}
	}
	entryOut struct {
		Body struct {
			No string `json:"no" example:"A032"`
		}
	}
	settleIn struct {
		ID string `path:"id" maxLength:"80"`
	}
)

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "outage"}
	}
	w := "POST /api/v1/windows/{window}/"
	web.API(s, op("window-lease", w+"lease", "ticket.call", "窗口预取号"), h.apiLease)
	web.API(s, op("window-later", w+"later", "ticket.serve", "断网期间的操作补传"), h.apiLater)
	web.API(s, op("window-entry", w+"entries", "ticket.serve", "断网期间的纸质登记补录"), h.apiEntry)
	web.API(s, op("lease-return", w+"lease/return", "lease.end", "收回窗口的预取号"), h.apiReturn)
	web.API(s, op("outage", "GET /api/v1/outage", "lease.end", "预取号和未接受的补传"), h.apiOutage)
	web.API(s, op("outage-settle", "POST /api/v1/outage/steps/{id}/settle", "lease.end", "未接受的补传已处理"), h.apiSettle)
	web.API(s, op("kiosk-block", "POST /api/v1/kiosk/block", "kiosk.use", "自助机备用号"), h.apiBlock)
	web.API(s, op("kiosk-later", "POST /api/v1/kiosk/later", "kiosk.use", "自助机断网取号补传"), h.apiGiven)
}

func (h Handler) apiLease(ctx context.Context, in *leaseIn) (*handOut, error) {
	window, err := number(in.Window)
	if err != nil {
		return nil, err
	}
	ask := outage.Ask{Window: window, Holder: in.Body.Holder, Seq: in.Body.Seq, Close: in.Body.Close}
	for _, s := range in.Body.Held {
		n, err := number(s)
		if err != nil {
			return nil, errs.Field("held", "error.not_number")
		}
		ask.Held = append(ask.Held, n)
	}
	hand, err := h.Outage.Renew(ctx, identity.From(ctx), ask)
	if err != nil {
		return nil, err
	}
	out := &handOut{Body: Hand{Tickets: []Leased{}, Until: hand.Until, Drop: hand.Drop, Other: hand.Other,
		Now: hand.At}}
	for _, t := range hand.Tickets {
		out.Body.Tickets = append(out.Body.Tickets, leased(t))
	}
	if hand.Busy {
		out.Body.Here = &Here{Leased: leased(hand.Now), State: hand.Now.State}
	}
	return out, nil
}

func leased(t queue.Ticket) Leased {
	return Leased{ID: id(t.ID), No: t.No, Item: t.Name, Reason: t.Reason}
}

func (h Handler) apiLater(ctx context.Context, in *laterIn) (*laterOut, error) {
	window, err := number(in.Window)
	if err != nil {
		return nil, err
	}
	var steps []outage.Step
	for _, s := range in.Body.Steps {
		ticket, err := number(s.Ticket)
		if err != nil {
			return nil, err
		}
		steps = append(steps, outage.Step{ID: s.ID, Ticket: ticket, Do: s.Do, At: s.At})
	}
	taken, err := h.Outage.Later(ctx, identity.From(ctx), window, in.Body.Holder, steps)
	if err != nil {
		return nil, err
	}
	out := &laterOut{}
	out.Body.Steps = []stepOut{}
	for i, t := range taken {
		one := stepOut{ID: t.ID, No: t.No, Why: t.Why}
		if t.Why != "" {
			one.Text = refusedWords(ctx, t.No, steps[i].Do, steps[i].At, t.Why)
		}
		out.Body.Steps = append(out.Body.Steps, one)
	}
	return out, nil
}

// refusedWords say of a step what it was, when, and why it was not taken in.
func refusedWords(ctx context.Context, no, do string, at clock.Instant, why string) string {
	lang := text.Of(ctx)
	return text.Say(lang, text.M("outage.refused_step", "no", no, "step", text.M("outage.step."+do), "at", at.Format("15:04"),
		"why", text.M("outage.why."+why)))
}

func (h Handler) apiEntry(ctx context.Context, in *entryIn) (*entryOut, error) {
	window, err := number(in.Window)
	if err != nil {
		return nil, err
	}
	e := outage.Entry{Window: window, No: in.Body.No, Day: in.Body.Day, Reason: in.Body.Reason}
	if in.Body.Item != "" {
		if e.Item, err = number(in.Body.Item); err != nil {
			return nil, errs.Field("item", "error.not_number")
		}
	}
	if e.From, err = minute("from", in.Body.From); err != nil {
		return nil, err
	}
	if e.To, err = minute("to", in.Body.To); err != nil {
		return nil, err
	}
	t, err := h.Outage.Enter(ctx, identity.From(ctx), e)
	if err != nil {
		return nil, err
	}
	out := &entryOut{}
	out.Body.No = t.No
	return out, nil
}

func (h Handler) apiReturn(ctx context.Context, in *returnIn) (*returnOut, error) {
	window, err := number(in.Window)
	if err != nil {
		return nil, err
	}
	out := &returnOut{}
	out.Body.Numbers, err = h.Outage.GiveBack(ctx, identity.From(ctx), window, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Standing is a number that waits for one window.
type Standing struct {
	No     string        `json:"no"`
	Window int           `json:"window" doc:"The window's number"`
	Until  clock.Instant `json:"until" format:"date-time"`
}

// Refused is a step that was not taken in.
type Refused struct {
	ID     string        `json:"id"`
	No     string        `json:"no"`
	Window int           `json:"window" doc:"The window's number"`
	Do     string        `json:"do"`
	At     clock.Instant `json:"at" format:"date-time"`
	Why    string        `json:"why"`
}

type outageOut struct {
	Body struct {
		Leases  []Standing `json:"leases"`
		Refused []Refused  `json:"refused"`
	}
}

func (h Handler) apiOutage(ctx context.Context, _ *struct{}) (*outageOut, error) {
	out := &outageOut{}
	out.Body.Leases, out.Body.Refused = []Standing{}, []Refused{}
	return out, h.read(ctx, func(tx *db.Tx) error {
		v, err := h.standing(ctx, tx)
		for _, w := range v.Windows {
			for _, no := range w.Nos {
				out.Body.Leases = append(out.Body.Leases, Standing{No: no, Window: w.No, Until: w.Until})
			}
		}
		for _, u := range v.Refused {
			out.Body.Refused = append(out.Body.Refused, Refused{ID: u.ID, No: u.No, Window: u.WindowNo, Do: u.Do, At: u.At, Why: u.Why})
		}
		return err
	})
}

func (h Handler) apiSettle(ctx context.Context, in *settleIn) (*entryOut, error) {
	no, err := h.Outage.Settle(ctx, identity.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &entryOut{}
	out.Body.No = no
	return out, nil
}
