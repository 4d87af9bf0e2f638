package queueweb

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/queue"
)

// What the columns have room for at 768 px.
const (
	shownWaiting = 7
	shownAside   = 3
	shownTodos   = 3
)

// consoleView is the console of one window.
type consoleView struct {
	Page    ui.ConsolePage
	Window  int64
	State   queue.WindowState
	Seat    queue.Seat
	Mine    bool // the actor sits there, or nobody does
	Line    queue.Line
	More    int // waiting beyond what is shown
	Now     clock.Instant
	Ticket  queue.Ticket
	Busy    bool
	Slow    bool            // called for longer than one waits for a visitor
	Panel   templ.Component // of the ticket being served; nil draws the plain one
	Post    queue.OffPost
	Strip   stripView
	Todos   []Todo
	Later   int // to do beyond what is shown
	Return  int // how often a missed ticket may come back
	Command string
}

// console is the page of the actor's window. Two windows to choose from, and none at all, are pages of their own.
func (h Handler) console(r *web.Request) (web.Reply, error) {
	if r.URL.Query().Has("window") {
		if err := choose(r); err != nil {
			return web.Reply{}, err
		}
		return web.Reply{Redirect: "/console"}, nil
	}
	window := chosen(r)
	if window == 0 || r.URL.Query().Has("choose") {
		return h.choice(r)
	}
	if r.Part() {
		return h.part(r, window, heard(r))
	}
	v, err := h.consoleOf(r.Ctx(), window)
	if err != nil {
		return web.Reply{}, err
	}
	s := heard(r)
	v.Page.Said, v.Page.Kind, v.Page.More = s.Text, s.Kind, consoleDialogs(v, h.Away)
	return web.Reply{Page: consolePage(v)}, nil
}

// part is what a step of the script's console gets: the live part as it is now, and what to say.
func (h Handler) part(r *web.Request, window int64, s said) (web.Reply, error) {
	v, err := h.consoleOf(r.Ctx(), window)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Part: consoleStep(v, s)}, nil
}

// liveConsole streams the console of one window to the clerk who works there.
func (h Handler) liveConsole(r *web.Request) (web.Reply, error) {
	window := r.Int("window", 0, 1<<62)
	by := actor(r)
	if err := by.May("console.read", identity.Thing{Window: window}); err != nil {
		return web.Reply{}, err
	}
	topics, err := h.topics(r.Ctx(), window)
	v := live.View{Key: fmt.Sprintf("console:%d:%d:%d", by.Centre, window, by.Account), Topics: topics, Every: 30 * time.Second}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		v, err := h.consoleOf(ctx, window)
		if err == nil {
			f.State, err = drawn(ctx, consoleState(v))
		}
		return f, err
	}), err
}

// consoleOf reads everything that stands on the console of a window.
func (h Handler) consoleOf(ctx context.Context, window int64) (v consoleView, err error) {
	by := identity.From(ctx)
	if err := by.May("console.read", identity.Thing{Window: window}); err != nil {
		return v, err
	}
	v = consoleView{Window: window, Command: h.command()}
	if err := h.read(ctx, func(tx *db.Tx) error { return h.fillConsole(ctx, tx, by, &v) }); err != nil {
		return v, err
	}
	if v.Busy && h.Panel != nil {
		if v.Panel, err = h.Panel(ctx, by, v.Ticket); err != nil {
			return v, err
		}
	}
	if h.Todos != nil {
		v.Todos, err = h.Todos(ctx, by)
		v.Later = max(len(v.Todos)-shownTodos, 0)
		v.Todos = v.Todos[:min(shownTodos, len(v.Todos))]
	}
	return v, err
}

func (h Handler) fillConsole(ctx context.Context, tx *db.Tx, by identity.Actor, v *consoleView) error {
	v.Now = tx.Now
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	w, ok := hall.Window(v.Window)
	if !ok || !w.Holds(tx.Now) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if v.Strip, err = h.stripAt(ctx, tx, w.ID); err != nil {
		return err
	}
	if err := h.fillLine(tx, v); err != nil {
		return err
	}
	seats, err := queue.Seats(tx)
	if err != nil {
		return err
	}
	v.Seat, v.State = seats[w.ID], seats[w.ID].State
	if v.State == "" {
		v.State = queue.Closed
	}
	v.Mine = v.State == queue.Closed || v.Seat.Person == by.Person
	if v.Post, err = h.Queue.OffPost(tx, by.Person); err != nil {
		return err
	}
	return h.fillBar(ctx, tx, by, v, hall, w)
}

// fillLine reads the queue of the window and the ticket it has.
func (h Handler) fillLine(tx *db.Tx, v *consoleView) (err error) {
	if v.Line, err = h.Queue.LineOf(tx, v.Window, shownWaiting); err != nil {
		return err
	}
	v.Line.Held = v.Line.Held[:min(shownAside, len(v.Line.Held))]
	v.Line.Missed = v.Line.Missed[:min(shownAside, len(v.Line.Missed))]
	if n := shownWaiting - len(v.Line.Held) - len(v.Line.Missed); n < len(v.Line.Waiting) {
		v.Line.Waiting = v.Line.Waiting[:max(n, 2)]
	}
	v.More = v.Line.Total - len(v.Line.Waiting)
	if v.Ticket, v.Busy, err = queue.Peek(tx, v.Window); err != nil {
		return err
	}
	timeout, err := h.Queue.CalledTimeout(tx)
	if err != nil {
		return err
	}
	v.Slow = v.Busy && v.Ticket.State == queue.Called && tx.Now.Sub(v.Ticket.Called) >= timeout
	v.Return, err = h.Queue.Returns(tx)
	return err
}

// fillBar is the head of the console: the window, who stands there, the day's figures.
func (h Handler) fillBar(ctx context.Context, tx *db.Tx, by identity.Actor, v *consoleView, hall *directory.Hall,
	w directory.Window) error {
	department, _ := hall.Department(w.Department)
	flow, err := queue.DayFlow(tx, tx.Today(), w.ID)
	if err != nil {
		return err
	}
	clerk, err := clerkLine(ctx, tx, hall, w, by)
	if err != nil {
		return err
	}
	v.Page = ui.ConsolePage{Title: w.Name + " · " + department.Short, Centre: hall.Centre.Name, Window: strconv.Itoa(w.No), Clerk: clerk,
		Home: "/console", Logout: "/logout", Live: "/live/console?window=" + id(w.ID), Now: tx.Now, Day: shortDay(ctx, tx.Now),
		Facts: []ui.Pair{{Label: ui.T(ctx, "queue.console.served"), Value: ui.T(ctx, "queue.console.cases", "n", flow.Served)}}}
	if flow.Served > 0 {
		v.Page.Facts = append(v.Page.Facts, ui.Pair{Label: ui.T(ctx, "queue.console.mean"), Value: spell(ctx, flow.Handling)})
	}
	v.Page.Facts = append(v.Page.Facts, ui.Pair{Label: ui.T(ctx, "queue.console.waiting"),
		Value: ui.T(ctx, "queue.console.people", "n", v.Line.Total)})
	if len(by.Windows) > 1 {
		v.Page.Other = ui.Link{Label: ui.T(ctx, "queue.console.other"), Href: "/console?choose"}
	}
	return nil
}

// clerkLine says who sits at the window and who stands by.
func clerkLine(ctx context.Context, tx *db.Tx, hall *directory.Hall, w directory.Window, by identity.Actor) (string, error) {
	posts := hall.Posts(w.ID, tx.Now)
	ids := []int64{by.Person}
	for _, p := range posts {
		ids = append(ids, p.Person)
	}
	names, err := people.Names(tx, ids)
	if err != nil {
		return "", err
	}
	line := names[by.Person]
	for _, p := range posts {
		if p.Person == by.Person {
			line = ui.T(ctx, "queue.console.me", "name", names[p.Person], "post", p.Post)
		}
	}
	for _, p := range posts {
		if p.Person != by.Person {
			line += ui.T(ctx, "queue.console.stands_by", "post", p.Post, "name", names[p.Person])
		}
	}
	return line, nil
}

// shortDay is the day as the console's bar writes it: 11 月 23 日 周一.
func shortDay(ctx context.Context, at clock.Instant) string {
	return ui.T(ctx, "queue.day.short", "month", int(at.Time().Month()), "day", at.Time().Day(),
		"weekday", ui.T(ctx, "queue.weekday_short."+strconv.Itoa(int(at.Time().Weekday()))))
}

// spell writes a length of time: 8 分 20 秒.
func spell(ctx context.Context, d time.Duration) string {
	s := int(d / time.Second)
	switch {
	case s < 60:
		return ui.T(ctx, "queue.time.seconds", "s", s)
	case s%60 == 0:
		return ui.T(ctx, "queue.time.whole", "m", s/60)
	}
	return ui.T(ctx, "queue.time.minutes", "m", s/60, "s", s%60)
}

// waited is how long a ticket waits by now: 等 22 分.
func waited(ctx context.Context, since, now clock.Instant) string {
	return ui.T(ctx, "queue.console.waited", "n", int(now.Sub(since)/time.Minute))
}

// ms is an instant as the clocks of a page count.
func ms(t clock.Instant) string { return strconv.FormatInt(t.Time().UnixMilli(), 10) }
