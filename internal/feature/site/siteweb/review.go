package siteweb

import (
	"context"

	"lianban/internal/base/web/ui"
)

// reviewLater says that a word can be added once more, while it can.
func reviewLater(ctx context.Context, v Review) string {
	if v.State != "thanks" || v.Later == "" {
		return ""
	}
	return ui.T(ctx, "site.review.later", "until", v.Later)
}
