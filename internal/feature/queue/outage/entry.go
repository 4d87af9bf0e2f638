package outage

import (
	"context"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Entry is 补录: a service that a clerk kept on paper while everything was away.
type Entry struct {
	Window int64
	No     string // of the slip; empty: a number is taken for it
	Item   int64  // without a number
	Day    clock.Day
	From   int // minute of the day at which it was called
	To     int
	Reason string
}

// Enter takes in a service that was kept on paper. Refused, with what is lawful instead: times that cannot be, a day too long ago,
// a number the system knows to be elsewhere, what the window does not serve.
func (s *Service) Enter(ctx context.Context, by identity.Actor, in Entry) (queue.Ticket, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (t queue.Ticket, err error) {
		if err := by.May("ticket.serve", identity.Thing{Window: in.Window}); err != nil {
			return t, err
		}
		if in.Reason == "" {
			return t, errs.Field("reason", "error.required")
		}
		if in.No != "" {
			if t, err = numbered(tx, in.Day, in.No); err != nil {
				return t, err
			}
			in.Item = t.Item
		}
		f, err := s.entry(tx, in, t)
		if err != nil {
			return t, err
		}
		if err := mayEnter(f); err != nil {
			return t, err
		}
		return s.Queue.Enter(tx, by, queue.Entry{Window: in.Window, Ticket: t, Item: in.Item, From: f.from, To: f.to, Reason: in.Reason})
	})
}

// numbered gives the ticket with that number of that day.
func numbered(tx *db.Tx, day clock.Day, no string) (queue.Ticket, error) {
	t, found, err := queue.OnDay(tx, day, no)
	if err == nil && !found {
		err = errs.Field("no", "outage.entry.no_such", "no", no)
	}
	return t, err
}

// entry gathers what the rules ask.
func (s *Service) entry(tx *db.Tx, in Entry, t queue.Ticket) (f entryFacts, err error) {
	view, err := s.view(tx)
	if err != nil {
		return f, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return f, err
	}
	cal, err := s.Calendar(tx)
	if err != nil {
		return f, err
	}
	f = entryFacts{from: in.Day.At(0, in.From), to: in.Day.At(0, in.To), now: tx.Now, extended: laterHours.In(view),
		number: t.No, state: t.State,
		until:  cal.AddWorkingDays(in.Day, laterDays.In(view)).Day,
		served: slices.Contains(hall.Items(in.Window, in.Day.At(0, in.From)), in.Item)}
	if f.hours, err = s.Queue.Hours(tx); err != nil {
		return f, err
	}
	f.overlaps, err = queue.Overlap(tx, in.Window, f.from, f.to, t.ID)
	return f, err
}
