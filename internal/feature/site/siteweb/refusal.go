package siteweb

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// pathDay leads whoever is logged in to where their day begins.
const pathDay = "/home"

// ErrorPage draws a refusal: for people of the hall in their frame, on a kiosk in its own, for everybody else in the
// visitors'. It is what web.Site.ErrorPage wants.
func (h Handler) ErrorPage(e *errs.Error, status int, trace string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		v := Refusal{Status: status, Text: text.Say(text.Of(ctx), e.Text), Trace: trace}
		if len(e.Faults) > 0 {
			v.Faults = faults(ctx, e)
		}
		by := identity.From(ctx)
		if by.Account != 0 && h.Shell != nil {
			return StaffRefusalPage(h.Shell(ctx, refusalTitle(ctx, status), ""), v).Render(ctx, w)
		}
		var err error
		if v.Frame, err = h.plain(ctx); err != nil { // a page that cannot name its centre is still better than none
			v.Frame = Frame{Phone: h.Imprint.Phone}
		}
		if by.Is(identity.Kiosk) {
			return KioskRefusalPage(ui.KioskPage{Title: refusalTitle(ctx, status), Centre: v.Centre, Machine: by.Name, Home: ui.KioskHome,
				Self: "/kiosk", Now: v.Now}, v).Render(ctx, w)
		}
		v.Self = PathHome
		return RefusalPage(v).Render(ctx, w)
	})
}

// refusalTitle is the heading of a refusal.
func refusalTitle(ctx context.Context, status int) string {
	switch {
	case status == 404:
		return ui.T(ctx, "site.refusal.missing")
	case status == 403 || status == 401:
		return ui.T(ctx, "site.refusal.forbidden")
	case status == 409:
		return ui.T(ctx, "site.refusal.conflict")
	case status >= 500:
		return ui.T(ctx, "site.refusal.broken")
	}
	return ui.T(ctx, "site.refusal.no")
}
