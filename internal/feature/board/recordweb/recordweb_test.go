package recordweb

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/xuri/excelize/v2"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	tickets "lianban/internal/feature/queue/record"
	"lianban/internal/testworld"
)

// door is the guard of the tests: the header says which person of the world asks, and with which role when it is another.
type door struct{ w *testworld.World }

func (door) Known(action string) bool { return identity.Known(action) }

func (d door) Enter(r *http.Request) (context.Context, error) {
	by := d.w.Visitor()
	if n, err := strconv.ParseInt(r.Header.Get("Person"), 10, 64); err == nil {
		by = d.w.As(n)
	}
	if role := r.Header.Get("Role"); role != "" {
		by.Grants = []identity.Grant{{Role: identity.Role(role)}}
	}
	return identity.With(r.Context(), by), nil
}

func (door) Allow(ctx context.Context, action string) error { return identity.From(ctx).Allow(action) }

func (door) Who(ctx context.Context) string { return identity.From(ctx).Ref() }

func hours(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") }

func site(w *testworld.World, h Handler) *web.Site {
	s := web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, _ int, _ string) templ.Component { return templ.Raw(e.Text.String()) }})
	h.Store, h.Directory, h.Tickets = w.DB, w.Directory, &tickets.Service{Directory: w.Directory, Hours: hours}
	h.Shell = func(_ context.Context, title, sub string) ui.StaffPage { return ui.StaffPage{Title: title, Sub: sub} }
	h.Routes(s)
	return s
}

type answer struct {
	code int
	body string
}

func get(t *testing.T, s *web.Site, person int64, path, role string) answer {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	r.Header.Set("Role", role)
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	if strings.Contains(a.Body.String(), "[record.") {
		t.Errorf("%s: words are missing", path)
	}
	return answer{a.Code, a.Body.String()}
}

// morning: 阿依夏木 serves one of the market's after 5 minutes, and one waits; 马小军 has called one of the social department's.
func morning(t *testing.T, w *testworld.World) {
	t.Helper()
	q := &queue.Service{Store: w.DB, Directory: w.Directory, Hours: hours,
		Item: func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil },
		Seal: func(_ *db.Tx, _ int64, phone string) (string, string) { return phone, phone }}
	ok := func(_ queue.Ticket, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range []int64{testworld.Company, testworld.Company, testworld.Card} {
		ok(q.Take(t.Context(), w.Visitor(), queue.Take{Item: item, Phone: fmt.Sprintf("1390000447%d", item), Source: "kiosk"}))
		w.Clock.Advance(5 * 60e9)
		if item == testworld.Company {
			_, err := q.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1)
			if err == nil {
				ok(q.Arrive(t.Context(), w.As(testworld.Ayxam), testworld.W1))
				ok(q.Finish(t.Context(), w.As(testworld.Ayxam), testworld.W1))
			}
		}
	}
	ok(q.CallNext(t.Context(), w.As(testworld.Ma), testworld.W3))
}

var (
	rowsOf  = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	cellsOf = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// figuresOf reads the tables of a page: heads and rows in order.
func figuresOf(page string) (out [][]string) {
	for _, card := range strings.Split(page, `class="card figures"`)[1:] {
		for _, row := range rowsOf.FindAllStringSubmatch(strings.Split(card, "</section>")[0], -1) {
			var cells []string
			for _, c := range cellsOf.FindAllStringSubmatch(row[1], -1) {
				cells = append(cells, strings.TrimSpace(tag.ReplaceAllString(c[1], "")))
			}
			out = append(out, cells)
		}
	}
	return out
}

// sheetsOf reads an Excel file the same way.
func sheetsOf(t *testing.T, file string) (out [][]string) {
	t.Helper()
	book, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rows...)
	}
	return out
}

// fractions end alike: Excel does not write the nought of 5.0.
func alike(rows [][]string) string {
	out := ""
	for _, r := range rows {
		for _, c := range r {
			out += strings.TrimSuffix(c, ".0") + "|"
		}
		out += "\n"
	}
	return out
}

// covers: B-3 B-7 Q-3
func TestExcelAndTheAPISayExactlyWhatThePageSays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		morning(t, w)
		s := site(w, Handler{})
		page := get(t, s, testworld.Gulina, "/statistics?span=week&day=2026-11-23", "")
		book := get(t, s, testworld.Gulina, "/statistics/export.xlsx?span=week&day=2026-11-23", "")
		if page.code != 200 || book.code != 200 {
			t.Fatalf("%d %d", page.code, book.code)
		}
		shown := figuresOf(page.body)
		if len(shown) < 20 || alike(shown) != alike(sheetsOf(t, book.body)) {
			t.Errorf("the page has\n%s\nExcel has\n%s", alike(shown), alike(sheetsOf(t, book.body)))
		}
		var api struct {
			From, To string
			Tables   []struct {
				Columns []string
				Rows    [][]any
			}
		}
		body := get(t, s, testworld.Gulina, "/api/v1/statistics?span=week&day=2026-11-23", "").body
		if err := json.Unmarshal([]byte(body), &api); err != nil || api.From != "2026-11-23" || api.To != "2026-11-29" {
			t.Fatalf("%v: %s", err, body)
		}
		var same [][]string
		for _, tb := range api.Tables {
			same = append(same, tb.Columns)
			for _, row := range tb.Rows {
				var cells []string
				for _, v := range row {
					if v == nil {
						v = none
					}
					cells = append(cells, fmt.Sprint(v))
				}
				same = append(same, cells)
			}
		}
		if alike(same) != alike(shown) {
			t.Errorf("the API has\n%s\nthe page\n%s", alike(same), alike(shown))
		}
	})
}

func TestWhoSeesWhichFigures(t *testing.T) {
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	morning(t, w)
	s := site(w, Handler{})
	cases := []struct {
		who         string
		person      int64
		role        string
		code, lists int
		want, never []string
	}{
		{"the office", testworld.Gulina, "", 200, 200, []string{"阿依夏木", "马小军", "事项41", "事项43", "what=finished"}, nil},
		{"the market's chief", testworld.Li, "", 200, 200, []string{"阿依夏木", "事项41", "1 号 企业开办"}, []string{"马小军", "事项43", "3 号"}},
		{"a leader", testworld.Chen, "leader", 200, 403, []string{"事项41", "事项43", "3 号 社保"}, []string{"阿依夏木", "马小军", "/statistics/tickets"}},
		{"a clerk", testworld.Ayxam, "", 403, 403, nil, []string{"事项41"}},
		{"the auditor", testworld.Chen, "", 403, 403, nil, nil},
		{"a visitor", 0, "", 401, 401, nil, nil},
	}
	for _, c := range cases {
		page := get(t, s, c.person, "/statistics?day=2026-11-23", c.role)
		list := get(t, s, c.person, "/statistics/tickets?day=2026-11-23", c.role)
		if page.code != c.code && page.code != 303 || list.code != c.lists && list.code != 303 {
			t.Errorf("%s: %d and %d", c.who, page.code, list.code)
		}
		for _, word := range c.want {
			if !strings.Contains(page.body, word) {
				t.Errorf("%s does not see %q", c.who, word)
			}
		}
		for _, word := range append(c.never, "13900004") {
			if strings.Contains(page.body+list.body, word) {
				t.Errorf("%s sees %q", c.who, word)
			}
		}
	}
	own := get(t, s, testworld.Li, "/statistics/tickets?day=2026-11-23&what=finished&half=20", "")
	if !strings.Contains(own.body, "A001") || strings.Contains(own.body, "B001") || !strings.Contains(own.body, "10:00–10:30") {
		t.Errorf("the list behind the chief's figure: %s", own.body)
	}
}

func TestADayWithoutVisitorsSaysSo(t *testing.T) {
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	s := site(w, Handler{})
	for path, word := range map[string]string{"/statistics?day=2026-11-21": "这段时间没有人取号", "/statistics/tickets?what=void": "共 0 个"} {
		if a := get(t, s, testworld.Gulina, path, ""); a.code != 200 || !strings.Contains(a.body, word) {
			t.Errorf("%s: %d %s", path, a.code, a.body)
		}
	}
	if a := get(t, s, testworld.Gulina, "/statistics?day=yesterday", ""); a.code != 422 {
		t.Errorf("a day that is none: %d", a.code)
	}
}
