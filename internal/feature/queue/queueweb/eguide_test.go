package queueweb

import (
	"net/http"
	"net/url"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

//
func TestTheEguideLeadsToTheWindowByPeoplesOwnWords(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c := x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"})
		ok := must(t)
		x.take(testworld.Company)
		x.take(testworld.Company)
		ok(x.queue.CallNext(t.Context(), w.As(testworld.Serik), testworld.W2))
		start := x.send("/screen/eguide", nil, c)
		x.has(start, "您要办什么事？", "A 企业开办", "1 个在岗 · 等 1 人", `href="/screen/eguide?zone=21"`, `data-live="/live/eguide"`,
			`data-home="/screen/eguide?large=0&amp;low=0&amp;lang=zh-CN"`, `href="/screen/eguide?q=%E5%BC%80%E5%85%AC%E5%8F%B8"`)
		x.hasNot(start, "过户") // nothing is found by it here
		x.has(x.send("/screen/eguide?q="+url.QueryEscape("开公司"), nil, c), "找到 1 项", "A 区 · 2、1 号窗口 · 等 1 人", `href="/screen/eguide?item=41"`)
		item := x.send("/screen/eguide?item=41", nil, c)
		x.has(item, "请到 2 号窗口", "A 区 · 一楼东侧", "公司登记（备案）申请书", "原件 1", "承诺办结：5 个工作日", "qr-code", "第五条（三）")
		x.hasNot(item, "身份证", "赛力克", "阿依夏木", `href="/law/`) // what is fetched is not brought; nobody's name; no way out of the machine
		x.has(x.send("/screen/eguide?zone=21", nil, c), "食品经营许可", "共 2 项", names[testworld.Company], "在岗", "未开")
		x.has(x.send("/screen/eguide?q=查无此物", nil, c), "没有找到“查无此物”", "到导办台", `href="/screen/eguide?q=%E5%BC%80%E5%85%AC%E5%8F%B8"`)
		if a := x.send("/screen/eguide", nil); a.code != http.StatusSeeOther {
			t.Errorf("nobody at the e-guide: %d", a.code)
		}
	})
}

func TestTheEguideSaysWhichWindowIsPausedAndLeadsToTheOther(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c, desk := x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"}), x.direct()
		if _, err := x.queue.Pause(t.Context(), w.As(testworld.Ayxam), testworld.W1, queue.Away); err != nil {
			t.Fatal(err)
		}
		only := x.send("/screen/eguide?item=41", nil, c)
		x.has(only, "暂停服务，10:35 前返回", "现在没有窗口在叫号", "可以先取号等候，或到导办台咨询", "eguide-later")
		if _, err := x.queue.Resume(t.Context(), w.As(testworld.Serik), testworld.W2); err != nil {
			t.Fatal(err)
		}
		both := x.send("/screen/eguide?item=41", nil, c)
		x.has(both, "请到 2 号窗口", "暂停服务，10:35 前返回")
		x.hasNot(both, "现在没有窗口在叫号")
		x.has(x.send("/desk?q="+url.QueryEscape("开公司"), nil, desk), `<b class="num">1</b> 暂停服务，10:35 前返回`, `<b class="num">2</b> 在岗`,
			"暂停至 10:35")
	})
}

// covers: A5-4
func TestWhereNothingIsServedThePagesSayWhyAndWhatIsLawfulInstead(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		c, desk := x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"}), x.direct()
		x.queue.Item = x.h.Catalog.Bookable
		w.Clock.Set(clock.Must("2026-11-23 14:30"))
		noon := x.send("/screen/eguide?item=41", nil, c)
		x.has(noon, "大厅现在不在受理时间内", "11月23日 15:30 起可以取号", "第十一条（六）")
		refused := x.send("/desk/take", url.Values{"item": {"41"}, "q": {"开公司"}}, desk)
		if refused.code != http.StatusUnprocessableEntity {
			t.Fatalf("a number at noon: %d", refused.code)
		}
		refused.code = http.StatusOK
		x.has(refused, "/law/11.6", "15:30 起可以取号", `value="开公司"`)
		w.Clock.Set(clock.Must("2026-11-23 10:20"))
		x.has(x.send("/screen/eguide?item=46", nil, c), "现在没有窗口办理，不能取号", "请到导办台咨询", "第五条（三）")
		found := x.send("/desk?q="+url.QueryEscape("无窗口"), nil, desk)
		x.has(found, "现在没有窗口办理", "/law/5.3")
		if _, there := forms(found.body)["/desk/take"]; there {
			t.Error("a number is offered that nobody may take")
		}
		x.has(x.send("/screen/eguide?item=45", nil, c), names[testworld.Building], "办事指南", "第四条（三）")
		gone := x.send("/screen/eguide?item=999", nil, c)
		if gone.code != http.StatusNotFound {
			t.Fatalf("no such item: %d", gone.code)
		}
		gone.code = http.StatusOK
		x.has(gone, "您要找的已经不在这里", `href="/screen/eguide?zone=21"`)
	})
}

func TestALongZoneIsTurnedPageByPage(t *testing.T) {
	v := eguideView{Ask: ask{Zone: 21, From: 6}}
	v.pages(6, 13)
	if v.Prev != "/screen/eguide?zone=21" || v.Next != "/screen/eguide?from=12&zone=21" {
		t.Error(v.Prev, v.Next)
	}
}
