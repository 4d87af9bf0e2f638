package casework

import (
	"errors"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

// refusals are what cannot be accepted, by name.
var refusals = map[string]struct {
	person   int64
	in       func(b *bench) Take
	code     errs.Code
	articles string
	says     string
	instead  string
}{
	"a window that does not serve the item": {testworld.Ayxam, func(b *bench) Take {
		b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.ID = testworld.Card })
		in := at1("ppppp")
		in.Item = testworld.Card
		b.items[testworld.Card] = b.items[testworld.Company]
		return in
	}, errs.Breach, "5.3", "1 号窗口不办", "请到 3 号窗口办理"},
	"no published guide": {testworld.Ayxam, func(*bench) Take {
		in := at1("")
		in.Item = testworld.Food
		return in
	}, errs.Breach, "11.3", "没有已发布的办事指南", "办事指南发布后即可受理"},
	"an item on the negative list": {testworld.Ma, func(b *bench) Take {
		b.serve(testworld.W3, 908, "B001", testworld.Pension)
		return Take{Window: testworld.W3, Applicant: ma}
	}, errs.Breach, "4", "负面清单", "请直接联系昌吉市人力资源和社会保障局办理"},
	"another department's item without a letter": {testworld.Abduwali, func(*bench) Take {
		return Take{Window: testworld.W4, Applicant: ma, Marks: marked("ppppp")}
	}, errs.Breach, "4.1.2", "没有授权委托书", "请到导办台咨询"},
	"a letter that has ended": {testworld.Abduwali, func(b *bench) Take {
		b.letters[testworld.Building] = acceptance.Letter{No: "昌授〔2025〕7号", Until: clock.MustDay("2026-11-23").Start()}
		return Take{Window: testworld.W4, Applicant: ma, Marks: marked("ppppp")}
	}, errs.Breach, "4.1.2", "委托授权书 昌授〔2025〕7号 已于 2026-11-22 届满，综合窗口不得继续受理", "请到导办台咨询"},
	"a letter that is not in force yet": {testworld.Abduwali, func(b *bench) Take {
		b.letters[testworld.Building] = acceptance.Letter{No: "昌授〔2026〕9号"}
		return Take{Window: testworld.W4, Applicant: ma, Marks: marked("ppppp")}
	}, errs.Breach, "4.1.2", "现在不在有效期内", "请到导办台咨询"},
	"a required material that should come later": {testworld.Ayxam, func(*bench) Take { return at1("dpppp") },
		errs.Breach, "11.4", "《公司登记（备案）申请书》为必要材料，不可容缺", "请出具一次性告知书"},
	"tolerance for an item that is not on the list": {testworld.Ayxam, func(b *bench) Take {
		b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Tolerance = false })
		return at1("ppdpp")
	}, errs.Breach, "11.4", "不在容缺受理范围", "请出具一次性告知书"},
	"a supply limit beyond the promise": {testworld.Ayxam, func(b *bench) Take {
		b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Guide.Promised = wd(2) })
		return at1("ppdpp")
	}, errs.Breach, "11.4", "补正期限不得超过该事项承诺办结时限", "请出具一次性告知书"},
	"tolerance without the signed promise": {testworld.Ayxam, func(*bench) Take {
		in := at1("ppdpp")
		in.Promise = false
		return in
	}, errs.Breach, "11.4", "签字承诺", "请申请人在承诺书上签字后再受理"},
	"several reasons at once": {testworld.Abduwali, func(b *bench) Take {
		b.items[testworld.Building] = with(b.items[testworld.Building], func(i *acceptance.Item) { i.Negative = true })
		return Take{Window: testworld.W4, Applicant: ma, Marks: marked("ppdpp"), Promise: true}
	}, errs.Breach, "4,4.1.2,11.4,11.4", "负面清单", "请直接联系"},
	"another's window": {testworld.Ma, func(*bench) Take { return at1("ppppp") }, errs.Forbidden, "4.1.1", "", "请到 3 号窗口办理"},
	"a chief, who does not sit at a window": {testworld.Li, func(*bench) Take { return at1("ppppp") }, errs.Forbidden, "4.1.1", "",
		"请由本窗口在岗人员受理"},
	"nobody is being served": {testworld.Serik, func(*bench) Take {
		return Take{Window: testworld.W2, Applicant: ma, Marks: marked("ppppp")}
	}, errs.Conflict, "", "没有正在办理的号", ""},
	"the next ticket has been called since": {testworld.Ayxam, func(b *bench) Take {
		in := at1("ppppp")
		in.Ticket = b.tickets[testworld.W1].ID
		b.serve(testworld.W1, 902, "A002", testworld.Company)
		return in
	}, errs.Conflict, "", "现在办理的是 A002", ""},
	"a material nobody looked at": {testworld.Ayxam, func(*bench) Take { return at1("pppp") }, errs.Invalid, "", "", ""},
	"an applicant who cannot be right": {testworld.Ayxam, func(*bench) Take {
		in := at1("ppppp")
		in.Applicant = applicant.Applicant{IDNumber: "652301199003074472", Phone: "电话"}
		return in
	}, errs.Invalid, "", "", ""},
}

// covers: A11-2 A11-3 A4-4
func TestEveryRefusalNamesItsArticleAndTheLawfulAlternativeAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.refuseAll(t)
	})
}

func (b *bench) refuseAll(t *testing.T) {
	t.Helper()
	for name, c := range refusals {
		b.reset()
		in, before := c.in(b), b.state(t)
		_, err := b.Accept(t.Context(), b.w.As(c.person), in)
		refused(t, name, err, c.code, c.articles, c.says, c.instead)
		if after := b.state(t); after != before {
			t.Errorf("%s: changed %s to %s", name, before, after)
		}
	}
}

// heard are the reasons that scenarios were refused with, by their keys.
var heard sync.Map

// hear notes the reasons of a refusal.
func hear(e *errs.Error) {
	for _, f := range e.Faults {
		heard.Store(f.Text.Key, true)
	}
}

var said = regexp.MustCompile(`law\.Breach\(text\.M\("([a-z_.]+)"`)

// unheard are the refusals of the rules of this package that no scenario was refused with.
func unheard(t *testing.T) (missing []string, all int) {
	t.Helper()
	for _, dir := range []string{"acceptance", "decision"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_rules.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range said.FindAllStringSubmatch(string(raw), -1) {
				all++
				if _, ok := heard.Load(m[1]); !ok {
					missing = append(missing, m[1])
				}
			}
		}
	}
	return missing, all
}

// with changes a copy of an item, its guide too.
func with(i acceptance.Item, f func(*acceptance.Item)) acceptance.Item {
	if i.Guide != nil {
		g := *i.Guide
		g.Materials = slices.Clone(g.Materials)
		i.Guide = &g
	}
	f(&i)
	return i
}

// refused demands a refusal of that kind, its articles in order, what it says and what it offers; a Breach always offers.
func refused(t *testing.T, name string, err error, code errs.Code, articles, says, instead string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("%s: want %s, got %v", name, code, err)
		return
	}
	hear(e)
	var refs []string
	for _, f := range e.Faults {
		refs = append(refs, f.Articles...)
		if code == errs.Breach && (f.Earliest == "" || len(f.Articles) == 0) {
			t.Errorf("%s: %s: articles %v, instead %q", name, f.Text, f.Articles, f.Earliest)
		}
	}
	text := e.Text.String()
	if code == errs.Breach || code == errs.Forbidden {
		text = e.Faults[0].Text.String()
		if !strings.Contains(e.Faults[0].Earliest, instead) {
			t.Errorf("%s: instead %q, want %q", name, e.Faults[0].Earliest, instead)
		}
	}
	if got := strings.Join(refs, ","); got != articles || !strings.Contains(text, says) {
		t.Errorf("%s: articles %s, want %s; says %q, want %q", name, got, articles, text, says)
	}
}
