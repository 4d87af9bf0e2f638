//go:build look

package adminweb

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/jobs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/core/people"
	"lianban/internal/feature/admin"
	"lianban/internal/testworld"
	assets "lianban/web"
)

func TestLook(t *testing.T) {
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	led := &ledger.Service{Store: w.DB}
	cal := &calendar.Service{Store: w.DB, Moves: func(*db.Tx, *calendar.Set) (calendar.Effect, error) {
		e := calendar.Effect{Open: 412, Settled: 37}
		for i := range 37 {
			e.Moved = append(e.Moved, calendar.Move{Title: "建筑工程施工许可证核发（房屋建筑和市政基础设施工程）", Ref: fmt.Sprintf("CJ20261119-%04d", 231+i), Path: "/cases/7", Was: 20270104, Is: 20270106, Over: i == 3})
		}
		return e, nil
	}}
	n := &notice.Service{Store: w.DB}
	nav := func(self string, by identity.Actor) []ui.NavGroup {
		items := []ui.NavItem{}
		for _, e := range [][4]string{{"users", "账号与角色", "/admin/accounts", "account.manage"}, {"shield-check", "权限", "/admin/rights", "rights.read"}, {"eraser", "删除个人信息", "/admin/erase", "person.erase"},
			{"devices", "设备", "/admin/devices", "device.manage"}, {"clock-play", "后台任务", "/admin/jobs", "job.manage"}, {"history", "流水账", "/admin/trail", "ledger.read"},
			{"calendar", "工作日历", "/admin/calendar", "calendar.read"}, {"adjustments", "参数", "/admin/figures", "figure.read"}} {
			if by.Allow(e[3]) == nil {
				items = append(items, ui.NavItem{Icon: e[0], Label: e[1], Href: e[2], Current: e[2] == self})
			}
		}
		return []ui.NavGroup{{Title: "管理", Items: items}}
	}
	h := Handler{Identity: w.Identity, Directory: w.Directory, Calendar: cal, Ledger: led, Notice: n,
		Admin: &admin.Service{Store: w.DB, Wipe: led.Erase, Finders: []admin.Finder{func(*db.Tx, string) ([]admin.Held, error) {
			return []admin.Held{{Subject: ledger.Of("case", 7), Label: "CJ20250101-0007 取水许可（变更）", Since: clock.Must("2025-01-02 11:20")},
				{Subject: ledger.Of("case", 8), Label: "CJ20261120-0008 建筑工程施工许可", Since: clock.Must("2026-11-20 11:20"), Open: true}}, nil
		}}},
		Home: func(identity.Actor) string { return "/me" },
		Shell: func(ctx context.Context, title, sub string) ui.StaffPage {
			by := identity.From(ctx)
			role := ""
			if len(by.Grants) > 0 {
				role = text.Say(text.Of(ctx), by.Grants[0].Role.Words())
			}
			return ui.StaffPage{Title: title, Sub: sub, Centre: "昌吉政务服务中心", Logout: "/logout", Now: w.Clock.Now(), Nav: nav("", by), Inbox: "/inbox", Notices: 3, Self: "/me",
				User: ui.User{Name: by.Name, Role: role, Href: "/me"}}
		}}
	s := web.New(web.Site{Guard: door{w.Identity}, Log: slog.Default(), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, _ int, _ string) templ.Component { return templ.Raw(e.Error()) }})
	s.Static(assets.Prefix, assets.Handler())
	h.Routes(s)
	err := w.DB.Write(t.Context(), 1, func(tx *db.Tx) error {
		names := []string{"帕提古丽·吐尔逊", "阿不都外力·阿不都热合曼·买买提吐尔逊", "李建国", "马小军", "赵文博", "古丽娜·艾山", "张伟", "热依汗古丽·阿卜杜热西提", "王晓燕", "努尔买买提·艾合买提江"}
		var all []people.Person
		for i := range 64 {
			all = append(all, people.Person{ID: int64(1000 + i), Department: []int64{11, 12, 13}[i%3], Name: names[i%len(names)], Position: "科员", Kind: "regular"})
		}
		if err := people.Import(tx, "import", all); err != nil {
			return err
		}
		for login, p := range logins {
			if _, err := w.Identity.Create(tx, "account:1", identity.NewAccount{Person: p.person, Login: login, Password: right, Grants: []identity.Grant{{Role: p.role}}}); err != nil {
				return err
			}
		}
		for i := range 60 {
			g := []identity.Grant{{Role: identity.Clerk}}
			if i%7 == 3 {
				g = append(g, identity.Grant{Role: identity.Chief, Department: []int64{11, 12, 13}[i%3], From: tx.Now.Add(24 * time.Hour), Until: tx.Now.Add(96 * time.Hour)})
			}
			if _, err := w.Identity.Create(tx, "account:1", identity.NewAccount{Person: int64(1000 + i), Login: fmt.Sprintf("user%02d", i), Password: right, Renew: i%9 == 0, Grants: g}); err != nil {
				return err
			}
		}
		for i, d := range []identity.Device{{Duty: identity.Kiosk, Name: "一楼入口自助机"}, {Duty: identity.Display, Name: "一楼东侧叫号屏"}, {Duty: identity.Display, Name: "二楼叫号屏", Zone: 22},
			{Duty: identity.Strip, Name: "1 号条屏", Window: 31}, {Duty: identity.Pad, Name: "1 号评价器", Window: 31}, {Duty: identity.Strip, Name: "3 号条屏", Window: 33}} {
			_, secret, err := w.Identity.PutDevice(tx, "account:1", d)
			if err != nil {
				return err
			}
			if i < 4 {
				defer func() { _, _, _ = w.Identity.EnterDevice(context.Background(), secret) }()
			}
		}
		for i := range 9 {
			if _, err := jobs.Put(tx, jobs.Kind[struct{}]([]string{"notice.send", "deadline.fire", "ledger.sign"}[i%3]), fmt.Sprint(i), 0, struct{}{}); err != nil {
				return err
			}
		}
		for i := range 5 {
			if _, err := n.Send(tx, notice.Notice{To: notice.Role(identity.Clerk, 0), Title: text.Plain(fmt.Sprintf("办件 CJ20261119-023%d 剩 2 小时到期", i)), Text: text.Plain("建筑工程施工许可证核发，承诺 3 个工作日，请尽快办结。"), Path: "/cases/7", Article: "11.3"}); err != nil {
				return err
			}
		}
		_, err := ledger.Append(tx, ledger.Event{Actor: "account:5", Verb: "ticket.called", Subject: ledger.Of("ticket", 383200002048004128), Also: []ledger.Subject{ledger.Of("window", 31)}, Article: "5.3", Facts: map[string]any{"no": "A032", "window": 1, "item": "内资有限公司设立登记"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = led.Sign(t.Context(), 1)
	for range 5 {
		_, _ = w.Identity.Login(t.Context(), 1, "user05", "x", "", "")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("LOOK"), []byte("http://"+l.Addr().String()), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Minute)
	defer cancel()
	srv := &http.Server{Handler: s}
	go func() { <-ctx.Done(); _ = srv.Close() }()
	_ = srv.Serve(l)
}
