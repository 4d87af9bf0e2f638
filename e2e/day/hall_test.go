package day

import (
	"context"
	"fmt"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/catalog"
)

// The hall: every department has its windows side by side, and each of them serves all of its items.
const (
	departments = 30
	zones       = 8
	items       = 80
	centre      = 1

	departmentBase = 100
	zoneBase       = 50
	itemBase       = 1000
	windowBase     = 2000
	personBase     = 4000
	accountBase    = 6000
)

// size is how large a day is.
type size struct{ Windows, Clerks, Visits int }

var (
	quick      = size{Windows: 60, Clerks: 75, Visits: 500} // for every run of the tests
	prefecture = size{Windows: 300, Clerks: 375, Visits: 8000}
)

// found makes the centre in an empty store, in one transaction.
func found(ctx context.Context, a *app.App, n size) error {
	return a.Store.Write(ctx, centre, func(tx *db.Tx) error {
		if err := a.Directory.Import(tx, "test", setup(n)); err != nil {
			return err
		}
		if err := people.Import(tx, "test", persons(n)); err != nil {
			return err
		}
		return a.Catalog.Import(tx, "test", entries(tx.Now))
	})
}

func setup(n size) directory.Setup {
	s := directory.Setup{Centre: directory.Centre{Code: "652300", Name: "昌吉州政务服务中心", Short: "昌吉州", Rulebook: "changji"}}
	for i := range int64(zones) {
		s.Zones = append(s.Zones, directory.Zone{ID: zoneBase + i, Prefix: string(rune('A' + i)), Name: fmt.Sprintf("%d 区", i+1), Sort: int(i) + 1})
	}
	for i := range int64(departments) {
		s.Departments = append(s.Departments, directory.Department{ID: departmentBase + i, Code: fmt.Sprintf("D%02d", i),
			Name: fmt.Sprintf("第 %d 部门", i+1), Short: fmt.Sprintf("部门%d", i+1), Level: "州"})
	}
	for w := range int64(n.Windows) {
		s.Windows = append(s.Windows, directory.Window{ID: windowBase + w, Zone: zoneBase + w%departments%zones,
			Department: departmentBase + w%departments, No: int(w) + 1, Name: "综合窗口", Short: "综合"})
		s.Posts = append(s.Posts, directory.Post{Window: windowBase + w, Person: personBase + w, Post: "A"})
		if b := int64(n.Windows) + w; b < int64(n.Clerks) {
			s.Posts = append(s.Posts, directory.Post{Window: windowBase + w, Person: personBase + b, Post: "B"})
		}
		for i := w % departments; i < items; i += departments {
			s.Services = append(s.Services, directory.Serving{Window: windowBase + w, Item: itemBase + i})
		}
	}
	return s
}

func persons(n size) (out []people.Person) {
	for i := range int64(n.Clerks) {
		out = append(out, people.Person{ID: personBase + i, Department: departmentBase + i%int64(n.Windows)%departments,
			Name: fmt.Sprintf("职员%03d", i+1), Position: "窗口工作人员", Kind: "window", Since: clock.MustDay("2025-01-06")})
	}
	return out
}

// entries are the items: a third ends within the visit, every second one lets its last material follow (11(4)).
func entries(now clock.Instant) (out []catalog.Entry) {
	for i := range int64(items) {
		dep := i % departments
		name := fmt.Sprintf("第 %d 项服务", i+1)
		organ := fmt.Sprintf("第 %d 部门", dep+1)
		it := catalog.Item{ID: itemBase + i, Code: fmt.Sprintf("CJ-D%02d-%03d", dep, i), Name: name, Department: departmentBase + dep,
			DepartmentName: organ, DepartmentCode: fmt.Sprintf("D%02d", dep), Kind: catalog.Licence, National: "01", Level: "州",
			Mode: "stationed", Tolerance: tolerant(i), Source: "sample"}
		g := catalog.Guide{Name: name, Audience: []string{"personal"}, Personal: []string{"准营准办"}, Basis: []string{"《中华人民共和国行政许可法》第十二条"},
			Organ: organ, Statutory: catalog.Limit{N: 20, Unit: catalog.WorkingDays}, Promised: catalog.Limit{N: promised(i), Unit: catalog.WorkingDays},
			Instant: promised(i) == 0, Visits: 1, Online: "3", Appoint: true, Area: "全州", Quantity: "无数量限制",
			Conditions: []string{"材料齐全"}, Place: "昌吉州政务服务中心", Hours: "工作日 10:00–14:00，15:30–19:30", Consult: "0994-0000000",
			Complain: "0994-0000001", Rights: "陈述、申辩、申请行政复议、提起行政诉讼",
			Result: catalog.Result{Name: name + "结果", Kind: "certificate", Sample: "样本"},
			Materials: []catalog.Material{{Name: "申请表", Source: "申请人自备", Originals: 1, Form: "both", Need: catalog.Required},
				{Name: "证明", Source: "申请人自备", Originals: 1, Form: "both", Need: catalog.Required}},
			Steps: []catalog.Step{{Name: "受理", Who: "窗口", Text: "收件"}, {Name: "审查", Who: "科室", Text: "审查"},
				{Name: "决定", Who: "科室", Text: "决定"}, {Name: "送达", Who: "窗口", Text: "送达"}},
			Questions: []catalog.Question{{Ask: "需要多久？", Answer: "按承诺时限办结。"}, {Ask: "可以网上办吗？", Answer: "可以。"}},
			Relief:    []catalog.Relief{{Kind: "review", Organ: "昌吉州人民政府"}, {Kind: "suit", Organ: "昌吉市人民法院"}}}
		if tolerant(i) {
			g.Materials[1].Need, g.Materials[1].Days = catalog.Deferrable, 3
		}
		out = append(out, catalog.Entry{Item: it, Guide: &g, GuideID: itemBase + 500 + i, Published: now,
			Declared: catalog.Declaration{Person: personBase + dep, Name: fmt.Sprintf("职员%03d", dep+1)}})
	}
	return out
}

func tolerant(i int64) bool { return i%2 == 0 && promised(i) > 0 }

func promised(i int64) int {
	if i%3 == 0 {
		return 0
	}
	return 5
}

// clerk is who stands at the window: in the afternoon the B post, where there is one (7).
func clerk(n size, w int64, afternoon bool) identity.Actor {
	p := w
	if b := int64(n.Windows) + w; afternoon && b < int64(n.Clerks) {
		p = b
	}
	return identity.Actor{Centre: centre, Account: accountBase + p, Person: personBase + p,
		Grants: []identity.Grant{{Role: identity.Clerk}}, Windows: []int64{windowBase + w}}
}

// guide is who helps at the desk.
func guide() identity.Actor {
	return identity.Actor{Centre: centre, Account: accountBase - 1, Person: personBase, Grants: []identity.Grant{{Role: identity.Guide}}}
}
