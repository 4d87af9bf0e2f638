package queueweb

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
	assets "lianban/web"
)

// press sends a form of the console as it stands on the page, and gives the page that comes then.
func (x *hall) press(do string, who *http.Cookie, more ...string) answer {
	x.t.Helper()
	page := x.send("/console", nil, who)
	form, ok := forms(page.body)["/console/"+do]
	if !ok {
		x.t.Fatalf("the console offers no %s", do)
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	a := x.send("/console/"+do, form, who)
	if a.code != http.StatusSeeOther || a.to != "/console" {
		x.t.Fatalf("%s: %d %s %s", do, a.code, a.to, a.body)
	}
	return x.send("/console", nil, with(who, a)...)
}

// with is who asks, with what the last answer set.
func with(who *http.Cookie, a answer) []*http.Cookie {
	out := []*http.Cookie{who}
	for _, c := range a.cookie {
		out = append(out, c)
	}
	return out
}

// f2 is what the key does that always does the next right thing.
func f2(body string) string {
	_, rest, found := strings.Cut(body, `data-key="F2"`)
	if !found {
		return ""
	}
	_, rest, _ = strings.Cut(rest, "<span>")
	label, _, _ := strings.Cut(rest, "</span>")
	return label
}

// covers: Q-2 A11-1
func TestTheConsoleWorksWithoutScriptsAndF2IsAlwaysTheNextRightThing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		a := x.send("/console", nil, me)
		x.has(a, "窗口还没有开", "现在没有人等候", "阿依夏木·买买提（A 岗）", "B 岗：赛力克·叶尔兰", `data-live="/live/console?window=31"`)
		if f2(a.body) != "开窗" {
			t.Errorf("F2 says %q at a window that has not opened", f2(a.body))
		}
		x.has(x.press("resume", me), "现在没有人等候", "空闲 · 可直接办理", "叫下一位")
		x.take(testworld.Company)
		x.take(testworld.Food)
		for _, s := range []struct{ do, next, shows string }{
			{"call", "已到窗", "请 <span class=\"num\">A001</span> 到窗口"}, {"recall", "已到窗", "A001"}, {"arrive", "办结，请评价", "正在办理"},
			{"hold", "叫下一位", "挂起"}, {"continue", "办结，请评价", "A001"}, {"finish", "叫下一位", "下一位：A002"},
			{"call", "已到窗", "A002"}, {"miss", "叫下一位", "过号"}, {"return", "叫下一位", "过号重排"},
		} {
			a := x.press(s.do, me)
			x.has(a, s.shows)
			if got := f2(a.body); got != s.next {
				t.Errorf("after %s F2 says %q, want %q", s.do, got, s.next)
			}
		}
	})
}

func TestAnErrorIsSaidOnceAndAStepOfAnOldPageDoesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		x.take(testworld.Company)
		old := forms(x.press("call", me).body)["/console/arrive"]
		x.press("arrive", me)
		x.press("finish", me)
		x.take(testworld.Company)
		x.press("call", me)
		a := x.send("/console/arrive", old, me)
		said := x.send("/console", nil, with(me, a)...)
		x.has(said, "窗口现在是 A002，刚才的操作没有生效。", `toast toast-over`)
		if said.cookie[saidCookie] == nil || said.cookie[saidCookie].MaxAge >= 0 {
			t.Error("it will be said again")
		}
		x.hasNot(x.send("/console", nil, me), "窗口现在是")
		x.has(x.send("/console?said=queue.said.nothing", nil, me))
	})
}

// covers: A9-4
func TestThePauseShowsReasonClockAndLimit(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		a := x.press("pause", me, "reason", "away")
		x.has(a, "暂停服务 · 离岗", "最晚返回", "10:35", "一次离岗不超过 15 分钟", "mirror-pause")
		if f2(a.body) != "恢复服务" {
			t.Errorf("F2 says %q", f2(a.body))
		}
		w.Clock.Advance(11 * time.Minute)
		x.has(x.send("/console", nil, me), "card-warn", "今日离岗 1 次，共 11 分钟")
		w.Clock.Advance(5 * time.Minute)
		x.has(x.send("/console", nil, me), "已超过 15 分钟")
		x.has(x.press("resume", me), "今日离岗 1 次，共 16 分钟")
		x.take(testworld.Company)
		x.press("call", me)
		// One who was called can be passed over, not put aside; one who is served can be put aside.
		a = x.send("/console", nil, me)
		x.has(a, "A001 已叫号还没有到窗：先过号或转窗口", `data-dialog="called"`, `<dialog class="dialog dialog-small" id="called"`)
		x.hasNot(a, `data-dialog="busy"`)
		x.has(x.press("arrive", me), "A001 还在窗口：先办结、挂起或转窗口", `data-dialog="busy"`)
	})
}

// covers: Q-2 A11-1
func TestATicketIsPassedOnFromAPageOfItsOwn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		x.has(x.send("/console", nil, with(me, x.send("/console/transfer", nil, me))...), "本窗口现在没有叫号。")
		x.take(testworld.Company)
		x.press("call", me)
		a := x.send("/console/transfer?window=31", nil, me)
		x.has(a, "A001（内资有限公司设立登记）转到哪个窗口？", "食品经营许可")
		form := forms(a.body)["/console/transfer"]
		form.Set("to", id(testworld.W2))
		done := x.send("/console/transfer", form, me)
		x.has(x.send("/console", nil, with(me, done)...), "A001 已转走", "叫下一位")
	})
}

// covers: A7-1
func TestWhoStandsAtTwoWindowsChoosesAndWhoStandsAtNoneIsTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Serik)
		a := x.send("/console", nil, me)
		x.has(a, "您现在在哪个窗口？", `href="/console?window=32"`, `href="/console?window=31"`, "A 岗", "B 岗")
		chose := x.send("/console?window=31", nil, me)
		if chose.code != http.StatusSeeOther || chose.cookie[windowCookie] == nil {
			t.Fatalf("%d %s", chose.code, chose.to)
		}
		x.has(x.send("/console", nil, me, chose.cookie[windowCookie]), "赛力克·叶尔兰（B 岗）", "换窗口", "/live/console?window=31")
		if no := x.send("/console?window=33", nil, me); no.code != http.StatusForbidden {
			t.Errorf("another's window: %d", no.code)
		}
		x.has(x.send("/console", nil, me, &http.Cookie{Name: windowCookie, Value: "33"}), "您现在在哪个窗口？")
		by := w.As(testworld.Ayxam)
		by.Windows = nil
		if _, err := x.h.consoleOf(identity.With(t.Context(), by), testworld.W1); err == nil {
			t.Error("a clerk without the post read the console")
		}
	})
}

// gz is how many bytes go over the line.
func gz(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// The first page of a day, with its styles, scripts and icons: 150 KB at the most; a step: 10 KB.
func TestTheConsoleIsLight(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		for range 20 {
			x.take(testworld.Company)
		}
		page := x.send("/console", nil, me)
		sum := gz(t, page.body)
		for _, name := range []string{"app.css", "app.js", "icons.svg"} {
			if a := x.send(assets.Asset(name), nil); a.code == http.StatusOK {
				sum += gz(t, a.body)
			}
		}
		a := x.send("/console/call", forms(page.body)["/console/call"], me, step)
		x.has(a, "A001", "console-bar", "还有 12 人等候")
		x.hasNot(a, "<html")
		if len(page.body) > 40_000 || sum > 150_000 || len(a.body) > 20_000 || gz(t, a.body) > 10_000 {
			t.Errorf("page %d, first visit %d, step %d (%d over the line)", len(page.body), sum, len(a.body), gz(t, a.body))
		}
		t.Logf("page %d, first visit %d over the line, step %d (%d over the line)", len(page.body), sum, len(a.body), gz(t, a.body))
		no := x.send("/console/call", url.Values{"window": {"31"}}, me, step)
		x.has(no, `class="said"`, "本窗口还有未办完的号。")
	})
}

func TestTodosAndPanelOfOtherFeaturesStandOnTheConsole(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		x.h.Todos = nil
		x.take(testworld.Company)
		x.press("call", me)
		var got queue.Ticket
		x.h.Panel, x.h.Todos = panelOf(&got), todosOf("CJ20261120-0056 设立登记，待制照")
		x = reopen(x)
		a := x.send("/console", nil, me)
		x.has(a, "办件栏", "CJ20261120-0056", "剩 4 小时")
		x.hasNot(a, "已到窗")
		if got.No != "A001" || got.State != queue.Called {
			t.Errorf("the panel was asked about %s %s", got.No, got.State)
		}
	})
}
