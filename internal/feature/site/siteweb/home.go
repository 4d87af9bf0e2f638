package siteweb

import (
	"context"

	"lianban/internal/base/web/ui"
)

// reportSub promises what the office has promised, and no more.
func reportSub(ctx context.Context, v Home) string {
	if v.ReportDays > 0 {
		return ui.T(ctx, "site.report.tile_days", "n", v.ReportDays)
	}
	return ui.T(ctx, "site.report.tile_sub")
}

func phoneSub(v Home) string {
	if v.PhoneHours == "" {
		return v.Phone
	}
	return v.Phone + " · " + v.PhoneHours
}
