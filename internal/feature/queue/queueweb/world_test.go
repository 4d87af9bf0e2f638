package queueweb

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

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/apiweb"
	"lianban/internal/testworld"
	assets "lianban/web"
)

// door is the guard of the tests: a cookie says which person of the world asks, or holds the secret of a machine.
type door struct {
	w *testworld.World
	x *hall
}

func (door) Known(action string) bool { return identity.Known(action) }

func (d door) Enter(r *http.Request) (context.Context, error) {
	if c, err := r.Cookie("person"); err == nil {
		n, err := strconv.ParseInt(c.Value, 10, 64)
		return identity.With(r.Context(), d.w.As(n)), err
	}
	if _, err := r.Cookie("guide"); err == nil {
		return identity.With(r.Context(), d.x.guide), nil
	}
	by := d.w.Visitor()
	if c, err := r.Cookie("machine"); err == nil {
		known, done, err := d.w.Identity.EnterDevice(r.Context(), c.Value)
		if err != nil {
			return r.Context(), err
		}
		return identity.With(identity.WithDone(r.Context(), done), known), nil
	}
	return identity.With(r.Context(), by), nil
}

func (door) Allow(ctx context.Context, action string) error { return identity.From(ctx).Allow(action) }

func (door) Who(ctx context.Context) string { return identity.From(ctx).Ref() }

// hall is the test world's hall with its pages.
type hall struct {
	t     *testing.T
	w     *testworld.World
	queue *queue.Service
	site  *web.Site
	h     *Handler
	guide identity.Actor // who sits at the guide desk
}

// nowhere is an item that no window serves.
const nowhere int64 = 46

// names are the items of the world as people read them, the longest among them.
var names = map[int64]string{testworld.Company: "内资有限公司设立登记", testworld.Food: "食品经营许可（新办）", testworld.Card: "社会保障卡补领",
	testworld.Pension: "企业职工基本养老保险待遇核定", nowhere: "无窗口的事项",
	testworld.Building: "新疆维吾尔自治区建筑工程施工许可证核发（含变更、延期、补证）与联合审图"}

func open(t *testing.T, w *testworld.World) *hall {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	hub := &live.Hub{Log: log, Clock: w.Clock}
	q := &queue.Service{Store: w.DB, Directory: w.Directory, Touch: hub.Touch,
		Item: func(_ *db.Tx, item int64) (string, error) {
			if name, ok := names[item]; ok {
				return name, nil
			}
			return "", errs.New(errs.NotFound, "error.not_found")
		},
		Hours: func(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") },
		Seal:  func(_ *db.Tx, _ int64, phone string) (string, string) { return "sealed", "index:" + phone }}
	x := &hall{t: t, w: w, queue: q, h: &Handler{Queue: q, Directory: w.Directory, Origin: "https://zw.changji.example",
		DrawTicket: func(ctx context.Context, centre int64, token string) (string, error) {
			p, err := q.ByToken(ctx, centre, token)
			return "<p>" + string(p.State) + "</p>", err
		}}}
	x.site = web.New(web.Site{Guard: door{w, x}, Log: log, IDs: w.DB.IDs(), Hub: hub,
		ErrorPage: func(e *errs.Error, status int, _ string) templ.Component {
			return templ.Raw(strconv.Itoa(status) + " " + string(e.Code) + " " + e.Text.Key)
		}})
	x.h.Catalog = stocked(t, w)
	x.h.Shell = func(_ context.Context, title, sub string) ui.StaffPage { return ui.StaffPage{Title: title, Sub: sub} }
	x.site.Static(assets.Prefix, assets.Handler())
	x.h.Routes(x.site)
	apiweb.Handler{Queue: q, Directory: w.Directory}.Routes(x.site)
	return x
}

// machine pairs a machine and gives its cookie.
func (x *hall) machine(d identity.Device) *http.Cookie {
	x.t.Helper()
	var secret string
	err := x.w.DB.Write(x.t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		_, secret, err = x.w.Identity.PutDevice(tx, "test", d)
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return &http.Cookie{Name: "machine", Value: secret}
}

// person is the cookie of somebody of the world.
func person(id int64) *http.Cookie {
	return &http.Cookie{Name: "person", Value: strconv.FormatInt(id, 10)}
}

// answer is what a browser gets.
type answer struct {
	code   int
	to     string // where it is led
	body   string
	cookie map[string]*http.Cookie
}

// send sends a request as a browser without scripts would; form nil is a GET. A header "HX-Request" makes it a step.
func (x *hall) send(path string, form url.Values, cookies ...*http.Cookie) answer {
	x.t.Helper()
	method, body := "GET", io.Reader(nil)
	if form != nil {
		method, body = "POST", strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(x.t.Context(), method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range cookies {
		if c.Name == "HX-Request" {
			r.Header.Set("HX-Request", "true")
		} else {
			r.AddCookie(c)
		}
	}
	a := httptest.NewRecorder()
	x.site.ServeHTTP(a, r)
	out := answer{code: a.Code, to: a.Header().Get("Location"), body: a.Body.String(), cookie: map[string]*http.Cookie{}}
	for _, c := range a.Result().Cookies() {
		out.cookie[c.Name] = c
	}
	return out
}

// step marks a request as one of the console's script.
var step = &http.Cookie{Name: "HX-Request"}

// has fails unless the answer is a page with all those texts.
func (x *hall) has(a answer, want ...string) {
	x.t.Helper()
	if a.code != http.StatusOK {
		x.t.Fatalf("status %d: %s", a.code, a.body)
	}
	for _, w := range want {
		if !strings.Contains(a.body, w) {
			x.t.Errorf("the page does not have %q", w)
		}
	}
}

func (x *hall) hasNot(a answer, never ...string) {
	x.t.Helper()
	for _, w := range never {
		if strings.Contains(a.body, w) {
			x.t.Errorf("the page has %q", w)
		}
	}
}

// forms are the forms of a page: where each leads and what it sends.
func forms(body string) map[string]url.Values {
	out := map[string]url.Values{}
	for _, m := range regexp.MustCompile(`(?s)<form method="post" action="([^"]*)"(.*?)</form>`).FindAllStringSubmatch(body, -1) {
		v := url.Values{}
		for _, i := range regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(m[2], -1) {
			v.Set(i[1], i[2])
		}
		out[m[1]] = v
	}
	return out
}

func (x *hall) take(item int64) queue.Ticket {
	x.t.Helper()
	return must(x.t)(x.queue.Take(x.t.Context(), x.w.Visitor(), queue.Take{Item: item, Source: "kiosk"}))
}

func must(t *testing.T) func(queue.Ticket, error) queue.Ticket {
	return func(v queue.Ticket, err error) queue.Ticket {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// reopen makes the site anew, for a handler that was wired otherwise in the meantime.
func reopen(x *hall) *hall {
	y := *x
	y.site = web.New(web.Site{Guard: door{x.w, x}, Log: slog.New(slog.DiscardHandler), IDs: x.w.DB.IDs(), ErrorPage: func(e *errs.Error, status int, _ string) templ.Component {
		return templ.Raw(strconv.Itoa(status) + " " + e.Error())
	}})
	y.h.Routes(y.site)
	return &y
}

func panelOf(got *queue.Ticket) func(context.Context, identity.Actor, queue.Ticket) (templ.Component, error) {
	return func(_ context.Context, _ identity.Actor, t queue.Ticket) (templ.Component, error) {
		*got = t
		return templ.Raw("<section class=card>办件栏</section>"), nil
	}
}

func todosOf(text string) func(context.Context, identity.Actor) ([]Todo, error) {
	return func(context.Context, identity.Actor) ([]Todo, error) {
		return []Todo{{Kind: ui.Warn, Lamp: "剩 4 小时", Text: text, Href: "/cases/1"}}, nil
	}
}

// stocked is a register with the items of the world: one with a guide, one without a window, one without a guide.
func stocked(t *testing.T, w *testworld.World) *catalog.Service {
	t.Helper()
	c := &catalog.Service{Store: w.DB, Directory: w.Directory}
	entry := func(item, department int64, words ...string) catalog.Entry {
		g := catalog.Guide{Name: names[item], Words: words, Organ: "昌吉市", Place: "一楼", Hours: "10:00–14:00",
			Visits: 1, Promised: catalog.Limit{N: 5, Unit: catalog.WorkingDays},
			Materials: []catalog.Material{{Name: "公司登记（备案）申请书", Originals: 1, Need: catalog.Required},
				{Name: "身份证", Need: catalog.Required, Fetched: true}}}
		return catalog.Entry{Item: catalog.Item{ID: item, Code: "C-" + id(item), Name: names[item], Department: department, Kind: catalog.Licence,
			National: "01", Mode: catalog.Stationed}, Guide: &g, GuideID: item + 100, Published: clock.Must("2026-10-08 10:00"),
			Declared: catalog.Declaration{Person: testworld.Li, Name: "李建国"}}
	}
	bare := entry(testworld.Building, testworld.Housing)
	bare.Guide, bare.GuideID = nil, 0
	all := []catalog.Entry{entry(testworld.Company, testworld.Market, "开公司"), entry(testworld.Card, testworld.Social, "补社保卡"),
		entry(nowhere, testworld.Market), bare}
	if err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return c.Import(tx, "test", all) }); err != nil {
		t.Fatal(err)
	}
	return c
}
