package sample

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// Shares of those who were served: most say nothing, as everywhere.
const (
	atPad    = 0.34
	atPhone  = 0.06
	declines = 0.08 // of those at the pad
	speaks   = 0.12 // who adds a word
)

// ask plans what the visitor says about a finished service, if anything.
func (h *hall) ask(one *desk, t queue.Ticket, now clock.Instant) {
	if h.Reviews == nil {
		return
	}
	switch r := h.chance.of(t.ID, "reviews"); {
	case r < atPad:
		at := now.Add(time.Duration(h.chance.between(t.ID, "touches", 5, 40)) * time.Second)
		h.plan(at, func(ctx context.Context, _ clock.Instant) error {
			return h.atPad(ctx, one.window, t)
		})
	case r < atPad+atPhone:
		at := now.Add(time.Duration(h.chance.between(t.ID, "at home", 2, 45)) * time.Minute)
		h.plan(at, func(ctx context.Context, now clock.Instant) error {
			return h.atPhone(ctx, t, now)
		})
	}
}

// atPad answers at the pad of the window, while it still asks about that ticket.
func (h *hall) atPad(ctx context.Context, window int64, t queue.Ticket) error {
	pad, ok := h.pads[window]
	if !ok {
		return nil
	}
	in, _, found, err := h.Reviews.Offer(ctx, pad, window)
	if err != nil || !found || in.Of != t.ID {
		return err
	}
	a := h.answer(t.ID)
	if h.chance.happens(t.ID, "declines", declines) {
		a = review.Answer{Decline: true}
	}
	if _, err = h.Reviews.GiveAtPad(ctx, pad, window, in.ID, a); err == nil && bad(a) {
		h.matters(h.Clock.Now())
	}
	return err
}

// atPhone answers later by the link of the ticket.
func (h *hall) atPhone(ctx context.Context, t queue.Ticket, now clock.Instant) error {
	var token string
	err := h.Store.Read(ctx, h.Centre, func(tx *db.Tx) (err error) {
		token, err = review.TokenOf(tx, t.ID)
		return err
	})
	if err != nil || token == "" {
		return err
	}
	a := h.answer(t.ID)
	if _, err = h.Reviews.Give(ctx, identity.Actor{Centre: h.Centre}, token, a); err == nil && bad(a) {
		h.matters(now)
	}
	return err
}

func bad(a review.Answer) bool { return review.Standing(a.Level).Bad() }

// answer is what the visitor says: nearly everybody is satisfied, a few are not.
func (h *hall) answer(key int64) review.Answer {
	level := review.VerySatisfied
	switch r := h.chance.of(key, "level"); {
	case r < 0.004:
		level = review.VeryDissatisfied
	case r < 0.012:
		level = review.Dissatisfied
	case r < 0.045:
		level = review.Acceptable
	case r < 0.23:
		level = review.Satisfied
	}
	a := review.Answer{Level: level}
	options := review.ReasonsOf(level)
	for i := range int(h.chance.between(key, "reasons", 0, 2.99)) {
		a.Reasons = append(a.Reasons, options[(int(key)+i*3)%len(options)].Code)
	}
	switch {
	case bad(a):
		a.Text = h.pick(key, "complains", h.data.Visitors.Complaints)
	case h.chance.happens(key, "speaks", speaks):
		a.Text = h.pick(key, "speaks", h.data.Visitors.Words)
	}
	return a
}

// matters lets the office look into the bad reviews some hours later (11(7): within one working day).
func (h *hall) matters(now clock.Instant) {
	if h.member.Account == 0 {
		return
	}
	h.plan(h.later(now, 0.4), func(ctx context.Context, _ clock.Instant) error {
		var all []review.Matter
		err := h.Store.Read(ctx, h.Centre, func(tx *db.Tx) (err error) {
			all, err = h.Reviews.Matters(tx, h.member, 20)
			return err
		})
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.State != review.Waiting {
				continue
			}
			if err := h.Reviews.Take(ctx, h.member, m.ID); err != nil {
				return err
			}
			if err := h.Reviews.Contact(ctx, h.member, m.ID, review.Reached, h.pick(m.ID, "contact", h.data.Visitors.Notes)); err != nil {
				return err
			}
		}
		return nil
	})
}
