package adminweb

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/admin"
	"lianban/internal/testworld"
)

const right = "Tianshan-2026-kai"

// door asks identity as the program does: a bearer or a session of a person, else the token of a machine.
type door struct{ s *identity.Service }

func (door) Known(action string) bool { return identity.Known(action) }

func (d door) Enter(r *http.Request) (context.Context, error) {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	secrets := map[string]string{}
	for _, c := range r.Cookies() {
		secrets[c.Name] = c.Value
	}
	ctx := r.Context()
	for _, secret := range []string{bearer, secrets[SessionCookie]} {
		if a, done, err := d.s.Enter(ctx, secret); err != nil || a.Somebody() {
			return identity.With(identity.WithDone(ctx, done), a), err
		}
	}
	a, done, err := d.s.EnterDevice(ctx, secrets[DeviceCookie])
	return identity.With(identity.WithDone(ctx, done), a), err
}

func (door) Allow(ctx context.Context, action string) error { return identity.From(ctx).Allow(action) }
func (door) Who(ctx context.Context) string                 { return identity.From(ctx).Ref() }

// house is the world with its pages.
type house struct {
	*testworld.World
	handler Handler
	server  *httptest.Server
	ledger  *ledger.Service
}

// sqlite runs a test of pages on one engine: what they read is tested on both beside its statements.
func sqlite(t *testing.T, f func(t *testing.T, w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(t, testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}

// people who have an account, by login.
var logins = map[string]struct {
	person int64
	role   identity.Role
}{"ayxam": {testworld.Ayxam, identity.Clerk}, "serik": {testworld.Serik, identity.Clerk}, "zhang": {testworld.Zhang, identity.Deputy},
	"wang": {testworld.Wang, identity.Sysadmin}, "liu": {testworld.Liu, identity.Secadmin}, "chen": {testworld.Chen, identity.Auditor}}

func open(t *testing.T, w *testworld.World) *house {
	t.Helper()
	h := &house{World: w, ledger: &ledger.Service{Store: w.DB}}
	cal := &calendar.Service{Store: w.DB}
	h.handler = Handler{Identity: w.Identity, Directory: w.Directory, Calendar: cal, Ledger: h.ledger, Notice: &notice.Service{Store: w.DB},
		Admin: &admin.Service{Store: w.DB, Wipe: h.ledger.Wipe}, Home: func(identity.Actor) string { return "/me" },
		Shell: func(ctx context.Context, title, sub string) ui.StaffPage {
			return ui.StaffPage{Title: title, Sub: sub, Centre: "昌吉政务服务中心", Logout: "/logout", Now: w.Clock.Now(),
				User: ui.User{Name: identity.From(ctx).Name, Href: "/me"}}
		}}
	s := web.New(web.Site{Guard: door{w.Identity}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, _ int, _ string) templ.Component {
			return templ.Raw("<html><p data-error>" + html.EscapeString(text.Say(text.Zh, e.Text)))
		}})
	h.handler.Routes(s)
	s.Page("GET /stream", "session.own", func(r *web.Request) (web.Reply, error) {
		view := live.View{Key: "stream", Draw: func(context.Context) (live.Frame, error) { return live.Frame{State: "on"}, nil }}
		return web.Reply{Live: &view, Done: identity.Done(r.Ctx())}, nil
	})
	h.server = httptest.NewServer(s)
	t.Cleanup(h.server.Close)
	h.write(t, func(tx *db.Tx) error {
		for login, p := range logins {
			if _, err := w.Identity.Create(tx, "test", identity.NewAccount{Person: p.person, Login: login, Password: right,
				Grants: []identity.Grant{{Role: p.role}}}); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

func (h *house) write(t *testing.T, f func(tx *db.Tx) error) {
	t.Helper()
	if err := h.DB.Write(t.Context(), testworld.Centre, f); err != nil {
		t.Fatal(err)
	}
}

// browser keeps cookies and follows nothing by itself.
type browser struct {
	t    *testing.T
	h    *house
	http *http.Client
}

func (h *house) browser(t *testing.T) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return browser{t: t, h: h, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// as is a browser in which that login is open.
func (h *house) as(t *testing.T, login string) browser {
	t.Helper()
	b := h.browser(t)
	if p := b.post("/login", "login", login, "password", right); p.code != http.StatusSeeOther {
		t.Fatalf("%s cannot log in: %d %s", login, p.code, p.said())
	}
	return b
}

// page is an answer.
type page struct {
	code int
	to   string
	body string
}

var refusal = regexp.MustCompile(`(?s)data-error>(.*?)(</div>|$)`)

// said is what the page refuses with.
func (p page) said() string {
	if m := refusal.FindStringSubmatch(p.body); m != nil {
		return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[1], " ")), " ")
	}
	return ""
}

func (p page) has(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(p.body, w) {
			t.Errorf("the page does not have %q", w)
		}
	}
}

func (p page) hasNot(t *testing.T, never ...string) {
	t.Helper()
	for _, w := range never {
		if strings.Contains(p.body, w) {
			t.Errorf("the page has %q", w)
		}
	}
}

func (b browser) get(path string) page { return b.do("GET", path, nil, nil) }

// post sends a form: name, value, name, value …
func (b browser) post(path string, kv ...string) page {
	form := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		form.Add(kv[i], kv[i+1])
	}
	return b.do("POST", path, strings.NewReader(form.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
}

func (b browser) do(method, path string, body io.Reader, header map[string]string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.h.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	a, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer a.Body.Close()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{code: a.StatusCode, to: a.Header.Get("Location"), body: string(raw)}
}

// call asks the API and reads the answer into out.
func (b browser) call(token, method, path string, in, out any) int {
	b.t.Helper()
	header := map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token}
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			b.t.Fatal(err)
		}
		body = bytes.NewReader(raw)
	}
	p := b.do(method, path, body, header)
	if out != nil && p.code < 300 {
		if err := json.Unmarshal([]byte(p.body), out); err != nil {
			b.t.Fatalf("%s %s: %v: %s", method, path, err, p.body)
		}
	} else if p.code >= 300 {
		b.t.Logf("%s %s: %d %s", method, path, p.code, p.body)
	}
	return p.code
}

func key(id int64) string { return form.Key(id) }

// accountID is the id of a login.
func (h *house) accountID(t *testing.T, login string) string {
	t.Helper()
	all, err := h.Identity.Accounts(t.Context(), h.As(testworld.Liu))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Login == login {
			return key(l.ID)
		}
	}
	t.Fatal("no account " + login)
	return ""
}
