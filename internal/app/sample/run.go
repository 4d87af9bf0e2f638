package sample

import (
	"context"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/casework"
)

// Run lets the sample centre live on from where it stands, until the context ends: visitors come, clerks call, cases go
// on, the hall closes when everybody has been served, and opens again. It takes up whatever it finds, also after a
// restart and beside people who use the same windows. A refused action is normal life; it returns an error only when
// the sample centre is not there.
func Run(ctx context.Context, d Deps) error {
	all, err := load()
	if err != nil {
		return err
	}
	h, err := open(ctx, d, all)
	if err != nil {
		return err
	}
	h.outer = true
	for ctx.Err() == nil {
		if err := h.day(ctx); err != nil && ctx.Err() == nil {
			h.log().Error("sample: the hall stumbles and goes on", "err", err)
			if err := h.wait(ctx, h.Clock.Now().Add(time.Minute)); err != nil {
				break
			}
		}
	}
	return nil
}

// day lives from now to the end of the day, and through the night when it is night.
func (h *hall) day(ctx context.Context) error {
	now := h.Clock.Now()
	if err := h.night(ctx, now.Day()); err != nil {
		return err
	}
	if err := h.wake(ctx, now); err != nil {
		return err
	}
	h.begin(now.Day())
	h.coming = slices.DeleteFunc(h.coming, func(v visit) bool { return v.at < now })
	return h.live(ctx, now.Day().Add(1).Start().Add(30*time.Minute))
}

// begin plans the visits of a day.
func (h *hall) begin(day clock.Day) {
	quiet := h.PerMinute
	if quiet == 0 {
		quiet = perMinute
	}
	if day.Weekday() == time.Monday {
		quiet *= mondayLive
	}
	h.coming = h.visits(day, h.hours.On(day).Open, today(quiet))
	// Among the crowd at the doors there is somebody for every window.
	for i, one := range h.desks {
		if i < len(h.coming) && len(one.items) > 0 {
			h.coming[i].item = one.items[int(h.chance.between(one.window+int64(day), "first", 0, float64(len(one.items))))]
		}
	}
}

// wake finds the desks and the open cases as they stand.
func (h *hall) wake(ctx context.Context, now clock.Instant) error {
	h.todo = nil
	err := h.Store.Read(ctx, h.Centre, func(tx *db.Tx) error {
		for _, one := range h.desks {
			one.rest(now)
			line, err := h.Queue.LineOf(tx, one.window, 50)
			if err != nil {
				return err
			}
			for _, t := range line.Held {
				h.comesBack(one, t, now.Add(30*time.Second))
			}
		}
		return nil
	})
	if err != nil || h.Cases == nil {
		return err
	}
	return h.wakeCases(ctx, now)
}

func (h *hall) wakeCases(ctx context.Context, now clock.Instant) error {
	var open []casework.Case
	for page := 1; ; page++ {
		p, err := h.Cases.List(ctx, h.member, casework.Query{Open: true, Sort: "received", Page: page, Size: 200})
		if err != nil {
			return err
		}
		for _, r := range p.Rows {
			open = append(open, r.Case)
		}
		if len(open) >= p.Total || len(p.Rows) == 0 {
			break
		}
	}
	return h.resume(ctx, open, now)
}

// resume plans what happens to the open cases, the oldest first. The oldest of those that have waited too long for their
// decision stays where it is: it is the red one of the board.
func (h *hall) resume(ctx context.Context, open []casework.Case, now clock.Instant) error {
	h.red = 0
	for _, c := range open {
		if at, _ := h.fate(c, nil); h.red == 0 && c.State == casework.Accepted && !c.Instant && !c.Tolerated && h.later(at, 1) < now {
			h.red = c.ID
		}
		if err := h.goesOn(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// night ends what the days before have left, once a day: tickets, reviews nobody gave, papers nobody answered.
func (h *hall) night(ctx context.Context, day clock.Day) error {
	if h.rested == day {
		return nil
	}
	if !h.outer {
		h.Clock.Set(max(h.Clock.Now(), day.At(0, 30)))
	}
	if _, err := h.Queue.CloseNight(ctx, h.Centre); err != nil {
		return err
	}
	clear(h.waiting)
	for _, one := range h.desks {
		one.rest(h.Clock.Now())
	}
	if h.Reviews != nil {
		if _, err := h.Reviews.Default(ctx, h.Centre); err != nil {
			return err
		}
		if _, err := h.Reviews.Publish(ctx, h.Centre); err != nil {
			return err
		}
	}
	if h.Cases != nil {
		if _, err := h.Cases.AcceptUnanswered(ctx, h.Centre); err != nil {
			return err
		}
	}
	if h.Deadlines != nil {
		if _, err := h.Deadlines.SweepCentre(ctx, h.Centre); err != nil {
			return err
		}
	}
	h.rested = day
	return nil
}

// Stands tells until when the store's sample centre has lived; false when there is none. A demo that is started again on
// the same data goes on from there.
func Stands(ctx context.Context, d Deps) (at clock.Instant, there bool, err error) {
	_, err = d.Directory.Now(ctx, d.Centre)
	if errs.Is(err, errs.NotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	err = d.Store.Read(ctx, d.Centre, func(tx *db.Tx) error {
		last, _, err := ledger.Last(tx)
		at = last.At
		return err
	})
	return at, true, err
}
