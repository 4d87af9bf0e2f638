package sample

import (
	"context"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// state is what a window is doing.
type state int

const (
	idle state = iota
	called
	serving
	paused
)

func stateOf(s queue.State) state {
	switch s {
	case queue.Called:
		return called
	case queue.Serving:
		return serving
	}
	return idle
}

// desk is a window with whoever stands there.
type desk struct {
	window int64
	no     int
	zone   int64
	items  []int64
	clerk  identity.Actor

	state  state
	ticket queue.Ticket
	due    clock.Instant // when it does something again; never = when somebody takes a number
	free   clock.Instant // when the next one may be called
	pause  clock.Instant // when the clerk leaves the seat next
	ends   clock.Instant // when the service, or the pause, is over
	taken  bool          // somebody is logged in as the clerk
	aside  bool          // the visitor will have to fetch something first
	work   work          // what the visitor came for
}

// alive tells whether the sample's clerk stands there: not at a vacant post, not while a person has taken it.
func (one *desk) alive() bool { return one.clerk.Account != 0 && !one.taken }

// rest makes the desk free from that instant on.
func (one *desk) rest(at clock.Instant) {
	one.state, one.ticket, one.work, one.aside = idle, queue.Ticket{}, work{}, false
	one.free, one.due = at, at
}

// again lets a desk that was refused something try a little later.
func (one *desk) again(now clock.Instant) { one.due = now.Add(20 * time.Second) }

// serve does the desk's next thing.
func (h *hall) serve(ctx context.Context, one *desk, now clock.Instant) (err error) {
	switch one.state {
	case called:
		err = h.called(ctx, one, now)
	case serving:
		err = h.serving(ctx, one, now)
	case paused:
		err = h.back(ctx, one, now)
	default:
		err = h.idle(ctx, one, now)
	}
	if err != nil && one.due <= now {
		one.again(now)
	}
	return h.lives(err)
}

// idle calls the next one, or leaves the seat for a while when it is time and the hall is open.
func (h *hall) idle(ctx context.Context, one *desk, now clock.Instant) error {
	if one.pause == 0 || one.pause.Day() != now.Day() {
		one.pause = h.pauseAt(one, now)
	}
	if now >= one.pause && h.hours.IsOpen(now) {
		return h.leave(ctx, one, now)
	}
	if !h.waits(one) {
		one.due = never
		if h.hours.IsOpen(now) && one.pause > now {
			one.due = one.pause
		}
		return nil
	}
	t, err := h.Queue.CallNext(ctx, one.clerk, one.window)
	if errs.Is(err, errs.NotFound) {
		// Nobody waits for this window: they wait for another, or somebody else was quicker.
		one.due = never
		if h.hours.IsOpen(now) {
			one.due = one.pause
		}
		one.free = now.Add(3 * time.Second)
		return nil
	}
	if err != nil {
		return err
	}
	h.came(t.Item, -1)
	h.holds(one, t)
	return nil
}

// holds takes up the ticket that the window has.
func (h *hall) holds(one *desk, t queue.Ticket) {
	one.state, one.ticket, one.work = stateOf(t.State), t, work{}
	if one.state == called {
		one.due = t.Called.Add(time.Duration(h.chance.between(t.ID, "walk", 6, 40)) * time.Second)
		return
	}
	h.starts(one)
}

// starts plans the service: how long it takes, and when what they came for is taken in.
func (h *hall) starts(one *desk) {
	t := one.ticket
	minutes := 9.0
	if it := h.byID[t.Item]; it != nil {
		minutes = it.Minutes
	}
	length := time.Duration(minutes * h.pace * h.chance.spread(t.ID, "service") * float64(time.Minute))
	one.ends = t.Arrived.Add(length)
	if one.window == h.paused && t.Arrived < h.from {
		one.ends = min(one.ends, max(h.from, t.Arrived.Add(time.Minute)))
	}
	one.due, one.aside = one.ends, t.Served == 0 && h.chance.happens(t.ID, "aside", heldUp)
	if one.aside {
		one.due = t.Arrived.Add(length / 3)
		return
	}
	if one.work = h.worksOn(t); one.work.some {
		one.due = t.Arrived.Add(length * 6 / 10)
	}
}

// Shares of what happens between call and finish.
const (
	absent   = 0.06 // called, and not there
	returns  = 0.5  // of those: they show themselves at the desk a little later
	heldUp   = 0.03 // put aside for a copy or a signature
	passedOn = 0.01 // passed on to another window that serves the same
)

// called waits for the one who was called: they come, are called once more, or miss their turn.
func (h *hall) called(ctx context.Context, one *desk, now clock.Instant) error {
	if !h.chance.happens(one.ticket.ID+int64(one.ticket.Returns), "absent", absent) {
		t, err := h.Queue.Arrive(ctx, one.clerk, one.window)
		if err != nil {
			return err
		}
		h.holds(one, t)
		return nil
	}
	if one.ticket.Calls < 2 {
		t, err := h.Queue.Recall(ctx, one.clerk, one.window)
		if err != nil {
			return err
		}
		one.ticket, one.due = t, now.Add(60*time.Second)
		return nil
	}
	t, err := h.Queue.Miss(ctx, one.clerk, one.window)
	if err != nil {
		return err
	}
	if h.guide.Account != 0 && h.chance.happens(t.ID, "returns", returns) {
		at := now.Add(time.Duration(h.chance.between(t.ID, "late", 40, 400)) * time.Second)
		h.plan(at, func(ctx context.Context, _ clock.Instant) error {
			t, err := h.Queue.Return(ctx, h.guide, t.No)
			if err == nil {
				h.came(t.Item, 1)
			}
			return err
		})
	}
	one.rest(now.Add(5 * time.Second))
	return nil
}

// serving takes in what the visitor brought, and ends the service when it is over.
func (h *hall) serving(ctx context.Context, one *desk, now clock.Instant) error {
	if one.aside {
		return h.putAside(ctx, one, now)
	}
	if to := h.other(one); to != nil && one.ticket.Served == 0 && h.chance.happens(one.ticket.ID, "passed on", passedOn) {
		t, err := h.Queue.Transfer(ctx, one.clerk, one.window, to.window)
		if err == nil {
			h.came(t.Item, 1)
			one.rest(now.Add(5 * time.Second))
		}
		return err
	}
	if one.work.some && !one.work.done {
		one.work.done, one.due = true, max(one.ends, now.Add(time.Second))
		return h.accept(ctx, one)
	}
	if now < one.ends {
		one.due = one.ends
		return nil
	}
	if err := h.hand(ctx, one); err != nil {
		return err
	}
	t, err := h.Queue.Finish(ctx, one.clerk, one.window)
	if err != nil {
		return err
	}
	h.ask(one, t, now)
	one.rest(now.Add(time.Duration(h.chance.between(t.ID, "gap", 4, 25)) * time.Second))
	return nil
}

// putAside frees the window while the visitor fetches a copy; they come back to it before it calls the next one.
func (h *hall) putAside(ctx context.Context, one *desk, now clock.Instant) error {
	t, err := h.Queue.Hold(ctx, one.clerk, one.window)
	if err != nil {
		return err
	}
	one.rest(now.Add(5 * time.Second))
	h.comesBack(one, t, now.Add(time.Duration(h.chance.between(t.ID, "copy", 60, 420))*time.Second))
	return nil
}

// comesBack serves a held ticket again once the window is free.
func (h *hall) comesBack(one *desk, t queue.Ticket, at clock.Instant) {
	h.plan(at, func(ctx context.Context, now clock.Instant) error {
		if one.state != idle {
			h.comesBack(one, t, now.Add(15*time.Second))
			return nil
		}
		again, err := h.Queue.Continue(ctx, one.clerk, one.window, t.No)
		if err != nil {
			return err
		}
		h.holds(one, again)
		return nil
	})
}

// other is another desk with a clerk that serves the item.
func (h *hall) other(one *desk) *desk {
	for _, o := range h.desks {
		if o != one && o.alive() && slices.Contains(o.items, one.ticket.Item) {
			return o
		}
	}
	return nil
}

// pauseAt is when the clerk leaves the seat next, about every two hours.
func (h *hall) pauseAt(one *desk, now clock.Instant) clock.Instant {
	seldom := 1.0
	if !h.outer {
		seldom = 2.5 // the past is told in fewer words
	}
	minutes := h.chance.between(one.window*100_000+int64(now.Day())%10_000, "pause"+now.Format("15"), 45, 170) * seldom
	return now.Add(time.Duration(minutes * float64(time.Minute)))
}

// leave puts the sign on the window: mostly the clerk is away for some minutes, within the fifteen of 9(4).
func (h *hall) leave(ctx context.Context, one *desk, now clock.Instant) error {
	reason := queue.Away
	if one.window != h.paused && h.chance.happens(one.window+int64(now), "reason", 0.25) {
		reason = queue.Pauses[2+int(h.chance.between(int64(now), "which", 0, 2))]
	}
	one.pause = h.pauseAt(one, now.Add(time.Minute))
	seat, err := h.Queue.Pause(ctx, one.clerk, one.window, reason)
	if err != nil {
		return err
	}
	h.pauses(one, seat)
	return nil
}

// pauses takes up a seat that stands paused.
func (h *hall) pauses(one *desk, seat queue.Seat) {
	minutes := h.chance.between(one.window+int64(seat.Since), "away", 3, 13)
	if h.chance.happens(one.window+int64(seat.Since), "late", 0.01) {
		minutes = 17
	}
	if one.window == h.paused && seat.Since >= h.from && seat.Since.Sub(h.from) < beginning {
		minutes = 14.5
	}
	one.state, one.ends = paused, seat.Since.Add(time.Duration(minutes*60)*time.Second)
	one.due = one.ends
}

// back takes the sign away.
func (h *hall) back(ctx context.Context, one *desk, now clock.Instant) error {
	if _, err := h.Queue.Resume(ctx, one.clerk, one.window); err != nil {
		return err
	}
	one.rest(now.Add(10 * time.Second))
	return nil
}
