package adminweb

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lianban/internal/testworld"
)

// covers: S-06
func TestTheLoginLocksAfterFiveAndNeverSaysWhichPartIsWrong(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.browser(t)
		p := b.get("/login?next=/inbox")
		p.has(t, `name="next" value="/inbox"`, `autocomplete="username"`, `autocomplete="current-password"`, "昌吉政务服务中心")
		said := map[string]string{}
		for _, login := range []string{"ayxam", "nobody"} {
			for range 5 {
				p = b.post("/login", "login", login, "password", "geheim-Wort-77")
				if p.code != http.StatusUnprocessableEntity {
					t.Fatalf("a wrong password: %d", p.code)
				}
				p.has(t, `value="`+login+`"`)
				p.hasNot(t, "geheim-Wort-77")
				said[login] += p.said() + "\n"
			}
			p = b.post("/login", "login", login, "password", right)
			if p.code != http.StatusUnprocessableEntity {
				t.Fatalf("the right password in the lock: %d", p.code)
			}
			said[login] += p.said()
		}
		if said["ayxam"] != said["nobody"] || !strings.Contains(said["nobody"], "用户名或密码不对") || !strings.Contains(said["nobody"], "已暂停登录") {
			t.Errorf("%q", said)
		}
		if p := b.get("/me"); p.code != http.StatusSeeOther || p.to != "/login?next=%2Fme" {
			t.Errorf("nobody opens /me: %d %s", p.code, p.to)
		}
		w.Clock.Advance(30 * time.Minute)
		if p := b.post("/login", "login", "AYXAM", "password", right, "next", "/inbox"); p.code != http.StatusSeeOther || p.to != "/inbox" {
			t.Errorf("after the lock: %d %s", p.code, p.to)
		}
		if p := b.get("/login?next=/me"); p.to != "/me" {
			t.Errorf("whoever is in already goes on: %q", p.to)
		}
		for missing, form := range map[string][]string{"login": {"password", right}, "password": {"login", "ayxam"}} {
			if p := h.browser(t).post("/login", form...); p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#`+missing+`"`) {
				t.Errorf("without %s: %d", missing, p.code)
			}
		}
	})
}

func TestTheCookieOfASessionIsForThisSiteAndForNoScript(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		r := httptest.NewRequest("POST", "/login", strings.NewReader("login=ayxam&password="+right))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a := httptest.NewRecorder()
		h.server.Config.Handler.ServeHTTP(a, r)
		c := a.Header().Get("Set-Cookie")
		for _, want := range []string{"lianban=1.", "HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(c, want) {
				t.Errorf("%s lacks %s", c, want)
			}
		}
		if strings.Contains(c, "Max-Age") {
			t.Errorf("%s outlives the browser", c)
		}
	})
}

// covers: S-09
func TestAFormOfAnotherSiteDoesNothing(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.as(t, "liu")
		id := h.accountID(t, "ayxam")
		for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}} {
			header["Content-Type"] = "application/x-www-form-urlencoded"
			for _, path := range []string{"/login", "/logout", "/pair", "/me/password", "/me/sessions/end", "/admin/accounts/" + id + "/close",
				"/admin/accounts/" + id + "/password", "/admin/erase", "/inbox/read"} {
				p := b.do("POST", path, strings.NewReader("login=ayxam&password="+right), header)
				if p.code != http.StatusForbidden || p.said() != "这个请求来自别的网站，已拒绝。" {
					t.Errorf("%v %s: %d %s", header, path, p.code, p.said())
				}
			}
		}
		if p := b.get("/me"); p.code != http.StatusOK {
			t.Errorf("another site logged somebody out: %d", p.code)
		}
		if _, err := w.Identity.Login(t.Context(), testworld.Centre, "ayxam", right, "x", "x"); err != nil {
			t.Errorf("another site closed an account: %v", err)
		}
	})
}

// covers: S-08
func TestEndingASessionClosesItsOpenStreamWithinASecond(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		liu, id := h.as(t, "liu"), h.accountID(t, "ayxam")
		for _, end := range []struct {
			name string
			do   func(b browser)
		}{
			{"the administrator ends all", func(browser) { liu.post("/admin/accounts/" + id + "/sessions/end") }},
			{"roles change", func(browser) { liu.post("/admin/accounts/"+id+"/roles", "grants.0.role", "guide") }},
			{"logout", func(b browser) { b.post("/logout") }},
			{"the password is reset", func(browser) { liu.post("/admin/accounts/" + id + "/password") }},
		} {
			b, name := h.browser(t), end.name
			if p := b.post("/login", "login", "ayxam", "password", right); p.code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", name, p.code, p.said())
			}
			r, err := http.NewRequestWithContext(t.Context(), "GET", h.server.URL+"/stream", nil)
			if err != nil {
				t.Fatal(err)
			}
			a, err := b.http.Do(r)
			if err != nil || a.StatusCode != http.StatusOK {
				t.Fatalf("%s: %v", name, err)
			}
			lines := bufio.NewScanner(a.Body)
			lines.Scan()
			ended := make(chan struct{})
			go func() {
				for lines.Scan() {
				}
				close(ended)
			}()
			end.do(b)
			select {
			case <-ended:
			case <-time.After(time.Second):
				t.Errorf("%s: the stream goes on", name)
			}
			_ = a.Body.Close()
		}
	})
}
