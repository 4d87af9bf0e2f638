package queueweb

import (
	"net/http"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// covers: Q-4 A9-4
func TestTheDisplayShowsCallsWaitsMissedAndPausedWindowsAndNobodysName(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		all := x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})
		zoneB := x.machine(identity.Device{Duty: identity.Display, Name: "社保屏", Zone: testworld.ZoneB})
		x.has(x.send("/screen/display", nil, all), "欢迎", `data-live="/live/display"`, `data-voice="true"`)
		x.has(x.send("/screen/display?voice=0", nil, all), `data-voice="false"`)
		ok := must(t)
		x.take(testworld.Company)
		x.take(testworld.Card)
		x.take(testworld.Food)
		ok(x.queue.CallNext(t.Context(), w.As(testworld.Ma), testworld.W3))
		ok(x.queue.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1))
		ok(x.queue.Miss(t.Context(), w.As(testworld.Ayxam), testworld.W1))
		if _, err := x.queue.Pause(t.Context(), w.As(testworld.Serik), testworld.W2, queue.Away); err != nil {
			t.Fatal(err)
		}
		a := x.send("/screen/display", nil, all)
		x.has(a, `<div class="no">A001</div>`, "B001", "刚过号", "2 号窗口，10:35 前返回；1 号继续叫号", "一楼东侧", "可重排 2 次")
		x.hasNot(a, "阿依夏木", "马小军", names[testworld.Company])
		b := x.send("/screen/display", nil, zoneB)
		x.has(b, `<div class="no">B001</div>`, "社保与建设")
		x.hasNot(b, "A001", "2 号窗口", "企业开办")
	})
}

// covers: Q-5 A5-4
func TestAStripSaysItsFourStatesAndShortensWhatDoesNotFit(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c := x.machine(identity.Device{Duty: identity.Strip, Name: "1 号条屏", Window: testworld.W1})
		path := "/screen/strip/" + id(testworld.W1)
		ok, clerk := must(t), w.As(testworld.Ayxam)
		shows := func(want ...string) {
			t.Helper()
			x.has(x.send(path, nil, c), append(want, `<div class="no">1</div>`)...)
		}
		shows("企业开办", "市市场监管局")
		x.hasNot(x.send(path, nil, c), "空闲")
		shows("暂未开放")
		x.take(testworld.Company)
		ok(x.queue.CallNext(t.Context(), clerk, testworld.W1))
		shows("strip-call", "请", "A001", "到窗口")
		ok(x.queue.Arrive(t.Context(), clerk, testworld.W1))
		shows("正在办理", "A001")
		ok(x.queue.Finish(t.Context(), clerk, testworld.W1))
		shows("strip-idle", "空闲 · 可直接办理")
		w.Clock.Set(clock.Must("2026-11-23 14:10"))
		shows("strip-shut", "15:30 开放")
		screen := x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})
		noon := x.send("/screen/display", nil, screen)
		x.has(noon, "现在不在受理时间 15:30 开放")
		x.hasNot(noon, "不用等", "A001")
		w.Clock.Set(clock.Must("2026-11-23 10:20"))
		x.take(testworld.Company)
		shows("请按号等候")
		x.hasNot(x.send(path, nil, c), "可直接办理")
		if _, err := x.queue.Pause(t.Context(), clerk, testworld.W1, queue.Away); err != nil {
			t.Fatal(err)
		}
		shows("strip-pause", "暂停服务", "10:35", "前返回", "请稍候")
		if a := x.send("/screen/strip/"+id(testworld.W2), nil, c); a.code != http.StatusForbidden {
			t.Errorf("the strip of another window: %d", a.code)
		}
	})
	for name, want := range map[string]string{"企业开办 · 内资公司登记": "内资登记", "企业开办": "企业开办",
		"新疆维吾尔自治区建筑工程施工许可": "内资登记"} {
		if got, long := fit(directory.Window{Name: name, Short: "内资登记"}, longName); got != want || long {
			t.Errorf("%s: %s", name, got)
		}
	}
	name := "阿不都外力·阿不都热合曼·买买提吐尔逊"
	if got, long := fit(directory.Window{Name: name}, longName); got != name || !long {
		t.Errorf("a name of 19 characters without a short one: %s", got)
	}
	if got, _ := fit(directory.Window{Name: strings.Repeat("长", 40)}, longName); len([]rune(got)) != twoLines || !strings.HasSuffix(got, "…") {
		t.Errorf("more than two lines: %s", got)
	}
}

func TestMachinesSeeTheirOwnAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		kiosk := x.machine(identity.Device{Duty: identity.Kiosk, Name: "1 号机"})
		screen := x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})
		for path, c := range map[string]*http.Cookie{"/screen/display": kiosk, "/live/display": kiosk, "/kiosk": screen,
			"/console": screen, "/screen/strip/31": kiosk} {
			if a := x.send(path, nil, c); a.code != http.StatusForbidden {
				t.Errorf("%s: %d", path, a.code)
			}
		}
		if a := x.send("/screen/display", nil); a.code != http.StatusSeeOther {
			t.Errorf("nobody at the display: %d", a.code)
		}
	})
}
