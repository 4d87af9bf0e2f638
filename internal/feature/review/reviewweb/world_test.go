package reviewweb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
	"lianban/internal/testworld"
)

// gate is the guard of the tests. The header Person says who asks: a person of the world, or minus a window for its pad.
type gate struct{ w *testworld.World }

func (gate) Known(action string) bool { return identity.Known(action) }

func (g gate) Enter(r *http.Request) (context.Context, error) {
	n, _ := strconv.ParseInt(r.Header.Get("Person"), 10, 64)
	return identity.With(r.Context(), g.who(n)), nil
}

func (g gate) who(n int64) identity.Actor {
	switch {
	case n < 0:
		return identity.Actor{Centre: testworld.Centre, Device: 900 - n, Windows: []int64{-n}, Grants: []identity.Grant{{Role: identity.Pad}}}
	case n > 0:
		return g.w.As(n)
	}
	return g.w.Visitor()
}

func (gate) Allow(ctx context.Context, action string) error { return identity.From(ctx).Allow(action) }

func (gate) Who(ctx context.Context) string { return identity.From(ctx).Ref() }

// desk is the reviews of the test world with their pages.
type desk struct {
	t    *testing.T
	w    *testworld.World
	s    *review.Service
	site *web.Site
	n    int64
}

func open(t *testing.T, w *testworld.World) *desk {
	t.Helper()
	cal := &calendar.Service{Store: w.DB}
	hub := &live.Hub{Log: slog.New(slog.DiscardHandler)}
	p := &desk{t: t, w: w, n: 7000, s: &review.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Touch: hub.Touch,
		Deadline: &deadline.Service{Store: w.DB, Calendar: cal},
		Reach: func(*db.Tx, bool, int64) (review.Contact, error) {
			return review.Contact{Phone: "13900004471"}, nil
		}}}
	p.site = web.New(web.Site{Guard: gate{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(), Hub: hub, ErrorPage: refusal})
	Handler{Review: p.s, Directory: w.Directory, Address: "https://zwfw.example.cn",
		Shell: func(_ context.Context, title, sub string) ui.StaffPage { return ui.StaffPage{Title: title, Sub: sub} }}.Routes(p.site)
	return p
}

// served finishes a service at a window and gives the token of its review.
func (p *desk) served(window, person int64) string {
	p.t.Helper()
	p.n++
	err := p.w.DB.Write(p.t.Context(), testworld.Centre, func(tx *db.Tx) error {
		return p.s.Invite(tx, p.w.As(person), review.Invitation{Of: p.n, Item: testworld.Company, Name: "内资有限公司设立登记", Window: window,
			Person: person})
	})
	if err != nil {
		p.t.Fatal(err)
	}
	var token string
	if err := p.w.DB.Read(p.t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		token, err = review.TokenOf(tx, p.n)
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
	return token
}

func (p *desk) give(token string, a review.Answer) {
	p.t.Helper()
	if _, err := p.s.Give(p.t.Context(), p.w.Visitor(), token, a); err != nil {
		p.t.Fatal(err)
	}
}

// send asks as somebody: a form, JSON (body that begins with a brace), or nothing for a GET.
func (p *desk) send(who int64, path, body string) (int, string) {
	p.t.Helper()
	method, kind := "GET", ""
	if body != "" {
		method, kind = "POST", "application/x-www-form-urlencoded"
	}
	if strings.HasPrefix(body, "{") {
		kind = "application/json"
	}
	r := httptest.NewRequestWithContext(p.t.Context(), method, path, bytes.NewBufferString(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Person", strconv.FormatInt(who, 10))
	a := httptest.NewRecorder()
	p.site.ServeHTTP(a, r)
	return a.Code, a.Body.String()
}

// must is send of what has to answer that status.
func (p *desk) must(want int, who int64, path, body string) string {
	p.t.Helper()
	code, answer := p.send(who, path, body)
	if code != want {
		p.t.Fatalf("%d %s: %d, want %d: %s", who, path, code, want, answer)
	}
	return answer
}

func into[T any](t *testing.T, answer string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(answer), &v); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	return v
}

func form(kv ...any) string {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(fmt.Sprint(kv[i]), fmt.Sprint(kv[i+1]))
	}
	return v.Encode()
}

// quickly is testworld.Each on one engine, for what pages alone can get wrong.
func quickly(t *testing.T, f func(w *testworld.World)) {
	t.Helper()
	stands := clock.At(testworld.Monday)
	f(testworld.New(t, testworld.Open(t, db.SQLite, stands), stands))
}
