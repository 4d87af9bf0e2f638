package file

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// archive is a zip of which only so much is read, whatever its entries say about their sizes.
type archive struct {
	*zip.Reader
	left int64
	torn bool // a part was not read to its end
}

func (z *archive) locked() bool { return z.torn || z.left <= 0 }

// textBody is a text file: its first page ends at a form feed or after some lines.
func textBody(raw []byte, _ *archive) body {
	s, _ := decoded(raw)
	return split(s)
}

func split(s string) body {
	if i := strings.IndexByte(s, '\f'); i >= 0 {
		return body{first: s[:i], rest: s[i:]}
	}
	end := 0
	for range firstLines {
		i := strings.IndexByte(s[end:], '\n')
		if i < 0 {
			return body{first: s}
		}
		end += i + 1
	}
	return body{first: s[:end], rest: s[end:]}
}

// parts gives those entries of an archive in the order of their numbers: sheet2 before sheet10.
func parts(z *archive, wanted func(name string) bool) (out []*zip.File) {
	for _, f := range z.File {
		if wanted(f.Name) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *zip.File) int {
		if d := len(a.Name) - len(b.Name); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

func within(dir string) func(string) bool {
	return func(name string) bool { return strings.HasPrefix(name, dir) && strings.HasSuffix(name, ".xml") }
}

// walk reads the elements of a part; what is damaged ends the reading, and what was read before it counts.
func (z *archive) walk(f *zip.File, start func(xml.StartElement), text func(string), end func(string)) {
	r, err := f.Open()
	if err != nil {
		z.torn = true
		return
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, z.left))
	d.Strict = false
	defer func() { z.left -= d.InputOffset() }()
	for {
		t, err := d.Token()
		if err != nil {
			z.torn = z.torn || err != io.EOF
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			start(t)
		case xml.CharData:
			text(string(t))
		case xml.EndElement:
			end(t.Name.Local)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// docxBody reads a DOCX: paragraphs are lines, the first page ends where a page break is written, headers and footers
// stand on every page.
func docxBody(_ []byte, z *archive) body {
	var b body
	for _, f := range parts(z, within("word/")) {
		switch {
		case f.Name == "word/document.xml":
			pages := z.docxText(f)
			b.first += pages.first + "\n"
			b.rest += pages.rest + "\n"
		case strings.HasPrefix(f.Name, "word/header"), strings.HasPrefix(f.Name, "word/footer"):
			pages := z.docxText(f)
			b.first += pages.first + pages.rest + "\n"
		default:
			pages := z.docxText(f)
			b.rest += pages.first + pages.rest + "\n"
		}
	}
	b.locked = z.locked()
	return b
}

func (z *archive) docxText(f *zip.File) body {
	var s strings.Builder
	in := 0
	z.walk(f, func(e xml.StartElement) {
		switch e.Name.Local {
		case "t":
			in++
		case "tab":
			s.WriteByte('\t')
		case "lastRenderedPageBreak":
			s.WriteByte('\f')
		case "br":
			if attr(e, "type") == "page" {
				s.WriteByte('\f')
			}
			s.WriteByte('\n')
		}
	}, func(text string) {
		if in > 0 {
			s.WriteString(text)
		}
	}, func(name string) {
		switch name {
		case "t":
			in--
		case "p", "cr":
			s.WriteByte('\n')
		}
	})
	return split(s.String())
}

// xlsxBody reads an XLSX: rows are lines, the first sheet's first rows are the first page, drawings and comments the rest.
func xlsxBody(_ []byte, z *archive) body {
	var shared []string
	for _, f := range parts(z, func(n string) bool { return n == "xl/sharedStrings.xml" }) {
		shared = z.sharedTexts(f)
	}
	var b body
	for i, f := range parts(z, within("xl/worksheets/")) {
		sheet := split(z.sheetText(f, shared))
		if i > 0 {
			sheet = body{rest: sheet.first + sheet.rest}
		}
		b.first += sheet.first
		b.rest += sheet.rest + "\n"
	}
	for _, f := range parts(z, func(n string) bool {
		return strings.HasPrefix(n, "xl/drawings/") || strings.HasPrefix(n, "xl/comments")
	}) {
		pages := z.docxText(f)
		b.rest += pages.first + pages.rest + "\n"
	}
	b.locked = z.locked()
	return b
}

func (z *archive) sharedTexts(f *zip.File) (out []string) {
	var s strings.Builder
	in := false
	z.walk(f, func(e xml.StartElement) { in = e.Name.Local == "t" }, func(text string) {
		if in {
			s.WriteString(text)
		}
	}, func(name string) {
		in = false
		if name == "si" {
			out = append(out, s.String())
			s.Reset()
		}
	})
	return out
}

// sheetText writes the cells of a row with tabs between those that have something in them, and the headers of the page.
func (z *archive) sheetText(f *zip.File, shared []string) string {
	var s strings.Builder
	kind, in, line := "", "", []string(nil)
	z.walk(f, func(e xml.StartElement) {
		in = e.Name.Local
		if in == "c" {
			kind = attr(e, "t")
		}
	}, func(text string) {
		switch in {
		case "v":
			if n, err := strconv.Atoi(text); err == nil && kind == "s" && n >= 0 && n < len(shared) {
				text = shared[n]
			}
			line = append(line, text)
		case "t", "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter":
			line = append(line, text)
		}
	}, func(name string) {
		in = ""
		if name == "row" || strings.HasSuffix(name, "Header") || strings.HasSuffix(name, "Footer") {
			s.WriteString(strings.Join(line, "\t") + "\n")
			line = nil
		}
	})
	return s.String()
}

// ofdBody reads an OFD, 版式文件: text objects are lines.
func ofdBody(_ []byte, z *archive) body {
	var b body
	for i, f := range parts(z, func(n string) bool { return strings.HasSuffix(n, "Content.xml") }) {
		var s strings.Builder
		in := false
		z.walk(f, func(e xml.StartElement) { in = e.Name.Local == "TextCode" }, func(text string) {
			if in {
				s.WriteString(text)
			}
		}, func(name string) {
			in = false
			if name == "TextObject" {
				s.WriteByte('\n')
			}
		})
		if i == 0 {
			b.first = s.String()
		} else {
			b.rest += s.String()
		}
	}
	b.locked = z.locked()
	return b
}
