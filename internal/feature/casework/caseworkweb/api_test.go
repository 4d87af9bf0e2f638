package caseworkweb

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/errs"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/casework"
	"lianban/internal/testworld"
)

// call asks the API and reads the answer into out.
func (h *house) call(t *testing.T, person int64, method, path string, body, out any) int {
	t.Helper()
	code, raw, _ := h.ask(t, person, method, path, nil, body)
	if err := json.Unmarshal([]byte(raw), out); err != nil {
		t.Fatalf("%s %s: %d %s", method, path, code, raw)
	}
	return code
}

// covers: A11-2 A11-3 A11-4
func TestWhatAPageCanDoTheAPICanDo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company)
		marks := []map[string]string{{"mark": "present"}, {"mark": "missing", "fault": "没有签字"}, {"mark": "deferred"}, {"mark": "present"},
			{"mark": "present"}}
		in := map[string]any{"window": strconv.FormatInt(testworld.W1, 10), "marks": marks, "promise": true,
			"applicant": map[string]string{"name": "马国栋", "id_number": cardNo, "phone": "13909944471"}}
		var c Case
		if code := h.call(t, testworld.Ayxam, "POST", "/api/v1/cases", in, &c); code != 200 || c.State != casework.Noticed ||
			c.No != "CJ20261123-0001" || c.Applicant != nil {
			t.Fatalf("%d %+v", code, c)
		}
		one := "/api/v1/cases/" + c.ID
		type m map[string]any
		for _, step := range []struct {
			path string
			body m
			want casework.State
		}{
			{"/supply", m{"marks": []m{{"n": 2, "mark": "present"}, {"n": 3, "mark": "deferred"}}, "promise": true}, casework.Accepted},
			{"/supply", m{"marks": []m{{"n": 3, "mark": "present"}}}, casework.Accepted},
			{"/decide", m{"granted": true}, casework.Granted}, {"/deliver", m{"how": "electronic"}, casework.Delivered},
		} {
			if code := h.call(t, testworld.Ayxam, "POST", one+step.path, step.body, &c); code != 200 || c.State != step.want {
				t.Fatalf("%s: %d %+v", step.path, code, c)
			}
		}
		var read Case
		if code := h.call(t, testworld.Gulina, "GET", one, nil, &read); code != 200 || read.Applicant.Name != "马××" || len(read.Materials) != 5 ||
			len(read.Papers) != 3 || read.Lamp != "done" || read.Ended == 0 {
			t.Errorf("%d %+v", code, read)
		}
		var all struct {
			Cases []Case `json:"cases"`
			Total int    `json:"total"`
		}
		if code := h.call(t, testworld.Gulina, "GET", "/api/v1/cases?q="+c.No+"&state=delivered&sort=no&from=2026-11-23", nil, &all); code != 200 ||
			all.Total != 1 || all.Cases[0].ID != c.ID {
			t.Errorf("%d %+v", code, all)
		}
		var who Applicant
		if code := h.call(t, testworld.Ayxam, "POST", one+"/reveal", m{"reason": "核对领证人身份"}, &who); code != 200 || who.Name != "马国栋" {
			t.Errorf("%d %+v", code, who)
		}
		refusals(t, h, one)
	})
}

// refusals are problems with their articles.
func refusals(t *testing.T, h *house, one string) {
	t.Helper()
	type m map[string]any
	for _, c := range []struct {
		person       int64
		method, path string
		body         any
		want         int
	}{
		{0, "GET", one, nil, 401}, {testworld.Ma, "GET", one, nil, 403}, {testworld.Wang, "GET", "/api/v1/cases", nil, 403},
		{testworld.Gulina, "POST", one + "/reveal", m{"reason": "核对领证人身份"}, 403}, {testworld.Ayxam, "GET", "/api/v1/cases/x", nil, 404},
		{testworld.Ayxam, "GET", "/api/v1/cases/77", nil, 404}, {testworld.Ayxam, "POST", one + "/decide", m{"granted": true}, 409},
		{testworld.Ayxam, "POST", one + "/deliver", m{"how": "pigeon"}, 422}, {testworld.Ayxam, "POST", one + "/lapse", m{"reason": "逾期未补交"}, 403},
		{testworld.Ayxam, "GET", "/api/v1/cases?from=gestern", nil, 422}, {0, "GET", "/api/v1/progress/CJ20261123-0001?tail=0000", nil, 404},
	} {
		var out struct{ Status int }
		if code := h.call(t, c.person, c.method, c.path, c.body, &out); code != c.want {
			t.Errorf("%d %s %s: %d, want %d", c.person, c.method, c.path, code, c.want)
		}
	}
}

// covers: A11-3
func TestVisitorsReadHowFarTheirCaseIsInTheirOwnLanguage(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		c, _ := h.accepted(t, "pmdpp", "", "没有签字")
		p, err := h.Progress(t.Context(), testworld.Centre, c.No, "4471")
		if err != nil || p.Code != c.No || p.Token != c.Token || p.State != "待补正" || p.Lamp != ui.Hold || len(p.Missing) != 2 ||
			p.Missing[0] != "公司章程（全体股东签署）（原件 1 份）：没有签字，2027-02-22 前" || p.Bring == "" || len(p.Papers) != 1 {
			t.Errorf("%+v, %v", p, err)
		}
		if len(p.Moments) != 2 || p.Moments[0].Title != "一次性告知" || p.Moments[0].Kind != "warn" || p.Moments[1].Kind != "next" ||
			strings.Contains(p.Moments[0].Text, "阿依夏木") {
			t.Errorf("%+v", p.Moments)
		}
		if _, err := h.Progress(t.Context(), testworld.Centre, c.No, "9999"); !errs.Is(err, errs.NotFound) {
			t.Errorf("a wrong tail: %v", err)
		}
		var asked Asked
		if code := h.call(t, 0, "GET", "/api/v1/progress/"+c.Token+"?lang=en", nil, &asked); code != 200 || asked.StateName != "Waiting for papers" ||
			len(asked.Missing) != 2 || asked.Missing[0].By != 20270222 || asked.Story[0].What != "One-time notice" {
			t.Errorf("%d %+v", code, asked)
		}
		p, err = h.Progress(ui.WithLang(t.Context(), "en"), testworld.Centre, c.Token, "")
		if err != nil || p.Missing[1] != "法定代表人、董事任职文件 (Originals: 1), by 2027-02-22" {
			t.Errorf("%+v %v", p.Missing, err)
		}
	})
}

func TestTheListIsSortedFilteredAndTurnedByTheServer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, page, _ := h.ask(t, testworld.Gulina, "GET", "/cases", nil, nil)
		if code != 200 {
			t.Fatal(code)
		}
		shows(t, page, "窗口受理后，办件会出现在这里。")
		c, _ := h.accepted(t, "ppdpp")
		code, page, _ = h.ask(t, testworld.Gulina, "GET", "/cases?state=open&sort=item&dir=desc", nil, nil)
		if code != 200 {
			t.Fatal(code)
		}
		shows(t, page, c.No, "停表中", "马××", `aria-sort="descending"`, "全部部门")
		_, page, _ = h.ask(t, testworld.Gulina, "GET", "/cases?"+url.Values{"q": {"施工"}, "department": {"13"}}.Encode(), nil, nil)
		shows(t, page, "清除条件", "州住建局")
		if code, _, _ := h.ask(t, testworld.Wang, "GET", "/cases", nil, nil); code != 403 {
			t.Errorf("an administrator reads cases: %d", code)
		}
		todo, err := h.Todos(t.Context(), h.w.As(testworld.Ayxam))
		if err != nil || len(todo) != 1 || todo[0].Kind != ui.Hold || !strings.Contains(todo[0].Text, c.No) || todo[0].Href != c.Path() {
			t.Errorf("%+v %v", todo, err)
		}
	})
}

func TestOnlyProgressIsOpenToEverybody(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		public := []string{"/p/{code}/{paper}", "/api/v1/progress/{code}"}
		for _, r := range h.site.Routes() {
			if (r.Action == "case.progress") != slices.Contains(public, r.Path) {
				t.Errorf("%s %s: %s", r.Method, r.Path, r.Action)
			}
		}
	})
}
