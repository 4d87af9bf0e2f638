package queueweb

import (
	"context"
	"slices"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// choice is the page of somebody who stands at several windows, or at none.
func (h Handler) choice(r *web.Request) (web.Reply, error) {
	ctx, by := r.Ctx(), actor(r)
	var v choiceView
	err := h.read(ctx, func(tx *db.Tx) error {
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		v.Page = ui.ConsolePage{Title: ui.T(ctx, "queue.console.title"), Centre: hall.Centre.Name, Home: "/console", Logout: "/logout",
			Clerk: by.Name, Now: tx.Now, Day: shortDay(ctx, tx.Now)}
		seats, err := queue.Seats(tx)
		if err != nil {
			return err
		}
		for _, p := range hall.PostsOf(by.Person, tx.Now) {
			w, ok := hall.Window(p.Window)
			if !ok || !w.Holds(tx.Now) || !slices.Contains(by.Windows, w.ID) {
				continue
			}
			line, err := h.Queue.LineOf(tx, w.ID, 1)
			if err != nil {
				return err
			}
			v.Windows = append(v.Windows, windowChoice{ID: w.ID, No: strconv.Itoa(w.No), Name: w.Name, Waiting: line.Total,
				Post: ui.T(ctx, "queue.console.post", "post", p.Post), State: ui.T(ctx, "queue.window."+stateWord(seats[w.ID].State))})
		}
		return nil
	})
	return web.Reply{Page: choicePage(v)}, err
}

func stateWord(s queue.WindowState) string {
	if s == "" {
		return string(queue.Closed)
	}
	return string(s)
}

// choiceView is the windows somebody may work at.
type choiceView struct {
	Page    ui.ConsolePage
	Windows []windowChoice
}

type windowChoice struct {
	ID          int64
	No, Name    string
	Post, State string
	Waiting     int
	Same        bool // of a transfer: it calls at this moment
}

// transferView is where the ticket at the window may be passed on to.
type transferView struct {
	Page    ui.ConsolePage
	Window  int64
	Ticket  queue.Ticket
	Windows []windowChoice
	Command string
}

// transferPage asks to which window the ticket is passed on (11(1)).
func (h Handler) transferPage(r *web.Request) (web.Reply, error) {
	ctx, by, window := r.Ctx(), actor(r), window(r)
	if err := by.May("ticket.serve", identity.Thing{Window: window}); err != nil {
		return web.Reply{}, err
	}
	v := transferView{Window: window, Command: h.command()}
	var busy bool
	err := h.read(ctx, func(tx *db.Tx) (err error) {
		if v.Ticket, busy, err = queue.Peek(tx, window); err != nil || !busy {
			return err
		}
		return h.fillTransfer(ctx, tx, by, &v)
	})
	if err == nil && !busy {
		return h.back(r, errs.New(errs.Conflict, "queue.window_free"))
	}
	return web.Reply{Page: transferPage(v)}, err
}

func (h Handler) fillTransfer(ctx context.Context, tx *db.Tx, by identity.Actor, v *transferView) error {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	seats, err := queue.Seats(tx)
	if err != nil {
		return err
	}
	w, _ := hall.Window(v.Window)
	clerk, err := clerkLine(ctx, tx, hall, w, by)
	if err != nil {
		return err
	}
	v.Page = ui.ConsolePage{Title: w.Name, Centre: hall.Centre.Name, Window: strconv.Itoa(w.No), Clerk: clerk, Home: "/console",
		Now: tx.Now, Day: shortDay(ctx, tx.Now)}
	for _, o := range queue.Others(hall.Serving(v.Ticket.Item, tx.Now), v.Window) {
		line, err := h.Queue.LineOf(tx, o.ID, 1)
		if err != nil {
			return err
		}
		v.Windows = append(v.Windows, windowChoice{ID: o.ID, No: strconv.Itoa(o.No), Name: o.Name, Waiting: line.Total,
			State: ui.T(ctx, "queue.window."+stateWord(seats[o.ID].State))})
	}
	return nil
}
