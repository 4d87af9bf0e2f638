package siteweb

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

func TestARefusalComesInTheFrameOfWhoeverAsked(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		x.h.Shell = func(_ context.Context, title, sub string) ui.StaffPage {
			return ui.StaffPage{Title: title, Sub: sub, Centre: "昌吉政务服务中心", User: ui.User{Name: "古丽娜·艾山"}, Now: w.Clock.Now()}
		}
		x.site = web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(), ErrorPage: x.h.ErrorPage})
		breach := errs.New(errs.Breach, "queue.refused").With(errs.Fault{Text: text.M("queue.closed"), Articles: []string{"11.6"}, Earliest: "15:30"})
		for path, err := range map[string]error{"/no": errs.New(errs.Forbidden, "error.forbidden"), "/gone": errs.New(errs.NotFound, "error.not_found"),
			"/other": errs.New(errs.Conflict, "error.conflict"), "/rule": breach} {
			x.site.Page("GET "+path, "site.read", func(*web.Request) (web.Reply, error) { return web.Reply{}, err })
		}
		for path, code := range map[string]int{"/no": http.StatusForbidden, "/gone": http.StatusNotFound, "/other": http.StatusConflict,
			"/rule": http.StatusUnprocessableEntity, "/nowhere/at/all": http.StatusNotFound} {
			staff := x.as(testworld.Gulina, path, nil)
			if staff.code != code || !strings.Contains(staff.body, `class="rail"`) || !strings.Contains(staff.body, `href="/home"`) ||
				!strings.Contains(staff.body, text.Say(text.Zh, text.M("site.refusal.desk"))) ||
				strings.Contains(staff.body, `tel:12345`) {
				t.Errorf("%s for staff: %d, not their frame", path, staff.code)
			}
			if visitor := x.send(path, nil); visitor.code != code || strings.Contains(visitor.body, `class="rail"`) {
				t.Errorf("%s for a visitor: %d, the staff's frame", path, visitor.code)
			}
		}
		has(t, x.as(testworld.Gulina, "/rule", nil).body, "data-error", `href="/law/11.6"`, "15:30", "大厅现在不在受理时间内")
		kiosk := identity.With(t.Context(), identity.Actor{Centre: testworld.Centre, Device: 1, Name: "1 号机",
			Grants: []identity.Grant{{Role: identity.Kiosk}}})
		var page strings.Builder
		if err := x.h.ErrorPage(errs.As(breach), http.StatusUnprocessableEntity, "").Render(kiosk, &page); err != nil {
			t.Fatal(err)
		}
		has(t, page.String(), `data-density="kiosk"`, "data-error", "1 号机", `href="/kiosk?large=0`, "15:30")
		hasNot(t, page.String(), `href="/"`, `class="rail"`, `href="/law`)
	})
}

func TestATicketPageSaysNothingOfMissedCallsOnceTheServiceIsOver(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		tk, err := x.queue.Take(t.Context(), w.Visitor(), queue.Take{Item: testworld.Company, Source: "phone"})
		if err != nil {
			t.Fatal(err)
		}
		rule := "没赶上叫号的"
		has(t, x.get("/t/"+tk.Token), rule, "请保留本页", "公司登记（备案）申请书")
		x.finish()
		hasNot(t, x.get("/t/"+tk.Token), rule, "请保留本页", "公司登记（备案）申请书")
		// The same on a page that stood open all the while: its stream draws the whole of it.
		live, err := x.h.DrawTicket(t.Context(), testworld.Centre, tk.Token)
		if err != nil {
			t.Fatal(err)
		}
		hasNot(t, live, rule, "请保留本页")
	})
}
