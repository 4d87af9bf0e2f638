package recordweb

import (
	"encoding/json"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	cases "lianban/internal/feature/casework/record"
	"lianban/internal/feature/catalog"
	"lianban/internal/testworld"
)

func guide(promised, steps, materials, visits int) *catalog.Guide {
	papers := make([]catalog.Material, materials)
	for i := range papers {
		papers[i] = catalog.Material{Name: "材料", Need: catalog.Required, Originals: 1}
	}
	return &catalog.Guide{Name: "指南", Organ: "机关", Place: "一楼", Hours: "10:00–14:00", Instant: promised == 0, Promised: catalog.Limit{N: promised, Unit: catalog.WorkingDays},
		Statutory: catalog.Limit{N: 20, Unit: catalog.WorkingDays}, Steps: make([]catalog.Step, steps),
		Materials: papers, Visits: visits}
}

func entry(id, dept int64, code string, g *catalog.Guide, published string) catalog.Entry {
	e := catalog.Entry{Item: catalog.Item{ID: id, Code: code, Name: "事项" + code, Department: dept, Kind: catalog.Licence, National: "01",
		Mode: catalog.Stationed}, Guide: g}
	if published != "" {
		e.Published = clock.Must(published)
	}
	return e
}

// shelf is a register: the market has two guides, one of them since the year before and shortened in this one; the social
// department has one within the visit.
func shelf(t *testing.T, w *testworld.World) Handler {
	t.Helper()
	c := &catalog.Service{Store: w.DB, Directory: w.Directory}
	cal := &calendar.Service{Store: w.DB}
	if err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		if err := c.Import(tx, "test", []catalog.Entry{
			entry(testworld.Company, testworld.Market, "1", guide(10, 5, 8, 1), "2025-06-02 10:00"),
			entry(testworld.Food, testworld.Market, "2", guide(20, 4, 6, 1), "2026-03-02 10:00"),
			entry(testworld.Card, testworld.Social, "3", guide(0, 2, 1, 0), "2026-03-02 10:00")}); err != nil {
			return err
		}
		if err := tx.Must1(qTestAway, tx.Centre, testworld.Company, clock.Must("2026-05-06 10:00")); err != nil {
			return err
		}
		raw, err := json.Marshal(guide(5, 3, 7, 1))
		if err != nil {
			return err
		}
		return tx.Must1(qTestNext, tx.Centre, tx.NewID(), testworld.Company, string(raw), clock.Must("2026-05-06 10:00"))
	}); err != nil {
		t.Fatal(err)
	}
	return Handler{Catalog: c, Kept: &cases.Service{Calendar: cal, Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}}}
}

var (
	qTestAway = db.Q("board.test_superseded", `update catalog_guide set state = 'superseded', superseded_at = $3
		where centre_id = $1 and item_id = $2`)
	qTestNext = db.Q("board.test_next", `insert into catalog_guide (centre_id, id, item_id, version, state, body, digest, drafted_at,
		drafted_by, published_at, superseded_at, declared_by, declared_name, confirmed_at, confirmed_by, confirmed_url, confirmed_digest)
		values ($1, $2, $3, 2, 'published', $4, '', $5, '', $5, 0, 0, '', 0, '', '', '')`)
)

// covers: A11-3
func TestTheReportSaysWhatIsPromisedBesideTheLawAndTheBeginningOfTheYear(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := site(w, shelf(t, w))
		page := get(t, s, testworld.Gulina, "/report", "")
		if page.code != 200 {
			t.Fatalf("%d: %s", page.code, page.body)
		}
		shown := alike(figuresOf(page.body))
		for _, row := range []string{
			// 5 and 20 of 20 days: 7.5 fewer on average, 37.5 %; the one of both was 10 at the beginning of the year.
			"市市场监管局|2|2|20|12.5|7.5|37.5|1|1|-5|\n", "市人社局|1|1|20|0|20|100|1|0|—|\n", "合计|3|3|20|8.3|11.7|58.3|2|1|-5|\n",
			"市市场监管局|2|3.5|-2|6.5|-1|1|0|\n", "市人社局|1|2|—|1|—|0|—|\n", "市市场监管局|0|0|0|0|0|—|—|—|0|—|\n"} {
			if !strings.Contains(shown, row) {
				t.Errorf("no row %q in\n%s", row, shown)
			}
		}
		book := get(t, s, testworld.Gulina, "/report/export.xlsx", "")
		if alike(sheetsOf(t, book.body)) != shown {
			t.Errorf("Excel has\n%s\nthe page\n%s", alike(sheetsOf(t, book.body)), shown)
		}
		own := get(t, s, testworld.Li, "/report", "")
		if !strings.Contains(own.body, "市市场监管局") || strings.Contains(own.body, "市人社局") {
			t.Error("the chief sees another department, or not their own")
		}
		before := get(t, s, testworld.Gulina, "/report?year=2025", "")
		if got := alike(figuresOf(before.body)); !strings.Contains(got, "合计|1|1|20|10|10|50|1|0|—|\n") {
			t.Errorf("the year before:\n%s", got)
		}
		for _, person := range []int64{testworld.Ayxam, testworld.Chen} {
			if a := get(t, s, person, "/report", ""); a.code != 403 {
				t.Errorf("%d: %d", person, a.code)
			}
		}
		if a := get(t, s, testworld.Chen, "/api/v1/report", "leader"); a.code != 403 {
			t.Errorf("a leader: %d", a.code)
		}
	})
}

func TestAReportWithoutItemsAndCasesSaysSo(t *testing.T) {
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	cal := &calendar.Service{Store: w.DB}
	s := site(w, Handler{Catalog: &catalog.Service{Store: w.DB, Directory: w.Directory},
		Kept: &cases.Service{Calendar: cal, Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}}})
	if a := get(t, s, testworld.Gulina, "/report", ""); a.code != 200 || !strings.Contains(a.body, "没有可以统计的事项和办件") {
		t.Errorf("%d %s", a.code, a.body)
	}
}

// covers: A5-4
func TestTheHallShowsAsItWasAndAsItWillBe(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		noon, next := clock.Must("2026-11-24 12:00"), clock.Must("2026-12-01 10:00")
		if err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			return w.Directory.Add(tx, "test", directory.Setup{
				Windows: []directory.Window{{ID: 35, Zone: testworld.ZoneB, Department: testworld.Market, No: 5, Name: "特种设备使用登记", Short: "特种设备",
					Span: directory.Span{From: noon, Until: next}}},
				Services: []directory.Serving{{Window: 35, Item: testworld.Food, Span: directory.Span{From: noon}}},
				Posts: []directory.Post{{Window: 35, Person: testworld.Ayxam, Post: "A", Span: directory.Span{From: noon}},
					{Window: testworld.W3, Person: testworld.Li, Post: "B", Span: directory.Span{From: next}}}})
		}); err != nil {
			t.Fatal(err)
		}
		s := site(w, shelf(t, w))
		for at, there := range map[string]bool{"2026-11-24T11:59": false, "2026-11-24T12:00": true, "2026-12-01T09:59": true, "2026-12-01T10:00": false} {
			page := get(t, s, testworld.Gulina, "/hall?at="+at, "")
			if page.code != 200 || strings.Contains(page.body, "特种设备使用登记") != there {
				t.Errorf("at %s: %d, window 5 there: %v", at, page.code, !there)
			}
		}
		page := get(t, s, testworld.Gulina, "/hall?at=2026-11-23T10:20&until=2026-12-01", "")
		for _, word := range []string{"2026-11-24 12:00", "启用", "开始办理", "事项2", "换人", "— → A 阿依夏木·买买提", "马小军"} {
			if !strings.Contains(page.body, word) {
				t.Errorf("the changes do not say %q", word)
			}
		}
		if !strings.Contains(page.body, "停用") {
			t.Error("a window that ends by ten on the last day is not among the changes until 10:20")
		}
		own := get(t, s, testworld.Abduwali, "/hall?at=2026-11-23T10:20&until=2026-12-01", "")
		if own.code != 200 || !strings.Contains(own.body, "施工许可") || strings.Contains(own.body, "社保卡与养老保险") ||
			strings.Contains(own.body, "特种设备") {
			t.Error("a clerk sees other windows, or not their own")
		}
		if a := get(t, s, testworld.Gulina, "/hall?at=soon", ""); a.code != 422 {
			t.Errorf("a time that is none: %d", a.code)
		}
		api := get(t, s, testworld.Gulina, "/api/v1/hall/at?at=2026-11-24T12:00", "")
		if !strings.Contains(api.body, `"no":5`) || !strings.Contains(api.body, `"strip":"特种设备"`) {
			t.Errorf("the API: %s", api.body)
		}
	})
}
