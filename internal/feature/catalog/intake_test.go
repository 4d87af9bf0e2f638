package catalog

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/file/register"
	"lianban/internal/testworld"
)

// district is the real list of a district, as it was published, faults included.
func district(t *testing.T) register.File {
	t.Helper()
	raw, err := os.ReadFile(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	return register.File{Name: "items.csv", Raw: raw}
}

// once runs a test of rules, which ask nothing of the engine, on one of them.
func once(t *testing.T, f func(t *testing.T, w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(t, testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}

func bring(t *testing.T, s *Service, w *testworld.World, f register.File, dryRun bool) register.Result {
	t.Helper()
	out, err := Intake{s}.Import(t.Context(), w.As(testworld.Gulina), f, dryRun)
	if err != nil {
		t.Fatal(err)
	}
	if out.Read != out.Added+out.Changed+out.Unchanged+len(out.Refused) {
		t.Fatalf("%d rows do not add up: %+v", out.Read, out.Answer)
	}
	return out
}

func kinds(a register.Answer) map[string]int {
	out := map[string]int{}
	for _, w := range a.Warnings {
		out[w.Kind] = w.Count
	}
	return out
}

// covers: A4-1
func TestThePublishedListGoesInWholeAndASecondRunChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), district(t)
		dry := bring(t, s, w, f, true)
		if got := trace(t, w); dry.Added != 999 || got != [4]int{} {
			t.Fatalf("the dry run: %+v left %v", dry.Answer, got)
		}
		first := bring(t, s, w, f, false)
		if first.Read != 999 || first.Added != 999 || len(first.Refused) != 0 {
			t.Fatalf("%d of %d rows went in; refused %+v", first.Added, first.Read, first.Refused)
		}
		// Counted by hand in the file: 146 names with 备案 and none of them of that kind, two pairs of one name.
		if got := kinds(first.Answer); got["record"] != 146 || got["name_twice"] != 2 || got["other_area"] != 997 ||
			got["code_shape"] == 0 || got["organ"] == 0 || len(got) != 5 {
			t.Errorf("%v", got)
		}
		was := trace(t, w)
		if again := bring(t, s, w, f, false); again.Unchanged != 999 || again.ID != 0 || trace(t, w) != was {
			t.Errorf("the second run: %+v, %v to %v", again.Answer, was, trace(t, w))
		}
		read(t, w, func(tx *db.Tx) error {
			all, err := s.Count(tx, w.As(testworld.Gulina).Sight("item.read"))
			if all.Total != 999 || all.WithoutGuide != 999 || all.ByMode[None] != 999 || all.ByKind[Licence] != 504 ||
				all.ByKind[PublicService] != 281 || all.ByKind[OtherPower] != 170 || all.ByKind[Record] != 0 ||
				all.Records < 146 || all.Unplaced != 999 || all.MustEnter() != 999 || all.Entered() != 0 {
				t.Errorf("%+v", all)
			}
			if odd, err := register.Verify(tx); err != nil || odd != nil {
				t.Errorf("%q, %v", odd, err)
			}
			records, err2 := register.Newest(tx, "items", 10)
			if len(records) != 1 || records[0].ID != first.ID || records[0].Answer.Added != 999 {
				t.Errorf("%d records of two runs", len(records))
			}
			return errFirst(err, err2)
		})
		hits, _, err := s.Search(t.Context(), testworld.Centre, "教师资格认定", 0, 1)
		if err != nil || len(hits) != 1 || hits[0].Item.Code != "511A0138600000-511602000000-000-115113010833722043-1-00" {
			t.Fatalf("%v, %v", names(hits), err)
		}
		breach(t, hits[0].Item.MayBook())
	})
}

func errFirst(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

const head = "department,main_item,item_name,item_code,task_type,department_code\n"

// good is the code of an item of the test world's centre.
func good(n int) string {
	return fmt.Sprintf("511Z0700100%d-652301000000-000-11652301010000000X-1-00", n)
}

func aFile(lines ...string) register.File {
	return register.File{Name: "prepared.csv", Raw: []byte(head + strings.Join(lines, "\n") + "\n")}
}

// covers: A4-1
func TestEachKindOfFaultIsRefusedWithItsLineAndTheRestGoesIn(t *testing.T) {
	f := aFile("市人社局,,社保卡补办,"+good(1)+",20,11652301010000000X",
		"市人社局,,,"+good(2)+",1,",
		",,退休申请,"+good(3)+",1,",
		"市人社局,,失业登记,,1,",
		"市人社局,,又一个,"+good(1)+",1,",
		"市人社局,,罚款,"+good(4)+",02,",
		"市人社局,,没有类型,"+good(5)+",,",
		"市人社局,,乱码\xff,"+good(6)+",1,",
		"市人社局,,少一列,"+good(7),
		",,,,99,",
		"市人社局,,最后一个,"+good(8)+",行政备案,")
	want := []register.RefusedLine{
		{Line: 3, Field: "item_name", Reason: "没有事项名称"}, {Line: 4, Field: "department", Reason: "没有部门"},
		{Line: 5, Field: "item_code", Reason: "没有事项编码"}, {Line: 6, Field: "item_code", Reason: "编码与第 2 行重复", Value: good(1)},
		{Line: 7, Field: "task_type", Reason: "不认识的事项类型“02”", Value: "02"}, {Line: 8, Field: "task_type", Reason: "没有事项类型"},
		{Line: 9, Field: "row", Reason: "这一行有无法识别的字符", Value: "市人社局,,乱码\ufffd," + good(6) + ",1,"},
		{Line: 10, Field: "row", Reason: "这一行有 4 列，表头有 6 列", Value: "市人社局,,少一列," + good(7)},
		{Line: 11, Field: "department", Reason: "没有部门；没有事项名称；没有事项编码；不认识的事项类型“99”"},
	}
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		out := bring(t, s, w, f, false)
		if out.Read != 11 || out.Added != 2 || !slices.Equal(out.Refused, want) {
			t.Errorf("%d read, %d added, refused\n%+v", out.Read, out.Added, out.Refused)
		}
		if len(out.Warnings) != 0 {
			t.Errorf("nothing is odd about what went in: %+v", out.Warnings)
		}
		read(t, w, func(tx *db.Tx) error {
			it, there, err := s.ItemByCode(tx, good(1))
			if !there || it.Name != "社保卡补办" || it.Department != testworld.Social || it.Kind != PublicService || it.National != "20" {
				t.Errorf("%+v", it)
			}
			last, _, err2 := s.ItemByCode(tx, good(8))
			if last.Kind != Record || last.National != "" {
				t.Errorf("行政备案 has no national code: %+v", last)
			}
			return errFirst(err, err2)
		})
		if got := trace(t, w); got != [4]int{2, 1, 0, 0} {
			t.Errorf("left %v", got)
		}
	})
}

func TestWhatIsOddGoesInWithAWarningOfItsKind(t *testing.T) {
	dept := "11652301010000000X"
	for kind, line := range map[string]string{
		"":           "市人社局,,企业设立登记," + good(1) + ",1," + dept,
		"code_shape": "市人社局,,甲,X-1,1," + dept,
		"other_area": "市人社局,,甲,511Z07001006-511602000000-000-" + dept + "-1-00,1," + dept,
		"organ":      "市人社局,,甲," + good(1) + ",1,11652301010000001X",
		"record":     "市人社局,,企业投资项目备案," + good(1) + ",10," + dept,
		"name_twice": "市人社局,,企业设立登记," + good(1) + ",1," + dept + "\n市人社局,,企业设立登记," + good(2) + ",1," + dept,
	} {
		in, err := ReadItems(aFile(line))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, v := range in.verdicts {
			if w, odd := otherArea("652301", in.rows[i].Code); odd {
				v.Warnings = append(v.Warnings, w)
			}
			for _, w := range v.Warnings {
				got = append(got, w.Kind)
			}
			if v.Faults != nil {
				t.Errorf("%s: refused %+v", kind, v.Faults)
			}
		}
		if strings.Join(got, ",") != kind {
			t.Errorf("%q gives %q", kind, got)
		}
	}
	// The prefecture's items are at home in the city's hall; a credit code holds the old organisation code.
	if _, odd := otherArea("652301", "511Z07001006-652300000000-000-11652301010000000X-1-00"); odd {
		t.Error("the prefecture is another area")
	}
	far := incomingRow{Code: "511Z07001006-511602000000-000-11652301010000000X-1-00"}
	if got := homeOf("", []incomingRow{far, {Code: good(1)}, far, {Code: "X-1"}}); got != "511602" {
		t.Errorf("without a centre home is %q", got)
	}
	in, _ := ReadItems(aFile("区教科体局,,教师资格认定,511A0138600000-652301000000-000-115113010833722043-1-00,1,083372204"))
	if w := in.verdicts[0].Warnings; len(w) != 1 || w[0].Kind != "organ" || !strings.Contains(w[0].Reason.String(), "多半是同一机构") {
		t.Errorf("%+v", w)
	}
}

func TestNationalCodesBecomeKindsAndEveryNameIsUnderstood(t *testing.T) {
	for in, want := range map[string]Kind{"1": Licence, "01": Licence, "5": Benefit, "7": Confirmation, "8": Reward, "9": Ruling,
		"10": OtherPower, "20": PublicService, "２０": PublicService, "行政备案": Record, "行政许可": Licence, "licence": Licence} {
		if k, _, ok := kindOf(in); k != want || !ok {
			t.Errorf("%s is %q, %v", in, k, ok)
		}
	}
	for _, in := range []string{"", "0", "2", "03", "4", "06", "30", "1.0", "许可"} {
		if k, _, ok := kindOf(in); ok {
			t.Errorf("%s became %q", in, k)
		}
	}
}

// covers: A4-1
func TestTheSameListInEveryWritingIsTheSameList(t *testing.T) {
	f := aFile("市人社局,社保,社保卡补办,"+good(1)+",20,", "州住建局,,\"施工许可（新办）, 变更\","+good(2)+",1,")
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(f.Raw)
	if err != nil {
		t.Fatal(err)
	}
	writings := map[string][]byte{"mark": append([]byte("\xef\xbb\xbf"), f.Raw...), "gb18030": gb,
		"crlf": bytes.ReplaceAll(f.Raw, []byte("\n"), []byte("\r\n")), "xlsx": aBook(t, nil)}
	once(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		if out := bring(t, s, w, f, false); out.Added != 2 {
			t.Fatalf("%+v", out.Answer)
		}
		for name, raw := range writings {
			if out := bring(t, s, w, register.File{Name: name, Raw: raw}, false); out.Unchanged != 2 || out.Read != 2 {
				t.Errorf("%s: %+v", name, out.Answer)
			}
		}
	})
}

// aBook is the same list as XLSX under Chinese headers, with the columns in another order and one nobody asked for.
func aBook(t *testing.T, edit func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"事项编码", "事项名称", "备注", "部门", "主项", "事项类型"}, {good(1), "社保卡补办", "", "市人社局", "社保", 20},
		{good(2), "施工许可（新办）, 变更", "急", "州住建局", "", "01"}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if edit != nil {
		edit(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileThatCannotBeUsedSaysWhyAndChangesNothing(t *testing.T) {
	formula := aBook(t, func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "B3", `"a"&"b"`) })
	once(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		was := trace(t, w)
		for want, raw := range map[string][]byte{
			"register.bad_csv":         []byte(head + "市人社局,,\"没有闭合," + good(1) + ",1,\n"),
			"register.too_large":       bytes.Repeat([]byte("市人社局,,甲,乙,1,\n"), register.DefaultBytes/20),
			"register.formula":         formula,
			"register.empty":           nil,
			"register.columns_missing": []byte("department,item_name\n市人社局,甲\n"),
			"register.not_a_table":     []byte("\x00\x01\x02"),
		} {
			_, err := Intake{s}.Import(t.Context(), w.As(testworld.Gulina), register.File{Name: "x", Raw: raw}, false)
			if e := errs.As(err); e == nil || e.Code != errs.Invalid || e.Text.Key != want || len(e.Faults) == 0 {
				t.Errorf("want %s, got %v", want, err)
			}
		}
		_, err := Intake{s}.Import(t.Context(), w.As(testworld.Li), aFile("市人社局,,甲,"+good(1)+",1,"), false)
		if got := trace(t, w); !errs.Is(err, errs.Forbidden) || got != was {
			t.Errorf("a chief imports: %v; from %v to %v", err, was, got)
		}
	})
}

func TestTheRepeatOfAnImportIsAnsweredFromItsRecord(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, f := serviceIn(w), aFile("市人社局,,甲,"+good(1)+",1,", "市人社局,,,"+good(2)+",1,")
		ctx := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "item.import", Actor: "account:1055", Input: "x"})
		for i := range 3 {
			out, err := Intake{s}.Import(ctx, w.As(testworld.Gulina), f, false)
			if err != nil || out.Added != 1 || len(out.Refused) != 1 || out.ID == 0 {
				t.Errorf("run %d: %+v, %v", i, out.Answer, err)
			}
			var report bytes.Buffer
			read(t, w, func(tx *db.Tx) error { return register.ReportOf(tx, "items", out.ID, &report) })
			book, err := excelize.OpenReader(&report)
			if err != nil {
				t.Fatal(err)
			}
			rows, _ := book.GetRows(book.GetSheetList()[1])
			if len(rows) != 3 || rows[1][2] != "新增" || rows[2][2] != "拒绝" || rows[2][4] != "没有事项名称" {
				t.Errorf("%q", rows)
			}
		}
		if got := trace(t, w); got != [4]int{1, 1, 0, 0} {
			t.Errorf("left %v", got)
		}
	})
}
