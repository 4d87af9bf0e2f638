package caseworkweb

import (
	"context"
	"encoding/json"
	"io"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// door is the guard of the tests: the header says which person of the world asks.
type door struct{ w *testworld.World }

func (door) Known(action string) bool { return identity.Known(action) }

func (d door) Enter(r *http.Request) (context.Context, error) {
	by := d.w.Visitor()
	if n, err := strconv.ParseInt(r.Header.Get("Person"), 10, 64); err == nil {
		by = d.w.As(n)
	}
	return identity.With(r.Context(), by), nil
}

func (door) Allow(ctx context.Context, action string) error { return identity.From(ctx).Allow(action) }

func (door) Who(ctx context.Context) string { return identity.From(ctx).Ref() }

// house is the pages over the world, with a real queue.
type house struct {
	Handler
	w    *testworld.World
	q    *queue.Service
	site *web.Site
}

func item(id int64) acceptance.Item {
	it := acceptance.Item{ID: id, Code: "C-001", Name: "内资有限公司设立登记", Kind: "licence", Licence: true, Department: testworld.Market,
		DepartmentName: "昌吉市市场监督管理局", Tolerance: true}
	g := &acceptance.Guide{ID: 141, Version: 2, Published: clock.Must("2026-10-08 10:00"), Result: "营业执照",
		Promised: calendar.Limit{N: 5, Unit: calendar.WorkingDays}, Statutory: calendar.Limit{N: 15, Unit: calendar.WorkingDays},
		Materials: []material.Material{{Name: "公司登记（备案）申请书", Originals: 1, Need: material.Required},
			{Name: "公司章程（全体股东签署）", Originals: 1, Need: material.Required},
			{Name: "法定代表人、董事任职文件", Originals: 1, Need: material.Deferrable, Days: 5},
			{Name: "住所（经营场所）使用证明", Copies: 1, Need: material.Required},
			{Name: "股东主体资格证明", Need: material.Optional, Fetched: true}}}
	switch id {
	case testworld.Company:
		it.Guide = g
	case testworld.Card:
		it.Name, it.Kind, it.Department, it.DepartmentName = "社会保障卡补领", "public", testworld.Social, "昌吉市人力资源和社会保障局"
		it.Guide = &acceptance.Guide{ID: 143, Version: 1, Published: g.Published, Instant: true, Result: "社会保障卡",
			Materials: []material.Material{{Name: "身份证", Originals: 1, Need: material.Required}}}
	}
	return it
}

func build(t testing.TB, w *testworld.World) *house {
	t.Helper()
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		t.Fatal(err)
	}
	cal := &calendar.Service{Store: w.DB}
	h := &house{w: w, q: &queue.Service{Store: w.DB, Directory: w.Directory,
		Item: func(_ *db.Tx, id int64) (string, error) { return item(id).Name, nil }, Hours: cal.Hours,
		Seal: func(_ *db.Tx, _ int64, phone string) (string, string) { return "sealed", "index:" + phone }}}
	cases := &casework.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Prefix: "CJ",
		Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}, Seal: keys.Seal, Open: keys.Open, Index: keys.Index,
		Item: func(_ *db.Tx, id int64) (acceptance.Item, error) { return item(id), nil },
		Serving: func(tx *db.Tx, window int64) (casework.Ticket, bool, error) {
			tk, found, err := queue.Current(tx, window)
			return casework.Ticket{ID: tk.ID, No: tk.No, Item: tk.Item}, found && tk.State == queue.Serving, err
		}}
	h.Handler = Handler{Cases: cases, Directory: w.Directory, Origin: "https://zw.changji.example",
		Shell: func(ctx context.Context, title, sub string) ui.StaffPage {
			return ui.StaffPage{Title: title, Sub: sub, Centre: "昌吉政务服务中心", User: ui.User{Name: "古丽娜·艾山"}, Now: w.Clock.Now(),
				Nav: []ui.NavGroup{{Items: []ui.NavItem{{Icon: "progress-check", Label: "办件", Href: "/cases", Current: true}}}}}
		}}
	h.site = web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, _ int, _ string) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, "REFUSED "+text.Say(text.Zh, e.Text))
				return err
			})
		}})
	h.Routes(h.site)
	return h
}

// serve brings a ticket for the item to the window and gives it as it is being served.
func (h *house) serve(t testing.TB, person, window, item int64) queue.Ticket {
	t.Helper()
	by := h.w.As(person)
	if _, err := h.q.Take(t.Context(), h.w.Visitor(), queue.Take{Item: item, Source: "kiosk"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.q.CallNext(t.Context(), by, window); err != nil {
		t.Fatal(err)
	}
	tk, err := h.q.Arrive(t.Context(), by, window)
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

// panel draws the middle column of the console.
func (h *house) panel(t *testing.T, person int64, tk queue.Ticket) string {
	t.Helper()
	c, err := h.Panel(t.Context(), h.w.As(person), tk)
	if err != nil {
		t.Fatal(err)
	}
	return draw(t, c)
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// ask sends a request as that person (0 = nobody): a form, JSON for the API, or nothing.
func (h *house) ask(t *testing.T, person int64, method, path string, form url.Values, body any) (int, string, string) {
	t.Helper()
	var in io.Reader
	kind := "application/x-www-form-urlencoded"
	if form != nil {
		in = strings.NewReader(form.Encode())
	}
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in, kind = strings.NewReader(string(raw)), "application/json"
	}
	r := httptest.NewRequest(method, path, in)
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	if in != nil {
		r.Header.Set("Content-Type", kind)
	}
	a := httptest.NewRecorder()
	h.site.ServeHTTP(a, r)
	return a.Code, a.Body.String(), a.Header().Get("Location")
}

const cardNo = "11010519491231002X" // the sample of GB 11643

// filled is the form as the browser sends it; marks are p, d, m or – for none.
func filled(tk queue.Ticket, marks, verdict string) url.Values {
	v := url.Values{"window": {strconv.FormatInt(tk.Window, 10)}, "ticket": {strconv.FormatInt(tk.ID, 10)},
		"item": {strconv.FormatInt(tk.Item, 10)}, "name": {"马国栋"}, "id_number": {cardNo}, "phone": {"13909944471"}, "verdict": {verdict}}
	for i, m := range []rune(marks) {
		v.Set("hasm"+strconv.Itoa(i), "1")
		if w := map[rune]string{'p': "present", 'd': "deferred", 'm': "missing"}[m]; w != "" {
			v.Set("m"+strconv.Itoa(i), w)
		}
	}
	return v
}

var (
	mainButton = regexp.MustCompile(`(?s)<button[^>]*data-key="F2"[^>]*>.*?<span>([^<]*)</span>`)
	styled     = regexp.MustCompile(` style=| on[a-z]+=|<script>`)
	caseID     = regexp.MustCompile(`/cases/(\d+)`)
)

// f2 is what the button of F2 says.
func f2(t *testing.T, page string) string {
	t.Helper()
	m := mainButton.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no F2 on %s", page)
	}
	return m[1]
}

func shows(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("%q is not on the page", w)
		}
	}
	if styled.MatchString(page) {
		t.Error("inline style or script")
	}
	for _, personal := range []string{"马国栋", cardNo, "13909944471"} {
		if strings.Contains(page, personal) && !strings.Contains(page, `value="`+personal) {
			t.Errorf("%s stands open", personal)
		}
	}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) { f(t, build(t, w)) })
}

// pages is each for what draws: the statements under it are tried on both engines beside the service.
func pages(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(t, build(t, testworld.New(t, testworld.Open(t, db.SQLite, c), c)))
}

// signed is the key of a tolerance acceptance: pressing it says that the promise is signed (11(4)).
const signed = "申请人已签字，容缺受理并打印通知书"

// covers: A11-2 A11-4
func TestF2SaysWhatItWillDoAndDoesIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		tk := h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company)
		page := h.panel(t, testworld.Ayxam, tk)
		shows(t, page, tk.No, "内资有限公司设立登记", "承诺 5 个工作日", "容缺事项", "按指南 2026-10-08 版 · 5 份", `data-line`, "先收件")
		if got := f2(t, page); got != "核对材料后受理（4 份未核）" {
			t.Errorf("F2 says %q", got)
		}
		for marks, want := range map[string]string{"ppppp": "受理", "ppdpp": signed, "pmdpp": "出具一次性告知书", "ppp-p": "核对材料后受理（1 份未核）"} {
			q := filled(tk, marks, "")
			for _, personal := range []string{"name", "id_number", "phone", "ticket"} {
				q.Del(personal)
			}
			code, part, _ := h.ask(t, testworld.Ayxam, "GET", "/cases/verdict?"+q.Encode(), nil, nil)
			if code != 200 || f2(t, part) != want {
				t.Errorf("%s: %d %q, want %q", marks, code, f2(t, part), want)
			}
			shows(t, part)
		}
		// The button said 受理, the marks say 容缺: nothing happens before it was said.
		in := filled(tk, "ppdpp", "accept")
		in.Set("promise", "1")
		code, page, _ := h.ask(t, testworld.Ayxam, "POST", "/cases", in, nil)
		if code != 409 || f2(t, page) != signed {
			t.Errorf("%d %s", code, f2(t, page))
		}
		shows(t, page, "现在是“容缺受理”", "最晚 2026-11-30 补交", `value="马国栋"`)
		in.Set("verdict", "tolerate")
		in.Del("promise")
		if code, _, _ := h.ask(t, testworld.Ayxam, "POST", "/cases", in, nil); code != 409 && code != 422 {
			t.Errorf("without the word that it is signed: %d", code)
		}
		if !regexp.MustCompile(`(?s)<button[^>]*name="promise"[^>]*value="1"`).MatchString(page) {
			t.Error("the key does not say that it is signed")
		}
		in.Set("promise", "1")
		if code, _, to := h.ask(t, testworld.Ayxam, "POST", "/cases", in, nil); code != 303 || to != "/console?said=casework.said.tolerated" {
			t.Errorf("%d %s", code, to)
		}
		page = h.panel(t, testworld.Ayxam, tk)
		shows(t, page, "CJ20261123-0001", "打印容缺受理通知书", "打印受理通知书", "马××", "补收材料", "停表中")
		if got := f2(t, page); got != "结束本次服务" {
			t.Errorf("F2 says %q", got)
		}
	})
}

func TestARefusalKeepsEverythingThatWasTyped(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		tk := h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company)
		in := filled(tk, "ppmp-", "unchecked")
		in.Set("id_number", "110105194912310021")
		in.Set("f2", "没有签字")
		code, page, _ := h.ask(t, testworld.Ayxam, "POST", "/cases", in, nil)
		if code != 422 {
			t.Errorf("%d", code)
		}
		shows(t, page, "最后一位校验不对", "请核对第 5 份材料", `value="马国栋"`, `value="110105194912310021"`, `name="m2" value="missing" checked`)
		if code, _, _ := h.ask(t, testworld.Ma, "POST", "/cases", in, nil); code != 403 {
			t.Errorf("another's window: %d", code)
		}
		if code, _, _ := h.ask(t, 0, "POST", "/cases", in, nil); code != 401 {
			t.Errorf("nobody: %d", code)
		}
	})
}

func TestAnItemThatCannotBeAcceptedSaysWhyAndWhatWouldBeLawful(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		tk := h.serve(t, testworld.Ayxam, testworld.W1, testworld.Food)
		page := h.panel(t, testworld.Ayxam, tk)
		shows(t, page, "没有已发布的办事指南", "/law/11.3", "可以这样办：办事指南发布后即可受理")
		if strings.Contains(page, "data-line") || f2(t, page) != "结束本次服务" {
			t.Error("there is a form all the same")
		}
	})
}

// covers: A11-3
func TestAnInstantCaseIsAcceptedAndFinishedFromTheConsole(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		tk := h.serve(t, testworld.Ma, testworld.W3, testworld.Card)
		if code, _, to := h.ask(t, testworld.Ma, "POST", "/cases", filled(tk, "p", "accept"), nil); code != 303 || to != "/console?said=casework.said.accepted" {
			t.Fatalf("%d %s", code, to)
		}
		page := h.panel(t, testworld.Ma, tk)
		shows(t, page, "即办件", "承诺 当场办结")
		if got := f2(t, page); got != "办结" {
			t.Errorf("F2 says %q", got)
		}
		id := caseID.FindStringSubmatch(page)[1]
		code, _, to := h.ask(t, testworld.Ma, "POST", "/cases/"+id+"/finish", url.Values{"from": {"console"}}, nil)
		if code != 303 || to != "/console?said=casework.said.finished" {
			t.Fatalf("%d %s", code, to)
		}
		if page := h.panel(t, testworld.Ma, tk); f2(t, page) != "办完，请评价" {
			t.Errorf("F2 says %q", f2(t, page))
		}
		if code, page, _ := h.ask(t, testworld.Ma, "POST", "/cases/"+id+"/finish", url.Values{}, nil); code != 409 || !strings.Contains(page, "不能这样办") {
			t.Errorf("finished twice: %d", code)
		}
	})
}

func TestOfSeveralThingsUnderOneNumberThePanelShowsTheOneThatIsBeingDone(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		by := h.w.As(testworld.Ma)
		ok := func(tk queue.Ticket, err error) queue.Ticket {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return tk
		}
		ok(h.q.Take(t.Context(), h.w.Visitor(), queue.Take{Item: testworld.Card, Also: []int64{testworld.Pension}, Source: "kiosk"}))
		ok(h.q.CallNext(t.Context(), by, testworld.W3))
		tk := ok(h.q.Arrive(t.Context(), by, testworld.W3))
		h.ask(t, testworld.Ma, "POST", "/cases", filled(tk, "p", "accept"), nil)
		page := h.panel(t, testworld.Ma, tk)
		shows(t, page, "一号办 2 件")
		h.ask(t, testworld.Ma, "POST", "/cases/"+caseID.FindStringSubmatch(page)[1]+"/finish", url.Values{"from": {"console"}}, nil)
		if got := f2(t, h.panel(t, testworld.Ma, tk)); !strings.HasPrefix(got, "办完，下一件：") {
			t.Errorf("F2 says %q", got)
		}
		tk = ok(h.q.Finish(t.Context(), by, testworld.W3))
		if tk.State != queue.Serving || tk.Item != testworld.Pension {
			t.Fatalf("%s for %d", tk.State, tk.Item)
		}
		if page := h.panel(t, testworld.Ma, tk); caseID.MatchString(page) {
			t.Error("the case of the first thing stands where the second is to be taken in")
		}
	})
}

// accepted accepts a tolerance case and gives its id.
func (h *house) accepted(t testing.TB, marks string, more ...string) (casework.Case, queue.Ticket) {
	t.Helper()
	tk := h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company)
	in := casework.Take{Window: tk.Window, Applicant: applicant.Applicant{Name: "马国栋", IDNumber: cardNo, Phone: "13909944471",
		Agent: "刘燕"}, Promise: true}
	for i, m := range []rune(marks) {
		mark := material.Marking{Mark: map[rune]material.Mark{'p': material.Present, 'd': material.Deferred, 'm': material.Missing}[m]}
		if i < len(more) && mark.Mark == material.Missing {
			mark.Fault = more[i]
		}
		in.Marks = append(in.Marks, mark)
	}
	c, err := h.Cases.Accept(t.Context(), h.w.As(testworld.Ayxam), in)
	if err != nil {
		t.Fatal(err)
	}
	return c, tk
}
