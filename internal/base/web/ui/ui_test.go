package ui

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/text"
)

func drawn(t *testing.T, lang text.Lang, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(WithLang(context.Background(), lang), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestArticlesAreNamedAsTheMeasuresWriteThem(t *testing.T) {
	for ref, want := range map[string]string{"7": "第七条", "9.4": "第九条（四）", "10": "第十条", "11.2": "第十一条（二）", "20": "第二十条",
		"21": "第二十一条", "3.2.1": "第三条（二）第1项"} {
		if got := ArticleName(WithLang(context.Background(), text.Zh), ref); got != want {
			t.Errorf("%s: got %s, want %s", ref, got, want)
		}
	}
	if got := ArticleName(WithLang(context.Background(), text.En), "11.4"); got != "Art. 11(4)" {
		t.Errorf("English: %s", got)
	}
}

func TestASecondClickOnAColumnTurnsTheOrderAndForgetsThePage(t *testing.T) {
	l := List{Path: "/cases", Query: url.Values{"lamp": {"over"}, "page": {"3"}}, Sort: "limit", Page: 3, Size: 50, Total: 201}
	if got := l.SortBy("limit"); got != "/cases?dir=desc&lamp=over&sort=limit" {
		t.Error(got)
	}
	if got := l.SortBy("item"); got != "/cases?lamp=over&sort=item" {
		t.Error(got)
	}
	if got := l.Turn(1); got != "/cases?lamp=over&sort=limit" {
		t.Error(got)
	}
	if _, kept := l.Query["page"]; !kept {
		t.Error("the caller's query was changed")
	}
}

func TestThePagerOffersBothEndsAndTheNeighbours(t *testing.T) {
	l := List{Page: 13, Size: 50, Total: 1286}
	if got := l.near(); !slices.Equal(got, []int{1, 0, 11, 12, 13, 14, 15, 0, 26}) {
		t.Errorf("%v", got)
	}
	if l.first() != 601 || l.last() != 650 {
		t.Errorf("%d–%d", l.first(), l.last())
	}
	if none := (List{Page: 1, Size: 50}); none.Pages() != 1 || none.first() != 0 || none.last() != 0 {
		t.Error("an empty list has one page and shows 0–0")
	}
}

func TestALampSaysItsStateByShapeAndWordAndARedOneIsTheOnlySolidOne(t *testing.T) {
	for _, k := range []Kind{OK, Warn, Over, Hold, Done} {
		out := drawn(t, text.Zh, Lamp(k, "剩 2 小时"))
		if !strings.Contains(out, "<svg") || !strings.Contains(out, "剩 2 小时") || !strings.Contains(out, "lamp-"+string(k)) {
			t.Errorf("%s: %s", k, out)
		}
		if solid := strings.Contains(out, "#b3201f"); solid != (k == Over) {
			t.Errorf("%s: solid is %v", k, solid)
		}
	}
}

func TestAnErrorStandsInTheSummaryAndAtItsFieldAndIsLinked(t *testing.T) {
	out := drawn(t, text.Zh, ErrorSummary([]Fault{{Field: "day", Text: "太晚", Articles: []string{"7"}, Earliest: "11 月 24 日"}}))
	for _, want := range []string{`role="alert"`, `href="#day"`, `href="/law/7"`, "第七条", "可以这样办：11 月 24 日"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	out = drawn(t, text.Zh, Input(Field{Name: "day", Label: "日期", Hint: "周一至周五", Error: "太晚"}))
	for _, want := range []string{`id="day"`, `aria-invalid="true"`, `aria-describedby="day-hint day-error"`, `id="day-error"`, `for="day"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	if drawn(t, text.Zh, ErrorSummary(nil)) != "" {
		t.Error("nothing is wrong, yet something is shown")
	}
}

func TestAnActionIsALinkOrAButtonAndADeadLinkIsNeither(t *testing.T) {
	if out := drawn(t, text.Zh, Button(Action{Label: "看", Href: "/x"})); !strings.HasPrefix(out, "<a ") {
		t.Error(out)
	}
	if out := drawn(t, text.Zh, Button(Action{Label: "看", Href: "/x", Off: true})); strings.Contains(out, "/x") && strings.HasPrefix(out, "<a") {
		t.Error(out)
	}
	if out := drawn(t, text.Zh, Button(Action{Label: "坏", Href: "javascript:alert(1)"})); strings.Contains(out, "javascript:") {
		t.Error(out)
	}
	out := drawn(t, text.Zh, Button(Action{Label: "提交", Key: "Ctrl+Enter"}))
	if !strings.Contains(out, `aria-keyshortcuts="Control+Enter"`) || !strings.Contains(out, `data-key="Ctrl+Enter"`) {
		t.Error(out)
	}
}

func TestARingAndAColumnNeverLeaveTheirChart(t *testing.T) {
	if got := (Arc{Share: 7}).dash(); got != "119.4 119.4" {
		t.Error(got)
	}
	if got := (Arc{Share: -1}).dash(); got != "0.0 119.4" {
		t.Error(got)
	}
	for _, c := range (BarChart{From: 85, Bars: []Bar{{Value: 40}, {Value: 97, Ghost: 120}}}).columns() {
		if strings.HasPrefix(c.H, "-") || strings.HasPrefix(c.Y, "-") || strings.HasPrefix(c.GhostY, "-") {
			t.Errorf("%+v", c)
		}
	}
	if len((BarChart{}).columns()) != 0 {
		t.Error("an empty chart has columns")
	}
}

func TestNoLevelOfAReviewIsPresetAndAllFiveAreThere(t *testing.T) {
	out := drawn(t, text.Zh, Levels(LevelForm{Name: "level", Legend: "评价"}))
	if strings.Contains(out, "checked") {
		t.Error("a level is preset")
	}
	if n := strings.Count(out, `type="radio"`); n != 5 {
		t.Errorf("%d levels", n)
	}
}

func TestEveryWordThatTheKitAndTheSiteSayStandsInTheCatalogue(t *testing.T) {
	said := regexp.MustCompile(`\bT\(ctx, "([a-z0-9_.]+)"(\+?)`)
	keys := text.Keys(text.Zh)
	for _, dir := range []string{".", "../../../feature/site/siteweb"} {
		files, _ := filepath.Glob(filepath.Join(dir, "*.templ"))
		more, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		for _, f := range append(files, more...) {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range said.FindAllStringSubmatch(string(raw), -1) {
				known := slices.Contains(keys, m[1])
				if m[2] == "+" || strings.HasSuffix(m[1], ".") {
					known = slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, m[1]) })
				}
				if !known {
					t.Errorf("%s says %s, which no catalogue has", f, m[1])
				}
			}
		}
	}
}
