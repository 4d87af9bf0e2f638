package queueweb

import (
	"context"
	"fmt"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/queue"
)

// caseID tells the middle columns of two tickets and states apart, so that one is never taken for the other.
func caseID(v consoleView) string {
	if !v.Busy {
		return "case-" + stateWord(v.State)
	}
	return fmt.Sprintf("case-%d-%s", v.Ticket.ID, v.Ticket.State)
}

func called(v consoleView) bool { return v.Busy && v.Ticket.State == queue.Called }

func serving(v consoleView) bool { return v.Busy && v.Ticket.State == queue.Serving }

// since is when the state of the ticket began, for the clock of the page.
func since(v consoleView) string {
	if called(v) {
		return ms(v.Ticket.Called)
	}
	return ms(v.Ticket.Arrived)
}

// awaySince is when the absence began that runs, moved back by what counts as one with it.
func awaySince(v consoleView) string { return ms(v.Post.Now.From.Add(-v.Post.Now.Used)) }

// late tells whether somebody is away for so long that the console reminds.
func late(v consoleView) bool { return v.Post.Now != nil && v.Post.Run >= v.Post.Nudge }

func pausedLamp(v consoleView) ui.Kind {
	switch {
	case v.Post.Now != nil && v.Post.Run > v.Post.Limit:
		return ui.Over
	case late(v):
		return ui.Warn
	}
	return ui.Hold
}

func idleLamp(v consoleView) ui.Kind {
	if v.State == queue.Closed {
		return ui.Hold
	}
	return ui.OK
}

func callLabel(ctx context.Context, v consoleView) string {
	if v.State == queue.Closed {
		return ui.T(ctx, "queue.console.open_call")
	}
	return ui.T(ctx, "queue.console.call")
}

// pauseDialog is what F8 opens: the reasons, or, while somebody is called or served, what first becomes of them: only what
// may be done in that state.
func pauseDialog(v consoleView) string {
	switch {
	case called(v):
		return "called"
	case v.Busy:
		return "busy"
	}
	return "pause"
}

// pauseFirst is the same in a line.
func pauseFirst(ctx context.Context, v consoleView) string {
	if called(v) {
		return ui.T(ctx, "queue.console.pause_first_called", "no", v.Ticket.No)
	}
	return ui.T(ctx, "queue.console.pause_first", "no", v.Ticket.No)
}

// plainSteps is the row of steps where no feature brings its own.
func plainSteps(ctx context.Context, s queue.State) []ui.Step {
	at := map[queue.State]int{queue.Called: 1, queue.Serving: 2}[s]
	out := make([]ui.Step, 0, 4)
	for i, name := range []string{"call", "arrive", "serve", "finish"} {
		step := ui.Step{Text: ui.T(ctx, "queue.console.step_"+name)}
		switch {
		case i < at:
			step.State = "done"
		case i == at:
			step.State = "now"
		}
		out = append(out, step)
	}
	return out
}

// whyHere says why somebody stands where they stand in the queue.
func whyHere(ctx context.Context, why text.Msg) string { return text.Say(text.Of(ctx), why) }
