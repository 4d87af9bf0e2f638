package caseworkweb

import (
	"context"
	"strconv"

	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

// lamp is a clock's lamp as the widgets draw it.
func lamp(l deadline.Lamp) ui.Kind {
	return map[deadline.Lamp]ui.Kind{deadline.Green: ui.OK, deadline.Yellow: ui.Warn, deadline.Red: ui.Over, deadline.Hold: ui.Hold,
		deadline.Done: ui.Done}[l]
}

// lampText is what the lamp says: 承诺 5 个工作日 · 剩 4 个工作日.
func lampText(ctx context.Context, c casework.Case, s casework.Shown) string {
	if c.State == casework.Accepted {
		return ui.T(ctx, "casework.lamp", "limit", say(ctx, c.PromisedText()), "left", say(ctx, s.Left))
	}
	return say(ctx, s.Left)
}

// markTone colours a mark.
func markTone(m material.Mark) string {
	return map[material.Mark]string{material.Present: "ok", material.Corrected: "ok", material.Deferred: "warn",
		material.Missing: "over"}[m]
}

// markText names a mark.
func markText(ctx context.Context, m material.Mark) string {
	if m == "" {
		return ui.T(ctx, "casework.mark.none")
	}
	return ui.T(ctx, "casework.mark."+string(m))
}

func n(v int) string { return strconv.Itoa(v) }
