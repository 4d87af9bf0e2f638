package caseworkweb

import (
	"unicode"

	"lianban/internal/feature/casework/paper"
)

// sheet4 is one A4 sheet of a paper: what does not fit on one goes on, with the number and the page, on the next.
type sheet4 struct {
	printed
	Page, Pages int
	From        int // how many lines stand on the sheets before
}

// first and last tell whether head and end stand on the sheet.
func (s sheet4) first() bool { return s.Page == 1 }
func (s sheet4) last() bool  { return s.Page == s.Pages }

// Points that the lines of a table may take beside all else on the sheet, measured with the longest names there are.
const (
	roomy    = 100 // in the usual type
	dense    = 370 // in the small type: the head and the end stand beside them
	noEnd    = 520 // the end stands on a later sheet
	noHead   = 480 // the head stood on an earlier one
	noFrame  = 640
	roomyRow = 19
	denseRow = 13
	padding  = 4
)

// perLine is how many Chinese characters the name's cell holds in a line, by paper: in the usual type and in the small one. On
// a notice what has to be done shares it.
var perLine = map[paper.Kind][2]int{paper.Acceptance: {22, 28}, paper.Notice: {24, 30}, paper.Tolerance: {16, 20}}

// sheets divides a paper: the usual type where it fits one sheet, the small one where that does, several sheets where nothing
// else helps. Small says whether the small type is used.
func (v printed) sheets() (out []sheet4, small bool) {
	whole := []sheet4{{printed: v, Page: 1, Pages: 1}}
	if v.height(v.Lines, false) <= roomy {
		return whole, false
	}
	if v.height(v.Lines, true) <= dense {
		return whole, true
	}
	rest, from := v.Lines, 0
	for len(rest) > 0 {
		room := noEnd
		if from > 0 {
			room = noFrame
		}
		n := v.fitting(rest, room)
		s := sheet4{printed: v, Page: len(out) + 1, From: from}
		s.Lines = rest[:n]
		out, rest, from = append(out, s), rest[n:], from+n
	}
	// The end needs room as well: where it has none, it takes the last line along to a sheet of its own.
	if end := &out[len(out)-1]; len(end.Lines) > 1 && (end.From == 0 || v.height(end.Lines, true) > noHead) {
		n := len(end.Lines) - 1
		next := sheet4{printed: v, Page: end.Page + 1, From: end.From + n}
		next.Lines = end.Lines[n:]
		end.Lines = end.Lines[:n]
		out = append(out, next)
	}
	for i := range out {
		out[i].Pages = len(out)
	}
	return out, true
}

// fitting is how many of the lines fit into that many points, one at least.
func (v printed) fitting(all []paper.Line, room int) int {
	n := 1
	for n < len(all) && v.height(all[:n+1], true) <= room {
		n++
	}
	return n
}

// height is how many points these lines take; only the papers with a table of materials have any to speak of.
func (v printed) height(all []paper.Line, small bool) (points int) {
	chars, table := perLine[v.Kind]
	if !table {
		return 0
	}
	row, in := roomyRow, chars[0]
	if small {
		row, in = denseRow, chars[1]
	}
	wide := 0 // what the cell beside takes: as much as it needs, half of it at most
	for _, l := range v.Lines {
		wide = max(wide, min(halves(v.across(l))/2+1, in/2))
	}
	if v.Kind != paper.Notice {
		wide = 0
	}
	for _, l := range all {
		points += row*max(rows(l.Name+v.beside(l), in-wide), rows(v.across(l), max(wide, 1))) + padding
	}
	return points
}

// beside is what stands in the name's own cell, across what stands in the one beside it.
func (v printed) beside(l paper.Line) string {
	if v.Kind == paper.Acceptance && l.Fault != "" {
		return "（当场更正：）" + l.Fault
	}
	return ""
}

func (v printed) across(l paper.Line) string {
	switch {
	case v.Kind != paper.Notice:
		return ""
	case l.Deferrable:
		return l.Fault + "（可容缺）"
	}
	return l.Fault
}

// rows is how many lines of a cell a text takes: a Chinese character is as wide as two letters.
func rows(s string, in int) int { return max(1, (halves(s)+2*in-1)/(2*in)) }

// halves is how wide a text is, in half characters.
func halves(s string) (half int) {
	for _, r := range s {
		half += 2
		if r < 0x250 || unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Cyrillic, r) {
			half--
		}
	}
	return half
}
