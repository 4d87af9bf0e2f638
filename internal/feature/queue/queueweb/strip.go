package queueweb

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// What fits on a strip beside its number: a name as it is, else the short one, else the name on two lines.
const (
	longName  = 12
	shortName = 8
	twoLines  = 24
)

// stripView is what stands over a window. The number never moves; nothing scrolls.
type stripView struct {
	Page   ui.ScreenPage
	No     string
	What   string
	Long   bool // What needs two lines
	Sub    string
	Look   string // "", call, pause, idle: the four grounds; shut: the window has not opened
	Before string // 正在办理
	Ticket string
	Time   string // 11:27, of a pause
	After  string
}

func (h Handler) strip(r *web.Request) (web.Reply, error) {
	v, err := h.stripOf(r)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: stripPage(v)}, nil
}

// stripOf reads the strip of the address, for the machine that hangs there.
func (h Handler) stripOf(r *web.Request) (v stripView, err error) {
	window, err := r.ID("window")
	if err != nil {
		return v, err
	}
	if err := actor(r).May("strip.watch", identity.Thing{Window: window}); err != nil {
		return v, err
	}
	err = h.read(r.Ctx(), func(tx *db.Tx) (err error) {
		v, err = h.stripAt(r.Ctx(), tx, window)
		return err
	})
	return v, err
}

func (h Handler) liveStrip(r *web.Request) (web.Reply, error) {
	if _, err := h.stripOf(r); err != nil {
		return web.Reply{}, err
	}
	window, err := r.ID("window")
	if err != nil {
		return web.Reply{}, err
	}
	centre := actor(r).Centre
	topics, err := h.topics(r.Ctx(), window)
	v := live.View{Key: fmt.Sprintf("strip:%d:%d", centre, window), Topics: topics, Every: 30 * time.Second}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		err = h.read(ctx, func(tx *db.Tx) error {
			v, err := h.stripAt(ctx, tx, window)
			if err == nil {
				f.State, err = drawn(ctx, stripState(v))
			}
			return err
		})
		return f, err
	}), err
}

// topics are what changes what a window shows: itself, its zone's windows, the queues of what it serves.
func (h Handler) topics(ctx context.Context, window int64) (out []string, err error) {
	centre := identity.From(ctx).Centre
	err = h.read(ctx, func(tx *db.Tx) error {
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		w, _ := hall.Window(window)
		out = []string{queue.WindowTopic(centre, window), queue.ZoneTopic(centre, w.Zone)}
		for _, item := range hall.Items(window, tx.Now) {
			out = append(out, queue.ItemTopic(centre, item))
		}
		return nil
	})
	return out, err
}

// stripAt is what the strip of a window shows now. NotFound for a window that is not of the hall today.
func (h Handler) stripAt(ctx context.Context, tx *db.Tx, window int64) (v stripView, err error) {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return v, err
	}
	w, ok := hall.Window(window)
	if !ok || !w.Holds(tx.Now) {
		return v, errs.New(errs.NotFound, "error.not_found")
	}
	department, _ := hall.Department(w.Department)
	no := strconv.Itoa(w.No)
	what, long := fit(w, longName)
	v = stripView{No: no, What: what, Long: long, Sub: department.Short}
	v.Page = ui.ScreenPage{Strip: true, Centre: hall.Centre.Name, Now: tx.Now, Title: ui.T(ctx, "queue.strip.title", "window", no),
		Live: fmt.Sprintf("/live/strip/%d", window)}
	t, busy, err := queue.Peek(tx, window)
	if err != nil {
		return v, err
	}
	seats, err := queue.Seats(tx)
	if err != nil {
		return v, err
	}
	switch seat := seats[window]; {
	case busy && t.State == queue.Called:
		v.Look, v.Before, v.Ticket, v.After = "call", ui.T(ctx, "queue.strip.please"), t.No, ui.T(ctx, "queue.strip.come")
	case busy:
		v.Before, v.Ticket = ui.T(ctx, "queue.strip.serving"), t.No
	case seat.State == queue.Paused:
		v.paused(ctx, hall, w, seats, tx.Now)
	case seat.State == queue.Open:
		v.Look, v.Before, err = h.free(ctx, tx, window)
	default:
		v.Look = "shut"
		if v.Before, err = h.opensAt(ctx, tx); v.Before == "" {
			v.Before = ui.T(ctx, "queue.strip.shut")
		}
	}
	return v, err
}

// paused says until when, and which windows do the same in the meantime (9(4)).
func (v *stripView) paused(ctx context.Context, hall *directory.Hall, w directory.Window, seats map[int64]queue.Seat, at clock.Instant) {
	v.Look, v.Before = "pause", ui.T(ctx, "queue.strip.paused")
	v.What, v.Long = fit(w, shortName)
	if back := seats[w.ID].BackBy; back != 0 {
		v.Time, v.After = back.Format("15:04"), ui.T(ctx, "queue.strip.back")
	}
	var others []directory.Window
	for _, o := range hall.InZone(w.Zone, at) {
		if o.ID != w.ID && seats[o.ID].State == queue.Open && sharesItems(hall, o.ID, w.ID, at) {
			others = append(others, o)
		}
	}
	if len(others) > 0 {
		v.Sub = ui.T(ctx, "queue.strip.others", "windows", numbers(others, 3))
	} else {
		v.Sub = ui.T(ctx, "queue.strip.wait")
	}
}

// sharesItems tells whether two windows serve an item in common.
func sharesItems(hall *directory.Hall, a, b int64, at clock.Instant) bool {
	mine := map[int64]bool{}
	for _, i := range hall.Items(a, at) {
		mine[i] = true
	}
	for _, i := range hall.Items(b, at) {
		if mine[i] {
			return true
		}
	}
	return false
}

// free says whether one may come at once, has to wait for the call, or for the hall to open again.
func (h Handler) free(ctx context.Context, tx *db.Tx, window int64) (look, words string, err error) {
	line, err := h.Queue.LineOf(tx, window, 1)
	if err != nil {
		return "", "", err
	}
	if line.Total > 0 {
		return "idle", ui.T(ctx, "queue.strip.by_number"), nil
	}
	opens, err := h.opensAt(ctx, tx)
	if opens != "" {
		return "shut", opens, err
	}
	return "idle", ui.T(ctx, "queue.strip.free"), err
}

// opensAt says when the hall opens, while it is closed; empty while it is open.
func (h Handler) opensAt(ctx context.Context, tx *db.Tx) (string, error) {
	hours, err := h.Queue.Hours(tx)
	if err != nil || hours.IsOpen(tx.Now) {
		return "", err
	}
	next := queue.NextOpening(hours, tx.Now)
	if next.Day() == tx.Today() {
		return ui.T(ctx, "queue.strip.opens", "at", next.Format("15:04")), nil
	}
	return ui.T(ctx, "queue.strip.closed"), nil
}

// fit is the window's name as far as the strip has room: as it is up to so many characters, else the short one, else on two
// lines: half a name says nothing.
func fit(w directory.Window, room int) (name string, long bool) {
	if len([]rune(w.Name)) <= room {
		return w.Name, false
	}
	if short := []rune(w.Short); len(short) > 0 && len(short) <= shortName {
		return w.Short, false
	}
	all := []rune(w.Name)
	if len(all) > twoLines {
		all = append(all[:twoLines-1], '…')
	}
	return string(all), len(all) > room
}
