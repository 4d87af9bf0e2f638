package siteweb

import (
	"context"

	"github.com/a-h/templ"

	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
)

// about answers a page of plain words.
func (h Handler) about(page func(About) templ.Component) web.Handler {
	return func(r *web.Request) (web.Reply, error) {
		f, err := h.frame(r)
		i := h.Imprint
		return shown(page(About{Frame: f, Office: i.Office, Mail: i.Mail, Updated: i.Updated, Keep: i.KeepDays}), err)
	}
}

// said is a paragraph. Where it depends on something the centre has not said, it promises less.
func said(ctx context.Context, v About, owner, part string) string {
	key := "site." + owner + "." + part + ".text"
	if part == "phone" && v.Keep == 0 {
		key = "site." + owner + "." + part + ".plain"
	}
	if part == "rights" && v.Mail == "" || part == "tell" && v.Mail == "" {
		key = "site." + owner + "." + part + ".plain"
	}
	return ui.T(ctx, key, "days", v.Keep, "phone", v.Phone, "mail", v.Mail, "centre", v.Centre)
}
