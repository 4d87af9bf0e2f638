package catalog

import (
	"slices"
	"testing"

	"lianban/internal/base/errs"
)

// The eight checks that item audits really use (domain.md §2.3), each by what breaks it and the field that is named. What
// rests on the measures refuses the publication, the rest is advice; each names its field, so that it stands beside it.
// covers: A4-1 A4-6
func TestEachOfTheEightAutomaticChecksFindsWhatItIsFor(t *testing.T) {
	for _, c := range []struct {
		check, field string
		refuses      bool
		change       func(i *Item, g *Guide)
	}{
		{"1 on the spot is an instant case", "instant", true, func(_ *Item, g *Guide) { g.Promised.N = 0 }},
		{"1 an instant case is on the spot", "promised", true, func(_ *Item, g *Guide) { g.Instant = true }},
		{"2 …证 is 出证办结", "result.kind", false, func(_ *Item, g *Guide) { g.Result.Name, g.Result.Kind = "许可证", "document" }},
		{"2 …文 is 出文办结", "result.kind", false, func(_ *Item, g *Guide) { g.Result.Name, g.Result.Kind = "公文", "licence" }},
		{"2 批复 is 审批办结", "result.kind", false, func(_ *Item, g *Guide) { g.Result.Name, g.Result.Kind = "批复", "licence" }},
		{"3 a visit has its reason", "visit_why", false, func(_ *Item, g *Guide) { g.Visits = 1 }},
		{"3 no visit and not online is by mail", "mail", false, func(_ *Item, g *Guide) { g.Online, g.Mail = "none", false }},
		{"3 wholly online is no visit", "visits", false, func(_ *Item, g *Guide) { g.Online, g.Visits, g.VisitWhy = "full", 1, "核验" }},
		{"4 a fee has its basis", "fees.0.basis", true, func(_ *Item, g *Guide) { g.Fees, g.PayOnline = []Fee{{Name: "工本费"}}, true }},
		{"4 a fee has its name", "fees.0.name", true, func(_ *Item, g *Guide) { g.Fees, g.PayOnline = []Fee{{Basis: "文"}}, true }},
		{"4 a fee is paid online", "pay_online", false, func(_ *Item, g *Guide) { g.Fees = []Fee{{Name: "费", Basis: "文"}} }},
		{"4 no fee is not paid online", "pay_online", false, func(_ *Item, g *Guide) { g.PayOnline = true }},
		{"5 two phones", "complain", true, func(_ *Item, g *Guide) { g.Complain = g.Consult }},
		{"5 area codes", "consult", false, func(_ *Item, g *Guide) { g.Consult = "2345678" }},
		{"6 themes of a person for persons", "audience", false, func(_ *Item, g *Guide) { g.Audience = []string{"company"} }},
		{"7 a licence answers a question", "questions", false, func(_ *Item, g *Guide) { g.Questions = nil }},
		{"7 a licence has five steps", "steps", false, func(_ *Item, g *Guide) { g.Steps = g.Steps[:4] }},
		{"7 a result has its sample", "result.sample", false, func(_ *Item, g *Guide) { g.Result.Sample = "" }},
		{"8 the promise within the statute", "promised", true, func(_ *Item, g *Guide) { g.Promised.N = 16 }},
		{"8 容缺 only on the list", "materials.0.need", true, func(i *Item, g *Guide) {
			i.Tolerance, g.Materials = false, []Material{{Name: "章", Need: Deferrable, Days: 1}}
		}},
		{"8 in the hall with an address", "place", true, func(_ *Item, g *Guide) { g.Place = "" }},
		{"8 not bookable on the negative list", "appoint", true, func(i *Item, g *Guide) { i.Mode, g.Appoint = Negative, true }},
		{"new: whoever is entrusted is named", "entrusted", false, func(_ *Item, g *Guide) { g.OrganType = "entrusted" }},
		{"new: a word that stands in no list", "depth", true, func(_ *Item, g *Guide) { g.Depth = "IV" }},
		{"new: it ends after it begins", "cancel", true, func(_ *Item, g *Guide) { g.Effective, g.Cancel = 20270101, 20260101 }},
		{"new: a terminal has a place", "terminal_place", false, func(_ *Item, g *Guide) { g.Terminal = true }},
		{"new: depth and way online agree", "depth", false, func(_ *Item, g *Guide) { g.Depth = "result" }},
	} {
		i, g := Item{Name: "内资有限公司设立登记", Kind: Licence, Mode: Stationed, Tolerance: true}, aGuide("内资有限公司设立登记")
		if refusals, advice := CheckGuide(i, g, 1); len(refusals)+len(advice) > 0 {
			t.Fatalf("the guide itself: %v %v", refusals, advice)
		}
		c.change(&i, &g)
		refusals, advice := CheckGuide(i, g, 1)
		named := func(all []errs.Fault) bool {
			return slices.ContainsFunc(all, func(f errs.Fault) bool { return f.Field == c.field })
		}
		if c.refuses != named(refusals) || !c.refuses && !named(advice) {
			t.Errorf("%s: refused %v, advised %v", c.check, fields(refusals), fields(advice))
		}
	}
	if _, advice := CheckGuide(Item{Kind: Confirmation, Mode: Stationed}, aGuide("x"), 0); !slices.ContainsFunc(advice, func(f errs.Fault) bool {
		return f.Text.Key == "catalog.advice.no_window"
	}) {
		t.Error("8 in the hall with a window")
	}
}
