package register

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"lianban/internal/base/text"
)

// Limits bound what is read from a stranger's file. Zero values are the defaults.
type Limits struct {
	Bytes    int64 // of the file
	Unzipped int64 // of all that an XLSX unpacks to
	Rows     int   // with something in them, without the header
	Columns  int
}

// The defaults: a prefecture's whole item list is a third of a megabyte.
const (
	DefaultBytes    = 8 << 20
	DefaultUnzipped = 64 << 20
	DefaultRows     = 20_000
	DefaultColumns  = 100
)

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultBytes
	}
	if l.Unzipped <= 0 {
		l.Unzipped = DefaultUnzipped
	}
	if l.Rows <= 0 {
		l.Rows = DefaultRows
	}
	if l.Columns <= 0 {
		l.Columns = DefaultColumns
	}
	return l
}

// Table is a file that was read: its rows under the declared columns.
type Table struct {
	Format  string   // "csv/utf-8", "csv/gb18030", "xlsx"
	Rows    []Row    // every row with something in it, in the order of the file
	Ignored []string // headers that no declared column answers to
	has     []string // declared columns that the file has
}

// Has tells whether the file has that declared column: an empty cell says none, a missing column says nothing.
func (t *Table) Has(name string) bool { return slices.Contains(t.has, name) }

// Row is a row of a file.
type Row struct {
	Line       int      // as the person sees it: the line of the CSV, the row of the sheet
	Unreadable text.Msg // why the row cannot be read; see Readable
	Raw        string   // the beginning of the row as it stands, for the refusal of an unreadable one
	cols       []Column
	vals       []string
}

// Readable tells whether the row's values can be used.
func (r Row) Readable() bool { return r.Unreadable.Key == "" }

// Get is the row's value in a declared column, without blanks around it; empty where the file has no such column.
func (r Row) Get(name string) string {
	for i, c := range r.cols {
		if c.Name == name && i < len(r.vals) {
			return r.vals[i]
		}
	}
	return ""
}

// Read reads a CSV or XLSX file against the declared columns. What it is, is told by its content, not by its name. Invalid,
// naming limit, line, cell or column, when the file as a whole cannot be used; nothing is read from it then.
func Read(r io.Reader, cols []Column, lim Limits) (*Table, error) {
	lim = lim.orDefault()
	raw, err := io.ReadAll(io.LimitReader(r, lim.Bytes+1))
	if err != nil {
		return nil, refuse("register.broken_off").Cause(err)
	}
	if int64(len(raw)) > lim.Bytes {
		return nil, refuse("register.too_large", "max", size(lim.Bytes))
	}
	records, format, err := recordsOf(raw, lim)
	if err != nil {
		return nil, err
	}
	return tabulate(records, format, cols)
}

// recordsOf tells the formats apart by their first bytes.
func recordsOf(raw []byte, lim Limits) ([]record, string, error) {
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, "", refuse("register.empty")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		records, err := readXLSX(raw, lim)
		return records, "xlsx", err
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		// A compound file: an .xls, or an .xlsx under a password.
		return nil, "", refuse("register.old_excel")
	}
	return readCSV(raw, lim)
}

// record is a row before the columns are known.
type record struct {
	line   int
	cells  []string
	broken text.Msg
}

func (r record) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return r.broken.Key == ""
}

// tabulate finds the header and brings the rows under the columns.
func tabulate(records []record, format string, cols []Column) (*Table, error) {
	if len(records) == 0 {
		return nil, refuse("register.empty")
	}
	h, err := matchHead(records[0].cells, cols)
	if err != nil {
		return nil, err
	}
	t := &Table{Format: format, Ignored: h.ignored, Rows: make([]Row, 0, len(records)-1)}
	for i, at := range h.place {
		if at >= 0 {
			t.has = append(t.has, cols[i].Name)
		}
	}
	for _, rec := range records[1:] {
		row := Row{Line: rec.line, Unreadable: rec.broken, cols: cols, vals: make([]string, len(cols))}
		if row.Readable() {
			row.Unreadable = h.fits(rec.cells, format)
		}
		if !row.Readable() {
			row.Raw = beginning(strings.Join(rec.cells, ","))
		}
		for i, at := range h.place {
			if at >= 0 && at < len(rec.cells) && row.Readable() {
				row.vals[i] = strings.TrimSpace(rec.cells[at])
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// fits says why a row does not fit the header: RFC 4180 asks for as many fields in every line; Excel leaves empty cells
// at the end away, and everybody adds empty ones.
func (h head) fits(cells []string, format string) text.Msg {
	last := len(cells)
	for last > h.width && strings.TrimSpace(cells[last-1]) == "" {
		last--
	}
	if last > h.width || format != "xlsx" && last < h.width {
		return text.M("register.row_width", "want", h.width, "got", last)
	}
	return text.Msg{}
}

// beginning is enough of a value to find it again.
func beginning(s string) string {
	const most = 80
	s = strings.ToValidUTF8(s, "\ufffd")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
