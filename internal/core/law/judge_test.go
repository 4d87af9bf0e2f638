package law

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// away is a small body of facts: somebody is off post.
type away struct {
	For      time.Duration
	Business bool
	Sign     bool
}

var limit = Duration("offpost.max_minutes")

var rules = []Rule[away]{
	{ID: "limit", Article: "9.4", Wording: "离岗时间不得超过15分钟", Modality: Must,
		Applies: func(f away) bool { return !f.Business },
		Check: func(f away, v View) Outcome {
			if MoreThan(f.For, limit.In(v)) {
				return Breach(text.Plain("超过"), Instead(text.Plain("请假"))).At("for")
			}
			return Pass()
		}},
	{ID: "sign", Article: "9.4", Wording: "离岗后要摆放“暂停服务”标识", Modality: Must,
		Check: func(f away, _ View) Outcome {
			if !f.Sign {
				return Breach(text.Plain("未摆放标识"), NoAlternative)
			}
			return Pass()
		}},
	{ID: "long", Article: "9.4", Wording: "暂时离岗", Modality: May,
		Check: func(away, View) Outcome { return Breach(text.Plain("提醒"), NoAlternative) }},
	{ID: "later", Article: "9.4", Wording: "暂时离岗", Modality: Must, From: 20270101, Until: 20280101,
		Check: func(away, View) Outcome { return Warn(text.Plain("新规")) }},
}

func verdicts(rs Rulings) (out []Verdict) {
	for _, r := range rs {
		out = append(out, r.Verdict)
	}
	return out
}

func TestAllRulesAreAskedAndAllAnswersKept(t *testing.T) {
	for _, c := range []struct {
		day   string
		facts away
		want  []Verdict
	}{
		{"2026-06-01", away{For: 15 * time.Minute, Sign: true}, []Verdict{Passed, Passed, Warned, NotInForce}},
		{"2026-06-01", away{For: 16 * time.Minute}, []Verdict{Breached, Breached, Warned, NotInForce}},
		{"2026-06-01", away{For: time.Hour, Business: true, Sign: true}, []Verdict{NotApplicable, Passed, Warned, NotInForce}},
		{"2024-12-31", away{For: time.Hour}, []Verdict{NotInForce, NotInForce, NotInForce, NotInForce}},
		{"2027-01-01", away{Sign: true}, []Verdict{Passed, Passed, Warned, Warned}},
		{"2028-01-01", away{Sign: true}, []Verdict{Passed, Passed, Warned, NotInForce}},
	} {
		if got := verdicts(Judge(view(t, c.day), rules, c.facts)); !slices.Equal(got, c.want) {
			t.Errorf("on %s, %+v: %v, want %v", c.day, c.facts, got, c.want)
		}
	}
}

func TestARefusalNamesEveryBreachWithArticleReasonAndLawfulAlternative(t *testing.T) {
	rulings := Judge(view(t, "2026-06-01"), rules, away{For: time.Hour})
	e := errs.As(rulings.Refusal())
	if e == nil || e.Code != errs.Breach || len(e.Faults) != 2 {
		t.Fatalf("%v", e)
	}
	first, second := e.Faults[0], e.Faults[1]
	if first.Field != "for" || first.Text.String() != "超过" || first.Articles[0] != "9.4" || first.Earliest != "请假" {
		t.Errorf("first: %+v", first)
	}
	if second.Field != "" || second.Earliest != "没有其他合法的办理方式" {
		t.Errorf("second: %+v", second)
	}
	if rulings.Excusable() {
		t.Error("a must can be excused")
	}
	if err := Judge(view(t, "2026-06-01"), rules, away{Sign: true}).Refusal(); err != nil {
		t.Errorf("refused without a breach: %v", err)
	}
	if got := EarliestAt(clock.Must("2025-06-11 10:00")).Words().String(); got != "最早可于 2025-06-11 10:00 办理" {
		t.Error(got)
	}
}

func TestAnExceptionIsPossibleOnlyWhenEveryBreachKnowsOne(t *testing.T) {
	rule := func(m Modality, o Outcome) Rule[away] {
		return Rule[away]{ID: string(m), Article: "9.4", Wording: "暂时离岗", Modality: m,
			Check: func(away, View) Outcome { return o }}
	}
	breach := Breach(text.Plain("不行"), NoAlternative)
	late := LateCondition.Judge(2, 1).Outcome(text.Plain("晚了"), NoAlternative)
	duty := LateDuty.Judge(2, 1).Outcome(text.Plain("晚了"), NoAlternative)
	for name, c := range map[string]struct {
		rules []Rule[away]
		want  bool
	}{
		"in principle":                     {[]Rule[away]{rule(InPrinciple, breach)}, true},
		"a condition missed":               {[]Rule[away]{rule(Must, late)}, true},
		"in principle, and a must":         {[]Rule[away]{rule(InPrinciple, breach), rule(Must, breach)}, false},
		"nothing breached, only a finding": {[]Rule[away]{rule(Must, duty)}, false},
	} {
		rulings := Judge(view(t, "2026-06-01"), c.rules, away{})
		if got := rulings.Excusable(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if found := len(rulings.Findings()) > 0; found != strings.Contains(name, "finding") {
			t.Errorf("%s: findings %v", name, rulings.Findings())
		}
	}
}

func TestARuleThatCitesWhatTheArticleDoesNotSayIsFound(t *testing.T) {
	if err := CheckRules(Shipped(), rules); err != nil {
		t.Fatal(err)
	}
	good := rules[0]
	for name, spoil := range map[string]func(r *Rule[away]){
		"no id":             func(r *Rule[away]) { r.ID = "" },
		"no such article":   func(r *Rule[away]) { r.Article = "9.5" },
		"other words":       func(r *Rule[away]) { r.Wording = "离岗时间不得超过10分钟" },
		"no words":          func(r *Rule[away]) { r.Wording = "" },
		"no modality":       func(r *Rule[away]) { r.Modality = "" },
		"no check":          func(r *Rule[away]) { r.Check = nil },
		"ends before begin": func(r *Rule[away]) { r.From, r.Until = 20270101, 20260101 },
	} {
		bad := good
		spoil(&bad)
		if CheckRules(Shipped(), []Rule[away]{bad}) == nil {
			t.Errorf("%s: not found", name)
		}
	}
	if CheckRules(Shipped(), []Rule[away]{good, good}) == nil {
		t.Error("an id given twice: not found")
	}
}

func TestARuleWithoutAVerdictIsAMistakeOfTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("went through")
		}
	}()
	silent := Rule[away]{ID: "silent", Article: "9.4", Check: func(away, View) Outcome { return Outcome{} }}
	Judge(view(t, "2026-06-01"), []Rule[away]{silent}, away{})
}
