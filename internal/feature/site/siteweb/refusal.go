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

// pathDesk leads whoever is logged in to where their day begins.
const pathDesk = "/desk"

// ErrorPage draws a refusal, for visitors in their frame and for people of the hall in theirs; it is what web.Site.ErrorPage
// wants.
func (h Handler) ErrorPage(e *errs.Error, status int, trace string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if identity.From(ctx).Account != 0 && h.Shell != nil {
			v := Refusal{Status: status, Text: text.Say(text.Of(ctx), e.Text), Trace: trace}
			if len(e.Faults) > 0 {
				v.Faults = faults(ctx, e)
			}
			return StaffRefusalPage(h.Shell(ctx, refusalTitle(ctx, status), ""), v).Render(ctx, w)
		}
		// A page that cannot name its centre is still better than none.
		f, err := h.plain(ctx)
		if err != nil {
			f = Frame{Phone: h.Imprint.Phone}
		}
		f.Self = PathHome
		v := Refusal{Frame: f, Status: status, Text: text.Say(text.Of(ctx), e.Text), Trace: trace}
		if len(e.Faults) > 0 {
			v.Faults = faults(ctx, e)
		}
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
