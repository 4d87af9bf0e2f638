package app_test

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"

	"lianban/internal/feature/admin/adminweb"
)

// answer is what came back.
type answer struct {
	code     int
	location string
	body     string
	header   http.Header
}

// refused tells whether the answer is that of somebody who may not: asked to log in, forbidden, or told of nothing.
func (a answer) refused() bool {
	switch a.code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return a.code == http.StatusSeeOther && strings.HasPrefix(a.location, "/login?next=")
}

// unlawful tells whether it was refused otherwise: by a rule with its article, or in a line of the console.
func (a answer) unlawful() bool {
	return a.said() || a.code == http.StatusUnprocessableEntity && (strings.Contains(a.body, `"code":"breach"`) || strings.Contains(a.body, `href="/law/`))
}

// said tells whether the console will say why it was refused, on the page that the answer leads back to.
func (a answer) said() bool {
	return a.location == "/console" && strings.Contains(strings.Join(a.header["Set-Cookie"], " "), "console_said=")
}

// done tells whether the request was carried out.
func (a answer) done() bool { return a.code < 400 && !a.refused() }

// cutter ends the request as soon as its answer begins: streams last all day.
type cutter struct {
	*httptest.ResponseRecorder
	cut func()
}

func (c cutter) WriteHeader(code int) {
	c.ResponseRecorder.WriteHeader(code)
	c.cut()
}

func (c cutter) Write(b []byte) (int, error) {
	defer c.cut()
	return c.ResponseRecorder.Write(b)
}

// request fills the door's request from a scene. The command's id goes with everything that may change something.
func (w *world) request(a *asker, method, path, body string, s scene, key string) *http.Request {
	fill := func(text string) string { return os.Expand(text, func(name string) string { return s[name] }) }
	kind := "application/x-www-form-urlencoded"
	switch {
	case strings.HasPrefix(body, "{"):
		body, kind = fill(body), "application/json"
	case strings.HasPrefix(body, "csv:"):
		body, kind = fill(strings.TrimPrefix(body, "csv:")), "text/csv"
	case strings.HasPrefix(body, "file:"):
		body, kind = multi(fill(strings.TrimPrefix(body, "file:")))
	case body != "":
		v := url.Values{}
		for pair := range strings.SplitSeq(body, "&") {
			name, value, _ := strings.Cut(pair, "=")
			v.Add(fill(name), fill(value))
		}
		body = v.Encode()
	}
	r := httptest.NewRequest(method, fill(path), strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", key)
	}
	cookie := adminweb.SessionCookie
	if a.dev != 0 {
		cookie = adminweb.DeviceCookie
	}
	switch {
	case a.secret == "":
	case strings.HasPrefix(r.URL.Path, "/api/"):
		r.Header.Set("Authorization", "Bearer "+a.secret)
	default:
		r.AddCookie(&http.Cookie{Name: cookie, Value: a.secret})
	}
	return r
}

// multi is a form with a file: fields, the file's name and its content, with bars between.
func multi(text string) (body, kind string) {
	parts := strings.SplitN(text, "|", 3)
	var b strings.Builder
	m := multipart.NewWriter(&b)
	err := m.SetBoundary("the-same-for-every-repeat")
	for pair := range strings.SplitSeq(parts[0], "&") {
		if name, value, is := strings.Cut(pair, "="); is {
			_ = m.WriteField(name, value)
		}
	}
	if err == nil {
		var f io.Writer
		if f, err = m.CreateFormFile("file", parts[1]); err == nil {
			_, err = f.Write([]byte(parts[2]))
		}
	}
	if err != nil || m.Close() != nil {
		panic("a form in memory")
	}
	return b.String(), m.FormDataContentType()
}

// send asks the house.
func (w *world) send(r *http.Request) answer {
	ctx, cut := context.WithCancel(r.Context())
	defer cut()
	c := cutter{httptest.NewRecorder(), func() {}}
	if strings.HasPrefix(r.URL.Path, "/live/") {
		c.cut = cut
	}
	w.Site.ServeHTTP(c, r.WithContext(ctx))
	a := answer{c.Code, c.Header().Get("Location"), c.Body.String(), c.Header()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		w.unsafe = append(w.unsafe, r.Method+" "+r.URL.Path)
	}
	return a
}
