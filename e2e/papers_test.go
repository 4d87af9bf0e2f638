package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// sheet is a paper as the driver prints it, and what it must come to.
type sheet struct {
	Name string  `json:"name"`
	Path string  `json:"path"`
	Who  *cookie `json:"who"`
	code string  // what its QR code leads to
	most int     // pages
}

// printed is what came out of the printer.
type printedSheet struct {
	Name     string   `json:"name"`
	Status   int      `json:"status"`
	Pages    int      `json:"pages"`
	QR       string   `json:"qr"`
	Faults   []string `json:"faults"`
	Sheets   []string `json:"sheets"`
	Overlaps bool     `json:"overlaps"`
}

// laterFirst is a guide whose materials may come later, but for the last.
const laterFirst = "later first"

// longGuide publishes a guide of n materials for an item, each with a long name. Of those that may come later one may not: the
// first, or the last where "later first" is said.
func (c *cast) longGuide(item string, n int, need string) {
	c.h.t.Helper()
	main := 0
	if need == laterFirst {
		need, main = "deferrable", n-1
	}
	var g struct {
		Guide map[string]any `json:"guide"`
	}
	c.do("visitor", "GET", "/api/v1/items/"+item+"/guide", nil, &g)
	var all []map[string]any
	for i := range n {
		m := map[string]any{"name": fmt.Sprintf("《阿不都热合曼·买买提吐尔逊合作社第 %d 号经营场所使用证明》", i+1), "source": "申请人自备",
			"originals": 1, "copies": 2, "form": "paper", "need": need}
		if need == "deferrable" && i == main {
			m["need"] = "required"
		} else if need == "deferrable" {
			m["days"] = 1
		}
		all = append(all, m)
	}
	g.Guide["materials"] = all
	var draft struct {
		ID string `json:"id"`
	}
	c.do("head", "PUT", "/api/v1/items/"+item+"/guide", map[string]any{"cause": "process", "changed": "2026-11-20", "guide": g.Guide}, &draft)
	c.do("head", "POST", "/api/v1/guides/"+draft.ID+"/publish", map[string]any{"declared": true}, nil)
}

// papers makes one of each paper, at its longest.
func (c *cast) papers() (out []sheet) {
	c.h.t.Helper()
	who := c.cookie("clerk")
	add := func(f file, most int, kinds ...string) {
		for _, k := range kinds {
			name := fmt.Sprintf("%s-%s", k, f.No)
			out = append(out, sheet{name, "/cases/" + f.ID + "/" + k, who, "/p/" + f.Token, most},
				sheet{name + "-own", "/p/" + f.Token + "/" + k, nil, "/p/" + f.Token, most})
		}
	}
	one := func(change func(*application, []string), more func(id string)) file {
		c.serve("clerk", slowItem, "")
		f := c.accept("clerk", slowItem, citizen, change)
		if more != nil {
			more("/api/v1/cases/" + f.ID + "/")
		}
		c.step("clerk", "finish", nil)
		return f
	}
	all := func(m mark, from int) func(*application, []string) {
		return func(a *application, needs []string) {
			a.Promise = true
			for i := from; i < len(needs); i++ {
				a.Marks[i] = m
			}
		}
	}
	do := func(role, id, step string, in any) { c.do(role, "POST", id+step, in, nil) }
	c.longGuide(slowItem, 12, "required")
	add(one(all(mark{Mark: "missing", Fault: "没有签字"}, 0), nil), 1, "notice")
	add(one(nil, nil), 1, "acceptance")
	add(one(all(mark{Mark: "corrected", Fault: "落款日期写成了去年"}, 6), nil), 1, "acceptance")
	add(one(nil, func(id string) { do("clerk", id, "suspend", map[string]any{"special": "experts", "days": 10}) }), 1, "special")
	add(one(nil, func(id string) {
		do("clerk", id, "decide", map[string]any{"granted": false, "reason": strings.Repeat("住所材料与登记不符，", 15)})
	}), 1, "refusal")
	c.serve("clerk", slowItem, "")
	var declined file
	c.do("clerk", "POST", "/api/v1/cases/decline", map[string]any{"window": c.windows["clerk"][0], "applicant": citizen,
		"why": map[string]any{"ground": "not_ours", "where": "昌吉回族自治州住房和城乡建设局行政审批科", "reason": strings.Repeat("由住建部门办理，", 15)}}, &declined)
	c.step("clerk", "finish", nil)
	add(declined, 1, "decline")
	c.longGuide(slowItem, 12, "deferrable")
	add(one(all(mark{Mark: "deferred"}, 1), nil), 1, "tolerance", "acceptance")
	c.longGuide(slowItem, 40, "required")
	add(one(all(mark{Mark: "missing", Fault: "第 2 页没有法定代表人签字，请补签后重新提交"}, 0), nil), 4, "notice")
	c.longGuide(slowItem, 40, "deferrable")
	add(one(all(mark{Mark: "deferred"}, 1), nil), 3, "tolerance")
	t := c.number(slowItem, "")
	return append(out, sheet{"slip", "/slip/" + t.Token, nil, "/t/" + t.Token, 1})
}

var pageOf = regexp.MustCompile(`第 (\d+) 页，共 (\d+) 页`)

// covers: A11-2 A11-4
func TestEveryPaperIsOneSheetOrNumbersThemAndItsCodeLeadsToItsPage(t *testing.T) {
	browser(t)
	h := open(t, built, "", "--still", "--at", "2026-11-23 10:50")
	c := h.enter()
	c.free("clerk")
	plan := struct {
		Base   string  `json:"base"`
		Shots  string  `json:"shots"`
		Papers []sheet `json:"papers"`
	}{h.url, os.Getenv("LIANBAN_SHOTS"), c.papers()}
	var out []printedSheet
	drive(t, "papers.mjs", plan, &out)
	if len(out) != len(plan.Papers) {
		t.Fatalf("%d papers of %d", len(out), len(plan.Papers))
	}
	for i, p := range out {
		want := plan.Papers[i]
		if p.Status != 200 || len(p.Faults) > 0 || p.Overlaps {
			t.Errorf("%s: status %d, faults %v, text over the foot %v", p.Name, p.Status, p.Faults, p.Overlaps)
		}
		if p.Pages > want.most || want.most > 1 && p.Pages < 2 || len(p.Sheets) != p.Pages && p.Name != "slip" {
			t.Errorf("%s: %d pages of %d sheets, want %d", p.Name, p.Pages, len(p.Sheets), want.most)
		}
		if p.QR != h.url+want.code {
			t.Errorf("%s: the code says %q, want %q", p.Name, p.QR, h.url+want.code)
		}
		for n, no := range p.Sheets {
			m := pageOf.FindStringSubmatch(no)
			if numbered := len(m) > 0; numbered != (p.Pages > 1) || numbered && (m[1] != fmt.Sprint(n+1) || m[2] != fmt.Sprint(p.Pages)) ||
				!strings.Contains(no, "〔2026〕") {
				t.Errorf("%s: sheet %d says %q", p.Name, n+1, no)
			}
		}
	}
}
