package identityweb

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// ago says how long ago something was, the instant itself once it is more than a day.
func ago(ctx context.Context, at, now clock.Instant) string {
	switch d := now.Sub(at); {
	case at == 0:
		return ui.T(ctx, "identity.ago.never")
	case d < time.Minute:
		return ui.T(ctx, "identity.ago.now")
	case d < time.Hour:
		return ui.T(ctx, "identity.ago.minutes", "n", int(d.Minutes()))
	case d < 24*time.Hour:
		return ui.T(ctx, "identity.ago.hours", "n", int(d.Hours()))
	}
	return form.Moment(at)
}

func itoa(n int) string { return strconv.Itoa(n) }

// grantText names a role with its department.
func grantText(ctx context.Context, g identity.Grant, hall *directory.Hall) string {
	s := text.Say(text.Of(ctx), g.Role.Words())
	if hall != nil && g.Department != 0 {
		if d, ok := hall.Department(g.Department); ok {
			s += "（" + d.Short + "）"
		}
	}
	return s
}

// term writes from when to when a grant holds, empty for one without a term.
func term(ctx context.Context, g identity.Grant, now clock.Instant) string {
	var parts []string
	if g.From > now {
		parts = append(parts, ui.T(ctx, "identity.account.from", "at", form.Moment(g.From)))
	}
	if g.Until != 0 {
		parts = append(parts, ui.T(ctx, "identity.account.until", "at", form.Moment(g.Until)))
	}
	return strings.Join(parts, " ")
}

// roleTone tells a role that holds now from one that is still to come.
func roleTone(g identity.Grant, now clock.Instant) ui.Tone {
	switch {
	case !g.Holds(now):
		return ""
	case g.Until != 0:
		return ui.Amber
	}
	return ui.Blue
}

// place says where a machine stands.
func (v devicesView) place(ctx context.Context, d identity.Device) string {
	if w, ok := v.Hall.Window(d.Window); ok {
		return ui.T(ctx, "identity.device.window_no", "no", w.No, "name", w.Name)
	}
	if z, ok := v.Hall.Zone(d.Zone); ok {
		return z.Prefix + " " + z.Name
	}
	return ui.T(ctx, "identity.device.whole_hall")
}
