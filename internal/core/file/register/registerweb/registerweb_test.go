package registerweb

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/xuri/excelize/v2"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/intake"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
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

func site(t *testing.T) (*testworld.World, *web.Site) {
	t.Helper()
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, status int, _ string) templ.Component {
			return templ.Raw(fmt.Sprint(status, " ", e.Text))
		}})
	items := func(*db.Tx) (func(string) []int64, error) {
		return func(string) []int64 { return []int64{testworld.Company} }, nil
	}
	Handler{Store: w.DB, Importers: []register.Importer{intake.People{Directory: w.Directory, Sealer: keys},
		intake.Windows{Directory: w.Directory, Items: items}},
		Shell: func(_ context.Context, title, sub string) ui.StaffPage { return ui.StaffPage{Title: title, Sub: sub} },
		Others: func(context.Context) []Other {
			return []Other{{Title: "工作日历", Text: "放假通知", Icon: "calendar", Href: "/admin/calendar/import"}}
		}}.Routes(s)
	return w, s
}

type answer struct {
	code     int
	body     string
	location string
	kind     string
}

func ask(t *testing.T, s *web.Site, person int64, method, path, contentType string, body []byte) answer {
	t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	r.Header.Set("Content-Type", contentType)
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	return answer{a.Code, a.Body.String(), a.Header().Get("Location"), a.Header().Get("Content-Type")}
}

// form is a multipart form; a value that begins with "@" is the file of that content.
func form(t *testing.T, fields map[string]string) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	f := multipart.NewWriter(&b)
	for k, v := range fields {
		var err error
		if raw, ok := strings.CutPrefix(v, "@"); ok {
			part, e := f.CreateFormFile(k, `C:\桌面\名单.csv`)
			_, err = part.Write([]byte(raw))
			err = errors.Join(e, err)
		} else {
			err = f.WriteField(k, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f.FormDataContentType(), b.Bytes()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)

func hiddenOf(page string) map[string]string {
	out := map[string]string{}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		out[m[1]] = html.UnescapeString(m[2])
	}
	return out
}

const list = "姓名,部门,类别,身份证号\n帕提古丽·吐尔逊,市人社局,正式,11010519491231002X\n,市人社局,正式,\n"

// covers: A5-1
func TestAFileIsPreviewedConfirmedOnceAndItsReportKept(t *testing.T) {
	w, s := site(t)
	kind, body := form(t, map[string]string{"file": "@" + list})
	page := ask(t, s, testworld.Gulina, "POST", "/import/people/preview", kind, body)
	fields := hiddenOf(page.body)
	if page.code != 200 || !strings.Contains(page.body, "确认导入 1 行") || !strings.Contains(page.body, "没有姓名") || fields["name"] != "名单.csv" {
		t.Fatalf("%d %v %s", page.code, fields, page.body)
	}
	if n := peopleIn(t, w); n != 10 {
		t.Fatalf("the preview left %d people", n)
	}
	kind, body = form(t, fields)
	early := ask(t, s, testworld.Gulina, "POST", "/import/people/report", kind, body)
	if early.code != 200 || rows(t, early.body) != 3 {
		t.Errorf("the report of the preview: %d", early.code)
	}
	var done answer
	for range 2 {
		if done = ask(t, s, testworld.Gulina, "POST", "/import/people", kind, body); done.code != 303 || peopleIn(t, w) != 11 {
			t.Fatalf("%d %s, %d people", done.code, done.body, peopleIn(t, w))
		}
	}
	result := ask(t, s, testworld.Gulina, "GET", done.location, "", nil)
	if result.code != 200 || !strings.Contains(result.body, "已导入") || strings.Contains(result.body, "11010519") {
		t.Errorf("%d %s", result.code, result.body)
	}
	report := ask(t, s, testworld.Gulina, "GET", strings.Replace(done.location, "done", "report", 1), "", nil)
	if report.code != 200 || report.kind != xlsx || rows(t, report.body) != 3 {
		t.Errorf("%d %s", report.code, report.kind)
	}
	// The same file as a new command: nothing to do, and it is said.
	fields["command"] = "another"
	kind, body = form(t, fields)
	if again := ask(t, s, testworld.Gulina, "POST", "/import/people", kind, body); again.code != 200 || !strings.Contains(again.body, "没有需要写入的内容") {
		t.Errorf("%d %s", again.code, again.body)
	}
	form := ask(t, s, testworld.Gulina, "GET", "/import/people", "", nil)
	if strings.Count(form.body, "/import/people/done/") != 1 || !strings.Contains(form.body, "身份证号") {
		t.Errorf("the form: %s", form.body)
	}
}

var qTestPeople = db.Q("registerweb.test_people", `select count(*) from people_person where centre_id = $1`)

func peopleIn(t *testing.T, w *testworld.World) (n int) {
	t.Helper()
	err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, qTestPeople, db.Value[int], tx.Centre)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func rows(t *testing.T, file string) int {
	t.Helper()
	b, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	all, err := b.GetRows(b.GetSheetList()[1])
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestAFileThatCannotBeUsedComesBackToTheFormWithItsReason(t *testing.T) {
	w, s := site(t)
	for name, c := range map[string]struct{ file, want string }{
		"no file": {"", "请先选择文件"}, "no column": {"@姓名\n张三\n", "缺少列：类别"}, "broken": {"@姓名,类别\n\"张三,正式\n", "引号不配对"},
		"nothing": {"@", "文件是空的"},
	} {
		kind, body := form(t, map[string]string{"file": c.file})
		a := ask(t, s, testworld.Gulina, "POST", "/import/people/preview", kind, body)
		if a.code != 422 || !strings.Contains(a.body, c.want) || !strings.Contains(a.body, `name="file"`) {
			t.Errorf("%s: %d %s", name, a.code, a.body)
		}
	}
	if n := peopleIn(t, w); n != 10 {
		t.Errorf("%d people", n)
	}
}

func TestOnlyWhoMayImportSeesThePages(t *testing.T) {
	_, s := site(t)
	for person, want := range map[int64]int{testworld.Gulina: 200, testworld.Wang: 403, testworld.Li: 403, testworld.Ayxam: 403, 0: 303} {
		for _, path := range []string{"/import", "/import/people", "/import/windows", "/import/windows/template.xlsx", "/import/people/template.csv"} {
			if a := ask(t, s, person, "GET", path, "", nil); a.code != want {
				t.Errorf("%d GET %s: %d, want %d", person, path, a.code, want)
			}
		}
	}
	for path, want := range map[string]int{"/import/dogs": 404, "/import/people/done/7": 404, "/import/people/report/x": 404} {
		if a := ask(t, s, testworld.Gulina, "GET", path, "", nil); a.code != want {
			t.Errorf("GET %s: %d", path, a.code)
		}
	}
	over := ask(t, s, testworld.Gulina, "GET", "/import", "", nil)
	for _, want := range []string{"/import/people", "/import/windows/template.xlsx", "/admin/calendar/import", "还没有导入过"} {
		if !strings.Contains(over.body, want) {
			t.Errorf("the overview has no %s", want)
		}
	}
}

// covers: A5-4
func TestTheAPIDoesWhatThePagesDo(t *testing.T) {
	w, s := site(t)
	const windows = "窗口号,区域,部门,窗口名称\n12,A,D11,企业变更\n1,A,D11,改名\n"
	kind, body := form(t, map[string]string{"file": "@" + windows})
	for _, c := range []struct {
		path, kind string
		body       []byte
		added      int
		left       int
	}{{"?dry_run=true", "text/csv", []byte(windows), 1, 0}, {"", kind, body, 1, 1}, {"", "text/csv", []byte(windows), 0, 1}} {
		a := ask(t, s, testworld.Gulina, "POST", "/api/v1/windows/import"+c.path, c.kind, c.body)
		var out register.Answer
		if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.code != 200 || out.Read != 2 || out.Added != c.added || len(out.Refused) != 1 {
			t.Fatalf("%+v: %d %s", c, a.code, a.body)
		}
		if !strings.Contains(out.Refused[0].Reason, "第五条（三）") {
			t.Errorf("%+v", out.Refused)
		}
		var all []Record
		a = ask(t, s, testworld.Gulina, "GET", "/api/v1/imports/windows", "", nil)
		if err := json.Unmarshal([]byte(a.body), &all); err != nil || len(all) != c.left {
			t.Fatalf("%d records: %s", len(all), a.body)
		}
		if c.left == 1 {
			if f := ask(t, s, testworld.Gulina, "GET", "/api/v1/imports/windows/"+all[0].ID+"/report", "", nil); f.code != 200 || rows(t, f.body) != 3 {
				t.Errorf("the report: %d", f.code)
			}
		}
	}
	for path, want := range map[string]int{"/api/v1/imports/windows/template": 200, "/api/v1/imports/dogs": 422, "/api/v1/imports/people/9/report": 404} {
		if a := ask(t, s, testworld.Gulina, "GET", path, "", nil); a.code != want {
			t.Errorf("GET %s: %d %s", path, a.code, a.body)
		}
	}
	if a := ask(t, s, testworld.Li, "POST", "/api/v1/people/import", "text/csv", []byte(list)); a.code != 403 || peopleIn(t, w) != 10 {
		t.Errorf("a chief: %d", a.code)
	}
	if a := ask(t, s, testworld.Gulina, "POST", "/api/v1/items/import", "text/csv", []byte(list)); a.code != 404 {
		t.Errorf("a kind without an importer: %d", a.code)
	}
}
