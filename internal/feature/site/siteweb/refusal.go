package siteweb

import (
	"context"

	"lianban/internal/base/web/ui"
)

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
