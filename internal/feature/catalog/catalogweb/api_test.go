package catalogweb

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
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

const guideID int64 = 141

func site(t *testing.T, w *testworld.World) (*web.Site, *catalog.Service) {
	t.Helper()
	c := &catalog.Service{Store: w.DB, Directory: w.Directory}
	guide := catalog.Guide{Name: "内资有限公司设立登记", Words: []string{"开公司"}, Organ: "市市场监管局",
		Promised: catalog.Limit{N: 5, Unit: catalog.WorkingDays}, Place: "一楼东侧", Hours: "10:00–14:00"}
	write(t, w, func(tx *db.Tx) error {
		return c.Import(tx, "test", []catalog.Entry{
			{Item: catalog.Item{ID: testworld.Company, Code: "C-001", Name: "内资有限公司设立登记", Department: testworld.Market,
				Kind: catalog.Licence, National: "01", Mode: catalog.Stationed}, Guide: &guide, GuideID: guideID,
				Declared: catalog.Declaration{Person: testworld.Li, Name: "李建国"}},
			{Item: catalog.Item{ID: testworld.Building, Code: "C-002", Name: "建筑工程施工许可", Department: testworld.Housing,
				Kind: catalog.Licence, National: "01", Mode: catalog.None}},
		})
	})
	s := web.New(web.Site{Guard: door{w}, Log: slog.New(slog.DiscardHandler), IDs: w.DB.IDs(),
		ErrorPage: func(e *errs.Error, status int, _ string) templ.Component { return templ.Raw(e.Text.String()) }})
	Handler{Catalog: c, Directory: w.Directory, Shell: func(_ context.Context, title, sub string) ui.StaffPage {
		return ui.StaffPage{Title: title, Sub: sub}
	}}.Routes(s)
	return s, c
}

func write(t *testing.T, w *testworld.World, f func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(t.Context(), testworld.Centre, f); err != nil {
		t.Fatal(err)
	}
}

// ask sends a request as that person (0 = nobody) and reads the answer into out.
func ask(t *testing.T, s *web.Site, person int64, method, path, contentType string, body []byte, out any) int {
	t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	reflect.ValueOf(out).Elem().SetZero()
	if err := json.Unmarshal(a.Body.Bytes(), out); err != nil {
		t.Fatalf("%s %s: %d %s", method, path, a.Code, a.Body)
	}
	return a.Code
}

func get(t *testing.T, s *web.Site, person int64, path string, out any) int {
	t.Helper()
	return ask(t, s, person, "GET", path, "", nil, out)
}

// covers: A4-1
func TestEverybodyFindsItemsAndReadsTheGuideInForce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, _ := site(t, w)
		var page Items
		if code := get(t, s, 0, "/api/v1/items?q=%E5%BC%80%E5%85%AC%E5%8F%B8", &page); code != 200 || page.Total != 1 ||
			page.Items[0].ID != "41" || !page.Items[0].Bookable || page.Items[0].Guide != "141" ||
			page.Items[0].DepartmentName != "市市场监管局" || page.Items[0].KindName != "行政许可" {
			t.Errorf("%d %+v", code, page)
		}
		if code := get(t, s, 0, "/api/v1/items?department=13", &page); code != 200 || page.Total != 1 || page.Items[0].Bookable ||
			page.Items[0].Note != "办事指南尚未发布，不能取号" || page.Items[0].Guide != "" {
			t.Errorf("%d %+v", code, page)
		}
		if code := get(t, s, 0, "/api/v1/items?size=1&page=2&lang=en", &page); code != 200 || page.Total != 2 || len(page.Items) != 1 ||
			page.Items[0].KindName != "Licence" {
			t.Errorf("%d %+v", code, page)
		}
		if code := get(t, s, 0, "/api/v1/items?q=%E7%81%AB%E6%98%9F&page=7", &page); code != 200 || page.Total != 0 || page.Items == nil {
			t.Errorf("%d %+v", code, page)
		}
		var item Item
		if code := get(t, s, 0, "/api/v1/items/41", &item); code != 200 || item.Code != "C-001" {
			t.Errorf("%d %+v", code, item)
		}
		var guide GuideVersion
		if code := get(t, s, 0, "/api/v1/items/41/guide?at=2026-11-23T10:20:00%2B08:00", &guide); code != 200 || guide.ID != "141" ||
			guide.Guide.Promised.N != 5 || guide.Declared != "李建国" || guide.State != catalog.Published {
			t.Errorf("%d %+v", code, guide)
		}
	})
}

func TestWhatIsNotThereOrNotPublicIsNotFound(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, c := site(t, w)
		var draft catalog.Version
		write(t, w, func(tx *db.Tx) (err error) {
			draft, err = c.Draft(tx, w.As(testworld.Li), testworld.Company, catalog.Guide{Name: "修订"})
			return err
		})
		one := "/api/v1/guides/" + strconv.FormatInt(draft.ID, 10)
		for _, v := range []struct {
			person int64
			path   string
			want   int
		}{
			{0, one, 404}, {testworld.Ma, one, 404}, {testworld.Li, one, 200}, {testworld.Gulina, one, 200},
			{0, "/api/v1/guides/141", 200}, {0, "/api/v1/guides/999", 404}, {0, "/api/v1/items/999", 404},
			{0, "/api/v1/items/41x", 404}, {0, "/api/v1/items/45/guide", 404}, {0, "/api/v1/items/41/guide?at=2020-01-01T00:00:00Z", 404},
			{0, "/api/v1/items/41/guide?at=now", 422}, {0, "/api/v1/items?department=x", 422}, {0, "/api/v1/items?page=0", 422},
			{0, "/api/v1/items/counts", 401}, {testworld.Wang, "/api/v1/items/counts", 403}, {testworld.Li, "/api/v1/items/counts", 200},
		} {
			var out any
			if code := get(t, s, v.person, v.path, &out); code != v.want {
				t.Errorf("%d GET %s: %d, want %d: %v", v.person, v.path, code, v.want, out)
			}
		}
	})
}

func TestTheDescriptionNamesEveryOperationWithExamples(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, _ := site(t, w)
		raw, err := json.Marshal(s.OpenAPI())
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"/api/v1/items/{id}/guide"`, `"补社保卡"`, `"内资有限公司设立登记"`, `"Idempotency-Key"`} {
			if !strings.Contains(string(raw), want) {
				t.Errorf("%s is missing", want)
			}
		}
	})
}
