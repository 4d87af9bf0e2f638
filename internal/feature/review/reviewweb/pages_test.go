package reviewweb

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/feature/review"
	"lianban/internal/testworld"
)

// refusal is the page of a refusal: its text.
func refusal(e *errs.Error, _ int, _ string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprint(w, e.Text)
		return err
	})
}

const (
	atW1 = -testworld.W1
	atW2 = -testworld.W2
)

var hiddenOffer = regexp.MustCompile(`name="offer" value="(\d+)"`)

// covers: A11-7
func TestThePadLightsUpTakesOneAnswerAndForgetsIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := open(t, w)
		idle := p.must(http.StatusOK, atW1, "/pad/31", "")
		if strings.Contains(idle, "data-ask") {
			t.Fatal("the pad asks before anything was finished")
		}
		token := p.served(testworld.W1, testworld.Ayxam)
		page := p.must(http.StatusOK, atW1, "/pad/31", "")
		for _, want := range []string{"1 号窗口 · 企业开办", "自愿评价", "这次不评价", "回家用手机评", "服务热情效率高", `class="qr-code"`, `data-live="/live/pad/31"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the pad does not have %s", want)
			}
		}
		for _, never := range []string{"checked", "7001", "阿依夏木", token} {
			if strings.Contains(page, never) {
				t.Errorf("the pad has %s", never)
			}
		}
		offer := hiddenOffer.FindStringSubmatch(page)[1]
		bad := p.must(http.StatusUnprocessableEntity, atW1, "/pad/31", form("offer", offer, "command", "c1"))
		if !strings.Contains(bad, "请选一个等级") || !strings.Contains(bad, "<form") || strings.Contains(bad, "data-live") {
			t.Error("without a level the pad does not say so")
		}
		p.must(http.StatusSeeOther, atW1, "/pad/31", form("offer", offer, "command", "c2", "level", 1, "reason", 115, "reason", 510))
		if after := p.must(http.StatusOK, atW1, "/pad/31", ""); quiet(after) != quiet(idle) {
			t.Error("after an answer the pad is not as it was before")
		}
		thanks := p.must(http.StatusOK, atW1, "/pad/31?done=1", "")
		if !strings.Contains(thanks, "谢谢您") || strings.Contains(thanks, "满意") {
			t.Error("the thanks tell what was said")
		}
		again := p.must(http.StatusConflict, atW1, "/pad/31", form("offer", offer, "command", "c3", "level", 5))
		if strings.Contains(again, "data-ask") {
			t.Error("it asks again")
		}
	})
}

var ticking = regexp.MustCompile(`data-now="\d+"`)

// quiet is a page without the time.
func quiet(page string) string { return ticking.ReplaceAllString(page, "") }

func TestDecliningLooksFromOutsideLikeAnyAnswer(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		p := open(t, w)
		var pages []string
		for i, answer := range [][]any{{"level", 1}, {"level", 5}, {"decline", 1}} {
			p.served(testworld.W1, testworld.Ayxam)
			offer := hiddenOffer.FindStringSubmatch(p.must(http.StatusOK, atW1, "/pad/31", ""))[1]
			p.must(http.StatusSeeOther, atW1, "/pad/31", form(append(answer, "offer", offer, "command", fmt.Sprint("c", i))...))
			pages = append(pages, quiet(p.must(http.StatusOK, atW1, "/pad/31?done=1", "")))
		}
		if pages[0] != pages[1] || pages[1] != pages[2] {
			t.Error("who stands by can tell the answers apart")
		}
	})
}

// covers: A11-7
func TestThePadLightsUpByItself(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		p := open(t, w)
		server := httptest.NewServer(p.site)
		defer server.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/live/pad/31", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Person", strconv.Itoa(int(atW1)))
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		seen, part, asked := "", make([]byte, 64<<10), false
		for !strings.Contains(seen, "data-ask") {
			n, err := a.Body.Read(part)
			if err != nil {
				t.Fatalf("%v after %s", err, seen)
			}
			seen += string(part[:n])
			if !asked && strings.Contains(seen, "pad-idle") {
				asked = true
				p.served(testworld.W1, testworld.Ayxam)
			}
		}
		if !asked {
			t.Error("it asked before a service was finished")
		}
	})
}

// covers: A11-7 S-02 S-10
func TestNobodyOfTheHallSeesOrInfersASingleReview(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := open(t, w)
		// Everybody opens everything before and after one review is given; the answers must not differ.
		token := p.served(testworld.W1, testworld.Ayxam)
		bad := p.served(testworld.W1, testworld.Ayxam)
		p.w.Clock.Advance(3 * time.Minute) // the pad is quiet again
		who := []int64{0, atW1, atW2, testworld.Ayxam, testworld.Serik, testworld.Ma, testworld.Li, testworld.Abduwali, testworld.Wang,
			testworld.Liu, testworld.Chen}
		paths := []string{"/pad/31", "/pad/32", "/reviews", "/reviews/export.xlsx", "/opinions", "/api/v1/opinions", "/rectify",
			"/api/v1/rectifications", "/reviews/sums", "/reviews/sums?from=2026-01&to=2026-12", "/api/v1/reviews/sums",
			"/api/v1/reviews/sums?from=202601&to=202612", "/api/v1/bad-reviews"}
		before := p.matrix(who, paths)
		p.give(token, review.Answer{Level: 5, Reasons: []int{517}, Text: "好"})
		p.give(bad, review.Answer{Level: 1, Reasons: []int{115}, Text: "很差"})
		if _, err := p.s.Publish(t.Context(), testworld.Centre); err != nil {
			t.Fatal(err)
		}
		id := p.matter()
		after := p.matrix(who, paths)
		for k, v := range before {
			if after[k] != v {
				t.Errorf("%s shows that something was reviewed:\n%s\n%s", k, v, after[k])
			}
		}
		for _, n := range who {
			for _, path := range []string{"/reviews/" + id, "/api/v1/bad-reviews/" + id} {
				if code, answer := p.send(n, path, ""); code == http.StatusOK {
					t.Errorf("%d opens %s: %s", n, path, answer)
				}
			}
			for _, path := range []string{"/reviews/" + id + "/take", "/reviews/" + id + "/reveal", "/api/v1/bad-reviews/" + id + "/reveal",
				"/api/v1/bad-reviews/" + id + "/take", "/api/v1/bad-reviews/" + id + "/contact", "/reviews/" + id + "/ask", "/reviews/" + id + "/rule",
				"/reviews/" + id + "/confirm", "/reviews/" + id + "/second", "/reviews/" + id + "/answer", "/reviews/" + id + "/callback",
				"/rectify/" + id + "/facts", "/rectify/" + id + "/report", "/opinions/" + id} {
				body := `{"reason":"看看","outcome":"reached"}`
				if !strings.HasPrefix(path, "/api") {
					body = form("reason", "看看")
				}
				if code, answer := p.send(n, path, body); code < 400 {
					t.Errorf("%d does %s: %s", n, path, answer)
				}
			}
		}
		// Whoever is logged in may not even look whether the link was used.
		for _, n := range who[3:] {
			p.must(http.StatusForbidden, n, "/api/v1/reviews/"+token, "")
			p.must(http.StatusForbidden, n, "/api/v1/reviews/"+token, `{"level":5}`)
		}
	})
}

// matrix is what everybody gets from every address.
func (p *desk) matrix(who []int64, paths []string) map[string]string {
	out := map[string]string{}
	for _, n := range who {
		for _, path := range paths {
			code, answer := p.send(n, path, "")
			out[fmt.Sprint(n, " ", path)] = fmt.Sprint(code, " ", quiet(answer))
		}
	}
	return out
}

// matter is the id of the only bad review.
func (p *desk) matter() string {
	p.t.Helper()
	all := into[[]Matter](p.t, p.must(http.StatusOK, testworld.Gulina, "/api/v1/bad-reviews", ""))
	if len(all) != 1 {
		p.t.Fatalf("%d bad reviews", len(all))
	}
	return all[0].ID
}

// covers: A11-7
func TestTheVerifierWorksThroughABadReviewByPagesAlone(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		p := open(t, w)
		if page := p.must(http.StatusOK, testworld.Gulina, "/reviews", ""); !strings.Contains(page, "没有待核实的差评") {
			t.Error("the empty list does not say that it is empty")
		}
		p.give(p.served(testworld.W1, testworld.Ayxam), review.Answer{Level: 1, Reasons: []int{115}, Text: "让我等了一上午"})
		id := p.matter()
		if page := p.must(http.StatusOK, testworld.Gulina, "/reviews", ""); !strings.Contains(page, "/reviews/"+id) {
			t.Error("it is not in the list")
		}
		page := p.must(http.StatusOK, testworld.Gulina, "/reviews/"+id, "")
		for _, want := range []string{"让我等了一上午", "服务态度差效率低", "1 号窗口", "2026-11-24", "我来核实"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not have %s", want)
			}
		}
		for _, never := range []string{"13900004471", "阿依夏木", "查看原因"} {
			if strings.Contains(page, never) {
				t.Errorf("the page has %s", never)
			}
		}
		p.must(http.StatusForbidden, testworld.Gulina, "/reviews/"+id+"/reveal", form("reason", "核实"))
		p.must(http.StatusSeeOther, testworld.Gulina, "/reviews/"+id+"/take", form("command", "t1"))
		p.must(http.StatusUnprocessableEntity, testworld.Gulina, "/reviews/"+id+"/reveal", form("reason", ""))
		if page = p.must(http.StatusOK, testworld.Gulina, "/reviews/"+id+"/reveal", form("reason", "核实差评")); !strings.Contains(page, "13900004471") {
			t.Error("the contact does not show")
		}
		if page = p.must(http.StatusOK, testworld.Gulina, "/reviews/"+id, ""); strings.Contains(page, "13900004471") {
			t.Error("the contact stays on the page")
		}
		p.must(http.StatusUnprocessableEntity, testworld.Gulina, "/reviews/"+id+"/contact", form("command", "k1"))
		p.must(http.StatusSeeOther, testworld.Gulina, "/reviews/"+id+"/contact", form("command", "k2", "outcome", "reached", "note", "已说明"))
		if page = p.must(http.StatusOK, testworld.Zhang, "/reviews/"+id, ""); !strings.Contains(page, "古丽娜·艾山") || strings.Contains(page, `name="outcome"`) {
			t.Error("another of the office does not see who verified, or could go on")
		}
		if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			wrong, err := review.Verify(tx)
			if len(wrong) > 0 {
				t.Error(wrong)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// covers: A11-7
func TestSumsAreNullBelowFiveOnThePageAndInTheAPI(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		p := open(t, w)
		for range 4 {
			p.give(p.served(testworld.W1, testworld.Ayxam), review.Answer{Level: 5})
		}
		look := func() (Totals, string) {
			if _, err := p.s.Publish(t.Context(), testworld.Centre); err != nil {
				t.Fatal(err)
			}
			return into[Totals](t, p.must(http.StatusOK, testworld.Ayxam, "/api/v1/reviews/sums", "")),
				p.must(http.StatusOK, testworld.Ayxam, "/reviews/sums", "")
		}
		sums, page := look()
		if sums.Total.Count != nil || sums.Total.Good != nil || sums.Total.Levels != nil || sums.Total.Invited != 4 || sums.AsOf != 0 {
			t.Errorf("%+v", sums.Total)
		}
		if !strings.Contains(page, "不满 5 条，不显示") || !strings.Contains(page, "还没有汇总") {
			t.Error("the page does not say why there is nothing")
		}
		p.give(p.served(testworld.W1, testworld.Ayxam), review.Answer{Level: 2})
		sums, page = look()
		if sums.Total.Count == nil || *sums.Total.Count != 5 || *sums.Total.Good != 800 || sums.Total.Levels["2"] != 1 || len(sums.Windows) != 1 {
			t.Errorf("%+v", sums)
		}
		if !strings.Contains(page, "80.0%") || !strings.Contains(page, "1 号窗口 企业开办") || strings.Contains(page, "阿依夏木") {
			t.Error("the page does not have the sums, or names somebody")
		}
		if page = p.must(http.StatusOK, testworld.Li, "/reviews/sums", ""); !strings.Contains(page, "阿依夏木·买买提") {
			t.Error("the chief does not see the sums of their people")
		}
		p.must(http.StatusUnprocessableEntity, testworld.Li, "/reviews/sums?from=x", "")
	})
}

func TestWhatThePagesCanDoTheAPICan(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := open(t, w)
		token := p.served(testworld.W1, testworld.Ayxam)
		in := into[Invitation](t, p.must(http.StatusOK, 0, "/api/v1/reviews/"+token, ""))
		if !in.Open || in.More || in.Window != 1 || len(in.Reasons) != 40 {
			t.Errorf("%+v", in)
		}
		p.must(http.StatusUnprocessableEntity, 0, "/api/v1/reviews/"+token, `{"level":5,"reasons":[207]}`)
		p.must(http.StatusOK, 0, "/api/v1/reviews/"+token, `{"level":2,"reasons":[207],"text":"没有样本"}`)
		p.must(http.StatusConflict, 0, "/api/v1/reviews/"+token, `{"level":5}`)
		if in = into[Invitation](t, p.must(http.StatusOK, 0, "/api/v1/reviews/"+token, "")); in.Open || !in.More {
			t.Errorf("%+v", in)
		}
		p.must(http.StatusNotFound, 0, "/api/v1/reviews/nobody", "")
		id := p.matter()
		m := into[Matter](t, p.must(http.StatusOK, testworld.Gulina, "/api/v1/bad-reviews/"+id+"/take", "{}"))
		if m.State != review.Taken || m.Verifier != strconv.FormatInt(testworld.Gulina, 10) || m.Reasons[0] != "没有提供材料样本" {
			t.Errorf("%+v", m)
		}
		if c := p.must(http.StatusOK, testworld.Gulina, "/api/v1/bad-reviews/"+id+"/reveal", `{"reason":"核实"}`); !strings.Contains(c, "13900004471") {
			t.Error(c)
		}
		m = into[Matter](t, p.must(http.StatusOK, testworld.Gulina, "/api/v1/bad-reviews/"+id+"/contact", `{"outcome":"reached"}`))
		if m.State != review.Contacted {
			t.Errorf("%+v", m)
		}
		p.served(testworld.W1, testworld.Ayxam)
		offer := hiddenOffer.FindStringSubmatch(p.must(http.StatusOK, atW1, "/pad/31", ""))[1]
		p.must(http.StatusForbidden, atW2, "/api/v1/pads/31/review", `{"offer":"`+offer+`","level":4}`)
		p.must(http.StatusOK, atW1, "/api/v1/pads/31/review", `{"offer":"`+offer+`","level":4}`)
	})
}
