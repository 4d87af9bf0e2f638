package siteweb

import (
	"context"

	"lianban/internal/base/web/ui"
)

func ticketKind(state string) ui.Kind {
	switch state {
	case "missed":
		return ui.Warn
	case "void":
		return ui.Hold
	case "serving", "finished":
		return ui.OK
	}
	return ui.Done
}

// ticketSay is the state in one sentence: what is seen first and read aloud.
func ticketSay(ctx context.Context, v Ticket) string {
	if v.State == "waiting" && v.Ahead == 0 {
		return ui.T(ctx, "site.ticket.state.next")
	}
	return ui.T(ctx, "site.ticket.state."+v.State, "window", v.Window)
}

func ticketWait(ctx context.Context, v Ticket) string {
	if v.Minutes < 0 {
		return ui.T(ctx, "site.ticket.unknown")
	}
	return ui.T(ctx, "site.ticket.minutes", "n", v.Minutes)
}
