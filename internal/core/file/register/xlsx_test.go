package register

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/text"
)

// book writes a workbook: its first sheet gets the rows, then edit does what it likes.
func book(t testing.TB, rows [][]any, edit func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", at, &r); err != nil {
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
	return b.String()
}

// repack changes the parts of a workbook.
func repack(t *testing.T, file string, change func(name, body string) string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Create(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, change(p.Name, string(body))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var staff = [][]any{{"姓名", "编码", "进驻日期"}, {"阿依夏木·买买提", "A-1", "2025-03-03"}, nil, {"马小军", 7, nil}}

func TestAnXLSXReadsLikeACSV(t *testing.T) {
	table := read(t, book(t, staff, nil))
	if table.Format != "xlsx" || len(table.Rows) != 2 {
		t.Fatalf("%+v", table)
	}
	a, b := table.Rows[0], table.Rows[1]
	if a.Line != 2 || a.Get("name") != "阿依夏木·买买提" || a.Get("since") != "2025-03-03" || b.Line != 4 || b.Get("code") != "7" ||
		b.Get("since") != "" {
		t.Errorf("%+v", table.Rows)
	}
}

func TestADateOfExcelBecomesTheDayWhateverItsFormat(t *testing.T) {
	at := time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)
	for _, format := range []string{"", `yyyy"年"m"月"d"日"`, "d-mmm-yy", "[$-804]yyyy/m/d;@"} {
		file := book(t, [][]any{staff[0], {"马小军", "A-1", at}, {"李建国", "A-2", at.Add(10*time.Hour + 30*time.Minute)},
			{"王芳", "A-3", 45719}, {"刘洋", 0.5, nil}}, func(f *excelize.File) {
			if format != "" {
				style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
				_ = f.SetCellStyle("Sheet1", "C2", "C3", style)
			}
			money := `#,##0.00 "dollars"`
			style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
			_ = f.SetCellStyle("Sheet1", "B5", "B5", style)
		})
		rows := read(t, file).Rows
		if got := rows[0].Get("since"); got != "2025-03-03" {
			t.Errorf("%s: %q", format, got)
		}
		if got := rows[1].Get("since"); got != "2025-03-03 10:30" {
			t.Errorf("%s: %q", format, got)
		}
		if rows[2].Get("since") != "45719" || rows[3].Get("code") != "0.5" {
			t.Errorf("%s: a number that is no date became %q, %q", format, rows[2].Get("since"), rows[3].Get("code"))
		}
	}
}

func TestAFormulaIsRefusedWithItsCell(t *testing.T) {
	file := book(t, staff, func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "B4", `"A-"&7`) })
	if e := refused(t, file, Limits{}); e.Text.Key != "register.formula" || !strings.Contains(e.Text.String(), "B4") {
		t.Error(e.Text)
	}
}

func TestHiddenAndFurtherSheetsAreNotRead(t *testing.T) {
	hide := func(f *excelize.File) {
		_, _ = f.NewSheet("第二页")
		_ = f.SetSheetRow("第二页", "A1", &[]any{"姓名", "编码"})
		_ = f.SetSheetRow("第二页", "A2", &[]any{"李建国", "A-9"})
		_ = f.SetCellFormula("Sheet1", "B9", "1+1")
		f.SetActiveSheet(1)
		if err := f.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	}
	table := read(t, book(t, staff, hide))
	if len(table.Rows) != 1 || table.Rows[0].Get("name") != "李建国" {
		t.Errorf("%+v", table.Rows)
	}
	all := repack(t, book(t, staff, nil), func(_, body string) string {
		return strings.ReplaceAll(body, `<sheet name="Sheet1"`, `<sheet name="Sheet1" state="veryHidden"`)
	})
	if e := refused(t, all, Limits{}); e.Text.Key != "register.no_sheet" {
		t.Error(e.Text)
	}
}

func TestANumberThatExcelCutMakesItsRowUnreadable(t *testing.T) {
	table := read(t, book(t, [][]any{staff[0], {"马小军", 115113010833722043, nil}, {"李建国", 999999999999999, nil}}, nil))
	if r := table.Rows[0]; r.Readable() || !strings.Contains(r.Unreadable.String(), "B2") {
		t.Errorf("%+v", r)
	}
	if r := table.Rows[1]; !r.Readable() || r.Get("code") != "999999999999999" {
		t.Errorf("fifteen digits are exact: %+v", r)
	}
}

func TestAnXLSXThatUnpacksToTooMuchIsRefusedBeforeItIsUnpacked(t *testing.T) {
	file := book(t, staff, nil)
	if e := refused(t, file, Limits{Unzipped: 1 << 10}); e.Text.String() != "这个 XLSX 解压后超过 1 KiB，没有读取。" {
		t.Error(e.Text)
	}
	bomb := repack(t, file, func(name, body string) string {
		if name != "xl/worksheets/sheet1.xml" {
			return body
		}
		return strings.Replace(body, "</sheetData>", "</sheetData><!--"+strings.Repeat(" ", 65<<20)+"-->", 1)
	})
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb has %d bytes itself", len(bomb))
	}
	if e := refused(t, bomb, Limits{}); e.Text.Key != "register.unzipped_too_large" {
		t.Error(e.Text)
	}
}

func TestADamagedXLSXIsRefusedAndNeverReadInPart(t *testing.T) {
	file := book(t, staff, nil)
	sheet := func(old, with string) string {
		return repack(t, file, func(name, body string) string {
			if name == "xl/worksheets/sheet1.xml" && !strings.Contains(body, old) {
				t.Fatalf("no %s in %s", old, body)
			}
			if name == "xl/worksheets/sheet1.xml" {
				return strings.Replace(body, old, with, 1)
			}
			return body
		})
	}
	for name, damaged := range map[string]string{
		"cut off":       file[:len(file)/2],
		"broken XML":    sheet(`<row r="4"`, `<row r="4`),
		"rows back":     sheet(`<row r="4"`, `<row r="2"`),
		"cell of row 9": sheet(`r="A4"`, `r="A9"`),
		"no such cell":  sheet(`r="A4"`, `r="4A"`),
		"no sheet part": repack(t, file, func(name, body string) string {
			return strings.ReplaceAll(body, "worksheets/sheet1.xml", "worksheets/sheet7.xml")
		}),
	} {
		if e := refused(t, damaged, Limits{}); e.Text.Key != "register.bad_xlsx" {
			t.Errorf("%s: %s", name, e.Text.Key)
		}
	}
	if e := refused(t, book(t, staff, nil), Limits{Rows: 1}); e.Text.Key != "register.too_many_rows" {
		t.Error(e.Text)
	}
	wide := book(t, staff, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "XFD2", "x") })
	if e := refused(t, wide, Limits{}); e.Text.Key != "register.too_many_columns" {
		t.Error(e.Text)
	}
}

// odd are texts that must come back as they went.
var odd = []string{"=1+1", "+86", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "\t=1", "007", "1e5", "阿卜杜热合曼·买买提", "<b>&\"'", "_x0041_", "a\nb"}

func TestNoTextBecomesAFormulaOrANumber(t *testing.T) {
	var rows [][]any
	for _, s := range odd {
		rows = append(rows, []any{s, s, nil})
	}
	var b bytes.Buffer
	heads := []Head{{"姓名", 30}, {"编码", 0}, {"进驻日期", 12}}
	if err := Write(&b, Sheet{Title: "台账", Columns: heads, Rows: slices.Values(rows)}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, want := range odd {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		got, _ := f.GetCellValue("台账", at)
		formula, _ := f.GetCellFormula("台账", at)
		kind, _ := f.GetCellType("台账", at)
		style, _ := f.GetCellStyle("台账", at)
		look, _ := f.GetStyle(style)
		if got != want || formula != "" || kind != excelize.CellTypeInlineString || look.NumFmt != textFormat {
			t.Errorf("%q came back as %q, formula %q, type %v, format %d", want, got, formula, kind, look.NumFmt)
		}
	}
	for i, r := range read(t, b.String()).Rows {
		if r.Get("name") != strings.TrimSpace(odd[i]) {
			t.Errorf("%q is read as %q", odd[i], r.Get("name"))
		}
	}
}

func TestARegisterHasItsHeaderFrozenItsNumbersAsNumbersAndLawfulSheetNames(t *testing.T) {
	var b bytes.Buffer
	long := "逐行结果[1]:很长很长很长很长很长很长很长很长很长很长很长的标题"
	err := Write(&b, Sheet{Title: long, Columns: []Head{{"数", 9}}, Rows: slices.Values([][]any{{12}, {1.5}, {true}})},
		Sheet{Title: long}, Sheet{Title: "''"})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := f.GetSheetList()
	if len(names) != 3 || !strings.HasSuffix(names[1], " 2") || names[2] != "1" {
		t.Errorf("%q", names)
	}
	if p, err := f.GetPanes(names[0]); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if w, _ := f.GetColWidth(names[0], "A"); w != 9 {
		t.Errorf("width %v", w)
	}
	if kind, _ := f.GetCellType(names[0], "A2"); kind == excelize.CellTypeInlineString {
		t.Error("a number became text")
	}
}

func TestAFilledTemplateIsReadWithTheSameColumns(t *testing.T) {
	for _, lang := range text.Langs {
		var b bytes.Buffer
		if err := Template(&b, lang, "人员", columns); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		if len(sheets) != 2 {
			t.Fatalf("%q", sheets)
		}
		explained, _ := f.GetRows(sheets[1])
		if len(explained) != len(columns)+1 || explained[1][0] != "姓名" || explained[1][2] != "如身份证所写" {
			t.Errorf("%q", explained)
		}
		if head, _ := f.GetRows(sheets[0]); len(head) != 1 || head[0][0] != "姓名 *" {
			t.Errorf("%q", head)
		}
		_ = f.SetSheetRow(sheets[0], "A2", &[]any{"马小军", "A-1", "2025-03-03"})
		var filled bytes.Buffer
		if err := f.Write(&filled); err != nil {
			t.Fatal(err)
		}
		table := read(t, filled.String())
		if len(table.Rows) != 1 || table.Rows[0].Get("code") != "A-1" || len(table.Ignored) != 0 {
			t.Errorf("%+v", table)
		}
	}
}
