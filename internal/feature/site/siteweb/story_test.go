package siteweb

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/catalog"
	"lianban/internal/testworld"
	assets "lianban/web"
)

// covers: A11-7 A4-1 Q-1
func TestAVisitWithoutScriptsFromTheFirstPageToTheReview(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		has(t, x.get("/"), "大厅开放中", "上午 10:00–14:00", `href="/guide/41"`)
		has(t, x.get("/search?q="+url.QueryEscape("开公司")), `href="/guide/41"`, "1、2 号窗口")
		has(t, x.get("/guide/41"), "现在就能办", "1、2 号窗口", `href="/take?item=41"`, "容缺：可以后补，5 个工作日内", "不用带，窗口自动调取",
			"5 个工作日", "可以代办吗？")
		form := fields(x.get("/take?item=41"))
		if form.Get("command") == "" || form.Get("item") != "41" {
			t.Fatal("the form has no command or item", form)
		}
		taken := x.send("/take", form)
		if taken.code != http.StatusSeeOther || !strings.HasPrefix(taken.to, "/t/") {
			t.Fatalf("%d %s %s", taken.code, taken.to, taken.body)
		}
		// 11(1): the same form sent twice is one number.
		if again := x.send("/take", form); again.to != taken.to {
			t.Fatalf("the form sent twice gave %s and %s", taken.to, again.to)
		}
		page := x.get(taken.to)
		has(t, page, "A001", "下一个就是您", "公司登记（备案）申请书", `data-live="/live/ticket/`, `href="`+taken.to+`"`)
		hasNot(t, page, "身份证</li>", "评价这次服务")
		x.finish()
		page = x.get(taken.to)
		has(t, page, "已办完", "评价这次服务")
		hasNot(t, x.as(testworld.Ayxam, taken.to, nil).body, "/r/")
		link := page[strings.Index(page, `href="/r/`)+6:]
		link = link[:strings.IndexByte(link, '"')]
		reviewed(t, x, link)
	})
}

// reviewed gives a review by its link: refused without a level, taken once, added to once.
func reviewed(t *testing.T, x *hall, link string) {
	t.Helper()
	page := x.get(link)
	has(t, page, "自愿评价", "1 号窗口", "这次不评价", "服务热情效率高", "服务态度生硬")
	hasNot(t, page, "checked")
	form := fields(page)
	if a := x.send(link, form); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "请选一个等级") {
		t.Fatalf("without a level: %d", a.code)
	}
	form.Set("command", form.Get("command")+"b")
	form.Set("level", "2")
	form["reason"] = []string{"510", "214"} // 510 was ticked before another level was chosen
	form.Set("text", "让我跑了三次")
	if a := x.send(link, form); a.code != http.StatusSeeOther || a.to != link {
		t.Fatalf("%d %s %s", a.code, a.to, a.body)
	}
	page = x.get(link)
	has(t, page, "评价已收到", link+"?more=1")
	hasNot(t, page, "不满意", "让我跑了三次", "214")
	page = x.get(link + "?more=1")
	hasNot(t, page, "让我跑了三次", "checked", "这次不评价")
	form = fields(page)
	form.Set("level", "4")
	if a := x.send(link, form); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.body)
	}
	hasNot(t, x.get(link), "more=1")
	form.Set("command", "another")
	if a := x.send(link, form); a.code != http.StatusConflict {
		t.Fatalf("a second addition: %d", a.code)
	}
}

func TestAReviewDeclinedFromHomeCanBeGivenAfterAll(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		x.send("/take", fields(x.get("/take?item=41")))
		x.finish()
		var token string
		if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			token, err = db.One(tx, qOnlyToken, db.Value[string], tx.Centre)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		link := ReviewPath + token
		form := fields(x.get(link))
		form.Set("decline", "1")
		form.Set("level", "5") // pressing decline declines, whatever is ticked
		if a := x.send(link, form); a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
		has(t, x.get(link), "好的，这次不评价", "more=1")
		form = fields(x.get(link + "?more=1"))
		form.Set("level", "4")
		if a := x.send(link, form); a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
		has(t, x.get(link), "评价已收到")
		for _, person := range []int64{testworld.Ayxam, testworld.Li, testworld.Zhang} {
			if a := x.as(person, link, nil); a.code != http.StatusForbidden {
				t.Errorf("%d opened the review: %d", person, a.code)
			}
		}
	})
}

var qOnlyToken = db.Q("site.test_token", `select token from review_invitation where centre_id = $1`)

// covers: A11-6
func TestAClosedHallSaysWhenItOpensAndGivesNoNumber(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		form := fields(x.get("/take?item=41"))
		for at, want := range map[string]string{"2026-11-23 14:30": "午休中，15:30 开放", "2026-11-23 09:00": "还没开门，10:00 开放",
			"2026-11-23 20:00": "已下班，11 月 24 日 周二 10:00 开放", "2026-11-28 11:00": "已下班，11 月 30 日 周一 10:00 开放"} {
			w.Clock.Set(clock.Must(at))
			has(t, x.get("/"), want)
			page := x.get("/guide/41")
			has(t, page, want)
			hasNot(t, page, "现在就能办", `href="/take?item=41"`)
			hasNot(t, x.get("/take?item=41"), `<form class="section"`)
			a := x.send("/take", form)
			if a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "第十一条（六）") || !strings.Contains(a.body, "可以这样：") {
				t.Errorf("%s: %d, article or alternative is missing", at, a.code)
			}
		}
	})
}

func TestWhatIsWrongWithTheFormStandsBesideTheFieldAndNothingTypedIsLost(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		form := fields(x.get("/take?item=41"))
		form.Set("phone", "1399912")
		a := x.send("/take", form)
		if a.code != http.StatusUnprocessableEntity {
			t.Fatal(a.code)
		}
		has(t, a.body, `value="1399912"`, "手机号是 11 位数字", "要先勾选同意", `href="#phone"`, `aria-invalid="true"`)
		form.Set("phone", "13999124471")
		form.Set("consent", "1")
		form.Set("command", "c2")
		a = x.send("/take", form)
		if a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
		hasNot(t, x.get(a.to), "13999124471", "4471")
		form.Set("command", "c3")
		if a = x.send("/take", form); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "请勿重复取号") {
			t.Fatalf("a second number for one phone and item: %d", a.code)
		}
		for _, item := range []string{"43", "99", "x", ""} {
			if a := x.send("/take", url.Values{"item": {item}}); a.code < 400 || a.code >= 500 {
				t.Errorf("item %q: %d", item, a.code)
			}
		}
	})
}

func TestAnItemWithoutAGuideSaysWhyAndWhatToDo(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		bare := x.get("/guide/43")
		has(t, bare, "社会保障卡补领", "办事指南还没有公布", "tel:12345")
		hasNot(t, bare, "/take?item=43", "要带的材料（")
		page := x.get("/take?item=43")
		has(t, page, "社会保障卡补领", "换一项")
		hasNot(t, page, "确认取号")
		has(t, x.get("/search?q="+url.QueryEscape("社会保障卡")), "社会保障卡补领")
		has(t, x.get("/search?q="+url.QueryEscape("火星移民")), "没有找到", "12345")
		has(t, x.get("/search"), "企业开办", `href="/search?zone=21"`)
		has(t, x.get("/search?zone=22"), longName)
		if a := x.send("/search?zone=999", nil); a.code != http.StatusNotFound {
			t.Errorf("%d", a.code)
		}
	})
}

// covers: A4-6
func TestEveryPublishedVersionOfAGuideStaysReadableAndADraftIsNot(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		var draft catalog.Version
		change := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := w.DB.Write(t.Context(), testworld.Centre, f); err != nil {
				t.Fatal(err)
			}
		}
		change(func(tx *db.Tx) (err error) {
			old, err := x.h.Catalog.GuideVersion(tx, 141)
			if err != nil {
				return err
			}
			g := old.Guide
			g.Name = "内资有限公司设立登记（新版）"
			draft, err = x.h.Catalog.Draft(tx, w.As(testworld.Li), testworld.Company, g)
			return err
		})
		path := "/guide/41/v/" + itoa(draft.ID)
		for _, person := range []int64{0, testworld.Li} {
			if a := x.as(person, path, nil); a.code != http.StatusNotFound {
				t.Errorf("%d reads the draft on the public site: %d", person, a.code)
			}
		}
		w.Clock.Advance(3600e9)
		change(func(tx *db.Tx) error {
			_, err := x.h.Catalog.Publish(tx, w.As(testworld.Li), draft.ID, catalog.Declaration{Person: testworld.Li, Name: "李建国"})
			return err
		})
		has(t, x.get("/guide/41"), "（新版）", "/guide/41/v/141")
		old := x.get("/guide/41/v/141")
		has(t, old, "已不再使用", `href="/guide/41"`)
		hasNot(t, old, "（新版）</h1>", "现在就能办", "/take?item=41")
		for _, p := range []string{"/guide/45/v/141", "/guide/41/v/9", "/guide/x", "/guide/41/v/x"} {
			if a := x.send(p, nil); a.code != http.StatusNotFound {
				t.Errorf("%s: %d", p, a.code)
			}
		}
	})
}

// covers: A11-3
func TestProgressIsShownToWhoKnowsNumberAndTailAndGuessingEnds(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		has(t, x.get("/progress"), `name="code"`, `name="tail"`)
		good := url.Values{"code": {"CJ20261123-0132"}, "tail": {"4471"}}
		a := x.send("/progress", good)
		if a.code != http.StatusSeeOther || a.to != "/p/tok132" {
			t.Fatalf("%d %s", a.code, a.to)
		}
		has(t, x.get(a.to), "CJ20261123-0132", "11 月 24 日")
		bad := url.Values{"code": {"CJ20261123-0132"}, "tail": {"0000"}}
		for range 5 {
			if a := x.send("/progress", bad); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "没有找到这件") {
				t.Fatalf("%d %s", a.code, a.body)
			}
		}
		if a := x.send("/progress", good); a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "15 分钟后") {
			t.Fatalf("after five wrong tails the right one is let through: %d", a.code)
		}
		if a := x.send("/progress", url.Values{"code": {"CJ20261123-0133"}, "tail": {"1"}}); !strings.Contains(a.body, "没有找到这件") {
			t.Error("another number rests as well")
		}
		w.Clock.Advance(15 * 60e9)
		if a := x.send("/progress", good); a.code != http.StatusSeeOther {
			t.Fatalf("a quarter of an hour later: %d", a.code)
		}
		if a := x.send("/progress", url.Values{}); a.code != http.StatusUnprocessableEntity {
			t.Errorf("an empty form: %d", a.code)
		}
		if a := x.send("/p/nothing", nil); a.code != http.StatusNotFound {
			t.Errorf("an unknown token: %d", a.code)
		}
	})
}

func TestTheElderVersionAndTheLanguageAreKeptInCookiesAndLeadBack(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		page := x.get("/search?q=a&view=elder")
		has(t, page, `data-density="elder"`, `href="/search?q=a&amp;view=normal"`)
		elder := &http.Cookie{Name: "view", Value: "elder"}
		has(t, x.get("/guide/41", elder), `data-density="elder"`)
		hasNot(t, x.get("/guide/41?view=normal", elder), `data-density="elder"`)
		hasNot(t, x.get("/", elder), "常办的事")
		for _, p := range []string{"/", "/search", "/guide/41", "/take", "/take?item=41", "/progress", "/law", "/law/9", "/privacy", "/accessibility"} {
			sep := "?"
			if strings.Contains(p, "?") {
				sep = "&"
			}
			en := x.get(p + sep + "lang=en")
			has(t, en, `lang="en"`)
			hasNot(t, en, "[site.", "[ui.", "[law.", "[catalog.")
			hasNot(t, x.get(p, elder), "[site.", "[ui.")
		}
	})
}

func TestTheLawIsReadByArticleWithWhatFollowsIt(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		x.h.Stated = []Stated{{Article: "9.4", Words: text.Plain("离岗超过时限")}}
		has(t, x.get("/law"), `href="/law/1"`, `href="/law/22"`, "第二章")
		has(t, x.get("/law/9"), "第九条", `href="/law/9.4"`, `rel="prev" href="/law/8"`, `rel="next" href="/law/10"`)
		has(t, x.get("/law/9.4"), "第九条（四）", "15 分钟", "article-text", `rel="prev" href="/law/9.3"`)
		has(t, x.get("/law/4.1.2"), "委托")
		for _, p := range []string{"/law/99", "/law/9.9", "/law/x", "/law/9.4.1.1"} {
			if a := x.send(p, nil); a.code != http.StatusNotFound || !strings.Contains(a.body, "没有这个页面") {
				t.Errorf("%s: %d", p, a.code)
			}
		}
	})
}

func TestADrawnTicketIsWhatItsPageHoldsInTheLanguageOfItsReader(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		token := strings.TrimPrefix(x.send("/take", fields(x.get("/take?item=41"))).to, "/t/")
		zh, err := x.h.DrawTicket(t.Context(), testworld.Centre, token)
		if err != nil {
			t.Fatal(err)
		}
		en, err := x.h.DrawTicket(ui.WithLang(t.Context(), text.En), testworld.Centre, token)
		if err != nil {
			t.Fatal(err)
		}
		has(t, zh, "A001", "下一个就是您")
		has(t, en, "A001", "You are next")
		has(t, x.get("/t/"+token), zh)
		if _, err := x.h.DrawTicket(t.Context(), testworld.Other, token); err == nil {
			t.Error("another centre draws it")
		}
	})
}

// covers: S-01
func TestWhatIsNotThereIsAPageThatHelpsOn(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		for _, p := range []string{"/nothing", "/t/nobody", "/r/nobody", "/guide/999"} {
			a := x.send(p, nil)
			if a.code != http.StatusNotFound {
				t.Errorf("%s: %d", p, a.code)
			}
			has(t, a.body, `role="alert"`, `name="q"`, "昌吉政务服务中心")
		}
	})
}

var linked = regexp.MustCompile(`(?:href|src)="(/assets/[^"#]+)`)

// covers: A11-1
func TestNoPageWeighsMoreThanSixtyKilobytes(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		x := open(t, w)
		weigh := func(h http.Handler, path string) (int, string) {
			r := httptest.NewRequestWithContext(t.Context(), "GET", path, http.NoBody)
			a := httptest.NewRecorder()
			h.ServeHTTP(a, r)
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			if _, err := z.Write(a.Body.Bytes()); err != nil || z.Close() != nil {
				t.Fatal(err)
			}
			return b.Len(), a.Body.String()
		}
		for _, p := range []string{"/", "/search", "/search?q=" + url.QueryEscape("登记"), "/guide/41", "/take", "/take?item=41", "/progress", "/law",
			"/law/4", "/law/11", "/privacy", "/accessibility", "/nothing"} {
			sum, page := weigh(x.site, p)
			seen := map[string]bool{}
			for _, m := range linked.FindAllStringSubmatch(page, -1) {
				if !seen[m[1]] {
					seen[m[1]] = true
					n, _ := weigh(assets.Handler(), m[1])
					sum += n
				}
			}
			if sum > 60<<10 {
				t.Errorf("%s weighs %d bytes", p, sum)
			}
		}
	})
}
