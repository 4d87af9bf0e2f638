package siteweb

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
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

// hall is the site of the test world with everything behind it.
type hall struct {
	t     *testing.T
	w     *testworld.World
	site  *web.Site
	queue *queue.Service
	h     Handler
}

// longName is the longest name of an item of the world.
const longName = "新疆维吾尔自治区建筑工程施工许可证核发（含变更、延期、补证）与施工图设计文件联合审查"

func open(t *testing.T, w *testworld.World) *hall {
	t.Helper()
	cal := &calendar.Service{Store: w.DB}
	c := &catalog.Service{Store: w.DB, Directory: w.Directory}
	r := &review.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Deadline: &deadline.Service{Store: w.DB, Calendar: cal}}
	q := &queue.Service{Store: w.DB, Directory: w.Directory, Item: c.Bookable, Hours: cal.Hours,
		Seal: func(_ *db.Tx, _ int64, phone string) (string, string) { return "sealed", "index:" + phone },
		Done: func(tx *db.Tx, by identity.Actor, tk queue.Ticket) error {
			return r.Invite(tx, by, review.Invitation{Of: tk.ID, Item: tk.Item, Name: tk.Name, Window: tk.Window, Person: tk.Person, Day: tk.Day})
		}}
	x := &hall{t: t, w: w, queue: q, h: Handler{Store: w.DB, Directory: w.Directory, Catalog: c, Queue: q, Review: r,
		Rulebook: law.Shipped(), Hours: cal.Hours, Take: q.Take, Give: r.Give, Progress: progressIn, Centre: testworld.Centre,
		Imprint: Imprint{Phone: "12345", Office: "昌吉政务服务管理办公室", Updated: "2026-11-01", Host: "昌吉州数字化发展局"}}}
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return c.Import(tx, "test", items()) })
	if err != nil {
		t.Fatal(err)
	}
	x.site = web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(), ErrorPage: x.h.ErrorPage})
	x.h.Routes(x.site)
	return x
}

func items() []catalog.Entry {
	published := clock.Must("2026-10-08 10:00")
	declared := catalog.Declaration{Person: testworld.Li, Name: "李建国"}
	company := catalog.Guide{Name: "内资有限公司设立登记", Words: []string{"开公司"}, Organ: "昌吉市市场监督管理局", Visits: 1, Agency: true,
		Online: "full", Promised: catalog.Limit{N: 5, Unit: catalog.WorkingDays}, Statutory: catalog.Limit{N: 15, Unit: catalog.WorkingDays},
		Basis: []string{"《公司法》"}, Place: "一楼东侧", Hours: "10:00–14:00", Consult: "0994-2345678",
		Materials: []catalog.Material{{Name: "公司登记（备案）申请书", Originals: 1, Need: catalog.Required},
			{Name: "任职文件", Originals: 1, Need: catalog.Deferrable, Days: 5}, {Name: "身份证", Need: catalog.Required, Fetched: true}},
		Steps:     []catalog.Step{{Name: "收件"}, {Name: "审查", Limit: catalog.Limit{N: 1, Unit: catalog.WorkingDays}}},
		Questions: []catalog.Question{{Ask: "可以代办吗？", Answer: "可以，带授权委托书。"}}}
	building := catalog.Guide{Name: longName, Organ: "昌吉州住房和城乡建设局", Visits: 1, Promised: catalog.Limit{N: 7, Unit: catalog.WorkingDays},
		Place: "一楼西侧", Hours: "10:00–14:00"}
	return []catalog.Entry{
		{Item: catalog.Item{ID: testworld.Company, Code: "C-001", Name: company.Name, Department: testworld.Market, Kind: catalog.Licence,
			National: "01", Mode: catalog.Stationed, Tolerance: true}, Guide: &company, GuideID: 141, Declared: declared, Published: published},
		{Item: catalog.Item{ID: testworld.Building, Code: "C-002", Name: longName, Department: testworld.Housing, Kind: catalog.Licence,
			National: "01", Mode: catalog.Stationed}, Guide: &building, GuideID: 142, Declared: declared, Published: published},
		{Item: catalog.Item{ID: testworld.Card, Code: "C-003", Name: "社会保障卡补领", Department: testworld.Social, Kind: catalog.PublicService,
			National: "20", Mode: catalog.Stationed}},
	}
}

// progressIn is a case of the world: its number, the tail 4471, its token.
func progressIn(_ context.Context, _ int64, code, tail string) (Progress, error) {
	if code == "CJ20261123-0132" && tail == "4471" || code == "tok132" && tail == "" {
		return Progress{Token: "tok132", Code: "CJ20261123-0132", Item: "内资有限公司设立登记", Lamp: ui.OK, State: "办理中", Due: "11 月 24 日"}, nil
	}
	return Progress{}, errs.New(errs.NotFound, "error.not_found")
}

// answer is what a browser without scripts gets.
type answer struct {
	code int
	to   string // where it is led
	body string
}

// send sends a request as a browser without scripts would; form nil is a GET.
func (x *hall) send(path string, form url.Values, cookies ...*http.Cookie) answer {
	x.t.Helper()
	return x.as(0, path, form, cookies...)
}

func (x *hall) as(person int64, path string, form url.Values, cookies ...*http.Cookie) answer {
	x.t.Helper()
	method, body := "GET", io.Reader(nil)
	if form != nil {
		method, body = "POST", strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(x.t.Context(), method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	a := httptest.NewRecorder()
	x.site.ServeHTTP(a, r)
	return answer{a.Code, a.Header().Get("Location"), a.Body.String()}
}

// get is send of a GET that must succeed.
func (x *hall) get(path string, cookies ...*http.Cookie) string {
	x.t.Helper()
	a := x.send(path, nil, cookies...)
	if a.code != http.StatusOK {
		x.t.Fatalf("GET %s: %d %s", path, a.code, a.body)
	}
	return a.body
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)

// fields reads the hidden fields of a page, as a browser sends them along.
func fields(page string) url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		v.Set(m[1], m[2])
	}
	return v
}

// finish calls, serves and finishes the next ticket at window 1.
func (x *hall) finish() {
	x.t.Helper()
	by := x.w.As(testworld.Ayxam)
	for _, step := range []func(context.Context, identity.Actor, int64) (queue.Ticket, error){x.queue.CallNext, x.queue.Arrive, x.queue.Finish} {
		if _, err := step(x.t.Context(), by, testworld.W1); err != nil {
			x.t.Fatal(err)
		}
		x.w.Clock.Advance(4 * 60e9)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// quickly runs a test about pages in the world on one engine: the stories run on both.
func quickly(t *testing.T, f func(w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}
