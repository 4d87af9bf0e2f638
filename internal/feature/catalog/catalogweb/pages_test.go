package catalogweb

import (
	"bytes"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
	"lianban/internal/testworld"
)

// once is the site on one engine: pages ask nothing of it that the services' tests have not.
func once(t *testing.T) (*testworld.World, *web.Site, *catalog.Service) {
	t.Helper()
	c := clock.At(testworld.Monday)
	w := testworld.New(t, testworld.Open(t, db.SQLite, c), c)
	s, cat := site(t, w)
	return w, s, cat
}

type answer struct {
	code     int
	body     string
	location string
}

func page(t *testing.T, s *web.Site, person int64, method, path string, form url.Values) answer {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if person != 0 {
		r.Header.Set("Person", strconv.FormatInt(person, 10))
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a := httptest.NewRecorder()
	s.ServeHTTP(a, r)
	return answer{a.Code, a.Body.String(), a.Header().Get("Location")}
}

func has(t *testing.T, a answer, code int, want ...string) {
	t.Helper()
	if a.code != code {
		t.Fatalf("%d, want %d: %s", a.code, code, a.body)
	}
	for _, s := range want {
		if !strings.Contains(a.body, s) {
			t.Errorf("the page has no %q", s)
		}
	}
}

// covers: A4-1 A4-2
func TestTheRegisterShowsWhatIsInSightAndWhatCannotBeBooked(t *testing.T) {
	_, s, _ := once(t)
	all := page(t, s, testworld.Gulina, "GET", "/items", nil)
	has(t, all, 200, "内资有限公司设立登记", "建筑工程施工许可", "指南尚未发布", "50.0%", "应进 2 项，已进 1 项", "/import/items", "/items/export.xlsx", "1 号")
	mine := page(t, s, testworld.Li, "GET", "/items", nil)
	has(t, mine, 200, "内资有限公司设立登记", "事项 1 项")
	if strings.Contains(mine.body, "建筑工程施工许可") || strings.Contains(mine.body, "/import/items") {
		t.Error("a chief sees another department's item or may import")
	}
	none := page(t, s, testworld.Gulina, "GET", "/items?q=%E7%81%AB%E6%98%9F&mode=negative&only=record", nil)
	has(t, none, 200, "火星", "负面清单", "名称含“备案”")
	bad := page(t, s, testworld.Gulina, "GET", "/items?department=x", nil)
	if bad.code != 422 {
		t.Errorf("a department that is none: %d", bad.code)
	}
	for person, want := range map[int64]int{0: 303, testworld.Wang: 403, testworld.Ma: 200} {
		if a := page(t, s, person, "GET", "/items", nil); a.code != want {
			t.Errorf("%d: %d", person, a.code)
		}
	}
	if a := page(t, s, testworld.Gulina, "GET", "/items/import", nil); a.location != "/import/items" {
		t.Errorf("the import is at %q", a.location)
	}
}

func TestTheExportIsTheListAndCanBeImportedAgain(t *testing.T) {
	w, s, cat := once(t)
	a := page(t, s, testworld.Gulina, "GET", "/items/export.xlsx?sort=name&dir=desc", nil)
	has(t, a, 200)
	book, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := book.GetRows(book.GetSheetList()[0])
	if len(rows) != 3 || rows[1][2] != "建筑工程施工许可" || rows[2][12] != "1 2" {
		t.Errorf("%q", rows)
	}
	// Item for item nothing differs but the code of the department, which the register of the test does not have.
	out, err := catalog.Intake{Service: cat}.Import(t.Context(), w.As(testworld.Gulina), register.File{Raw: bytes.Clone([]byte(a.body))}, true)
	if err != nil || out.Read != 2 || out.Unchanged+out.Changed != 2 || len(out.Refused) != 0 {
		t.Errorf("%+v, %v", out.Answer, err)
	}
}

var seen = regexp.MustCompile(`name="seen" value="(\d+)"`)

// covers: A4-2
func TestAnItemIsClassifiedOnItsPageAndTheHistoryTellsIt(t *testing.T) {
	_, s, _ := once(t)
	one := page(t, s, testworld.Gulina, "GET", "/items/45", nil)
	has(t, one, 200, "建筑工程施工许可", "指南尚未发布", "保存归类", "施工许可")
	form := url.Values{"seen": {seen.FindStringSubmatch(one.body)[1]}, "kind": {"licence"}, "mode": {"negative"}, "level": {"州"},
		"command": {"c1"}}
	has(t, page(t, s, testworld.Gulina, "POST", "/items/45/classify", form), 422, "列入负面清单要写明理由", "列入负面清单要写明文件",
		"现在有 1 个窗口办理该事项", "可以这样办")
	form.Set("mode", "delegated")
	form.Set("command", "c2")
	for range 2 { // the repeat of a command is answered and does nothing
		if a := page(t, s, testworld.Gulina, "POST", "/items/45/classify", form); a.code != 303 || a.location != "/items/45?said=classified" {
			t.Fatalf("%d %s", a.code, a.body)
		}
	}
	form.Set("command", "c3")
	has(t, page(t, s, testworld.Gulina, "POST", "/items/45/classify", form), 409)
	now := page(t, s, testworld.Gulina, "GET", "/items/45?said=classified", nil)
	has(t, now, 200, "归类已保存", "进驻方式：尚未进驻 → 委托进驻", "级别：无 → 州")
	if n := strings.Count(now.body, "进驻方式：尚未进驻"); n != 1 {
		t.Errorf("told %d times", n)
	}
	for person, want := range map[int64]int{testworld.Li: 404, testworld.Ayxam: 404, testworld.Abduwali: 200} {
		if a := page(t, s, person, "GET", "/items/45", nil); a.code != want {
			t.Errorf("%d: %d", person, a.code)
		}
	}
	if a := page(t, s, testworld.Li, "POST", "/items/41/classify", form); a.code != 403 {
		t.Errorf("a chief classifies: %d", a.code)
	}
}

// covers: A4-6
func TestAGuideIsReadComparedDeclaredAndConfirmed(t *testing.T) {
	w, s, cat := once(t)
	g := catalog.Guide{Name: "内资有限公司设立登记", Words: []string{"注册公司"}, Organ: "市市场监管局", Place: "一楼东侧", Hours: "10:00–14:00",
		Promised: catalog.Limit{N: 3, Unit: catalog.WorkingDays}, Materials: []catalog.Material{{Name: "身份证", Need: catalog.Required, Originals: 1}}}
	v, err := cat.DraftGuide(t.Context(), w.As(testworld.Li), testworld.Company, g, catalog.Cause{Kind: "process", Day: w.Clock.Now().Day()})
	if err != nil {
		t.Fatal(err)
	}
	path := "/items/41/guides/" + strconv.FormatInt(v.ID, 10)
	read := page(t, s, testworld.Li, "GET", path, nil)
	has(t, read, 200, "3 个工作日", "5 个工作日", "身份证（必要、原件 1 份）", "我声明：内容准确、真实、完整", "查看第 1 版")
	for person, want := range map[int64]int{testworld.Ma: 404, testworld.Ayxam: 404, testworld.Gulina: 200} {
		if a := page(t, s, person, "GET", path, nil); a.code != want || strings.Contains(a.body, "我声明") {
			t.Errorf("%d reads the draft: %d", person, a.code)
		}
	}
	if a := page(t, s, testworld.Li, "GET", strings.Replace(path, "/41/", "/45/", 1), nil); a.code != 404 {
		t.Errorf("under another item: %d", a.code)
	}
	has(t, page(t, s, testworld.Li, "POST", path+"/publish", url.Values{"command": {"p1"}}), 422, "首席代表声明")
	if a := page(t, s, testworld.Li, "POST", path+"/publish", url.Values{"command": {"p2"}, "declared": {"1"}}); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.body)
	}
	read = page(t, s, testworld.Li, "GET", path, nil)
	has(t, read, 200, "确认平台已发布", "尚未确认")
	confirm := url.Values{"command": {"q1"}, "url": {"https://zwfw.xinjiang.gov.cn/1"}, "digest": {v.Digest}}
	if a := page(t, s, testworld.Gulina, "POST", path+"/confirm", confirm); a.code != 403 {
		t.Errorf("the office confirms for the department: %d", a.code)
	}
	has(t, page(t, s, testworld.Li, "POST", path+"/confirm", confirm), 422, "不一致")
	confirm.Set("compared", "1")
	confirm.Set("command", "q2")
	if a := page(t, s, testworld.Li, "POST", path+"/confirm", confirm); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.body)
	}
	has(t, page(t, s, testworld.Gulina, "GET", "/items/41?said=confirmed", nil), 200, "已确认一体化平台发布", "zwfw.xinjiang.gov.cn", "现行", "已被替代",
		"发布办事指南")
}

func TestTheAPIWorksOnGuidesAndItems(t *testing.T) {
	_, s, _ := once(t)
	call := func(person int64, method, path, body string, out any) int {
		return ask(t, s, person, method, path, "application/json", []byte(body), out)
	}
	var v GuideVersion
	const guide = `{"cause":"content","changed":"2026-11-23","guide":{"name":"内资有限公司设立登记","audience":["person"],"basis":[],"organ":"市市场监管局",` +
		`"promised":{"n":3,"unit":"wd"},"instant":false,"visits":0,"result":{"name":"营业执照","kind":"licence"},"place":"一楼","hours":"10:00–14:00","consult":"","complain":""}}`
	if code := call(testworld.Li, "PUT", "/api/v1/items/41/guide", guide, &v); code != 200 || v.Version != 2 || v.State != catalog.Draft {
		t.Fatalf("%d %+v", code, v)
	}
	var any any
	if code := call(testworld.Ma, "PUT", "/api/v1/items/41/guide", guide, &any); code != 403 {
		t.Errorf("a clerk drafts: %d", code)
	}
	var checked Checked
	if code := call(testworld.Li, "GET", "/api/v1/guides/"+v.ID+"/check", "", &checked); code != 200 || len(checked.Refusals) != 0 || len(checked.Advice) == 0 {
		t.Errorf("%d %+v", code, checked)
	}
	if code := call(testworld.Li, "POST", "/api/v1/guides/"+v.ID+"/publish", `{"declared":false}`, &any); code != 422 {
		t.Errorf("undeclared: %d", code)
	}
	if code := call(testworld.Li, "POST", "/api/v1/guides/"+v.ID+"/publish", `{"declared":true}`, &v); code != 200 || v.State != catalog.Published {
		t.Fatalf("%d %+v", code, v)
	}
	confirm := `{"url":"https://zwfw.xinjiang.gov.cn/1","digest":"` + v.Digest + `"}`
	if code := call(testworld.Li, "POST", "/api/v1/guides/"+v.ID+"/confirm", confirm, &v); code != 200 || v.Platform == "" || v.Confirmed == 0 {
		t.Errorf("%d %+v", code, v)
	}
	var versions []GuideVersion
	if code := call(testworld.Ayxam, "GET", "/api/v1/items/41/guides", "", &versions); code != 200 || len(versions) != 2 {
		t.Errorf("%d, %d versions", code, len(versions))
	}
	var item Item
	if code := call(0, "GET", "/api/v1/items/45", "", &item); code != 200 {
		t.Fatal(code)
	}
	changed, err := item.Changed.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	body := `{"seen":"` + string(changed) + `","kind":"licence","mode":"delegated","level":"州"}`
	if code := call(testworld.Gulina, "PUT", "/api/v1/items/45/classification", body, &item); code != 200 || item.Mode != catalog.Delegated {
		t.Errorf("%d %+v", code, item)
	}
	if code := call(testworld.Gulina, "PUT", "/api/v1/items/45/classification", body, &any); code != 409 {
		t.Errorf("over an unseen change: %d", code)
	}
}
