package queueweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// covers: Q-1 Q-7
func TestAKioskGivesANumberInThreeTouchesWithoutAName(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c := x.machine(identity.Device{Duty: identity.Kiosk, Name: "1 号机"})
		x.has(x.send("/kiosk", nil, c), "您来办什么事？", "企业开办", `href="/kiosk/zone/21"`, "A 区 · 等 0 人", "1 号机", `class="qr-code"`)
		x.has(x.send("/kiosk/zone/21", nil, c), names[testworld.Company], names[testworld.Food], `href="/kiosk/item/41"`)
		a := x.send("/kiosk/item/41", nil, c)
		x.has(a, "请确认", names[testworld.Company], "一楼东侧", "1、2 号")
		form := forms(a.body)["/kiosk/take"]
		done := x.send("/kiosk/take", form, c)
		if done.code != http.StatusSeeOther || !strings.HasPrefix(done.to, "/kiosk/ticket/") {
			t.Fatalf("%d %s %s", done.code, done.to, done.body)
		}
		if again := x.send("/kiosk/take", form, c); again.to != done.to {
			t.Error("the same touch twice gave two numbers")
		}
		token := strings.TrimPrefix(done.to, "/kiosk/ticket/")
		x.has(x.send(done.to, nil, c), "A001", "请到 A 区 · 一楼东侧 等候", "data-print", `class="slip"`)
		x.has(x.send("/slip/"+token, nil), "A001", names[testworld.Company], "取号时间 2026-11-23 10:20", "qr-code")
		if a := x.send("/slip/unknown", nil); a.code != http.StatusNotFound {
			t.Errorf("a slip of nothing: %d", a.code)
		}
	})
}

func TestAKioskRefusesWithReasonsAndKeepsWhatWasTyped(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c := x.machine(identity.Device{Duty: identity.Kiosk, Name: "1 号机"})
		bad := x.send("/kiosk/take", url.Values{"item": {"41"}, "phone": {"12345"}}, c)
		if bad.code != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "手机号是 11 位数字") || !strings.Contains(bad.body, `value="12345"`) {
			t.Fatalf("%d %s", bad.code, bad.body)
		}
		w.Clock.Set(clock.Must("2026-11-23 14:30"))
		x.has(x.send("/kiosk", nil, c), "现在不能取号", "11 月 23 日 星期一 15:30 开放取号", "办不成事")
		closed := x.send("/kiosk/take", url.Values{"item": {"41"}}, c)
		if closed.code != http.StatusUnprocessableEntity || !strings.Contains(closed.body, "/law/11.6") {
			t.Fatalf("%d %s", closed.code, closed.body)
		}
		w.Clock.Set(clock.Must("2026-11-28 10:30"))
		x.has(x.send("/kiosk", nil, c), "11 月 30 日 星期一 10:00 开放取号")
	})
}

func TestAKioskForgetsSizeHeightAndLanguage(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c := x.machine(identity.Device{Duty: identity.Kiosk, Name: "1 号机"})
		large := x.send("/kiosk?large=1", nil, c)
		x.has(large, `data-large="true"`, `data-home="/kiosk?large=0&amp;low=0&amp;lang=zh-CN"`)
		x.has(x.send("/kiosk/zone/21", nil, c, large.cookie["kiosk_large"]), `data-large="true"`)
		home := x.send("/kiosk?large=0&low=0&lang=zh-CN", nil, c, large.cookie["kiosk_large"])
		x.has(home, `data-large="false"`)
		if home.cookie["kiosk_large"].MaxAge >= 0 {
			t.Error("the size was kept")
		}
	})
}
