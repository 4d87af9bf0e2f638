package siteweb

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
)

func drawn(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ui.WithLang(context.Background(), text.Zh), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func has(t *testing.T, out string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(out, w) {
			t.Errorf("the page does not have %s", w)
		}
	}
}

func hasNot(t *testing.T, out string, never ...string) {
	t.Helper()
	for _, w := range never {
		if strings.Contains(out, w) {
			t.Errorf("the page has %s", w)
		}
	}
}

func TestTheHomePageOffersOnlyWhatIsBuilt(t *testing.T) {
	out := drawn(t, HomePage(Home{Frame: Frame{Centre: "昌吉市政务服务中心", Self: "/"}}))
	has(t, out, PathTake, PathSearch, PathProgress)
	hasNot(t, out, `href="`+PathBook, `href="`+PathReport, `href="`+PathHelp)
}

func TestTheElderVersionIsOneColumnAndLeadsBack(t *testing.T) {
	out := drawn(t, HomePage(Home{Frame: Frame{Self: "/", Elder: true}, Often: []Offer{{Name: "身份证补领"}}}))
	has(t, out, `data-density="elder"`, "view=normal")
	hasNot(t, out, "身份证补领", "view=elder")
}

func TestAClosedHallShowsNoWaiting(t *testing.T) {
	out := drawn(t, HomePage(Home{State: "午休中，15:30 开放", Waiting: 64, Minutes: 9}))
	has(t, out, "午休中，15:30 开放")
	hasNot(t, out, ">64<")
}

func TestAGuideWithoutANumberToTakeOffersNone(t *testing.T) {
	out := drawn(t, GuidePage(Guide{Name: "身份证补领"}))
	hasNot(t, out, "现在取号", "phone-bar")
	out = drawn(t, GuidePage(Guide{Name: "身份证补领", Take: "/take?item=4"}))
	has(t, out, "现在取号")
	hasNot(t, out, "calendar-plus")
}

func TestATolerantMaterialSaysSo(t *testing.T) {
	// 11(4): what may follow later is said beforehand.
	out := drawn(t, GuidePage(Guide{Materials: []Material{{Name: "任职文件", Tolerance: "可以后补，5 个工作日内"}, {Name: "证明", Fetched: true, Sub: "原件"}}}))
	has(t, out, "容缺：可以后补，5 个工作日内", "不用带，窗口自动调取")
	hasNot(t, out, "原件")
}

func TestThePhoneNumberIsOptionalAndConsentIsNeverPreset(t *testing.T) {
	out := drawn(t, TakePage(Take{Item: "2", Name: "公司", Command: "c-7"}))
	has(t, out, `name="command" value="c-7"`, `name="item" value="2"`, `type="tel"`)
	hasNot(t, out, "required", "checked")
}

func TestNoNumberIsOfferedWhileTheHallIsClosed(t *testing.T) {
	out := drawn(t, TakePage(Take{Item: "2", Closed: "15:30 起可以取号"}))
	has(t, out, "15:30 起可以取号")
	hasNot(t, out, "<form")
}

func TestATicketShowsItsWindowOnlyWhenCalled(t *testing.T) {
	v := Ticket{No: "A045", State: "waiting", Ahead: 3, Minutes: 5, Window: "12"}
	waiting := drawn(t, TicketState(v))
	has(t, waiting, "A045", "3 人", "约 5 分钟")
	hasNot(t, waiting, "号窗口")
	v.State = "called"
	called := drawn(t, TicketState(v))
	has(t, called, "请到 12 号窗口")
	hasNot(t, called, "前面还有")
}

func TestATicketSaysWhenNothingCanBeEstimated(t *testing.T) {
	out := drawn(t, TicketState(Ticket{State: "waiting", Ahead: 2, Minutes: -1}))
	has(t, out, "暂不能估计")
	hasNot(t, out, "-1")
}

func TestEveryStateOfATicketHasItsSentence(t *testing.T) {
	for _, state := range []string{"waiting", "called", "serving", "finished", "missed", "void"} {
		hasNot(t, drawn(t, TicketState(Ticket{State: state, Ahead: 1, Window: "3"})), "[site.")
	}
}

func TestAReviewIsVoluntaryAndNothingIsPreset(t *testing.T) {
	// 11(7): 不得强迫或干扰.
	out := drawn(t, ReviewPage(Review{State: "ask", Max: 150, Reasons: map[string][]ui.Option{"2": {{Value: "207", Label: "没有提供材料样本"}}}}))
	has(t, out, "这次不评价", `name="decline"`, "自愿评价", `maxlength="150"`)
	hasNot(t, out, "checked", "required")
}

func TestAnArticleIsAskedForByItsNumberAndShowsWhatFollowsIt(t *testing.T) {
	out := drawn(t, ArticlePage(Article{Ref: "9.4", Depends: []Dependent{{What: "离岗计时", Figure: "15 分钟"}}, Next: "10"}))
	has(t, out, "第九条（四）", "离岗计时", "15 分钟", `href="/law/10"`)
	hasNot(t, out, `rel="prev"`)
}

func TestARefusalIsReadByScriptsAndNamesItsTrace(t *testing.T) {
	out := drawn(t, RefusalPage(Refusal{Status: 500, Text: "系统出了故障", Trace: "7KQ2M9XA", Retry: "/take"}))
	has(t, out, "data-error>系统出了故障", "7KQ2M9XA", `href="/take"`)
	hasNot(t, drawn(t, RefusalPage(Refusal{Status: 404, Text: "没有"})), "追踪号")
}

func TestWhatVisitorsTypedIsShownAsText(t *testing.T) {
	out := drawn(t, SearchPage(Search{Query: `"><script>alert(1)</script>`}))
	hasNot(t, out, "<script>alert")
}
