package fileweb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/blob"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/file"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
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
func (door) Who(ctx context.Context) string                 { return identity.From(ctx).Ref() }

func site(t *testing.T, w *testworld.World) *web.Site {
	t.Helper()
	b, err := blob.New(t.TempDir(), w.DB.Keys().Suite())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	access := func(_ *db.Tx, by identity.Actor, subject ledger.Subject, _ bool) error {
		if subject == ledger.Of("case", 1) && by.Person == testworld.Ayxam {
			return nil
		}
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	s := web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, _ int, _ string) templ.Component { return templ.Raw(e.Text.String()) }})
	Handler{Files: &file.Service{Store: w.DB, Blobs: b, Access: access}}.Routes(s)
	return s
}

func ask(s *web.Site, person int64, method, path, contentType string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	r.Header.Set("Content-Type", contentType)
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	return a
}

func form(t *testing.T, fields map[string]string, name string, content []byte) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	f := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := f.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	w, err := f.CreateFormFile("file", name)
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return f.FormDataContentType(), b.Bytes()
}

// covers: A13-2
func TestAFileGoesInAndOutByFormAndAPI(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := site(t, w)
		fields := map[string]string{"kind": "case", "subject": "1", "field": "material.1", "back": "/cases/1"}
		png := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{1}, 3<<20)...) // larger than other bodies may be
		kind, body := form(t, fields, "身份证.png", png)
		if a := ask(s, testworld.Ayxam, "POST", "/files", kind, body); a.Code != 303 || a.Header().Get("Location") != "/cases/1" {
			t.Fatal(a.Code, a.Body)
		}
		kind, body = form(t, nil, "证明.png", png)
		a := ask(s, testworld.Ayxam, "POST", "/api/v1/files?kind=case&subject=1", kind, body)
		if a.Code != 200 && a.Code != 201 {
			t.Fatal(a.Code, a.Body)
		}
		a = ask(s, testworld.Ayxam, "POST", "/api/v1/files?kind=case&subject=1&name=a.txt", "text/plain", []byte("你好"))
		if a.Code != 200 && a.Code != 201 {
			t.Fatal(a.Code, a.Body)
		}
		var list struct{ Files []File }
		a = ask(s, testworld.Ayxam, "GET", "/api/v1/files?kind=case&subject=1", "", nil)
		if err := json.Unmarshal(a.Body.Bytes(), &list); err != nil || len(list.Files) != 3 || list.Files[0].Name != "身份证.png" ||
			list.Files[0].Field != "material.1" || list.Files[1].Hash != list.Files[0].Hash {
			t.Fatal(err, a.Body)
		}
		for _, path := range []string{"/files/" + list.Files[0].ID, "/api/v1/files/" + list.Files[0].ID + "/content"} {
			a = ask(s, testworld.Ayxam, "GET", path, "", nil)
			if a.Code != 200 || !bytes.Equal(a.Body.Bytes(), png) || a.Header().Get("Content-Type") != "image/png" ||
				!strings.HasPrefix(a.Header().Get("Content-Disposition"), "attachment;") || a.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %d %v", path, a.Code, a.Header())
			}
			for _, stranger := range []int64{testworld.Ma, testworld.Gulina} {
				if a := ask(s, stranger, "GET", path, "", nil); a.Code != 404 {
					t.Errorf("person %d: %s: %d", stranger, path, a.Code)
				}
			}
			if a := ask(s, testworld.Wang, "GET", path, "", nil); a.Code != 403 {
				t.Errorf("the system administrator: %s: %d", path, a.Code)
			}
			if a := ask(s, 0, "GET", path, "", nil); a.Code != 401 && a.Code != 303 {
				t.Errorf("nobody: %s: %d", path, a.Code)
			}
		}
		if a := ask(s, testworld.Ma, "DELETE", "/api/v1/files/"+list.Files[0].ID, "", nil); a.Code != 404 {
			t.Errorf("a stranger removes: %d", a.Code)
		}
		if a := ask(s, testworld.Ayxam, "DELETE", "/api/v1/files/"+list.Files[0].ID, "", nil); a.Code != 204 {
			t.Errorf("remove: %d %s", a.Code, a.Body)
		}
		kind, body = "application/x-www-form-urlencoded", []byte("back=//evil.example")
		if a := ask(s, testworld.Ayxam, "POST", "/files/"+list.Files[1].ID+"/remove", kind, body); a.Code != 303 || a.Header().Get("Location") != "/" {
			t.Errorf("remove: %d %v", a.Code, a.Header())
		}
		if a := ask(s, testworld.Ayxam, "GET", "/api/v1/files/"+list.Files[0].ID, "", nil); a.Code != 404 {
			t.Errorf("a removed file: %d", a.Code)
		}
	})
}

// covers: A13-2 A15-5
func TestTheAPISaysWhyAMarkedFileIsRefused(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := site(t, w)
		post := func(query, text string) (p web.Problem, code int) {
			a := ask(s, testworld.Ayxam, "POST", "/api/v1/files?kind=case&subject=1&name=a.txt"+query, "text/plain", []byte(text))
			_ = json.Unmarshal(a.Body.Bytes(), &p)
			return p, a.Code
		}
		p, code := post("&confirm=true", "绝密★")
		if code != 422 || p.Code != "breach" || len(p.Errors) != 1 || fmt.Sprint(p.Errors[0].Articles) != "[13 15.5]" ||
			p.Errors[0].Message != "在正文里看到“绝密★”。" || p.Errors[0].Earliest == "" {
			t.Errorf("%d %+v", code, p)
		}
		if p, code := post("", "内部资料"); code != 422 || p.Code != "invalid" || p.Errors[0].Location != "confirm" {
			t.Errorf("%d %+v", code, p)
		}
		if _, code := post("&confirm=true", "内部资料"); code != 200 && code != 201 {
			t.Error(code)
		}
		a := ask(s, testworld.Zhang, "GET", "/api/v1/incidents", "", nil)
		var out struct{ Incidents []Incident }
		if err := json.Unmarshal(a.Body.Bytes(), &out); err != nil || len(out.Incidents) != 1 || out.Incidents[0].Mark != "绝密★" ||
			out.Incidents[0].Person != strconv.FormatInt(testworld.Ayxam, 10) {
			t.Error(err, a.Body)
		}
		if a := ask(s, testworld.Ayxam, "GET", "/api/v1/incidents", "", nil); a.Code != 403 {
			t.Error(a.Code)
		}
	})
}

func TestTheWayBackStaysInTheHouse(t *testing.T) {
	for in, want := range map[string]string{"/cases/1?x=2": "/cases/1?x=2", "": "/", "//evil": "/", "https://evil": "/", `/\evil`: "/",
		"/a\r\nSet-Cookie: x": "/"} {
		if got := own(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
