package app_test

import (
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/decision"
	"slices"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/finding"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/catalog"
)

// refusing judges facts that breach and demands of every rule that one of them does so: with its own clause, its reason in
// both languages, and what would be lawful instead. It gives how many ways of breaching there were.
func refusing[F any](t *testing.T, rules []law.Rule[F], facts ...F) (n int) {
	t.Helper()
	figures, err := law.Shipped().Figures()
	if err != nil {
		t.Fatal(err)
	}
	if err := law.CheckRules(law.Shipped(), rules); err != nil {
		t.Error(err)
	}
	breached := map[string]bool{}
	for _, f := range facts {
		rulings := law.Judge(figures.On(clock.MustDay("2026-11-23")), rules, f).Of(law.Breached)
		for _, r := range rulings {
			breached[r.Rule] = true
		}
		n += refused(t, rulings.Refusal(), len(rulings))
	}
	for _, r := range rules {
		if !breached[r.ID] {
			t.Errorf("%s: no facts breach it", r.ID)
		}
	}
	return n
}

// refused demands a breach with that many grounds, each with a clause that exists, words and an alternative.
func refused(t *testing.T, err error, grounds int) int {
	t.Helper()
	e := errs.As(err)
	if e == nil || e.Code != errs.Breach || len(e.Faults) != grounds || grounds == 0 {
		t.Errorf("want a breach on %d grounds, got %v", grounds, err)
		return 0
	}
	for _, f := range e.Faults {
		if len(f.Articles) == 0 || slices.ContainsFunc(f.Articles, func(a string) bool { return !law.Shipped().Has(law.Ref(a)) }) {
			t.Errorf("%s rests on %v", f.Text, f.Articles)
		}
		for _, lang := range text.Langs {
			if s := text.Say(lang, f.Text); s == "" || strings.HasPrefix(s, "[") {
				t.Errorf("no words in %s: %q", lang, s)
			}
		}
		if f.Earliest == "" || strings.HasPrefix(f.Earliest, "[") {
			t.Errorf("%s: says nothing of what would be lawful: %q", f.Text, f.Earliest)
		}
	}
	return len(e.Faults)
}

func TestEveryRuleRefusesWithItsClauseAndWhatWouldBeLawfulInstead(t *testing.T) {
	day := clock.MustDay("2026-11-25")
	own := directory.Window{No: 1, Department: 11}
	item := acceptance.Item{Name: "企业设立登记", Department: 11, DepartmentName: "昌吉市市场监督管理局"}
	late := material.Material{N: 1, Name: "住所证明", Mark: material.Deferred, Need: material.Required}
	n := refusing(t, acceptance.Rules,
		acceptance.Facts{Item: acceptance.Item{Name: "x", Negative: true, Department: 12}, Window: own},
		acceptance.Facts{Item: acceptance.Item{Name: "x", Department: 12}, Window: own, Serves: true,
			Letter: acceptance.Letter{No: "昌授〔2025〕7 号", Until: day.Start()}},
		acceptance.Facts{Item: acceptance.Item{Name: "x", Department: 12}, Window: own, Letter: acceptance.Letter{No: "昌授〔2026〕8 号"}},
		acceptance.Facts{Item: item, Window: own, Verdict: material.Tolerate, Materials: []material.Material{late},
			Supply: map[int]clock.Day{1: day}, Promised: day - 1})
	n += refusing(t, decision.Rules, decision.Facts{Department: "x", Supply: day,
		Outstanding: []material.Material{late}}, decision.Facts{Special: day, Own: true})
	n += refusing(t, decision.SpecialRules, decision.PromiseFacts{Department: "x", Instant: true, Special: day})
	n += refusing(t, decision.ProlongRules, decision.PromiseFacts{Department: "x", Promised: day, Over: true,
		Prolonged: 1, Days: 99})
	waiting := decision.LapseFacts{Outstanding: []material.Material{late}, Supply: day, Extended: 9}
	n += refusing(t, decision.LapseRules, decision.LapseFacts{}, waiting)
	n += refusing(t, decision.ExtendRules, decision.LapseFacts{}, waiting)
	n += refusing(t, finding.Rules, finding.Facts{Confirm: true, Own: true, Now: 1, Due: day.Start()})
	n += refused(t, catalog.Item{Mode: catalog.Negative}.MayBook(), 2)
	n += refused(t, catalog.NotDeclared(), 1)
	guide, _ := catalog.CheckGuide(catalog.Item{Mode: catalog.Negative}, catalog.Guide{Appoint: true, Consult: "1", Complain: "1",
		Promised: catalog.Limit{N: 9, Unit: catalog.WorkingDays}, Statutory: catalog.Limit{N: 5, Unit: catalog.WorkingDays}, Instant: true,
		Materials: []catalog.Material{{Need: catalog.Deferrable}, {Need: "?"}}, Fees: []catalog.Fee{{}}}, 1)
	n += refused(t, errs.New(errs.Breach, "law.refused").With(guide...), len(guide))
	t.Logf("%d grounds", n)
}
