package apiweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Seat is a window as it stands now.
type Seat struct {
	Window int64             `json:"window,string"`
	State  queue.WindowState `json:"state" enum:"open,paused,closed"`
	Reason string            `json:"reason,omitempty"`
	Since  clock.Instant     `json:"since" format:"date-time"`
	BackBy clock.Instant     `json:"back_by" format:"date-time"`
}

// WindowIn names a window in the path. It is exported, for of an embedded type that is not nothing would be read.
type WindowIn struct {
	Window string `path:"window" doc:"The window's id" example:"7340032000000"`
}

func (in WindowIn) id() (int64, error) { return number(in.Window) }

// number reads an id; what is no number names nothing.
func number(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

// StepIn is a step at a window; the ticket is what the caller believes to be there.
type StepIn struct {
	WindowIn
	Ticket string `query:"ticket" doc:"Optional: the number that is there; another one is a conflict" maxLength:"20" example:"A032"`
}

func (h Handler) step(do func(context.Context, identity.Actor, int64) (queue.Ticket, error)) func(context.Context,
	*StepIn) (*ticketOut, error) {
	return func(ctx context.Context, in *StepIn) (*ticketOut, error) {
		window, err := in.id()
		if err != nil {
			return nil, err
		}
		if ctx, err = h.expecting(ctx, in.Ticket); err != nil {
			return nil, err
		}
		t, err := do(ctx, identity.From(ctx), window)
		return h.show(ctx, t, err)
	}
}

// expecting names the ticket with that number for the step.
func (h Handler) expecting(ctx context.Context, no string) (context.Context, error) {
	if no == "" {
		return ctx, nil
	}
	var t queue.Ticket
	err := h.read(ctx, func(tx *db.Tx) (err error) {
		t, err = queue.Numbered(tx, no)
		return err
	})
	return queue.Expecting(ctx, t.ID), err
}

type transferIn struct {
	StepIn
	Body struct {
		To string `json:"to" doc:"The id of a window that serves the item" example:"7340032000001"`
	}
}

func (h Handler) apiTransfer(ctx context.Context, in *transferIn) (*ticketOut, error) {
	to, err := number(in.Body.To)
	if err != nil {
		return nil, errs.Field("to", "error.not_number")
	}
	return h.step(func(ctx context.Context, by identity.Actor, window int64) (queue.Ticket, error) {
		return h.Queue.Transfer(ctx, by, window, to)
	})(ctx, &in.StepIn)
}

type continueIn struct {
	WindowIn
	Body struct {
		No string `json:"no" maxLength:"20" doc:"The number of a ticket that this window holds" example:"A032"`
	}
}

func (h Handler) apiContinue(ctx context.Context, in *continueIn) (*ticketOut, error) {
	window, err := in.id()
	if err != nil {
		return nil, err
	}
	t, err := h.Queue.Continue(ctx, identity.From(ctx), window, in.Body.No)
	return h.show(ctx, t, err)
}

func (h Handler) apiReturn(ctx context.Context, in *struct {
	No string `path:"no" maxLength:"20" doc:"The number as it was called today" example:"A032"`
}) (*ticketOut, error) {
	t, err := h.Queue.Return(ctx, identity.From(ctx), in.No)
	return h.show(ctx, t, err)
}

type queueOut struct {
	Body struct {
		Total   int      `json:"total" doc:"How many wait for what the window serves"`
		Waiting []Ticket `json:"waiting" doc:"The first of them, in the order in which they will be called"`
		Why     []string `json:"why" doc:"For what reason each of them stands there"`
		Held    []Ticket `json:"held"`
		Missed  []Ticket `json:"missed"`
	}
}

func (h Handler) apiQueue(ctx context.Context, in *WindowIn) (*queueOut, error) {
	window, err := in.id()
	if err != nil {
		return nil, err
	}
	if err := identity.From(ctx).May("console.read", identity.Thing{Window: window}); err != nil {
		return nil, err
	}
	var line queue.Line
	if err := h.read(ctx, func(tx *db.Tx) (err error) {
		line, err = h.Queue.LineOf(tx, window, 50)
		return err
	}); err != nil {
		return nil, err
	}
	out := &queueOut{}
	out.Body.Total = line.Total
	for _, m := range line.Why {
		out.Body.Why = append(out.Body.Why, text.Say(text.Of(ctx), m))
	}
	for _, part := range []struct {
		from []queue.Ticket
		to   *[]Ticket
	}{{line.Waiting, &out.Body.Waiting}, {line.Held, &out.Body.Held}, {line.Missed, &out.Body.Missed}} {
		*part.to = []Ticket{}
		for _, t := range part.from {
			one, err := h.show(ctx, t, nil)
			if err != nil {
				return nil, err
			}
			*part.to = append(*part.to, one.Body)
		}
	}
	return out, nil
}

type pauseIn struct {
	WindowIn
	Body struct {
		Reason string `json:"reason" enum:"away,cover,device,errand" doc:"away = 离岗, its time runs (9(4))"`
	}
}

type seatOut struct{ Body Seat }

func (h Handler) apiPause(ctx context.Context, in *pauseIn) (*seatOut, error) {
	window, err := in.id()
	if err != nil {
		return nil, err
	}
	return seat(h.Queue.Pause(ctx, identity.From(ctx), window, in.Body.Reason))
}

func (h Handler) apiResume(ctx context.Context, in *WindowIn) (*seatOut, error) {
	window, err := in.id()
	if err != nil {
		return nil, err
	}
	return seat(h.Queue.Resume(ctx, identity.From(ctx), window))
}

func seat(s queue.Seat, err error) (*seatOut, error) {
	if err != nil {
		return nil, err
	}
	return &seatOut{Body: Seat{Window: s.Window, State: s.State, Reason: s.Reason, Since: s.Since, BackBy: s.BackBy}}, nil
}
