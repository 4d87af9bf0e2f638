package register

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Head is a column of a written register.
type Head struct {
	Title string
	Width float64 // in characters; 0 is a usual width
}

// Sheet is a page of a written register. Rows may be as many as Excel holds; they are not kept in memory.
type Sheet struct {
	Title   string
	Columns []Head
	Rows    iter.Seq[[]any]
}

// usualWidth is the width of a column that asks for none; a Chinese character takes two.
const usualWidth = 16

// Write writes an XLSX with those sheets: a header that stays when one scrolls, and one row each. Whole numbers, fractions
// and truth values become cells of their kind; everything else is text and stays text, also when it begins with = + - @
// and somebody edits the cell: a name is never a formula.
func Write(w io.Writer, sheets ...Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	look, err := looks(f)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, s := range sheets {
		name := sheetName(s.Title, names)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := writeSheet(f, name, s, look); err != nil {
			return fmt.Errorf("register: %s: %w", name, err)
		}
	}
	return f.Write(w)
}

// look holds the styles of a file.
type look struct{ header, text int }

func looks(f *excelize.File) (l look, err error) {
	edge := []excelize.Border{{Type: "bottom", Color: "8C8C8C", Style: 1}}
	l.header, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: edge, NumFmt: textFormat,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return l, err
	}
	l.text, err = f.NewStyle(&excelize.Style{NumFmt: textFormat,
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	return l, err
}

// textFormat is "@" among the built-in formats: what is typed into such a cell is text.
const textFormat = 49

func writeSheet(f *excelize.File, name string, s Sheet, l look) error {
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	titles := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		width := c.Width
		if width <= 0 {
			width = usualWidth
		}
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		// An empty column is text as well: it is where people type codes.
		if err := sw.SetColStyle(i+1, i+1, l.text); err != nil {
			return err
		}
		titles[i] = excelize.Cell{StyleID: l.header, Value: c.Title}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sw.SetRow("A1", titles); err != nil {
		return err
	}
	if err := writeRows(sw, s.Rows, l); err != nil {
		return err
	}
	return sw.Flush()
}

func writeRows(sw *excelize.StreamWriter, rows iter.Seq[[]any], l look) error {
	if rows == nil {
		return nil
	}
	line := 1
	for row := range rows {
		line++
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = cellOf(v, l)
		}
		if err := sw.SetRow(at, cells); err != nil {
			return err
		}
	}
	return nil
}

// cellOf is the cell of a value: never a formula, whatever the value begins with.
func cellOf(v any, l look) any {
	switch v := v.(type) {
	case nil:
		return nil
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return excelize.Cell{Value: v}
	default:
		return excelize.Cell{StyleID: l.text, Value: fmt.Sprint(v)}
	}
}

// sheetName makes a name that Excel takes: at most 31 units, without []:*?/\ and quotes at the ends, none twice.
func sheetName(title string, taken map[string]bool) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, title)
	name = cut(strings.Trim(name, "' "), 31)
	if name == "" {
		name = "1"
	}
	for n, base := 2, name; taken[strings.ToLower(name)]; n++ {
		end := fmt.Sprintf(" %d", n)
		name = cut(base, 31-len(end)) + end
	}
	taken[strings.ToLower(name)] = true
	return name
}

// cut shortens to that many UTF-16 units, as Excel counts.
func cut(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return strings.TrimRight(s[:i], "' ")
		}
	}
	return s
}
