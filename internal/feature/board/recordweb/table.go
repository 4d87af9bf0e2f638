package recordweb

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"time"

	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
)

// table is figures as the page, Excel and the API give them: one source, so that they cannot differ.
type table struct {
	ID, Title, Note string
	Columns         []string
	Rows            [][]cell
	Sum             bool // the last row is the sum of those above
}

// cell is one of them: a text, a whole number, or a fraction with one decimal; nil is written as a dash.
type cell struct {
	Value any
	Href  string // the list behind it
	Time  bool   // a text that stands like a number
}

// none is what stands where there is no figure.
const none = "—"

func (c cell) text() string {
	switch v := c.exact().(type) {
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case string:
		return v
	}
	return none
}

// exact is the value as it is shown: fractions with one decimal.
func (c cell) exact() any {
	switch v := c.Value.(type) {
	case float64:
		return math.Round(v*10) / 10
	case nil:
		return none
	}
	return c.Value
}

func (c cell) number() bool {
	_, word := c.Value.(string)
	return !word || c.Time
}

func word(s string) cell { return cell{Value: s} }

func clockTime(s string) cell { return cell{Value: s, Time: true} }

// minutes is a length of time in minutes; none when nothing was measured.
func minutes(d time.Duration, n int) cell {
	if n == 0 {
		return cell{}
	}
	return cell{Value: d.Minutes()}
}

// permille is a share in percent; a negative one is none.
func permille(n int) cell {
	if n < 0 {
		return cell{}
	}
	return cell{Value: float64(n) / 10}
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// book is the tables as Excel, one sheet each.
func book(name string, all []table) (web.Reply, error) {
	var sheets []register.Sheet
	for _, t := range all {
		s := register.Sheet{Title: t.Title, Rows: func(yield func([]any) bool) {
			for _, row := range t.Rows {
				out := make([]any, len(row))
				for i, c := range row {
					out[i] = c.exact()
				}
				if !yield(out) {
					return
				}
			}
		}}
		for i, c := range t.Columns {
			s.Columns = append(s.Columns, register.Head{Title: c, Width: map[bool]float64{true: 30, false: 12}[i == 0]})
		}
		sheets = append(sheets, s)
	}
	var b bytes.Buffer
	if err := register.Write(&b, sheets...); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{File: &web.File{Name: name + ".xlsx", Type: xlsx, Body: &b}}, nil
}

// words are texts of the catalogue under one beginning.
func words(ctx context.Context, begin string, keys ...string) (out []string) {
	for _, k := range keys {
		out = append(out, ui.T(ctx, begin+k))
	}
	return out
}

// nought tells whether nothing stands behind the figure.
func (c cell) nought() bool { return c.Value == nil || c.Value == 0 }

// numeric tells whether a column holds figures.
func (t table) numeric(i int) bool { return len(t.Rows) > 0 && t.Rows[0][i].number() }

// heatStrip is the half hours of a day side by side, darker where there is more.
type heatStrip struct {
	Label string
	Head  []hot
	Rows  []heatRow
}

type heatRow struct {
	Label string
	Cells []hot
}

type hot struct {
	Text, Href string
	Level      int  // 0 to 5
	Gap        bool // the hall was closed before it
}

// level is how dark a value is, 5 for the highest.
func level(v, most float64) int {
	if v <= 0 || most <= 0 {
		return 0
	}
	return min(1+int(v/most*4.999), 5)
}
