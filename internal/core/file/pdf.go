package file

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// pdfBody reads the text of a PDF with the tables of characters that its fonts bring for searching (ToUnicode), or with
// the usual Chinese encodings. Pictures of text are not read; what is encrypted or has no such table is said to be locked.
func pdfBody(raw []byte, _ *archive) body {
	d := openPDF(raw)
	b := body{}
	d.pages(d.root(), nil, 0, func(n int, text string) {
		if n == 0 {
			b.first = text
		} else if len(b.rest)+len(text) < maxReading {
			b.rest += text + "\n"
		} else {
			d.blind = true
		}
	})
	b.locked = d.blind || d.read == 0
	return b
}

// The values of PDF: a dictionary, a list, a reference, a string; names and numbers are words.
type (
	dict map[string]any
	list []any
	ref  int
	word string
)

// thing is an object of a PDF: a value, and the bytes of a stream as they stand in the file.
type thing struct {
	value any
	data  []byte
}

// pdf is an opened file.
type pdf struct {
	things map[ref]thing
	fonts  map[ref]reading
	blind  bool // something could not be read
	read   int  // how many pages were read
	nodes  int  // how many nodes of the tree of pages were seen
	left   int  // how much may still be read
}

var heading = regexp.MustCompile(`(?:^|[\s>])(\d{1,9})\s+\d{1,5}\s+obj\b`)

// openPDF finds the objects without the table of contents, which is often wrong: of several of one number the last counts.
func openPDF(raw []byte) *pdf {
	d := &pdf{things: map[ref]thing{}, fonts: map[ref]reading{}, left: maxReading, blind: bytes.Contains(raw, []byte("/Encrypt"))}
	var packed []thing
	all, past := heading.FindAllSubmatchIndex(raw, -1), 0
	for i, at := range all {
		if at[0] < past {
			continue // inside a stream
		}
		next := len(raw)
		if i+1 < len(all) {
			next = all[i+1][0]
		}
		n, err := strconv.Atoi(string(raw[at[2]:at[3]]))
		if err != nil {
			continue
		}
		l := lexer{rest: raw[at[1]:next]}
		t := thing{value: l.value(0)}
		if l.skip(); bytes.HasPrefix(l.rest, []byte("stream")) {
			from := next - len(l.rest) + len("stream")
			t.data = bytes.TrimPrefix(bytes.TrimPrefix(raw[from:], []byte("\r")), []byte("\n"))
			end := bytes.Index(t.data, []byte("endstream"))
			if end < 0 {
				break // everything after belongs to a stream without an end
			}
			past = len(raw) - len(t.data) + end
			t.data = t.data[:end]
		}
		d.things[ref(n)] = t
		if m, ok := t.value.(dict); ok && m["/Type"] == word("/ObjStm") {
			packed = append(packed, t)
		}
	}
	for _, t := range packed {
		d.unpack(t)
	}
	return d
}

// unpack reads the objects that stand in a stream: pairs of number and place, then the objects.
func (d *pdf) unpack(t thing) {
	data := d.stream(t)
	first, ok := integer(d.entry(t.value, "/First"))
	if !ok || first > len(data) {
		return
	}
	pairs := lexer{rest: data[:first]}
	for {
		n, ok1 := integer(pairs.value(0))
		at, ok2 := integer(pairs.value(0))
		if !ok1 || !ok2 || first+at > len(data) {
			return
		}
		if _, there := d.things[ref(n)]; !there {
			l := lexer{rest: data[first+at:]}
			d.things[ref(n)] = thing{value: l.value(0)}
		}
	}
}

func integer(v any) (int, bool) {
	w, ok := v.(word)
	n, err := strconv.Atoi(string(w))
	return n, ok && err == nil && n >= 0
}

// at follows references to a thing.
func (d *pdf) at(v any) thing {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return thing{value: v}
		}
		t := d.things[r]
		if _, again := t.value.(ref); !again {
			return t
		}
		v = t.value
	}
	return thing{}
}

// entry is a dictionary's value under that name, followed to where it stands.
func (d *pdf) entry(v any, name string) any {
	m, _ := d.at(v).value.(dict)
	return d.at(m[name]).value
}

// stream gives the bytes of a stream, inflated; nothing when they are packed in another way.
func (d *pdf) stream(t thing) []byte {
	if t.data == nil {
		return nil
	}
	filter := d.entry(t.value, "/Filter")
	if l, ok := filter.(list); ok && len(l) == 1 {
		filter = d.at(l[0]).value
	}
	if filter == nil {
		return d.afford(t.data)
	}
	if filter != word("/FlateDecode") && filter != word("/Fl") {
		d.blind = true
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(t.data))
	if err != nil {
		d.blind = true
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(r, int64(max(d.left, 0)))) // what is damaged is read as far as it goes
	return d.afford(out)
}

// afford counts what was read, each stream with a little for itself: what is over is not read.
func (d *pdf) afford(data []byte) []byte {
	if d.left -= len(data) + 1<<10; d.left < 0 {
		d.blind = true
		return nil
	}
	return data
}

// root is the tree of pages.
func (d *pdf) root() any {
	for _, t := range d.things {
		if m, ok := t.value.(dict); ok && m["/Type"] == word("/Catalog") {
			return m["/Pages"]
		}
	}
	return nil
}

// maxDepth is how deep trees and forms may nest, against files that go in circles.
const maxDepth = 24

// pages reads every page in order.
func (d *pdf) pages(node any, resources any, depth int, told func(n int, text string)) {
	if d.nodes++; depth > maxDepth || d.nodes > 4*maxParts {
		d.blind = true
		return
	}
	if own := d.entry(node, "/Resources"); own != nil {
		resources = own
	}
	if kids, ok := d.entry(node, "/Kids").(list); ok {
		for _, k := range kids {
			d.pages(k, resources, depth+1, told)
		}
		return
	}
	m, _ := d.at(node).value.(dict)
	if m == nil {
		return
	}
	contents := list{m["/Contents"]}
	if several, ok := d.at(m["/Contents"]).value.(list); ok {
		contents = several
	}
	var page []byte
	for _, c := range contents {
		page = append(append(page, d.stream(d.at(c))...), '\n')
	}
	var out strings.Builder
	d.show(&out, page, resources, 0)
	told(d.read, out.String())
	d.read++
}
