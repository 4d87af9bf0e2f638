package file

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// zipped makes an archive of names and contents, in turn.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func paragraphs(all ...string) string {
	var s strings.Builder
	s.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>`)
	for _, p := range all {
		s.WriteString("<w:p>")
		for _, r := range p { // a run for each character, as editors write them after changes
			fmt.Fprintf(&s, "<w:r><w:t>%c</w:t></w:r>", r)
		}
		s.WriteString("</w:p>")
	}
	return s.String() + `</w:body></w:document>`
}

func docx(t testing.TB, document string, more ...string) []byte {
	return zipped(t, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", document}, more...)...)
}

func xlsx(t testing.TB, cells map[string]map[string]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for sheet, values := range cells {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for cell, v := range values {
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pdf makes a file of one page; packed deflates its content and puts its objects into a stream.
func pdfOf(content string, packed bool) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Resources <</Font <</F1 5 0 R>>>>>>",
		"<</Type /Page /Contents 4 0 R>>", "", "<</Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R>>"}
	table := "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n2 beginbfchar <0001> <673A> <0002> <5BC6> endbfchar\n" +
		"2 beginbfrange <0003> <0003> <2605> <0004> <0005> [<0035> <5E74>] endbfrange endcmap"
	stream := func(n int, extra, data string) {
		if packed {
			var z bytes.Buffer
			w := zlib.NewWriter(&z)
			_, _ = w.Write([]byte(data))
			_ = w.Close()
			data, extra = z.String(), extra+" /Filter /FlateDecode"
		}
		fmt.Fprintf(&b, "%d 0 obj\n<</Length %d%s>>\nstream\r\n%s\nendstream\nendobj\n", n, len(data), extra, data)
	}
	var heads, bodies string
	for i, o := range objects {
		if o == "" {
			continue
		}
		if packed {
			heads += fmt.Sprintf("%d %d ", i+1, len(bodies))
			bodies += o + " "
		} else {
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
		}
	}
	stream(4, "", content)
	stream(6, "", table)
	if packed {
		stream(7, fmt.Sprintf(" /Type /ObjStm /N 4 /First %d", len(heads)), heads+bodies)
	}
	return b.Bytes()
}

func gbkOf(s string) string {
	b, _ := simplifiedchinese.GB18030.NewEncoder().String(s)
	return b
}

// covers: A13-2
func TestTheBodiesOfDocumentsAreScanned(t *testing.T) {
	long := slices.Repeat([]string{"正文"}, 80)
	marked := func(place Place, mark string) Marking { return Marking{true, mark, place} }
	warned := Marking{false, "内部资料", InBody}
	made, _ := os.ReadFile("testdata/marked.pdf")
	free, _ := os.ReadFile("testdata/free.pdf")
	for _, c := range []struct {
		what, name string
		raw        []byte
		want       Marking
	}{
		{"a mark in runs", "a.docx", docx(t, paragraphs("标题", "机密★5年")), marked(InBody, "机密★5年")},
		{"a line of the first page", "a.docx", docx(t, paragraphs("秘 密", "标题")), marked(OnFirst, "秘 密")},
		{"a line of the second page", "a.docx", docx(t, paragraphs(append(long, "秘密")...)), Marking{}},
		{"after a page break", "a.docx", docx(t, strings.Replace(paragraphs("标题", "秘密"), "<w:p><w:r><w:t>秘",
			`<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>秘`, 1)), Marking{}},
		{"a mark on a later page", "a.docx", docx(t, paragraphs(append(long, "绝密★长期")...)), marked(InBody, "绝密★长期")},
		{"in a header", "a.docx", docx(t, paragraphs("标题"), "word/header1.xml", paragraphs("机密")), marked(OnFirst, "机密")},
		{"in a footnote", "a.docx", docx(t, paragraphs("标题"), "word/footnotes.xml", paragraphs("内部资料")), warned},
		{"words only", "a.docx", docx(t, paragraphs("商业秘密 5 年", "保密", "秘密文件")), Marking{}},
		{"torn", "a.docx", docx(t, paragraphs("标题")[:90]), Marking{Place: Locked}},
		{"a cell", "a.xlsx", xlsx(t, map[string]map[string]string{"Sheet1": {"A1": "登记", "B2": "机密★10年"}}), marked(InBody, "机密★10年")},
		{"a row of one cell", "a.xlsx", xlsx(t, map[string]map[string]string{"Sheet1": {"C1": "秘密", "A2": "姓名"}}), marked(OnFirst, "秘密")},
		{"a column of levels", "a.xlsx", xlsx(t, map[string]map[string]string{"Sheet1": {"A1": "名称", "B1": "密级", "A2": "甲", "B2": "秘密"}}), Marking{}},
		{"the second sheet", "a.xlsx", xlsx(t, map[string]map[string]string{"Sheet1": {"A1": "名称"}, "乙": {"A1": "秘密", "A2": "内部资料"}}), warned},
		{"OFD", "a.ofd", zipped(t, "OFD.xml", "<OFD/>", "Doc_0/Pages/Page_0/Content.xml",
			"<P><TextObject><TextCode>机密</TextCode><TextCode>★</TextCode></TextObject></P>"), marked(InBody, "机密★")},
		{"text", "a.txt", []byte("标题\n机密\n"), marked(OnFirst, "机密")},
		{"old text", "a.txt", []byte(gbkOf("标题\r\n机密★20年\r\n")), marked(InBody, "机密★20年")},
		{"a table", "a.csv", []byte("\ufeff名称,密级\n甲,秘密\n"), Marking{}},
		{"PDF by glyphs", "a.pdf", pdfOf("BT /F1 16 Tf 1 0 0 1 8 27 Tm <00010002> Tj 9 0 Td [<0003> -20 <00040005>] TJ ET", false), marked(InBody, "机密★5年")},
		{"PDF by glyphs, packed", "a.pdf", pdfOf("BT /F1 16 Tf 1 0 0 1 8 27 Tm <0001> Tj 9 0 Td <0002> Tj 0 -20 Td <0004> Tj ET", true),
			marked(OnFirst, "机密")},
		{"PDF in GBK", "a.pdf", pdfOf("BT (\\("+gbkOf("机密")+"\\)"+gbkOf("秘密★")+") Tj ET", true), marked(InBody, "秘密★")},
		{"PDF, no mark", "a.pdf", pdfOf("BT /F1 16 Tf <00010004> Tj ET", true), Marking{}},
		{"PDF, encrypted", "a.pdf", append(pdfOf("BT (x) Tj ET", false), "trailer <</Encrypt 9 0 R>>"...), Marking{Place: Locked}},
		{"PDF, nothing in it", "a.pdf", []byte("%PDF-1.4\n"), Marking{Place: Locked}},
		{"PDF by a browser", "a.pdf", made, marked(InBody, "机密★10年")},
		{"PDF by a browser, on the second page", "a.pdf", free, Marking{}},
		{"the name as well", "机密.txt", []byte("x"), marked(InName, "机密")},
		{"the name only asks", "内部资料.txt", []byte("x"), Marking{false, "内部资料", InName}},
	} {
		a := Attachment{Name: c.name}
		got, err := examine(&a, c.raw)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, want %+v (%v)", c.what, got, c.want, err)
		}
	}
}

// S-12: what a file is its bytes say, not its name; nothing that could run comes in.
func TestOnlyDocumentsAndPicturesComeIn(t *testing.T) {
	png, jpg := "\x89PNG\r\n\x1a\n....", "\xff\xd8\xff\xe0...."
	many := make([]string, 0, 2*(maxParts+2))
	for i := range maxParts + 1 {
		many = append(many, fmt.Sprint("word/", i), "")
	}
	for _, c := range []struct {
		name, raw string
		ok        bool
	}{
		{"a.png", png, true}, {"a.JPG", jpg, true}, {"a.jpeg", jpg, true}, {"a.txt", "你好", true}, {"a.pdf", string(pdfOf("", false)), true},
		{"a.exe.png", png, true}, // kept and given out as the picture it is
		{"a.jpg", png, false}, {"a.png.exe", png, false}, {"a", png, false}, {"a.docx", png, false},
		{"a.txt", "", false}, {"a.txt", strings.Repeat("x", MaxSize+1), false},
		{"a.svg", "<svg onload=alert(1)>", false}, {"a.txt", "<svg onload=alert(1)>", false}, {"a.txt", " \n<html>", false},
		{"a.html", "hello", false}, {"a.txt", "MZ\x90\x00", false}, {"a.txt", "#!/bin/sh", false}, {"a.txt", "a\x00b", false},
		{"a.pdf", "x%PDF-1.4", false}, {"a.js", "alert(1)", false}, {"a.gif", "GIF89a", false}, {"a.docm", string(docx(t, "")), false},
		{"a.docx", string(docx(t, "", "word/vbaProject.bin", "x")), false}, {"a.docx", string(docx(t, "", "word/activeX/a.xml", "")), false},
		{"a.docx", string(docx(t, "")[:60]), false}, {"a.zip", string(zipped(t, "a.txt", "x")), false},
		{"a.docx", string(zipped(t, "a.txt", "x")), false}, {"a.docx", string(docx(t, "", many...)), false},
		{"a.xlsx", string(docx(t, "")), false}, {"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", false},
	} {
		a := Attachment{Name: CleanName(c.name)}
		if _, err := examine(&a, []byte(c.raw)); (err == nil) != c.ok {
			t.Errorf("%s of %d bytes %.12q: %v", c.name, len(c.raw), c.raw, err)
		}
	}
	bomb := zipped(t, "word/document.xml", strings.Repeat("<w:t>"+strings.Repeat("x", 1000)+"</w:t>", 20_000))
	a := Attachment{Name: "a.docx"}
	if m, err := examine(&a, bomb); err != nil || m.Place != Locked {
		t.Errorf("20 MB of text in %d bytes: %+v %v", len(bomb), m, err)
	}
}

func FuzzNoBodyBreaksTheScan(f *testing.F) {
	for _, raw := range [][]byte{pdfOf("BT /F1 16 Tf <0001> Tj (a\\(b\\051) ' ET BI ID x EI", false), pdfOf("BT (x) Tj ET", true),
		docx(f, paragraphs("机密")), xlsx(f, map[string]map[string]string{"Sheet1": {"A1": "机密"}}), []byte("%PDF-%%%%"), []byte("机密")} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, name := range []string{"a.pdf", "a.docx", "a.xlsx", "a.ofd", "a.txt"} {
			a := Attachment{Name: name}
			_, _ = examine(&a, raw)
		}
		_ = scanBody(pdfBody(append([]byte("%PDF-"), raw...), nil))
	})
}
