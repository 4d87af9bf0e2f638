package outageweb

import (
	"context"

	"github.com/a-h/templ"

	"lianban/internal/base/web/ui"
)

// Away is what the console shows while the server is away; the script fills it. It stands beside the live part.
func Away(_ context.Context, window int64, no string) templ.Component { return away(id(window), no) }

// awayWords are the words that the script puts together.
func awayWords(ctx context.Context, no string) templ.Attributes {
	out := templ.Attributes{}
	for _, k := range []string{"since", "left", "none", "paper", "say", "call", "arrive", "finish", "idle", "called", "serving", "sent"} {
		out["data-word-"+k] = ui.T(ctx, "outage.away."+k, "window", no)
	}
	return out
}
