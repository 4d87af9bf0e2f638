package register

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cell is a place in a sheet, both from 1.
type cell struct{ line, column int }

// sheet is what the inspection found out about the sheet to be read.
type sheet struct {
	name    string
	dates   map[cell]string // cells that show a date, as text
	damaged map[int]string  // rows with a number too long for Excel, and its cell
}

// inspect looks at the first visible sheet.
func inspect(z *zip.Reader, lim Limits) (sheet, error) {
	all, err := inspectThose(z, lim, func(i int, _ string) bool { return i == 0 })
	if err != nil {
		return sheet{}, err
	}
	if len(all) == 0 {
		return sheet{}, refuse("register.no_sheet")
	}
	return all[0], nil
}

// inspectThose walks once through the XML of the visible sheets that are wanted: it refuses formulas and broken XML, over
// which the reader of values passes silently, and finds the cells that show dates.
func inspectThose(z *zip.Reader, lim Limits, wanted func(i int, name string) bool) (out []sheet, err error) {
	var book workbook
	var links relations
	var look styles
	if err := part(z, "xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := part(z, "xl/_rels/workbook.xml.rels", &links); err != nil {
		return nil, err
	}
	if hasPart(z, "xl/styles.xml") {
		if err := part(z, "xl/styles.xml", &look); err != nil {
			return nil, err
		}
	}
	visible := 0
	for _, s := range book.Sheets {
		if s.State != "" && s.State != "visible" {
			continue
		}
		if visible++; !wanted(visible-1, s.Name) {
			continue
		}
		w := walker{sheet: sheet{name: s.Name, dates: map[cell]string{}, damaged: map[int]string{}}, max: lim.Columns,
			dated: look.dated(), from1904: book.Properties.From1904}
		if err := w.inspect(z, links.target(s.Link)); err != nil {
			return nil, err
		}
		out = append(out, w.sheet)
	}
	return out, nil
}

func (w *walker) inspect(z *zip.Reader, target string) error {
	r, err := open(z, target)
	if err != nil {
		return err
	}
	defer r.Close()
	return w.walk(xml.NewDecoder(r))
}

// walker is where the inspection stands in the sheet.
type walker struct {
	sheet
	at       cell
	max      int // columns
	dated    []bool
	from1904 bool
}

func (w *walker) walk(d *xml.Decoder) error {
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return refuse("register.bad_xlsx").Cause(err)
		}
		start, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "row":
			next := number(start, "r", w.at.line+1)
			if next <= w.at.line {
				return refuse("register.bad_xlsx")
			}
			w.at = cell{line: next}
		case start.Name.Local == "c":
			if err := w.cell(d, start); err != nil {
				return err
			}
		}
	}
}

// content is what a cell holds.
type content struct {
	Formula *struct{} `xml:"f"`
	Value   string    `xml:"v"`
	Inline  *struct{} `xml:"is"`
}

func (w *walker) cell(d *xml.Decoder, start xml.StartElement) error {
	w.at.column++
	if ref := attribute(start, "r"); ref != "" {
		column, line, err := excelize.CellNameToCoordinates(ref)
		// Cells stand in their row and in order; the reader of values relies on it.
		if err != nil || line != w.at.line || column < w.at.column {
			return refuse("register.bad_xlsx").Cause(err)
		}
		w.at.column = column
	}
	var c content
	if err := d.DecodeElement(&c, &start); err != nil {
		return refuse("register.bad_xlsx").Cause(err)
	}
	if c.Formula != nil {
		return refuse("register.formula", "sheet", w.name, "cell", w.place())
	}
	if w.at.column > w.max && (c.Value != "" || c.Inline != nil) {
		return refuse("register.too_many_columns", "line", w.at.line, "max", w.max)
	}
	if kind := attribute(start, "t"); kind == "" || kind == "n" {
		w.number(c.Value, number(start, "s", 0))
	}
	return nil
}

// exact is the first whole number with more than the fifteen digits that Excel keeps.
const exact = 1e15

// number looks at a numeric cell: a date becomes text; a long number has lost its last digits, so its row is not read.
func (w *walker) number(v string, style int) {
	n, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil:
	case style >= 0 && style < len(w.dated) && w.dated[style]:
		if day, ok := dateText(n, w.from1904); ok {
			w.dates[w.at] = day
		}
	case math.Abs(n) >= exact:
		w.damaged[w.at.line] = w.place()
	}
}

func (w *walker) place() string {
	name, err := excelize.CoordinatesToCellName(w.at.column, w.at.line)
	if err != nil {
		return strconv.Itoa(w.at.line)
	}
	return name
}

// dateText writes an Excel date: the day, the time, or both, whichever it holds.
func dateText(n float64, from1904 bool) (string, bool) {
	t, err := excelize.ExcelDateToTime(n, from1904)
	if err != nil || t.Year() > 9999 {
		return "", false
	}
	clock := "15:04"
	if t.Second() != 0 {
		clock = "15:04:05"
	}
	switch {
	case n < 1:
		return t.Format(clock), true
	case n == math.Trunc(n):
		return t.Format("2006-01-02"), true
	}
	return t.Format("2006-01-02 " + clock), true
}

// workbook, relations and styles are what is needed of the parts of those names.
type workbook struct {
	Properties struct {
		From1904 bool `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		Link  string `xml:"id,attr"`
	} `xml:"sheets>sheet"`
}

type relations struct {
	All []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// target is the part that a link of the workbook means.
func (r relations) target(id string) string {
	for _, l := range r.All {
		if l.ID == id {
			if strings.HasPrefix(l.Target, "/") {
				return strings.TrimPrefix(path.Clean(l.Target), "/")
			}
			return path.Join("xl", l.Target)
		}
	}
	return ""
}

type styles struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Cells []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// dated tells for each style of cells whether it shows a date.
func (s styles) dated() []bool {
	dates := map[int]bool{}
	for _, f := range s.Formats {
		dates[f.ID] = showsDate(f.Code)
	}
	out := make([]bool, len(s.Cells))
	for i, c := range s.Cells {
		out[i] = dates[c.Format] || builtInDate(c.Format)
	}
	return out
}

// builtInDate: the numbers that ECMA-376 gives to formats of dates, those of Chinese ones included.
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// showsDate looks for a letter of a date outside quotes, brackets and escapes.
func showsDate(code string) bool {
	code = strings.ToLower(strings.ReplaceAll(code, "General", ""))
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"', '[':
			shut := strings.IndexByte(code[i+1:], map[byte]byte{'"': '"', '[': ']'}[code[i]])
			if shut < 0 {
				return false
			}
			i += shut + 1
		case 'y', 'm', 'd', 'h', 's':
			return true
		}
	}
	return false
}

func part(z *zip.Reader, name string, into any) error {
	r, err := open(z, name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return refuse("register.bad_xlsx").Cause(err)
	}
	return nil
}

func open(z *zip.Reader, name string) (io.ReadCloser, error) {
	for _, f := range z.File {
		if f.Name == name && name != "" {
			r, err := f.Open()
			if err != nil {
				return nil, refuse("register.bad_xlsx").Cause(err)
			}
			return r, nil
		}
	}
	return nil, refuse("register.bad_xlsx")
}

func hasPart(z *zip.Reader, name string) bool {
	for _, f := range z.File {
		if f.Name == name {
			return true
		}
	}
	return false
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(e xml.StartElement, name string, without int) int {
	if n, err := strconv.Atoi(attribute(e, name)); err == nil {
		return n
	}
	return without
}
