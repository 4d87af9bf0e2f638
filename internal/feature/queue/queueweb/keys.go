package queueweb

import (
	"context"
	"slices"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// key makes a handler of one key of the console. A refusal comes back as a line on the console, for the clerk goes on from
// there. The form names the ticket it was made for: one that is no longer there is a Conflict.
func (h Handler) key(do func(context.Context, identity.Actor, int64) (queue.Ticket, error)) web.Handler {
	return func(r *web.Request) (web.Reply, error) {
		ctx := r.Ctx()
		if ticket := r.Int("ticket", 0, 1<<62); ticket != 0 {
			ctx = queue.Expecting(ctx, ticket)
		}
		_, err := do(ctx, actor(r), window(r))
		return h.back(r, err)
	}
}

// window is the one the form names, else the one chosen, else the actor's own.
func window(r *web.Request) int64 {
	if id := r.Int("window", 0, 1<<62); id != 0 {
		return id
	}
	return chosen(r)
}

// back leads to the console: a script's step gets what has changed, anything else the page.
func (h Handler) back(r *web.Request, err error) (web.Reply, error) {
	var s said
	if err != nil {
		var ok bool
		if s, ok = refusal(r, err); !ok {
			return web.Reply{}, err
		}
	}
	if r.Part() {
		return h.part(r, window(r), s)
	}
	if s.Text != "" {
		s.keep(r)
	}
	return web.Reply{Redirect: "/console"}, nil
}

func (h Handler) pause(r *web.Request) (web.Reply, error) {
	reason := r.Must("reason", 20)
	if err := r.Faults(); err != nil {
		return h.back(r, err)
	}
	_, err := h.Queue.Pause(r.Ctx(), actor(r), window(r), reason)
	return h.back(r, err)
}

func (h Handler) resume(r *web.Request) (web.Reply, error) {
	_, err := h.Queue.Resume(r.Ctx(), actor(r), window(r))
	return h.back(r, err)
}

// proceed serves a held ticket again.
func (h Handler) proceed(r *web.Request) (web.Reply, error) {
	no := r.Must("no", 20)
	if err := r.Faults(); err != nil {
		return h.back(r, err)
	}
	_, err := h.Queue.Continue(r.Ctx(), actor(r), window(r), no)
	return h.back(r, err)
}

// returned gives a missed ticket its place again.
func (h Handler) returned(r *web.Request) (web.Reply, error) {
	no := r.Must("no", 20)
	if err := r.Faults(); err != nil {
		return h.back(r, err)
	}
	_, err := h.Queue.Return(r.Ctx(), actor(r), no)
	return h.back(r, err)
}

func (h Handler) transfer(r *web.Request) (web.Reply, error) {
	to := r.Int("to", 1, 1<<62)
	if err := r.Faults(); err != nil {
		return h.back(r, err)
	}
	ctx := r.Ctx()
	if ticket := r.Int("ticket", 0, 1<<62); ticket != 0 {
		ctx = queue.Expecting(ctx, ticket)
	}
	t, err := h.Queue.Transfer(ctx, actor(r), window(r), to)
	if err == nil && !r.Part() {
		said{Text: ui.T(r.Ctx(), "queue.console.passed_on", "no", t.No), Kind: ui.Done}.keep(r)
	}
	return h.back(r, err)
}

// windowCookie keeps which of their windows somebody works at, until the browser is closed.
const windowCookie = "console_window"

// chosen is the window that the actor works at: named in the address or kept from before, else the only one; 0 when they
// have to choose, or have none.
func chosen(r *web.Request) int64 {
	mine := actor(r).Windows
	if c, err := r.Cookie(windowCookie); err == nil {
		for _, w := range mine {
			if id(w) == c.Value {
				return w
			}
		}
	}
	if len(mine) == 1 {
		return mine[0]
	}
	return 0
}

// choose takes the choice out of the address. Forbidden for a window where the actor does not stand.
func choose(r *web.Request) error {
	named := r.Int("window", 0, 1<<62)
	if err := r.Faults(); err != nil || named == 0 {
		return err
	}
	if !slices.Contains(actor(r).Windows, named) {
		return errs.New(errs.Forbidden, "queue.not_your_window")
	}
	r.SetCookie(windowCookie, id(named), 0)
	return nil
}
