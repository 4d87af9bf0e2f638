package queueweb

import (
	"context"
	"net/url"
	"slices"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// key makes a handler of one key of the console: the window is the actor's own. A refusal comes back as a line on the
// console, for the clerk goes on from there.
func (h Handler) key(do func(context.Context, identity.Actor, int64) (queue.Ticket, error)) web.Handler {
	return func(r *web.Request) (web.Reply, error) {
		_, err := do(r.Ctx(), actor(r), window(r))
		return back(err)
	}
}

// window is the one the form names, else the actor's own.
func window(r *web.Request) int64 {
	if id := r.Int("window", 0, 1<<62); id != 0 {
		return id
	}
	return actor(r).Window()
}

// back leads to the console; a refusal that the clerk can do something about is shown there.
func back(err error) (web.Reply, error) {
	if e := errs.As(err); e != nil {
		if slices.Contains([]errs.Code{errs.Conflict, errs.NotFound, errs.Breach, errs.Invalid}, e.Code) {
			return web.Reply{Redirect: "/console?said=" + url.QueryEscape(e.Text.Key)}, nil
		}
		return web.Reply{}, err
	}
	return web.Reply{Redirect: "/console"}, nil
}

func (h Handler) pause(r *web.Request) (web.Reply, error) {
	reason := r.Must("reason", 20)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	if !slices.Contains(queue.Pauses, reason) {
		return web.Reply{}, errs.Field("reason", "queue.unknown_reason")
	}
	_, err := h.Queue.Pause(r.Ctx(), actor(r), window(r), reason)
	return back(err)
}

func (h Handler) resume(r *web.Request) (web.Reply, error) {
	_, err := h.Queue.Resume(r.Ctx(), actor(r), window(r))
	return back(err)
}
