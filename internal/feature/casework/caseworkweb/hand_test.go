package caseworkweb

import (
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// covers: A11-2 A11-4 A15-5
func TestAPaperForTheApplicantsHandHasTheWholeNameAndItsCopyByCodeDoesNot(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := build(t, w)
		form := filled(h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company), "ppdpp", "tolerate")
		long := "阿不都外力·阿不都热合曼·买买提吐尔逊"
		form.Set("name", long)
		form.Set("agent", "刘小燕")
		form.Set("promise", "1")
		if code, body, _ := h.ask(t, testworld.Ayxam, "POST", "/cases", form, nil); code != 303 {
			t.Fatalf("%d %s", code, body)
		}
		list, err := h.Cases.List(t.Context(), w.As(testworld.Gulina), casework.Query{})
		if err != nil || len(list.Rows) != 1 {
			t.Fatalf("%d cases, %v", len(list.Rows), err)
		}
		c := list.Rows[0]
		for _, paper := range []string{"acceptance", "tolerance"} {
			_, body, _ := h.ask(t, testworld.Ayxam, "GET", c.Path()+"/"+paper, nil, nil)
			shows(t, body, long, "刘小燕")
			for _, never := range []string{cardNo, "13909944471"} {
				if strings.Contains(body, never) {
					t.Errorf("the %s prints %s", paper, never)
				}
			}
			for _, who := range []int64{0, testworld.Ayxam} {
				_, own, _ := h.ask(t, who, "GET", "/p/"+c.Token+"/"+paper, nil, nil)
				if strings.Contains(own, long) || strings.Contains(own, "刘小燕") || !strings.Contains(own, "阿") {
					t.Errorf("the %s by code is not masked", paper)
				}
			}
			_, office, _ := h.ask(t, testworld.Gulina, "GET", c.Path()+"/"+paper, nil, nil)
			if strings.Contains(office, long) {
				t.Error("who may only read got the name")
			}
		}
		if code, _, _ := h.ask(t, testworld.Ayxam, "GET", c.Path()+"/notice", nil, nil); code != 404 {
			t.Errorf("a paper that was never given: %d", code)
		}
		told := 0
		if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			all, err := ledger.Timeline(tx, c.Subject(), 50)
			for _, e := range all {
				if e.Verb == "case.revealed" {
					told++
					if e.Article != "15.2" || strings.Contains(e.Record, long) {
						t.Errorf("the ledger says %s", e.Record)
					}
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if told != 2 {
			t.Errorf("two papers with the name were opened, the ledger tells of %d", told)
		}
	})
}

// covers: A11-2
func TestARefusedAcceptanceComesBackIntoTheConsoleWithWhatWasTyped(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := build(t, w)
		tk := h.serve(t, testworld.Ayxam, testworld.W1, testworld.Company)
		form := filled(tk, "ppppp", "accept")
		form.Set("id_number", "110105194912310021")
		form.Set("phone", "12")
		code, body := h.asStep(t, testworld.Ayxam, "/cases", form)
		if code != 422 || strings.Contains(body, "<html") {
			t.Fatalf("%d %.300s", code, body)
		}
		shows(t, body, `id="intake-`+strconv.FormatInt(tk.ID, 10)+`"`, "data-error", `href="#id_number"`, `href="#phone"`, `value="110105194912310021"`,
			"马国栋", `aria-invalid="true"`)
		form.Set("id_number", cardNo)
		form.Set("phone", "")
		form.Set("verdict", "notify")
		if code, body = h.asStep(t, testworld.Ayxam, "/cases", form); code != 409 || strings.Contains(body, "<html") {
			t.Fatalf("the marks had changed: %d %.300s", code, body)
		}
		shows(t, body, "data-error", "马国栋")
		_, page, _ := h.ask(t, testworld.Ayxam, "POST", "/cases", form, nil)
		shows(t, page, "<html", "马国栋") // without scripts the form has a page of its own
	})
}

// asStep sends a form as the console's script does.
func (h *house) asStep(t *testing.T, person int64, path string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	r.Header.Set("Person", strconv.FormatInt(person, 10))
	a := httptest.NewRecorder()
	h.site.ServeHTTP(a, r)
	return a.Code, a.Body.String()
}

// covers: A11-3 A11-4
func TestAStoppedCaseSaysSinceWhenAndWhyAndNoDateThatWouldBeWrong(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		c, tk := h.accepted(t, "ppdpp")
		if _, err := h.q.Finish(t.Context(), h.w.As(testworld.Ayxam), tk.Window); err != nil {
			t.Fatal(err)
		}
		noticed, _ := h.accepted(t, "pmmpp")
		for token, want := range map[string]string{c.Token: "等申请人补交容缺材料", noticed.Token: "等申请人补正"} {
			p, err := h.Progress(t.Context(), testworld.Centre, token, "")
			if err != nil {
				t.Fatal(err)
			}
			if p.Due != "" || p.Why != "" || !strings.Contains(p.Stopped, want) || !strings.Contains(p.Stopped, "11 月 23 日 10:2") {
				t.Errorf("%+v", p)
			}
			var got Asked
			if code := h.call(t, 0, "GET", "/api/v1/progress/"+token, nil, &got); code != 200 || got.Due != 0 || got.Stopped == 0 || got.Because != want {
				t.Errorf("%d %+v", code, got)
			}
		}
		if _, err := h.Cases.Supply(t.Context(), h.w.As(testworld.Ayxam), c.ID, casework.Supply{Marks: map[int]material.Marking{3: {Mark: material.Present}}}); err != nil {
			t.Fatal(err)
		}
		if p, err := h.Progress(t.Context(), testworld.Centre, c.Token, ""); err != nil || p.Stopped != "" || p.Due == "" {
			t.Errorf("after the material came: %+v %v", p, err)
		}
	})
}
