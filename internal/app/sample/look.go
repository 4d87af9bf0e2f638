package sample

import (
	"context"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// How often the living hall looks at what others did, and asks who of the clerks is logged in.
const (
	lookEvery = 5 * time.Second
	askEvery  = 30 * time.Second
)

// look reads how windows and queue stand: in the living hall others act as well.
func (h *hall) look(ctx context.Context, now clock.Instant) error {
	h.looked = now
	if now.Sub(h.asked) >= askEvery {
		h.asked = now
		if err := h.yield(ctx, now); err != nil {
			return h.lives(err)
		}
	}
	return h.lives(h.Store.Read(ctx, h.Centre, func(tx *db.Tx) error {
		busy, err := queue.Busy(tx)
		if err != nil {
			return err
		}
		seats, err := queue.Seats(tx)
		if err != nil {
			return err
		}
		waits, err := queue.Waits(tx)
		if err != nil {
			return err
		}
		for _, one := range h.desks {
			if one.see(h, busy[one.window], seats[one.window], now); one.state != idle || one.due <= now || waits[one.zone].Waiting == 0 {
				continue
			}
			line, err := h.Queue.LineOf(tx, one.window, 1)
			if err != nil {
				return err
			}
			if line.Total > 0 {
				one.due = max(one.free, now)
			}
		}
		return nil
	}))
}

// yield leaves a window to its clerk while somebody is logged in as that clerk and has done something lately: whoever
// tries the console out finds nobody else at it.
func (h *hall) yield(ctx context.Context, now clock.Instant) error {
	patience := max(10*time.Minute, time.Duration(h.Clock.Speed()*float64(3*time.Minute)))
	for _, one := range h.desks {
		if one.clerk.Account == 0 {
			continue
		}
		open, err := h.Identity.Sessions(ctx, one.clerk, one.clerk.Account)
		if err != nil {
			return err
		}
		one.taken = slices.ContainsFunc(open, func(s identity.Session) bool { return now.Sub(s.Seen) < patience })
	}
	return nil
}

// see compares what a desk knows with what stands, and takes over what others did.
func (one *desk) see(h *hall, busy queue.Ticket, seat queue.Seat, now clock.Instant) {
	switch {
	case busy.ID != 0 && (one.ticket.ID != busy.ID || one.state != stateOf(busy.State)):
		h.holds(one, busy)
	case busy.ID == 0 && (one.state == called || one.state == serving):
		one.rest(now)
	}
	switch {
	case seat.State == queue.Paused && one.state == idle:
		h.pauses(one, seat)
		one.ends = max(one.ends, now.Add(2*time.Minute))
		one.due = one.ends
	case seat.State != queue.Paused && one.state == paused:
		one.rest(now)
	}
}

// waits tells whether somebody may wait for what the desk serves. In the living hall the queue is asked by calling.
func (h *hall) waits(one *desk) bool {
	return h.outer || slices.ContainsFunc(one.items, func(item int64) bool { return h.waiting[item] > 0 })
}
