package calendar

import (
	"encoding/json"
	"strings"
	"testing"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

func TestADateIsExplainedInOneSentence(t *testing.T) {
	x, n := named(t, "xinjiang"), named(t, "national")
	for _, c := range []struct {
		e    Explanation
		want string
	}{
		{x.ExplainAdd(day("2025-06-05"), 3), "自 2025-06-05（周四）次日起算 3 个工作日，跳过 6-06 至 6-10 古尔邦节，到期 2025-06-13（周五）"},
		{n.ExplainAdd(day("2025-06-05"), 3), "自 2025-06-05（周四）次日起算 3 个工作日，跳过 2 天周末，到期 2025-06-10（周二）"},
		{x.ExplainAdd(day("2025-05-06"), 1), "自 2025-05-06（周二）次日起算 1 个工作日，到期 2025-05-07（周三）"},
		{x.ExplainAdd(day("2025-06-05"), 20), "自 2025-06-05（周四）次日起算 20 个工作日，跳过 6-06 至 6-10 古尔邦节、8 天周末，到期 2025-07-08（周二）"},
		{x.ExplainAdd(day("2025-01-24"), 5), "自 2025-01-24（周五）次日起算 5 个工作日，跳过 1-28 至 2-04 春节、1 天周末，计入 1-26 春节调休上班，到期 2025-02-07（周五）"},
		{x.ExplainAdd(day("2025-12-31"), 1), "自 2025-12-31（周三）次日起算 1 个工作日，跳过 2026-01-01 至 2026-01-03 元旦，计入 2026-01-04 元旦调休上班，到期 2026-01-04（周日）（暂定：2026 年新疆放假通知尚未录入）"},
		{n.ExplainAdd(day("2026-12-30"), 2), "自 2026-12-30（周三）次日起算 2 个工作日，跳过 2027-01-01 元旦、2 天周末，到期 2027-01-04（周一）（暂定：2027 年国家放假通知尚未录入）"},
		{x.ExplainAdd(day("2025-06-07"), 0), "以 2025-06-07（周六）当日为限，跳过 6-07 至 6-10 古尔邦节，到期 2025-06-11（周三）"},
		{x.ExplainBefore(day("2025-06-11"), 1), "2025-06-11（周三）前 1 个工作日，跳过 6-06 至 6-10 古尔邦节，最迟 2025-06-05（周四）"},
		{x.ExplainBefore(day("2025-06-08"), 0), "不晚于 2025-06-08（周日）当日，跳过 6-06 至 6-08 古尔邦节，最迟 2025-06-05（周四）"},
		{x.ExplainBetween(day("2025-03-28"), day("2025-04-03")), "自 2025-03-28（周五）次日起至 2025-04-03（周四）止，共 3 个工作日，跳过 3-29 至 3-31 肉孜节"},
		{x.ExplainDue(day("2025-06-03"), Limit{7, Days}), "自 2025-06-03（周二）次日起算 7 日，末日 2025-06-10（周二）为古尔邦节，顺延，到期 2025-06-11（周三）"},
		{x.ExplainDue(day("2025-01-31"), Limit{1, Months}), "自 2025-01-31（周五）次日起算 1 个月，到期 2025-02-28（周五）"},
		{x.ExplainDue(day("2025-06-05"), Limit{3, WorkingDays}), "自 2025-06-05（周四）次日起算 3 个工作日，跳过 6-06 至 6-10 古尔邦节，到期 2025-06-13（周五）"},
		{x.ExplainAdd(day("2099-12-31"), 9), "只能计算 2000 年至 2099 年的日期。"},
		{x.ExplainDue(day("2099-12-31"), Limit{9, Days}), "只能计算 2000 年至 2099 年的日期。"},
	} {
		if got := c.e.Sentence().String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if english := text.Say(text.En, c.e.Sentence()); strings.Contains(english, "[") || strings.Contains(english, "{") {
			t.Errorf("English: %s", english)
		}
	}
}

func TestEveryDayIsListedWithItsReasonAndItsPlaceInTheCount(t *testing.T) {
	x := named(t, "xinjiang")
	lines := x.ExplainAdd(day("2025-01-24"), 2).Lines()
	want := []string{"2025-01-25（周六）不计：周末", "2025-01-26（周日）第 1 个工作日：春节调休上班", "2025-01-27（周一）第 2 个工作日"}
	for i := range max(len(lines), len(want)) {
		if i >= len(lines) || i >= len(want) || lines[i].String() != want[i] {
			t.Fatalf("%v, want %v", lines, want)
		}
	}
	back := x.ExplainBefore(day("2025-06-11"), 2).Steps
	if first, last := back[0], back[len(back)-1]; first.Day != day("2025-06-04") || first.Nth != 2 || last.Day != day("2025-06-10") ||
		last.Counted || last.Basis != "关于2025年节假日放假安排和冬夏季作息时间的通知" {
		t.Errorf("%+v", back)
	}
	if e := x.ExplainBetween(day("2025-06-11"), day("2025-06-05")); len(e.Steps) != 0 {
		t.Errorf("backwards: %+v", e)
	}
}

func TestTheExplanationCountsWhatTheCountSays(t *testing.T) {
	for _, name := range Shipped().Names() {
		c := named(t, name)
		for n := range 60 {
			for _, from := range []string{"2025-01-20", "2025-06-05", "2026-09-18", "2026-12-20"} {
				e, counted := c.ExplainAdd(day(from), n), 0
				for _, s := range e.Steps {
					if s.Counted {
						counted++
					}
				}
				if e.Date != c.AddWorkingDays(day(from), n) || counted != max(n, 1) || e.Provisional != (len(e.Missing) > 0) {
					t.Fatalf("%s: %s + %d: %+v", name, from, n, e)
				}
			}
		}
	}
}

func TestTheAnswerIsTheJSONOfTheContract(t *testing.T) {
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Do: "add", Calendar: "xinjiang", From: day("2025-06-05"), N: 1},
			`{"date":"2025-06-11","provisional":false,"explain":["自 2025-06-05（周四）次日起算 1 个工作日，跳过 6-06 至 6-10 古尔邦节，到期 2025-06-11（周三）","2025-06-06（周五）不计：古尔邦节","2025-06-07（周六）不计：古尔邦节","2025-06-08（周日）不计：古尔邦节","2025-06-09（周一）不计：古尔邦节","2025-06-10（周二）不计：古尔邦节","2025-06-11（周三）第 1 个工作日"]}`},
		{Query{Do: "explain", Calendar: "national", From: day("2025-06-05"), N: 1},
			`{"date":"2025-06-06","provisional":false,"explain":["自 2025-06-05（周四）次日起算 1 个工作日，到期 2025-06-06（周五）","2025-06-06（周五）第 1 个工作日"]}`},
		{Query{Do: "before", Calendar: "xinjiang", From: day("2026-09-21"), N: 1},
			`{"date":"2026-09-20","provisional":true,"explain":["2026-09-21（周一）前 1 个工作日，计入 9-20 国庆节调休上班，最迟 2026-09-20（周日）（暂定：2026 年新疆放假通知尚未录入）","2026-09-20（周日）第 1 个工作日：国庆节调休上班"]}`},
		{Query{Do: "count", Calendar: "national", From: day("2025-06-05"), To: day("2025-06-06")},
			`{"count":1,"provisional":false,"explain":["自 2025-06-05（周四）次日起至 2025-06-06（周五）止，共 1 个工作日","2025-06-06（周五）第 1 个工作日"]}`},
		{Query{Do: "count", Calendar: "national", From: day("2025-06-05"), To: day("2025-06-05")},
			`{"count":0,"provisional":false,"explain":["自 2025-06-05（周四）次日起至 2025-06-05（周四）止，共 0 个工作日"]}`},
	} {
		a, err := Shipped().Answer(c.q, text.Zh)
		if err != nil {
			t.Errorf("%+v: %v", c.q, err)
			continue
		}
		if got, _ := json.Marshal(a); string(got) != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestAQuestionThatCannotBeAnsweredIsRefusedAtItsField(t *testing.T) {
	ok := Query{Do: "add", Calendar: "xinjiang", From: day("2025-06-05"), To: day("2025-06-05"), N: 1}
	for field, spoil := range map[string]func(q *Query){
		"do":       func(q *Query) { q.Do = "subtract" },
		"calendar": func(q *Query) { q.Calendar = "tibet" },
		"from":     func(q *Query) { q.From = 0 },
		"n":        func(q *Query) { q.N = -1 },
		"to":       func(q *Query) { q.Do, q.To = "count", day("2025-06-04") },
	} {
		q := ok
		spoil(&q)
		_, err := Shipped().Answer(q, text.Zh)
		if !errs.Is(err, errs.Invalid) || errs.As(err).Faults[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, q := range []Query{
		{Do: "add", Calendar: "xinjiang", From: day("2025-06-05"), N: maxQuery + 1},
		{Do: "add", Calendar: "xinjiang", From: day("2099-12-01"), N: 100},
		{Do: "before", Calendar: "xinjiang", From: day("2000-01-10"), N: 100},
		{Do: "count", Calendar: "xinjiang", From: day("2000-01-10"), To: day("2090-01-10")},
		{Do: "count", Calendar: "xinjiang", From: day("2000-01-10"), To: day("2190-01-10")},
	} {
		if _, err := Shipped().Answer(q, text.En); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
