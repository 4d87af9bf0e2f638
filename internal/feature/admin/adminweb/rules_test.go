package adminweb

import (
	"archive/zip"
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/admin"
	"lianban/internal/testworld"
)

// upload sends a file as the form of the calendar does.
func (b browser) upload(path, name string, raw []byte, kv ...string) page {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(kv); i += 2 {
		if err := m.WriteField(kv[i], kv[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	if raw != nil {
		f, err := m.CreateFormFile(name, "2027.json")
		if err == nil {
			_, err = f.Write(raw)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		b.t.Fatal(err)
	}
	return b.do("POST", path, &body, map[string]string{"Content-Type": m.FormDataContentType()})
}

const holidays2027 = `{"year":2027,"papers":["https://www.gov.cn/2027"],"days":[
	{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-04","isOffDay":true},
	{"name":"元旦","date":"2027-01-09","isOffDay":false}]}`

// covers: A22-1
func TestANoticeIsSeenWithWhatItMovesBeforeItIsTaken(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		h.handler.Calendar.Moves = func(*db.Tx, *calendar.Set) (calendar.Effect, error) {
			return calendar.Effect{Open: 12, Settled: 3, Moved: []calendar.Move{{Title: "建筑工程施工许可", Ref: "CJ20261119-0231", Path: "/cases/7",
				Was: clock.MustDay("2027-01-04"), Is: clock.MustDay("2027-01-05"), Over: false}}}, nil
		}
		b := h.as(t, "zhang")
		b.get("/admin/calendar?year=2027").has(t, "2027 年的日期都是暂定", "缺国家的放假通知", "缺新疆的放假通知", "unsure")
		for field, form := range map[string][]string{"file": nil} {
			if p := b.upload("/admin/calendar/import", "file", nil, form...); p.code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", field, p.code)
			}
		}
		for raw, want := range map[string]string{`{"year":`: "不是 holiday-cn 格式", strings.Replace(holidays2027, "2027-01-09", "2027-01-11", 1): "不是周末"} {
			p := b.upload("/admin/calendar/import", "file", []byte(raw), "way", "file", "number", "国办发明电〔2026〕9 号", "dated", "2026-11-10")
			if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.said(), want) {
				t.Errorf("%s: %d %s", want, p.code, p.said())
			}
			p.has(t, `value="国办发明电〔2026〕9 号"`, `value="2026-11-10"`)
		}
		p := b.upload("/admin/calendar/import", "file", []byte(holidays2027), "way", "file", "number", "国办发明电〔2026〕9 号", "dated", "2026-11-10")
		p.has(t, "会移动 1 个期限（未结的共 12 个）", "CJ20261119-0231", "2027-01-05", "2027-01-09", "元旦调休上班")
		before := b.get("/admin/calendar?year=2027")
		before.has(t, "缺国家的放假通知")
		n := html.UnescapeString(regexp.MustCompile(`name="notice" value="([^"]*)"`).FindStringSubmatch(p.body)[1])
		for range 2 {
			if p := b.post("/admin/calendar/import", "way", "confirm", "command", "n-1", "notice", n); p.to != "/admin/calendar?year=2027&said=imported" {
				t.Fatal(p.code, p.said())
			}
		}
		p = b.get("/admin/calendar?year=2027&said=imported")
		p.has(t, "国办发明电〔2026〕9 号", "本中心录入", "放假 2 天，调休上班 1 天", "放假通知已录入", "缺新疆的放假通知")
		p.hasNot(t, "缺国家的放假通知")
		if p := b.post("/admin/calendar/import", "way", "confirm", "notice", "{"); p.code != http.StatusUnprocessableEntity {
			t.Error(p.code)
		}
		if p := h.as(t, "ayxam").post("/admin/calendar/import", "way", "confirm", "notice", n); p.code != http.StatusForbidden {
			t.Errorf("a clerk enters a notice: %d", p.code)
		}
	})
}

func TestARegionsNoticeIsTypedWithItsDocument(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.as(t, "zhang")
		row := func(i int, from, to, name, what string) []string {
			return []string{dayName(i, "from"), from, dayName(i, "to"), to, dayName(i, "name"), name, dayName(i, "what"), what}
		}
		send := func(number, dated string, rows ...[]string) page {
			form := []string{"way", "hand", "region", "xinjiang", "year", "2027", "hand_number", number, "hand_dated", dated}
			for _, r := range rows {
				form = append(form, r...)
			}
			return b.post("/admin/calendar/import", form...)
		}
		qurban := row(0, "2027-05-17", "2027-05-18", "古尔邦节", "off")
		for field, p := range map[string]page{
			"hand_number": send("", "2026-11-10", qurban),
			"hand_dated":  send("新政办发〔2026〕9号", "", qurban),
			"days.1.from": send("新政办发〔2026〕9号", "2026-11-10", qurban, row(1, "soon", "", "肉孜节", "off")),
			"days.2.to":   send("新政办发〔2026〕9号", "2026-11-10", qurban, row(2, "2027-03-10", "2037-03-10", "肉孜节", "off")),
			"days.3.name": send("新政办发〔2026〕9号", "2026-11-10", qurban, row(3, "2027-03-10", "", "", "off")),
			"days.4.from": send("新政办发〔2026〕9号", "2026-11-10", qurban, row(4, "2026-03-10", "", "肉孜节", "off")),
			"days.5.from": send("新政办发〔2026〕9号", "2026-11-10", qurban, row(5, "2027-05-18", "", "古尔邦节", "off")),
			"days":        send("新政办发〔2026〕9号", "2026-11-10"),
		} {
			if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#`+field+`"`) || !strings.Contains(p.body, `id="`+field+`"`) {
				t.Errorf("%s: %d %s", field, p.code, p.said())
			}
		}
		p := send("", "2026-11-10", qurban)
		p.has(t, `value="古尔邦节"`, `value="2027-05-17"`)
		send("新政办发〔2026〕9号", "2026-11-10", qurban).has(t, "不会移动任何期限", "2027-05-17", "古尔邦节")
	})
}

func TestAnExceptionOfTheHoursIsEnteredAndTakenBack(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.as(t, "zhang")
		for field, form := range map[string][]string{
			"open":   {"from", "2026-12-01", "open", "morning", "reason", "消防演练", "number", "昌政服〔2026〕3 号"},
			"number": {"from", "2026-12-01", "open", "", "reason", "消防演练", "number", ""},
			"from":   {"from", "tomorrow", "open", "", "reason", "x", "number", "y"},
		} {
			p := b.post("/admin/calendar/exceptions", form...)
			if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#`+field+`"`) {
				t.Errorf("%s: %d %s", field, p.code, p.said())
			}
		}
		if p := b.post("/admin/calendar/exceptions", "from", "2026-12-01", "open", "10:00–12:00，16:00-18:00", "reason", "消防演练", "number",
			"昌政服〔2026〕3 号"); p.to != "/admin/calendar?year=2026&said=excepted" {
			t.Fatal(p.code, p.said())
		}
		p := b.get("/admin/calendar")
		p.has(t, "10:00-12:00、16:00-18:00", "消防演练")
		id := regexp.MustCompile(`/exceptions/(\d+)/end`).FindStringSubmatch(p.body)[1]
		h.as(t, "ayxam").get("/admin/calendar").hasNot(t, "/exceptions/", "录入例外")
		if p := b.post("/admin/calendar/exceptions/" + id + "/end"); p.to != "/admin/calendar?said=exception_ended" {
			t.Error(p.code, p.said())
		}
		if p := b.post("/admin/calendar/exceptions/" + id + "/end"); p.code != http.StatusNotFound {
			t.Error(p.code)
		}
	})
}

func TestTheAuditorSearchesVerifiesExportsAndProves(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		if _, err := h.ledger.Sign(t.Context(), testworld.Centre); err != nil {
			t.Fatal(err)
		}
		b := h.as(t, "chen")
		p := b.get("/admin/trail?verb=account.")
		p.has(t, "建立账号", "用户名 ayxam")
		p.hasNot(t, "登录</b>", right)
		b.get("/admin/trail?actor=%E9%99%88%E9%9D%99").has(t, "登录", "陈静")
		b.get("/admin/trail?actor=chen&to=2020-01-01").has(t, "没有符合条件的")
		b.get("/admin/trail?kind=person&id="+key(testworld.Ayxam)).has(t, "人员阿依夏木·买买提的全部记录", "建立账号")
		p = b.get("/admin/trail?from=soon")
		if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#from"`) {
			t.Error(p.code)
		}
		b.post("/admin/trail/verify").has(t, "校验通过")
		id := regexp.MustCompile(`/admin/trail/(\d+)/proof`).FindStringSubmatch(b.get("/admin/trail?verb=account.").body)[1]
		if p := b.get("/admin/trail/" + id + "/proof"); p.code != http.StatusOK || !strings.Contains(p.body, "account.created") {
			t.Error(p.code, p.body)
		}
		p = b.get("/admin/trail/export")
		z, err := zip.NewReader(strings.NewReader(p.body), int64(len(p.body)))
		if p.code != http.StatusOK || err != nil || len(z.File) < 4 {
			t.Fatal(p.code, err)
		}
		b.get("/admin/trail?verb=ledger.").has(t, "导出流水账")
	})
}

func TestErasureTakesADecisionAndLeavesWhatIsUnderWay(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		old, open := ledger.Of("case", 7), ledger.Of("case", 8)
		var commitment string
		h.write(t, func(tx *db.Tx) (err error) {
			if commitment, err = ledger.Commit(tx, old, "name", "马小明"); err == nil {
				_, err = ledger.Commit(tx, open, "name", "马小明")
			}
			return err
		})
		h.handler.Admin.Finders = []admin.Finder{func(_ *db.Tx, number string) ([]admin.Held, error) {
			if number != "652301199001014321" {
				return nil, nil
			}
			return []admin.Held{{Subject: old, Label: "CJ20250101-0007 取水许可", Since: w.Clock.Now()}, {Subject: open, Label: "CJ20261120-0008 施工许可", Open: true}}, nil
		}}
		b := h.as(t, "liu")
		if p := b.post("/admin/erase", "step", "find", "number", "123"); p.code != http.StatusUnprocessableEntity && p.said() == "" {
			t.Error(p.code)
		}
		b.post("/admin/erase", "step", "find", "number", "652301199001014321").has(t, "CJ20250101-0007", "还在办理", `value="case:8" disabled`)
		form := func(kv ...string) page {
			return b.post("/admin/erase", append([]string{"step", "erase", "number", "652301199001014321"}, kv...)...)
		}
		for field, p := range map[string]page{
			"document": form("chosen", "case:7", "dated", "2026-11-20", "reason", "本人申请"),
			"dated":    form("chosen", "case:7", "document", "昌政服决〔2026〕7 号", "reason", "本人申请", "dated", "2027-01-01"),
			"reason":   form("chosen", "case:7", "document", "昌政服决〔2026〕7 号", "dated", "2026-11-20"),
			"chosen":   form("chosen", "case:8", "document", "昌政服决〔2026〕7 号", "dated", "2026-11-20", "reason", "本人申请"),
		} {
			if p.code != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#`+field+`"`) {
				t.Errorf("%s: %d %s", field, p.code, p.said())
			}
		}
		if p := form("chosen", "case:9", "document", "x", "dated", "2026-11-20", "reason", "y"); p.code != http.StatusUnprocessableEntity {
			t.Errorf("what is not held: %d", p.code)
		}
		if p := form("chosen", "case:7", "document", "昌政服决〔2026〕7 号", "dated", "2026-11-20", "reason", "本人申请"); p.to != "/admin/erase?said=erased" {
			t.Fatal(p.code, p.said())
		}
		h.write(t, func(tx *db.Tx) error {
			if _, found, err := ledger.Reveal(tx, commitment); found || err != nil {
				t.Errorf("the name is still there: %v", err)
			}
			all, err := ledger.Search(tx, ledger.Query{Verb: "person."})
			for _, e := range all {
				if strings.Contains(e.Record, "652301199001014321") || strings.Contains(e.Record, "马小明") {
					t.Errorf("the ledger says who: %s", e.Record)
				}
			}
			return err
		})
		h.as(t, "chen").get("/admin/trail?verb=person.erased").has(t, "昌政服决〔2026〕7 号")
	})
}
