package catalog

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"lianban/internal/base/errs"
)

// covers: A4-1 A4-6 A11-3 A11-4
func TestEveryRuleOfAGuideRefusesWhatItForbidsAndNamesItsArticle(t *testing.T) {
	item := Item{Name: "内资有限公司设立登记", Kind: Licence, Mode: Stationed, Tolerance: true}
	later := func(days int) Material { return Material{Name: "公章", Need: Deferrable, Days: days} }
	for name, c := range map[string]struct {
		change  func(i *Item, g *Guide)
		article string
		want    string // "" where it is allowed
	}{
		"a promise as long as the law":  {func(_ *Item, g *Guide) { g.Promised.N = 15 }, "", ""},
		"a promise longer than the law": {func(_ *Item, g *Guide) { g.Promised.N, g.Statutory.N = 15, 10 }, "11.3", "承诺时限 15 个工作日超过法定时限 10 个工作日"},
		"no promise":                    {func(_ *Item, g *Guide) { g.Promised = Limit{} }, "4.3", "缺少承诺时限"},
		"limits of different units":     {func(_ *Item, g *Guide) { g.Promised = Limit{20, CalendarDays} }, "", ""},
		"an unknown unit":               {func(_ *Item, g *Guide) { g.Promised.Unit = "week" }, "4.3", "内容无法识别"},
		"an instant case within hours":  {func(_ *Item, g *Guide) { g.Instant, g.Promised = true, Limit{2, Hours} }, "", ""},
		"an instant case of five days":  {func(_ *Item, g *Guide) { g.Instant = true }, "11.3", "即办件应在当场办结，不能承诺 5 个工作日"},
		"a commitment case of no days":  {func(_ *Item, g *Guide) { g.Promised.N = 0 }, "11.3", "承诺件应写明大于 0 的承诺时限；当场办结的是即办件"},
		"a material that follows":       {func(_ *Item, g *Guide) { g.Materials = []Material{later(5)} }, "", ""},
		"not on the tolerance list": {func(i *Item, g *Guide) { i.Tolerance, g.Materials = false, []Material{later(5)} },
			"11.4", "“公章”标为容缺后补，但事项不在公布的容缺受理清单内"},
		"one that follows too late": {func(_ *Item, g *Guide) { g.Materials = []Material{later(6)} }, "11.4",
			"“公章”的补交期限 6 个工作日超过承诺时限 5 个工作日"},
		"one that follows some day": {func(_ *Item, g *Guide) { g.Materials = []Material{later(0)} }, "11.4",
			"“公章”标为容缺后补，须写明补交期限"},
		"a material without a name": {func(_ *Item, g *Guide) { g.Materials = []Material{{Need: Required}} }, "4.3", "缺少材料名称"},
		"an unknown necessity":      {func(_ *Item, g *Guide) { g.Materials = []Material{{Name: "章", Need: "3"}} }, "4.3", "内容无法识别"},
		"one phone for both":        {func(_ *Item, g *Guide) { g.Complain = "０９９４ 2345678" }, "4.3", "监督投诉电话不能与咨询电话相同"},
		"a fee without basis":       {func(_ *Item, g *Guide) { g.Fees, g.PayOnline = []Fee{{Name: "工本费", Fen: 500}}, true }, "4.3", "“工本费”没有收费依据"},
		"no address in the hall":    {func(_ *Item, g *Guide) { g.Place = " " }, "4.3", "缺少办理地址"},
		"no address elsewhere":      {func(i *Item, g *Guide) { i.Mode, g.Place = None, "" }, "", ""},
		"on the negative list":      {func(i *Item, _ *Guide) { i.Mode = Negative }, "4", "该事项在负面清单内，不能设置大厅取号"},
	} {
		i, g := item, aGuide(item.Name)
		c.change(&i, &g)
		refusals, _ := CheckGuide(i, g, 1)
		if c.want == "" && len(refusals) > 0 || c.want != "" && (len(refusals) != 1 ||
			refusals[0].Text.String() != c.want || refusals[0].Articles[0] != c.article) {
			t.Errorf("%s: %+v, want %q", name, refusals, c.want)
		}
	}
}

func TestAllReasonsComeAtOnceAndAdviceNeverRefuses(t *testing.T) {
	g := Guide{Promised: Limit{3, Hours}, Statutory: Limit{1, WorkingDays}, Visits: 1, Result: Result{Name: "许可证", Kind: "document"},
		Consult: "2345678", Complain: "2345678", PayOnline: true, Personal: []string{"就业创业"}, Audience: []string{"company"}}
	refusals, advice := CheckGuide(Item{Kind: Licence, Mode: Stationed}, g, 0)
	if got := fields(refusals); got != "name organ place hours complain" {
		t.Errorf("refusals about %s", got)
	}
	if got := fields(advice); got != "promised result.kind result.sample visit_why pay_online consult complain audience basis steps questions " {
		t.Errorf("advice about %s", got)
	}
	if err := mayPublish(Item{Kind: Licence}, aGuide("x"), 0); err != nil {
		t.Errorf("advice refused: %v", err)
	}
	for _, f := range append(refusals, advice...) {
		if strings.Contains(f.Text.String(), "[") || strings.Contains(f.Text.String(), "{") {
			t.Errorf("%s has no text: %s", f.Field, f.Text)
		}
	}
}

func fields(faults []errs.Fault) string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Field)
	}
	return strings.Join(out, " ")
}

func TestAGuideKeepsItsWritingAndItsDigest(t *testing.T) {
	g := aGuide("社会保障卡补领", "补社保卡")
	body, digest, err := seal(g)
	if err != nil {
		t.Fatal(err)
	}
	var back Guide
	if err := json.Unmarshal([]byte(body), &back); err != nil || !reflect.DeepEqual(g, back) {
		t.Fatalf("%+v, %v", back, err)
	}
	// A published body outlives the program: these bytes may only grow by fields with omitempty.
	if !strings.HasPrefix(body, `{"name":"社会保障卡补领","words":["补社保卡"],"audience":["person","company"],"personal":["证件办理"],"basis":[`) ||
		!strings.Contains(body, `"promised":{"n":5,"unit":"wd"},"instant":false`) {
		t.Error(body)
	}
	if _, again, _ := seal(back); again != digest {
		t.Error("the digest moved")
	}
}
