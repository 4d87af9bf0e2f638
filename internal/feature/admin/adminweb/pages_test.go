package adminweb

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/jobs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/core/notice"
	"lianban/internal/testworld"
)

// covers: S-30
func TestEachAdministratorOpensTheirPagesAndNobodyElse(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		id := h.accountID(t, "ayxam")
		mine := map[string][]string{
			"/admin/accounts": {"liu"}, "/admin/accounts/new": {"liu"}, "/admin/accounts/" + id: {"liu"}, "/admin/erase": {"liu"},
			"/admin/rights": {"liu", "chen"}, "/admin/devices": {"wang"}, "/admin/jobs": {"wang"}, "/admin/trail": {"chen"},
			"/admin/trail/export": {"chen"}, "/admin/calendar/import": {"zhang", "wang"},
			"/admin/calendar": {"liu", "wang", "chen", "zhang", "ayxam"}, "/admin/figures": {"liu", "wang", "chen", "zhang", "ayxam"},
			"/me": {"liu", "wang", "chen", "zhang", "ayxam"}, "/inbox": {"liu", "wang", "chen", "zhang", "ayxam"},
		}
		for _, login := range []string{"liu", "wang", "chen", "zhang", "ayxam"} {
			b := h.as(t, login)
			for path, who := range mine {
				want := http.StatusForbidden
				for _, l := range who {
					if l == login {
						want = http.StatusOK
					}
				}
				if p := b.get(path); p.code != want {
					t.Errorf("%s opens %s: %d, want %d %s", login, path, p.code, want, p.said())
				} else if strings.Contains(p.body, "[admin.") || strings.Contains(p.body, "[identity.") {
					t.Errorf("%s: words are missing: %s", path, regexp.MustCompile(`\[[a-z_.]+\]`).FindString(p.body))
				}
			}
		}
		for path := range mine {
			if p := h.browser(t).get(path); p.code != http.StatusSeeOther || !strings.HasPrefix(p.to, "/login?next=") {
				t.Errorf("nobody opens %s: %d", path, p.code)
			}
		}
	})
}

// bare is a key that stands where its words should.
var bare = regexp.MustCompile(`\[[a-z_]+(\.[a-z0-9_]+)+\]`)

func TestNoPageShowsAKeyInsteadOfWords(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		pages := map[string][]string{
			"":      {"/login", "/pair", "/pair?secret=x"},
			"liu":   {"/admin/accounts", "/admin/accounts/new", "/admin/accounts/" + h.accountID(t, "ayxam"), "/admin/erase", "/admin/rights", "/me"},
			"wang":  {"/admin/devices", "/admin/jobs", "/admin/jobs?state=discarded"},
			"chen":  {"/admin/trail", "/admin/rights"},
			"zhang": {"/admin/calendar", "/admin/calendar/import", "/admin/figures", "/inbox", "/inbox?show=all"},
		}
		for login, paths := range pages {
			b := h.browser(t)
			if login != "" {
				b = h.as(t, login)
			}
			for _, lang := range text.Langs {
				for _, path := range paths {
					p := b.do("GET", path, nil, map[string]string{"Accept-Language": string(lang)})
					if m := bare.FindString(p.body); m != "" || !strings.Contains(p.body, "<title>") {
						t.Errorf("%s in %s: %d, says %q", path, lang, p.code, m)
					}
				}
			}
		}
	})
}

func TestNoPageShowsOrEndsAnotherPersonsSession(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		if _, err := w.Identity.Login(t.Context(), testworld.Centre, "serik", right, "Serik 的平板", "10.9.9.9"); err != nil {
			t.Fatal(err)
		}
		others, err := w.Identity.Sessions(t.Context(), identity.Actor{Centre: 1, Account: number(t, h.accountID(t, "serik"))}, number(t, h.accountID(t, "serik")))
		if err != nil || len(others) != 1 {
			t.Fatal(len(others), err)
		}
		b := h.as(t, "ayxam")
		b.get("/me").hasNot(t, "10.9.9.9", "Serik", "serik", key(others[0].ID))
		for _, path := range []string{"/me/sessions/" + key(others[0].ID) + "/end", "/me/sessions/1/end", "/me/sessions/x/end"} {
			if p := b.post(path); p.code != http.StatusNotFound {
				t.Errorf("%s: %d", path, p.code)
			}
		}
		if p := b.post("/me/sessions/end"); p.to != "/me?said=sessions_ended" {
			t.Error(p.code, p.to)
		}
		h.as(t, "liu").get("/admin/accounts/"+h.accountID(t, "serik")).has(t, "10.9.9.9", "Serik 的平板")
	})
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEndingOnesOwnSessionLeadsToTheDoor(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		here, there := h.as(t, "ayxam"), h.as(t, "ayxam")
		id := number(t, h.accountID(t, "ayxam"))
		all, err := w.Identity.Sessions(t.Context(), identity.Actor{Centre: 1, Account: id}, id)
		if err != nil || len(all) != 2 {
			t.Fatal(len(all), err)
		}
		// The newest is there's.
		if p := here.post("/me/sessions/" + key(all[0].ID) + "/end"); p.to != "/me?said=session_ended" {
			t.Error(p.code, p.to)
		}
		if p := there.get("/me"); p.code != http.StatusSeeOther {
			t.Error("the ended session goes on")
		}
		if p := here.post("/me/sessions/" + key(all[1].ID) + "/end"); p.to != "/login" {
			t.Error(p.code, p.to)
		}
		if p := here.get("/me"); p.to != "/login?next=%2Fme" {
			t.Error("the own session goes on")
		}
	})
}

func TestAPasswordGivenByTheAdministratorIsShownOnceAndChangedFirst(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		liu := h.as(t, "liu")
		person := key(testworld.Abduwali)
		p := liu.post("/admin/accounts", "command", "c-1", "person", person, "login", "abduwali", "grants.0.role", "clerk", "grants.0.department",
			"0", "grants.0.from", "", "grants.0.until", "")
		given := secretOf(t, p)
		p.has(t, "阿不都外力·阿不都热合曼·买买提吐尔逊", "只显示这一次")
		again := liu.post("/admin/accounts", "command", "c-1", "person", person, "login", "abduwali", "grants.0.role", "clerk",
			"grants.0.department", "0", "grants.0.from", "", "grants.0.until", "")
		if again.code != http.StatusOK || strings.Contains(again.body, given) {
			t.Errorf("the repeat: %d", again.code)
		}
		again.has(t, "密码已经显示过")
		b := h.browser(t)
		if p := b.post("/login", "login", "abduwali", "password", given, "next", "/inbox"); p.to != "/me" {
			t.Fatalf("%d %s %s", p.code, p.to, p.said())
		}
		if p := b.get("/inbox"); p.code != http.StatusForbidden || p.said() != "请先修改密码，改好后就能使用其他功能。" {
			t.Errorf("%d %s", p.code, p.said())
		}
		b.get("/me").has(t, "请先修改密码", "密码至少 12 位")
		for _, c := range []struct{ field, old, fresh, again string }{
			{"old", "", "Bogda-2026-xueshan", "Bogda-2026-xueshan"}, {"password", given, "", ""}, {"again", given, "Bogda-2026-xueshan", "x"},
			{"old", "wrong", "Bogda-2026-xueshan", "Bogda-2026-xueshan"}, {"password", given, "short", "short"}, {"password", given, given, given},
		} {
			p := b.post("/me/password", "old", c.old, "password", c.fresh, "again", c.again)
			if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#`+c.field+`"`) {
				t.Errorf("%+v: %d %s", c, p.code, p.said())
			}
			p.hasNot(t, "Bogda", given)
		}
		if p := b.post("/me/password", "old", given, "password", "Bogda-2026-xueshan", "again", "Bogda-2026-xueshan"); p.to != "/me?said=password" {
			t.Fatalf("%d %s", p.code, p.said())
		}
		b.get("/me?said=password").has(t, "密码已修改")
		if p := b.get("/inbox"); p.code != http.StatusOK {
			t.Error(p.code)
		}
	})
}

var secret = regexp.MustCompile(`class="secret">([^<]+)<`)

func secretOf(t *testing.T, p page) string {
	t.Helper()
	m := secret.FindStringSubmatch(p.body)
	if m == nil {
		t.Fatalf("no secret is shown: %d %s", p.code, p.said())
	}
	return m[1]
}

func TestWrongInputsOfTheAccountPagesKeepWhatWasTyped(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b, id := h.as(t, "liu"), h.accountID(t, "ayxam")
		p := b.post("/admin/accounts", "person", "0", "login", "马 小军", "grants.0.role", "", "grants.1.role", "chief", "grants.1.department", "0",
			"grants.1.from", "soon", "grants.1.until", "")
		if p.code != http.StatusUnprocessableEntity {
			t.Fatal(p.code)
		}
		p.has(t, "马 小军", `href="#grants.1.from"`, `value="soon"`)
		p = b.post("/admin/accounts", "person", key(testworld.Ma), "login", "Ma!", "grants.0.role", "", "grants.1.role", "chief",
			"grants.1.department", "0", "grants.1.from", "", "grants.1.until", "2026-11-27T20:00")
		p.has(t, `href="#login"`, `href="#grants.1.department"`, `value="2026-11-27T20:00"`, `value="`+key(testworld.Ma)+`" selected`)
		p = b.post("/admin/accounts/"+id+"/roles", "grants.0.role", "secadmin", "grants.1.role", "clerk")
		if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.said(), "须由不同的人担任") {
			t.Error(p.code, p.said())
		}
		if p := b.post("/admin/accounts/"+id+"/roles", "grants.0.role", "chief", "grants.0.department", key(testworld.Market), "grants.0.from",
			"2026-11-24T10:00", "grants.0.until", "2026-11-24 20:00"); p.to != "/admin/accounts/"+id+"?said=roles" {
			t.Fatal(p.code, p.said())
		}
		b.get("/admin/accounts/"+id+"?said=roles").has(t, "角色已保存", `value="2026-11-24T10:00"`, `value="2026-11-24T20:00"`)
		b.get("/admin/accounts/"+id+"?said=<b>x").hasNot(t, "<b>x", "[admin")
		own := h.accountID(t, "liu")
		for _, what := range []string{"close", "password", "roles"} {
			if p := b.post("/admin/accounts/"+own+"/"+what, "grants.0.role", "secadmin"); p.code != http.StatusConflict ||
				!strings.Contains(p.said(), "不能管理自己的账号") {
				t.Errorf("own %s: %d %s", what, p.code, p.said())
			}
		}
		if p := b.get("/admin/accounts/99"); p.code != http.StatusNotFound {
			t.Error(p.code)
		}
		if p := b.post("/admin/accounts/" + id + "/close"); p.to != "/admin/accounts/"+id+"?said=account_closed" {
			t.Error(p.code, p.said())
		}
		if p := b.post("/admin/accounts/" + id + "/close"); p.code != http.StatusConflict {
			t.Errorf("closed twice: %d", p.code)
		}
		b.get("/admin/accounts?state=closed").has(t, "阿依夏木")
		b.get("/admin/accounts?q=%E5%B8%82%E5%9C%BA&role=clerk").has(t, "赛力克")
		b.get("/admin/accounts?q=%E5%B8%82%E5%9C%BA").hasNot(t, "王芳")
		b.get("/admin/accounts?q=nobody").has(t, "没有符合条件的", "清除条件")
		b.get("/admin/accounts?sort=name&dir=desc&page=9").hasNot(t, "[")
	})
}

func TestADeviceIsPairedAndDoesItsDutyOnly(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		wang := h.as(t, "wang")
		wang.get("/admin/devices").has(t, "配对后的自助机")
		p := wang.post("/admin/devices", "duty", "strip", "name", "1 号条屏", "window", "0", "zone", "0")
		if p.code != http.StatusUnprocessableEntity {
			t.Fatal(p.code)
		}
		p.has(t, `href="#window"`, `value="1 号条屏"`)
		p = wang.post("/admin/devices", "command", "d-1", "duty", "strip", "name", "1 号条屏", "window", key(testworld.W1), "zone", "0")
		code := secretOf(t, p)
		p.has(t, `<svg class="qr"`, "/pair?secret="+strings.ReplaceAll(code, " ", ""))
		again := wang.post("/admin/devices", "command", "d-1", "duty", "strip", "name", "1 号条屏", "window", key(testworld.W1), "zone", "0")
		again.hasNot(t, code)
		again.has(t, "配对码已经显示过")

		strip := h.browser(t)
		if p := strip.get("/pair?secret=1.wrong"); p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, "配对码不对") {
			t.Error(p.code)
		}
		strip.get("/pair?secret="+code).has(t, "1 号条屏", "条屏")
		if p := strip.get("/me"); p.code != http.StatusSeeOther || !strings.HasPrefix(p.to, "/login") {
			t.Error("a link that was only opened has paired")
		}
		if p := strip.post("/pair", "secret", code); p.to != "/screen/strip/"+key(testworld.W1) {
			t.Fatal(p.code, p.to)
		}
		for _, path := range []string{"/me", "/inbox", "/admin/devices", "/admin/accounts", "/admin/trail", "/admin/calendar", "/admin/figures"} {
			if p := strip.get(path); p.code != http.StatusForbidden {
				t.Errorf("a strip opens %s: %d", path, p.code)
			}
		}
		wang.get("/admin/devices").has(t, "在线", "1 号 企业开办")
		devices, err := w.Identity.ListDevices(t.Context(), w.As(testworld.Wang))
		if err != nil || len(devices) != 1 {
			t.Fatal(len(devices), err)
		}
		if p := wang.post("/admin/devices/" + key(devices[0].ID) + "/end"); p.to != "/admin/devices?said=device_ended" {
			t.Error(p.code, p.said())
		}
		if p := strip.get("/me"); p.code != http.StatusSeeOther {
			t.Errorf("an ended device is somebody: %d", p.code)
		}
		// Whoever pairs a machine on which they are logged in leaves it.
		p = wang.post("/admin/devices", "duty", "kiosk", "name", "自助机", "window", "0", "zone", "0")
		code = secretOf(t, p)
		wang.get("/pair?secret="+code).has(t, "您在这台设备上的登录会同时退出")
		if p := wang.post("/pair", "secret", code); p.to != "/kiosk" {
			t.Error(p.code, p.to)
		}
		if p := wang.get("/admin/devices"); p.code != http.StatusForbidden {
			t.Errorf("the technician's session stays on the kiosk: %d", p.code)
		}
	})
}

func TestTheInboxIsOnesOwnAndLeadsOnlyToPagesOfOurs(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		s := &notice.Service{Store: w.DB}
		h.write(t, func(tx *db.Tx) error {
			for key, to := range map[string]int64{"a": testworld.Ayxam, "b": testworld.Serik} {
				if _, err := s.Send(tx, notice.Notice{Key: key, To: notice.Person(to), Title: text.Plain("办件 " + key + " 剩 2 小时"), Path: "/cases/7",
					Article: "11.3"}); err != nil {
					return err
				}
			}
			return nil
		})
		b := h.as(t, "ayxam")
		p := b.get("/inbox")
		p.has(t, "办件 a 剩 2 小时", "第十一条（三）")
		p.hasNot(t, "办件 b")
		id := regexp.MustCompile(`/inbox/(\d+)`).FindStringSubmatch(p.body)[1]
		if p := h.as(t, "serik").post("/inbox/" + id); p.code != http.StatusNotFound {
			t.Errorf("another's notice: %d", p.code)
		}
		if p := b.post("/inbox/" + id); p.to != "/cases/7" {
			t.Error(p.code, p.to)
		}
		b.get("/inbox").has(t, "没有未读的通知")
		b.get("/inbox?show=all").has(t, "办件 a 剩 2 小时")
		if p := b.post("/inbox/read"); p.to != "/inbox?said=read_all" {
			t.Error(p.code, p.to)
		}
	})
}

func TestAFailedJobRunsAgainAndOneThatHasNotFailedDoesNot(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		var id int64
		h.write(t, func(tx *db.Tx) (err error) {
			id, err = jobs.Put(tx, jobs.Kind[struct{}]("notice.remind"), "k", 0, struct{}{})
			return err
		})
		b := h.as(t, "wang")
		b.get("/admin/jobs").has(t, "其他任务", "升级前的版本留下的任务")
		p := b.post("/admin/jobs/"+key(id)+"/retry", "back", "/admin/jobs?state=available")
		if p.code != http.StatusConflict || !strings.Contains(p.said(), "没有失败") {
			t.Error(p.code, p.said())
		}
		b.get("/admin/jobs?state=discarded").has(t, "没有失败的任务")
		b.get("/admin/jobs?state=nonsense").has(t, "其他任务")
		if p := b.post("/admin/jobs/9/retry"); p.code != http.StatusNotFound {
			t.Error(p.code)
		}
	})
}

func TestTheRightsPagePrintsTheTable(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.as(t, "chen")
		p := b.get("/admin/rights")
		for _, rule := range identity.Policy {
			p.has(t, text.Say(text.Zh, rule.Words()))
		}
		one := b.get("/admin/rights?role=strip")
		one.has(t, "条屏显示", "取号")
		one.hasNot(t, "受理办件", "管理账号和角色")
		b.get("/admin/figures").has(t, "15 分钟", "第九条")
		b.get("/admin/figures?lang=en").hasNot(t, "[admin.")
	})
}
