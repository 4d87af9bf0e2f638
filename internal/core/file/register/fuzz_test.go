package register

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lianban/internal/base/errs"
)

// FuzzReadCSV: whatever the bytes, reading ends with rows or with a refusal for people, and never with both.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte("\xef\xbb\xbf姓名,编码\r\n\"a\r\nb\",\"\"\"\"\r\n"))
	f.Add([]byte("\xd0\xd5\xc3\xfb,\xb1\xe0\xc2\xeb\n\xc2\xed,A\n"))
	f.Add([]byte("name,code\n\xff,\x81\x30\x81\x30\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { readAnything(t, raw) })
}

// FuzzReadXLSX starts from a lawful workbook; its inside is compressed, so the parts are also given loose.
func FuzzReadXLSX(f *testing.F) {
	f.Add([]byte(book(f, staff, nil)), "")
	f.Add([]byte(book(f, [][]any{{"姓名", "编码"}, {"a", 1.5}, {true, nil}}, nil)), `<row r="2"><c r="A2" t="s"><v>9</v></c></row>`)
	f.Add([]byte(book(f, staff, nil)), `<row r="1048576"><c r="XFD1048576" s="7"><v>1</v></c></row>`)
	f.Fuzz(func(t *testing.T, raw []byte, rows string) {
		readAnything(t, raw)
		readAnything(t, []byte(loose(t, rows)))
	})
}

// loose makes a workbook whose rows are the given XML.
func loose(t *testing.T, rows string) string {
	return repack(t, book(t, staff, nil), func(name, body string) string {
		if name != "xl/worksheets/sheet1.xml" {
			return body
		}
		before, _, _ := strings.Cut(body, "<sheetData>")
		return before + "<sheetData>" + rows + "</sheetData></worksheet>"
	})
}

func readAnything(t *testing.T, raw []byte) {
	lim := Limits{Bytes: 1 << 20, Unzipped: 4 << 20, Rows: 200, Columns: 20}
	table, err := Read(bytes.NewReader(raw), columns, lim)
	if (table == nil) == (err == nil) {
		t.Fatalf("%v and %v", table, err)
	}
	if err != nil {
		if !errs.Is(err, errs.Invalid) {
			t.Fatalf("a file is to blame for %v", err)
		}
		return
	}
	if len(table.Rows) > lim.Rows || !slices.IsSortedFunc(table.Rows, func(a, b Row) int { return a.Line - b.Line }) {
		t.Fatalf("%d rows", len(table.Rows))
	}
	for _, r := range table.Rows {
		for _, c := range columns {
			if v := r.Get(c.Name); !utf8.ValidString(v) || strings.ContainsRune(v, utf8.RuneError) {
				t.Fatalf("line %d gives %q", r.Line, v)
			}
		}
	}
}
