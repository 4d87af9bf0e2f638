package workbook

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/testworld"
)

func filled(t *testing.T, w *testworld.World) Intake {
	t.Helper()
	s := &catalog.Service{Store: w.DB, Directory: w.Directory}
	item := func(id, dept int64, code, name string, m catalog.Mode) catalog.Item {
		return catalog.Item{ID: id, Code: code, Name: name, Department: dept, DepartmentName: "市市场监管局", Kind: catalog.Licence, National: "01",
			Mode: m, Tolerance: true, Source: "test"}
	}
	g := full()
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		return s.Import(tx, "test", []catalog.Entry{
			{Item: item(testworld.Company, testworld.Market, "C-001", "内资有限公司设立登记", catalog.Stationed), Guide: &g,
				Declared: catalog.Declaration{Person: testworld.Li, Name: "李建国"}},
			{Item: item(testworld.Food, testworld.Market, "C-002", "食品经营许可新办", catalog.Stationed)},
			{Item: item(testworld.Card, testworld.Social, "C-003", "社会保障卡补领", catalog.Stationed)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return Intake{s}
}

// full is a guide that says everything a guide can say.
func full() catalog.Guide {
	wd := func(n int) catalog.Limit { return catalog.Limit{N: n, Unit: catalog.WorkingDays} }
	return catalog.Guide{Name: "内资有限公司设立登记", Words: []string{"开公司", "办营业执照"}, Audience: []string{"person", "company"},
		Personal: []string{"就业创业"}, Business: []string{"设立变更"}, Basis: []string{"《公司法》第六条", "《市场主体登记管理条例》"}, Organ: "市市场监管局",
		Decides: "市市场监管局", Statutory: wd(15), Promised: wd(3), Special: []string{"现场核查"}, Visits: 1, VisitWhy: "核验身份",
		Online: "accept", Mail: true, Appoint: true, Agency: true, Area: "全市", Quantity: "无", Conditions: []string{"有名称", "有住所"},
		Forbidden: []string{"被列入失信名单"}, PayOnline: true, Place: "一楼东侧", Hours: "10:00–14:00", Consult: "0994-2345678", Complain: "12345",
		Rights: "要求说明理由", Materials: []catalog.Material{{Name: "申请书", Source: "申请人自备", Originals: 1, Form: "both", Need: catalog.Required,
			Blank: "申请书.docx", Sample: "样表.pdf", Note: "签字", Type: "form", Size: "A4", Accept: "字迹清楚", Collect: []string{"paper", "upload"}},
			{Name: "任职文件", Copies: 2, Need: catalog.Deferrable, Days: 2, Type: "other"},
			{Name: "身份证", Need: catalog.Required, Fetched: true, Type: "certificate"}},
		Steps:     []catalog.Step{{Name: "申请"}, {Name: "审查", Who: "登记科", Limit: wd(1), Text: "查材料"}, {Name: "取证", Limit: catalog.Limit{N: 4, Unit: catalog.Hours}}},
		Fees:      []catalog.Fee{{Name: "工本费", Fen: 1250, Standard: "每本", Basis: "财综〔2019〕1 号", Reduction: "小微企业免收"}},
		Result:    catalog.Result{Name: "营业执照", Kind: "licence", Type: "licence", Sample: "执照.png", Mail: true, Delivery: []string{"window", "mail"}},
		Relief:    []catalog.Relief{{Kind: "review", Organ: "市人民政府", Place: "延安路 1 号", Phone: "0994-1"}, {Kind: "suit", Organ: "市人民法院"}},
		Questions: []catalog.Question{{Ask: "要几天？", Answer: "3 个工作日。\n可以加急。"}},
		Codes:     catalog.Codes{CatalogCode: "000131001000", TaskCode: "11652301", HandleCode: "11652301-01", LocalCode: "CJ-1", TaskVersion: "3"},
		Power:     catalog.Power{Source: "entrusted_above", OrganType: "entrusted", Entrusted: "市行政审批局", Joint: []string{"税务局", "人社局"}, UseLevel: "county"},
		Reach: catalog.Reach{Depth: "accept", Terminal: true, TerminalPlace: "一楼大厅", AppointNumber: "0994-2345679", AppointRule: "提前 1 天", Cross: true,
			Window: "12 号", Traffic: "1 路", Map: "87.308,44.011", Progress: "扫码", Effective: 20261001, Cancel: 20301001},
		Clauses: catalog.Clauses{Scope: "内资", Receive: wd(1), Precheck: catalog.Limit{N: 2, Unit: catalog.CalendarDays}, PromisedNote: "不含公示",
			StatutoryNote: "自受理起", QuantityWhy: "无限制", FlowChart: "流程.png", Duties: "如实提交"}}
}

func (i Intake) export(t *testing.T, lang text.Lang) []byte {
	t.Helper()
	var all []Full
	err := i.Store.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		all = nil
		r, err := i.Register(tx)
		for _, code := range []string{"C-001", "C-002", "C-003"} {
			f := Full{Item: r.Items[code]}
			if v, ok := r.Newest[f.Item.ID]; ok {
				f.Guide = &v.Guide
			}
			all = append(all, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, lang, all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edit changes cells of a workbook: sheet, cell, value.
func edit(t *testing.T, raw []byte, cells ...[3]string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, c := range cells {
		if err := f.SetCellStr(c[0], c[1], c[2]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// place is the cell of a column in a row of a sheet.
func place(t *testing.T, sheet, line int, name string) string {
	t.Helper()
	at := slices.IndexFunc(leaves(text.Zh)[sheet].Columns, func(c register.Column) bool { return c.Name == name })
	cell, err := excelize.CoordinatesToCellName(at+1, line)
	if at < 0 || err != nil {
		t.Fatalf("no column %s: %v", name, err)
	}
	return cell
}

func (i Intake) run(t *testing.T, by identity.Actor, raw []byte, dry bool) register.Result {
	t.Helper()
	out, err := i.Import(t.Context(), by, register.File{Name: "事项.xlsx", Raw: raw}, dry)
	if err != nil {
		t.Fatal(err)
	}
	if out.Read != out.Added+out.Changed+out.Unchanged+len(out.Refused) {
		t.Errorf("it does not add up: %+v", out.Answer)
	}
	return out
}

// covers: A4-1 A4-6
func TestWhatIsWrittenOutAndReadInAgainChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		i := filled(t, w)
		for _, lang := range text.Langs {
			out := i.run(t, identity.Job(testworld.Centre, "import"), i.export(t, lang), false)
			if out.Read != 3 || out.Unchanged != 3 || out.ID != 0 || len(out.Warnings) != 0 {
				t.Errorf("%s: %+v", lang, out.Answer)
			}
		}
	})
}

// covers: A4-1 A4-6
func TestAWorkbookBecomesDraftsThatOnlyTheChiefPublishes(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		i, chief := filled(t, w), w.As(testworld.Li)
		raw := i.export(t, text.Zh)
		set := func(line int, name, value string) [3]string {
			return [3]string{"事项", place(t, sheetItems, line, name), value}
		}
		raw = edit(t, raw, set(2, "promised", "2个工作日"), set(3, "promised", "5 个工作日"), set(3, "place", "二楼"), set(3, "hours", "全天"),
			set(4, "place", "三楼"),
			[3]string{"材料", "A5", "C-002"}, [3]string{"材料", "B5", "申请书"})
		// 4(3): a guide in force changes for a cause and from a day; without them its item is refused, and only it.
		out := i.run(t, chief, raw, true)
		if out.Added != 1 || out.Unchanged != 0 || len(out.Refused) != 2 || out.Refused[0].Field != "cause" || out.Refused[1].Line != 4 ||
			out.Refused[1].Sheet != "事项" {
			t.Fatalf("%+v", out.Answer) // the last is another department's
		}
		raw = edit(t, raw, set(2, "cause", "流程再造、环节优化、时限压缩"), set(2, "cause_day", "2026-11-20"))
		out = i.run(t, chief, raw, false)
		if out.Added != 1 || out.Changed != 1 || len(out.Refused) != 1 {
			t.Fatalf("%+v", out.Answer)
		}
		var waiting []catalog.Waiting
		read := func() {
			if err := i.Store.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
				waiting, err = i.Waits(tx, chief, 0)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if read(); len(waiting) != 2 || len(waiting[0].Refusals) != 0 || waiting[1].Version.Guide.Materials[0].Name != "申请书" {
			t.Fatalf("%+v", waiting)
		}
		if out := i.run(t, chief, raw, false); out.Unchanged != 2 || out.ID != 0 {
			t.Errorf("the second time: %+v", out.Answer)
		}
		_, err := i.PublishAll(t.Context(), w.As(testworld.Gulina), []int64{waiting[0].Version.ID})
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("the office publishes: %v", err)
		}
		done, err := i.PublishAll(t.Context(), chief, []int64{waiting[0].Version.ID, waiting[1].Version.ID})
		if err != nil || len(done) != 2 || done[0].Refusals != nil || done[1].Refusals != nil {
			t.Fatalf("%+v, %v", done, err)
		}
		if read(); len(waiting) != 0 {
			t.Errorf("still waiting: %+v", waiting)
		}
	})
}

func TestEveryFaultOfAWorkbookIsToldBySheetLineAndFieldAndItsItemStaysOut(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		i := filled(t, w)
		by := identity.Job(testworld.Centre, "import")
		for name, c := range map[string]struct {
			cell   [3]string
			line   int
			field  string
			reason string
		}{
			"a limit of days that are none": {[3]string{"事项", place(t, sheetItems, 2, "promised"), "5 天"}, 2, "promised", "5 个工作日"},
			"a word of no list":             {[3]string{"事项", place(t, sheetItems, 2, "online"), "都行"}, 2, "online", "全程网办"},
			"no yes and no no":              {[3]string{"事项", place(t, sheetItems, 2, "mail"), "也许"}, 2, "mail", "是"},
			"a material without a name":     {[3]string{"材料", place(t, sheetMaterials, 3, "material_name"), ""}, 3, "material_name", "“材料”第 3 行"},
			"copies that are no number":     {[3]string{"材料", place(t, sheetMaterials, 2, "copy_count"), "两份"}, 2, "copy_count", "整数"},
			"a fee that is no money":        {[3]string{"收费", place(t, sheetFees, 2, "fee_yuan"), "十元"}, 2, "fee_yuan", "金额"},
			"a step of no item":             {[3]string{"环节", "A2", "C-404"}, 2, "item_code", "没有这个编码"},
			"the same code twice":           {[3]string{"事项", "A3", "C-001"}, 3, "item_code", "重复"},
		} {
			out := i.run(t, by, edit(t, i.export(t, text.Zh), c.cell), false)
			if len(out.Refused) == 0 {
				t.Errorf("%s: nothing is refused", name)
				continue
			}
			r := out.Refused[len(out.Refused)-1]
			for _, one := range out.Refused {
				if one.Sheet == c.cell[0] {
					r = one
				}
			}
			if r.Sheet != c.cell[0] || r.Line != c.line || r.Field != c.field || !strings.Contains(r.Reason, c.reason) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if _, err := i.Import(t.Context(), by, register.File{Raw: []byte("a,b\n")}, true); !errs.Is(err, errs.Invalid) {
			t.Errorf("a CSV: %v", err)
		}
		if _, err := i.Import(t.Context(), w.As(testworld.Wang), register.File{Raw: []byte("a,b\n")}, true); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a clerk: %v", err)
		}
		var b bytes.Buffer
		if err := i.Template(&b, text.Zh); err != nil {
			t.Fatal(err)
		}
		if out := i.run(t, by, b.Bytes(), true); out.Read != 0 {
			t.Errorf("the empty template: %+v", out.Answer)
		}
	})
}
