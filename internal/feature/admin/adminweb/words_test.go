package adminweb

import (
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/testworld"
)

func TestTheTrailTellsFactsInWordsAndNoDigests(t *testing.T) {
	zh := ui.WithLang(t.Context(), text.Zh)
	for _, c := range []struct {
		facts map[string]any
		want  string
	}{
		{map[string]any{"limit": 5.0, "unit": "wd", "from": "2026-11-23 10:20:00.000000", "calendar": "xinjiang"},
			"从 2026-11-23 10:20:00 · 时限 5 个工作日"},
		{map[string]any{"fact": "deadline:383200002048004100", "kind": "limit.missed", "state": "ready"}, "种类 超过承诺时限 · 现状 待认定"},
		{map[string]any{"seconds": 1264.0, "absence": "7340032000041"}, "离岗 21 分 4 秒"},
		{map[string]any{"item": "社会保障卡", "source": "kiosk", "reason": ""}, "事项 社会保障卡 · 来源 自助机"},
		{map[string]any{"roles": []any{"chief@11 2026-11-24 10:00:00/2026-11-24 20:00:00"}},
			"角色 首席代表 2026-11-24 10:00:00/2026-11-24 20:00:00"},
		{map[string]any{"mode": []any{"stationed", "delegated"}}, "进驻方式由“派驻进驻”改为“委托进驻”"},
		{map[string]any{"digest": "sha256:aa", "hash": "aa", "answer": "c:bb"}, ""},
	} {
		if got := factLine(zh, c.facts); got != c.want {
			t.Errorf("%v reads %q, want %q", c.facts, got, c.want)
		}
	}
}

func TestTheJobsPageSaysWhatIsDoneRegularlyAndWhenNext(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		h.handler.Regular = []Regular{{Kind: "app.night", Minute: 10}}
		zh := ui.WithLang(t.Context(), text.Zh)
		var b strings.Builder
		v := jobsView{Now: w.Clock.Now(), Regular: []regularRow{{Regular: h.handler.Regular[0]}}}
		if err := regularJobs(v).Render(zh, &b); err != nil {
			t.Fatal(err)
		}
		page{body: b.String()}.has(t, "夜间收号", "作废没人认领的排队号", "还没有", "11-24 00:10")
	})
	r := Regular{Hour: 2}
	if at := r.next(clock.Must("2026-11-23 01:00")); at != clock.Must("2026-11-23 02:00") {
		t.Errorf("before two o'clock it is next at %s", at)
	}
	if at := r.next(clock.Must("2026-11-23 02:00")); at != clock.Must("2026-11-24 02:00") {
		t.Errorf("at two o'clock it is next at %s", at)
	}
}
