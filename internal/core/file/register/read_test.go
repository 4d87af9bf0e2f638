package register

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// columns are those of a small register.
var columns = []Column{
	{Name: "name", Title: text.Plain("姓名"), Required: true, Note: text.Plain("如身份证所写"), Example: "阿依夏木·买买提"},
	{Name: "code", Title: text.Plain("编码"), Also: []string{"实施编码"}, Required: true},
	{Name: "since", Title: text.Plain("进驻日期")},
}

func read(t *testing.T, file string) *Table {
	t.Helper()
	table, err := Read(strings.NewReader(file), columns, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// refused gives the refusal of a file, which must be Invalid and about the file.
func refused(t *testing.T, file string, lim Limits) *errs.Error {
	t.Helper()
	table, err := Read(strings.NewReader(file), columns, lim)
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Invalid {
		t.Fatalf("want a refusal, got %v and %+v", err, table)
	}
	if table != nil {
		t.Fatal("a refused file gives rows")
	}
	return e
}

func gb(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const plain = "姓名,编码,进驻日期\n阿依夏木·买买提, A-1 ,2025-03-03\n马小军,A-2,\n"

func TestACSVReadsTheSameInEveryEncodingAndLineEnding(t *testing.T) {
	for name, file := range map[string]string{
		"csv/utf-8":               plain,
		"csv/utf-8 with mark":     "\ufeff" + plain,
		"csv/utf-8 with CRLF":     strings.ReplaceAll(plain, "\n", "\r\n"),
		"csv/gb18030":             gb(t, plain),
		"csv/gb18030 with CRLF":   gb(t, strings.ReplaceAll(plain, "\n", "\r\n")),
		"csv/utf-8 without end":   strings.TrimSuffix(plain, "\n"),
		"csv/utf-8 other headers": "name*,实施编码,序号,SINCE\n阿依夏木·买买提,A-1,1,2025-03-03\n马小军,A-2,2,\n",
	} {
		table := read(t, file)
		if format, _, _ := strings.Cut(name, " "); table.Format != format {
			t.Errorf("%s: read as %s", name, table.Format)
		}
		if len(table.Rows) != 2 {
			t.Fatalf("%s: %d rows", name, len(table.Rows))
		}
		a, b := table.Rows[0], table.Rows[1]
		if !a.Readable() || a.Line != 2 || a.Get("name") != "阿依夏木·买买提" || a.Get("code") != "A-1" ||
			a.Get("since") != "2025-03-03" || b.Line != 3 || b.Get("name") != "马小军" || b.Get("since") != "" {
			t.Errorf("%s: %+v", name, table.Rows)
		}
	}
}

func TestRareCharactersOfGB18030Survive(t *testing.T) {
	if table := read(t, gb(t, "姓名,编码\n𠮷㐂·买买提,A-1\n")); table.Rows[0].Get("name") != "𠮷㐂·买买提" {
		t.Errorf("%q", table.Rows[0].Get("name"))
	}
}

func TestAFewFaultyLinesDoNotTurnUTF8IntoGB18030(t *testing.T) {
	table := read(t, "姓名,编码\n马小军,A-1\n马\xe5\xb0,A-2\n李建国,A-3\n")
	if table.Format != "csv/utf-8" || len(table.Rows) != 3 {
		t.Fatalf("%+v", table)
	}
	for i, want := range []string{"", "register.row_encoding", ""} {
		if got := table.Rows[i].Unreadable.Key; got != want {
			t.Errorf("row %d: %q, want %q", i, got, want)
		}
	}
	if table.Rows[1].Get("name") != "" || table.Rows[1].Raw == "" {
		t.Errorf("an unreadable row gives values or nothing to find it by: %+v", table.Rows[1])
	}
}

func TestLinesAreCountedAsAPersonSeesThem(t *testing.T) {
	table := read(t, "\n姓名,编码\n\n\"阿依夏木\n买买提\",A-1\n,,\n马小军,A-2\n")
	if len(table.Rows) != 2 || table.Rows[0].Line != 4 || table.Rows[1].Line != 7 {
		t.Errorf("%+v", table.Rows)
	}
	if got := table.Rows[0].Get("name"); got != "阿依夏木\n买买提" {
		t.Errorf("%q", got)
	}
}

func TestALineWithOtherFieldsThanTheHeaderCannotBeReadAndTheOthersCan(t *testing.T) {
	table := read(t, "姓名,编码\n马小军\n李建国,A-2,多出\n王芳,A-3,,\n刘洋,A-4\n")
	for i, readable := range []bool{false, false, true, true} {
		if table.Rows[i].Readable() != readable {
			t.Errorf("line %d: readable %v", table.Rows[i].Line, !readable)
		}
	}
	if r := table.Rows[1]; r.Unreadable.String() != "这一行有 3 列，表头有 2 列" || r.Raw != "李建国,A-2,多出" {
		t.Errorf("%s of %q", r.Unreadable, r.Raw)
	}
}

func TestAMalformedCSVIsRefusedWithItsLine(t *testing.T) {
	for file, line := range map[string]string{
		"姓名,编码\n马小军,A-1\n\"李建国,A-2\n王芳,A-3\n": "3",
		"姓名,编码\n马\"小军,A-1\n":                  "2",
		"姓名,编码\n\"马小军\"x,A-1\n":               "2",
	} {
		if e := refused(t, file, Limits{}); e.Text.Key != "register.bad_csv" || !strings.Contains(e.Text.String(), "第 "+line+" 行") {
			t.Errorf("%q: %s", file, e.Text)
		}
	}
}

func TestColumnsThatAreMissingTwiceOrUnknownAreNamed(t *testing.T) {
	e := refused(t, "姓名,联系电话\n马小军,1\n", Limits{})
	if !strings.Contains(e.Text.String(), "编码 (code)") || len(e.Faults) != 1 || e.Faults[0].Field != "code" {
		t.Errorf("%s %+v", e.Text, e.Faults)
	}
	if e := refused(t, "姓名,编码,实施编码\n", Limits{}); !strings.Contains(e.Text.String(), "实施编码") {
		t.Error(e.Text)
	}
	if table := read(t, "姓名,编码,联系电话,\n马小军,A-1,1,\n"); len(table.Ignored) != 1 || table.Ignored[0] != "联系电话" {
		t.Errorf("%q", table.Ignored)
	}
}

func TestWhatIsNoTableIsRefusedForWhatItIs(t *testing.T) {
	for file, key := range map[string]string{
		"":                            "register.empty",
		"\ufeff \r\n":                 "register.empty",
		",,\n":                        "register.empty",
		"\xff\xfe\x00\x59":            "register.utf16",
		"\x89PNG\r\n\x1a\n\x00\x00":   "register.not_a_table",
		"\xd0\xcf\x11\xe0\xa1\xb1":    "register.old_excel",
		"PK\x03\x04 no archive":       "register.bad_xlsx",
		"\xff\xff\xff\n\xfe\xff\xff,": "register.not_a_table",
	} {
		if e := refused(t, file, Limits{}); e.Text.Key != key {
			t.Errorf("%q: %s, want %s", file, e.Text.Key, key)
		}
	}
}

func TestLimitsAreNamedAndExactlyTheLimitIsAllowed(t *testing.T) {
	if e := refused(t, plain, Limits{Bytes: int64(len(plain)) - 1}); !strings.Contains(e.Text.String(), "B") {
		t.Error(e.Text)
	}
	if _, err := Read(strings.NewReader(plain), columns, Limits{Bytes: int64(len(plain)), Rows: 2, Columns: 3}); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
	if e := refused(t, plain, Limits{Rows: 1}); e.Text.String() != "文件超过 1 行，请分成几个文件导入。" {
		t.Error(e.Text)
	}
	if e := refused(t, plain, Limits{Columns: 2}); e.Text.Key != "register.too_many_columns" {
		t.Error(e.Text)
	}
	if e := refused(t, strings.Repeat("a,b\n", 3<<20), Limits{}); e.Text.String() != "文件超过 8 MiB，请分成几个文件导入。" {
		t.Error(e.Text)
	}
}
