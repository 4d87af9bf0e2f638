package siteweb

import (
	"context"

	"lianban/internal/base/web/ui"
)

func guideFrame(ctx context.Context, v Guide) ui.PhonePage {
	p := v.page(ui.T(ctx, "site.guide.title"), PathSearch)
	if v.Book != "" || v.Take != "" {
		p.Bar = guideBar(v)
	}
	return p
}

func nowKind(can bool) ui.Kind {
	if can {
		return ui.OK
	}
	return ui.Hold
}

// faultOf finds what is wrong with a field.
func faultOf(faults []ui.Fault, field string) string {
	for _, f := range faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}
