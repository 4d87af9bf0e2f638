package adminweb

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// moment writes an instant to the minute, a dash for none.
func moment(at clock.Instant) string {
	if at == 0 {
		return "—"
	}
	return at.Format("2006-01-02 15:04")
}

// ago says how long ago something was, the instant itself once it is more than a day.
func ago(ctx context.Context, at, now clock.Instant) string {
	switch d := now.Sub(at); {
	case at == 0:
		return ui.T(ctx, "admin.ago.never")
	case d < time.Minute:
		return ui.T(ctx, "admin.ago.now")
	case d < time.Hour:
		return ui.T(ctx, "admin.ago.minutes", "n", int(d.Minutes()))
	case d < 24*time.Hour:
		return ui.T(ctx, "admin.ago.hours", "n", int(d.Hours()))
	}
	return moment(at)
}

func key(id int64) string { return strconv.FormatInt(id, 10) }

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
		parts = append(parts, ui.T(ctx, "admin.account.from", "at", moment(g.From)))
	}
	if g.Until != 0 {
		parts = append(parts, ui.T(ctx, "admin.account.until", "at", moment(g.Until)))
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
		return ui.T(ctx, "admin.device.window_no", "no", w.No, "name", w.Name)
	}
	if z, ok := v.Hall.Zone(d.Zone); ok {
		return z.Prefix + " " + z.Name
	}
	return ui.T(ctx, "admin.device.whole_hall")
}
