package queueweb

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue"
)

// mobile is a mobile number of the mainland.
var mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)

// slipView is what the paper says: nothing about the person.
type slipView struct {
	Centre string
	No     string
	Name   string // of the item
	Zone   string
	Place  string
	Nos    string // the windows that serve it
	Ahead  string
	About  string // the estimated wait; empty when not known
	Taken  string
	State  queue.State
	Now    string // the state in words
	Link   string // the ticket's page, as the QR code has it
	Again  int
	Things []thing
}

// slip is the printed slip, 80 mm wide, for whoever holds the ticket.
func (h Handler) slip(r *web.Request) (web.Reply, error) {
	v, err := h.slipOf(r)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: slipPage(v)}, nil
}

func (h Handler) slipOf(r *web.Request) (slipView, error) { return h.slipAt(r, r.PathValue("token")) }

func (h Handler) slipAt(r *web.Request, token string) (v slipView, err error) {
	err = h.read(r.Ctx(), func(tx *db.Tx) error {
		p, err := h.Queue.Place(tx, token)
		if err != nil {
			return err
		}
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		z, _ := hall.Zone(p.Zone)
		v = slipView{Centre: hall.Centre.Name, No: p.No, Name: p.Name, Zone: z.Prefix, Place: z.Place, State: p.State,
			Nos: numbers(hall.Serving(p.Item, tx.Now), 6), Taken: p.Taken.Format("2006-01-02 15:04"),
			Ahead: ui.T(r.Ctx(), "queue.kiosk.people", "n", p.Ahead), Link: h.origin(r.Request) + "/t/" + token}
		v.About, v.Things = aboutWords(r.Ctx(), p), things(p)
		v.Now = ui.T(r.Ctx(), "queue.state."+string(p.State), "window", windowNo(hall.Window(p.Window)))
		v.Again, err = h.Queue.Returns(tx)
		return err
	})
	return v, err
}

// aboutWords is about how long the holder still waits.
func aboutWords(ctx context.Context, p queue.Place) string {
	switch {
	case p.State != queue.Waiting || !p.Wait.Known():
		return ""
	case p.Ahead == 0:
		return ui.T(ctx, "queue.wait.next")
	}
	from, until, _ := p.Wait.Minutes()
	return ui.T(ctx, "queue.wait.range", "from", from, "until", until)
}

// thing is one of the things to do under one number, as its holder reads it.
type thing struct {
	Name  string
	State queue.LegState
}

// things are what is to be done, where it is more than one thing.
func things(p queue.Place) (out []thing) {
	for _, l := range p.Things {
		out = append(out, thing{l.Name, l.State})
	}
	return out
}

// liveTicket streams a ticket to its holder's page: its own steps, and how many are before it.
func (h Handler) liveTicket(r *web.Request) (web.Reply, error) {
	centre, token := actor(r).Centre, r.PathValue("token")
	p, err := h.Queue.ByToken(r.Ctx(), centre, token)
	if err != nil {
		return web.Reply{}, err
	}
	if h.DrawTicket == nil {
		return web.Reply{}, errs.New(errs.NotFound, "error.not_found")
	}
	v := live.View{Key: "ticket:" + token, Every: time.Minute,
		Topics: []string{queue.TicketTopic(token), queue.ZoneTopic(centre, p.Zone)}}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		f.State, err = h.DrawTicket(ctx, centre, token)
		return f, err
	}), nil
}

// faults are the reasons of a refusal as a form shows them.
func faults(ctx context.Context, err error) (out []ui.Fault) {
	e := errs.As(err)
	if e == nil {
		return nil
	}
	lang := text.Of(ctx)
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(lang, f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(lang, e.Text)}}
	}
	return out
}

// windowNo is the window's number; empty when there is none.
func windowNo(w directory.Window, ok bool) string {
	if !ok {
		return ""
	}
	return strconv.Itoa(w.No)
}
