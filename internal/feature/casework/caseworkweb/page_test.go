package caseworkweb

import (
	"net/url"
	"strings"
	"testing"

	"lianban/internal/base/web/ui"
	"lianban/internal/feature/casework"
	"lianban/internal/testworld"
)

// covers: A11-2 A11-4
func TestPapersFitTheirLetterAndNameTheApplicantOnlyInTheOwnHand(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		c, tk := h.accepted(t, "ppdpp")
		notified := func() casework.Case {
			if _, err := h.q.Finish(t.Context(), h.w.As(testworld.Ayxam), tk.Window); err != nil {
				t.Fatal(err)
			}
			c, _ := h.accepted(t, "pmmpp", "", "第 2 页没有签字")
			return c
		}()
		for path, want := range map[string][]string{
			c.Path() + "/tolerance":  {"容缺受理通知书", "昌容〔2026〕1123-0001", "代理人：刘燕", "139××××4471", "2026年11月30日", "补正齐全后起算", "阿依夏木·买买提"},
			c.Path() + "/acceptance": {"受理通知书", "昌受〔2026〕1123-0001", "公司章程（全体股东签署）", "2026年11月23日"},
			notified.Path() + "/notice": {"一次性告知书", "昌告〔2026〕1123-0002", "还有 2 项材料", "第 2 页没有签字", "未提交（可容缺）", "2027年2月22日",
				"今后不再要求补充清单以外的材料"},
			"/p/" + c.Token + "/tolerance": {"容缺受理通知书", "马××"},
		} {
			person := testworld.Ayxam
			if strings.HasPrefix(path, "/p/") {
				person = 0
			}
			code, page, _ := h.ask(t, person, "GET", path, nil, nil)
			if code != 200 || strings.Count(page, "<article") != 1 {
				t.Errorf("%s: %d, %d sheets", path, code, strings.Count(page, "<article"))
			}
			if person != 0 { // handed over: the name stands there, and shows looks for nobody's
				if !strings.Contains(page, "马国栋") {
					t.Errorf("%s does not name its applicant", path)
				}
				page = strings.ReplaceAll(page, "马国栋", "")
			}
			shows(t, page, append(want, "<path d=\"M2 2h7v1h-7z", "扫码查进度")...)
		}
		for path, want := range map[string]int{c.Path() + "/notice": 404, notified.Path() + "/acceptance": 404, c.Path() + "/x": 404,
			"/p/" + c.No + "/tolerance": 404, "/cases/1/notice": 404} {
			if code, _, _ := h.ask(t, testworld.Ayxam, "GET", path, nil, nil); code != want {
				t.Errorf("%s: %d", path, code)
			}
		}
		if code, _, _ := h.ask(t, 0, "GET", c.Path()+"/tolerance", nil, nil); code != 303 {
			t.Errorf("a staff paper without a login: %d", code)
		}
	})
}

func TestACaseOffersWhatWhoeverReadsItMayDo(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		c, _ := h.accepted(t, "ppdpp")
		for person, want := range map[int64][]string{
			testworld.Ayxam:  {"/supply", "/withdraw", "/reveal"}, // no decision before the material
			testworld.Li:     {"/lapse", "/reveal"},
			testworld.Gulina: nil,
		} {
			code, page, _ := h.ask(t, person, "GET", c.Path(), nil, nil)
			if code != 200 {
				t.Fatalf("%d: %d", person, code)
			}
			shows(t, page, "CJ20261123-0001", "马××", "110105××××××××002X", "已容缺受理", "承诺时限", "补交期限", "第 2 版（2026-10-08 发布）")
			for _, form := range []string{"/supply", "/decide", "/withdraw", "/reveal", "/lapse", "/deliver"} {
				offered := strings.Contains(page, `action="`+c.Path()+form+`"`)
				if offered != strings.Contains(strings.Join(want, " "), form) {
					t.Errorf("%d: %s offered %v", person, form, offered)
				}
			}
		}
		if code, _, _ := h.ask(t, testworld.Ma, "GET", c.Path(), nil, nil); code != 403 {
			t.Errorf("another department: %d", code)
		}
		reveal(t, h, c)
	})
}

// reveal opens who applied for a reason, on that one page only.
func reveal(t *testing.T, h *house, c casework.Case) {
	t.Helper()
	code, page, _ := h.ask(t, testworld.Ayxam, "POST", c.Path()+"/reveal", url.Values{"why": {"看看"}}, nil)
	if code != 422 || !strings.Contains(page, `href="#why"`) || strings.Contains(page, "马国栋") {
		t.Errorf("for no reason: %d", code)
	}
	code, page, _ = h.ask(t, testworld.Ayxam, "POST", c.Path()+"/reveal", url.Values{"why": {"核对领证人身份"}}, nil)
	if code != 200 || !strings.Contains(page, "马国栋") || !strings.Contains(page, cardNo) {
		t.Errorf("for a reason: %d", code)
	}
	code, page, _ = h.ask(t, testworld.Ayxam, "GET", c.Path(), nil, nil)
	if code != 200 {
		t.Error(code)
	}
	shows(t, page, "查看申请人信息", "核对领证人身份")
}

func TestStepsOfACaseLeadBackAndRefusalsStayOnItsPage(t *testing.T) {
	pages(t, func(t *testing.T, h *house) {
		c, _ := h.accepted(t, "ppdpp")
		code, page, _ := h.ask(t, testworld.Ayxam, "POST", c.Path()+"/decide", url.Values{"granted": {"1"}}, nil)
		if code != 422 {
			t.Errorf("%d", code)
		}
		shows(t, page, "还没补齐", "/law/11.4", "材料补齐后即可决定，最晚 2026-11-30 补交")
		for _, step := range []struct {
			path string
			form url.Values
			said string
		}{
			{"/supply", url.Values{"m2": {"present"}}, "supplied"},
			{"/decide", url.Values{"granted": {"0"}, "reason": {"住所不符合要求"}}, "decided"},
			{"/deliver", url.Values{"how": {"mail"}}, "delivered"},
		} {
			code, page, to := h.ask(t, testworld.Ayxam, "POST", c.Path()+step.path, step.form, nil)
			if code != 303 || to != c.Path()+"?said=casework.said."+step.said {
				t.Fatalf("%s: %d %s %s", step.path, code, to, page)
			}
			_, page, _ = h.ask(t, testworld.Ayxam, "GET", to, nil, nil)
			shows(t, page, ui.T(t.Context(), "casework.said."+step.said))
		}
		if _, page, _ := h.ask(t, testworld.Ayxam, "GET", c.Path()+"?said=queue.paused", nil, nil); strings.Contains(page, `class="toast"`) {
			t.Error("the address can say anything")
		}
	})
}
