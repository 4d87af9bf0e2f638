package file

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// painter runs through the operators of a page as far as they show text and move to another line.
type painter struct {
	*pdf
	out       *strings.Builder
	resources any
	depth     int

	words  []string
	texts  [][]byte
	read   reading
	height float64 // of the line
}

func (d *pdf) show(out *strings.Builder, content []byte, resources any, depth int) {
	p := painter{pdf: d, out: out, resources: resources, depth: depth, read: gbk, height: math.Inf(1)}
	l := lexer{rest: content}
	for {
		w, text, kind := l.next()
		switch {
		case kind == lexEnd:
			out.WriteByte('\n')
			return
		case kind == lexText:
			p.texts = append(p.texts, text)
		case isOperand(w):
			p.words = append(p.words, w)
		case w == "ID": // the bytes of a picture
			end := bytes.Index(l.rest, []byte("EI"))
			if end < 0 {
				return
			}
			l.rest = l.rest[end+2:]
		default:
			p.do(w)
			p.words, p.texts = p.words[:0], p.texts[:0]
		}
	}
}

// isOperand tells numbers, names and brackets from operators, which begin with a letter or a quote.
func isOperand(w string) bool { return strings.IndexByte("0123456789+-./[]<>", w[0]) >= 0 }

func (p *painter) do(operator string) {
	switch operator {
	case "Tj", "TJ":
		p.write()
	case "'", `"`:
		p.out.WriteByte('\n')
		p.write()
	case "T*":
		p.out.WriteByte('\n')
	case "Td", "TD":
		if p.number(1) != 0 {
			p.out.WriteByte('\n')
		}
	case "Tm":
		if y := p.number(1); math.Abs(y-p.height) > 1 {
			p.out.WriteByte('\n')
			p.height = y
		}
	case "Tf":
		p.read = p.font(p.name(2))
	case "Do":
		form := p.resource("/XObject", p.name(1))
		if p.pdf.entry(form, "/Subtype") != word("/Form") || p.depth > maxDepth {
			return
		}
		resources := p.pdf.entry(form, "/Resources")
		if resources == nil {
			resources = p.resources
		}
		p.show(p.out, p.stream(p.at(form)), resources, p.depth+1)
	}
}

func (p *painter) write() {
	for _, t := range p.texts {
		p.out.WriteString(p.read(t))
	}
}

// number is the n-th word from the end, n from 1.
func (p *painter) number(n int) float64 {
	v, _ := strconv.ParseFloat(p.name(n), 64)
	return v
}

func (p *painter) name(n int) string {
	if len(p.words) < n {
		return ""
	}
	return p.words[len(p.words)-n]
}

// resource is what a name means on this page.
func (p *painter) resource(kind, name string) any {
	m, _ := p.entry(p.resources, kind).(dict)
	return m[name]
}

// font gives the way to read a font's strings.
func (p *painter) font(name string) reading {
	v := p.resource("/Font", name)
	r, cached := v.(ref)
	if known, ok := p.fonts[r]; ok && cached {
		return known
	}
	found := p.pdf.reading(v)
	if cached {
		p.fonts[r] = found
	}
	return found
}

func (d *pdf) reading(font any) reading {
	m, _ := d.at(font).value.(dict)
	if t := d.at(m["/ToUnicode"]); t.data != nil {
		return cmap(d.stream(t))
	}
	encoding, _ := d.at(m["/Encoding"]).value.(word)
	switch {
	case strings.Contains(string(encoding), "UCS2"), strings.Contains(string(encoding), "UTF16"):
		return ucs2
	case m["/Subtype"] == word("/Type0") && strings.HasPrefix(string(encoding), "/Identity"):
		d.blind = true // glyphs without a table: nobody can tell what they say
	}
	return gbk
}

// reading turns the bytes of a string into text.
type reading func([]byte) string

func gbk(raw []byte) string {
	s, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	return string(s)
}

func ucs2(raw []byte) string {
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		u = append(u, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(u))
}

// cmap reads a ToUnicode table: <0003> <673A> in bfchar, <0003> <0009> <4E00> or a list in bfrange.
func cmap(s []byte) reading {
	to, width, left := map[uint32]string{}, 2, 1<<20
	var texts [][]byte // since the last operator; nil is a bracket
	l := lexer{rest: s}
	for {
		w, text, kind := l.next()
		if kind == lexEnd {
			break
		}
		if kind == lexText {
			texts = append(texts, text)
			continue
		}
		switch w {
		case "endcodespacerange":
			if len(texts) > 0 {
				width = max(1, min(len(texts[0]), 2))
			}
		case "endbfchar":
			for i := 0; i+1 < len(texts); i += 2 {
				to[code(texts[i])] = ucs2(texts[i+1])
			}
		case "endbfrange":
			if left -= ranges(texts, to); left < 0 {
				return gbk // no honest table is so long
			}
		case "[", "]":
			texts = append(texts, nil)
			continue
		}
		texts = nil
	}
	return func(raw []byte) string {
		var out strings.Builder
		for i := 0; i+width <= len(raw); i += width {
			out.WriteString(to[code(raw[i:i+width])])
		}
		return out.String()
	}
}

func ranges(texts [][]byte, to map[uint32]string) (n int) {
	for i := 0; i+2 < len(texts); {
		from, last := code(texts[i]), code(texts[i+1])
		if texts[i+2] == nil { // a bracket: one text for each
			i += 3
			for k := uint32(0); i < len(texts) && texts[i] != nil; k, i = k+1, i+1 {
				to[from+k] = ucs2(texts[i])
			}
			i++
			continue
		}
		start := code(texts[i+2])
		for c := from; c <= last && n < 1<<20; c, n = c+1, n+1 {
			to[c] = string(rune(start + c - from)) // #nosec G115 -- both are of 16 bits
		}
		i += 3
	}
	return n
}

func code(raw []byte) (n uint32) {
	for _, b := range raw[:min(len(raw), 2)] {
		n = n<<8 | uint32(b)
	}
	return n
}
