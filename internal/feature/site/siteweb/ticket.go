package siteweb

import (
	"bytes"
	"context"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// LivePath is where the stream of a ticket's live part is; its view draws DrawTicket.
const LivePath = "/live/ticket/"

func ticketPath(token string) string { return "/t/" + token }

// ReviewPath is the page of a review, as links and codes of it lead to.
const ReviewPath = "/r/"

func (h Handler) ticket(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.ticketOf(r.Ctx(), identity.From(r.Ctx()).Centre, r.PathValue("token"))
	if err != nil {
		return web.Reply{}, err
	}
	v.Frame = f
	return web.Reply{Page: TicketPage(v)}, nil
}

// DrawTicket draws the live part of a ticket's page in the language of the context: what its stream sends again.
// NotFound for an unknown token.
func (h Handler) DrawTicket(ctx context.Context, centre int64, token string) (string, error) {
	v, err := h.ticketOf(ctx, centre, token)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = TicketState(v).Render(ctx, &b)
	return b.String(), err
}

// ticketOf reads a ticket for whoever holds its token. Nothing in it is about a person.
func (h Handler) ticketOf(ctx context.Context, centre int64, token string) (Ticket, error) {
	p, err := h.Queue.ByToken(ctx, centre, token)
	if err != nil {
		return Ticket{}, err
	}
	v := Ticket{No: p.No, State: string(p.State), Item: p.Name, Ahead: p.Ahead, Minutes: -1, Taken: p.Taken.Format("15:04"),
		Live: LivePath + token, Rule: ui.T(ctx, "site.ticket.rule")}
	v.Self = ticketPath(token)
	err = h.Store.Read(ctx, centre, func(tx *db.Tx) error {
		n, err := h.now(tx)
		if err != nil {
			return err
		}
		v.AsOf = tx.Now.Format("15:04:05")
		v.place(ctx, n, p)
		// 11(7): whoever is logged in serves here; the link is for the visitor alone.
		if p.State == queue.Finished && identity.From(ctx).Account == 0 {
			v.Reviews, err = reviewsOf(ctx, tx, p)
			return err
		}
		return h.bring(tx, &v, p.Ticket)
	})
	return v, err
}

// reviewsOf leads to the reviews of what was finished: one for each service at a window (11(7): 一次一评).
func reviewsOf(ctx context.Context, tx *db.Tx, p queue.Place) (out []ui.Link, err error) {
	add := func(of int64, label string) error {
		code, err := review.TokenOf(tx, of)
		if code != "" {
			out = append(out, ui.Link{Label: label, Href: ReviewPath + code})
		}
		return err
	}
	if len(p.Things) == 0 {
		err := add(p.ID, ui.T(ctx, "site.ticket.review"))
		return out, err
	}
	for _, l := range p.Things {
		if err := add(l.ID, ui.T(ctx, "site.ticket.review_of", "item", l.Name)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// place says where to wait, or to which window to go.
func (v *Ticket) place(ctx context.Context, n hallAt, p queue.Place) {
	if z, ok := n.Zone(p.Zone); ok {
		v.Where = ui.T(ctx, "site.zone", "zone", z.Prefix, "place", z.Place)
	}
	if w, ok := n.Hall.Window(p.Window); ok {
		v.Window = ui.T(ctx, "site.number", "n", w.No)
	}
	if p.State == queue.Waiting && p.Day == n.at.Day() {
		v.Minutes, v.First = p.Minutes(), p.First
		v.From, v.Until, _ = p.Wait.Minutes()
	}
	for _, l := range p.Things {
		v.Things = append(v.Things, Thing{l.Name, string(l.State)})
	}
	if p.Day != n.at.Day() {
		v.Taken = p.Day.String() + " " + v.Taken
	}
}

// bring reminds of what to have at hand, by the guide in force.
func (h Handler) bring(tx *db.Tx, v *Ticket, t queue.Ticket) error {
	it, found, err := h.item(tx, t.Item)
	if err != nil || !found || it.Guide == 0 {
		return err
	}
	g, err := h.Catalog.GuideInForce(tx, t.Item, tx.Now)
	if err != nil {
		return err
	}
	for _, m := range g.Guide.Materials {
		if !m.Fetched {
			v.Bring = append(v.Bring, m.Name)
		}
	}
	v.Guide = guidePath(t.Item)
	return nil
}

// comes tells whether the holder still has something to come for: then what to bring and the rule of a missed call stand
// below the number, and go with it.
func (v Ticket) comes() bool {
	return v.State != string(queue.Finished) && v.State != string(queue.Void)
}

func ticketKind(state string) ui.Kind {
	switch state {
	case "missed":
		return ui.Warn
	case "void", "held":
		return ui.Hold
	case "serving", "finished":
		return ui.OK
	}
	return ui.Done
}

// ticketSay is the state in one sentence: what is seen first and read aloud.
func ticketSay(ctx context.Context, v Ticket) string {
	if v.State == "waiting" && v.Ahead == 0 {
		return ui.T(ctx, "site.ticket.state.next")
	}
	return ui.T(ctx, "site.ticket.state."+v.State, "window", v.Window)
}

// ticketWait is how long it takes: a range, for that is what can be kept.
func ticketWait(ctx context.Context, v Ticket) string {
	if v.Until == 0 || v.Ahead == 0 {
		return about(ctx, v.Minutes)
	}
	return ui.T(ctx, "site.ticket.range", "from", v.From, "until", v.Until)
}
