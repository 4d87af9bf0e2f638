package ui

import (
	"fmt"
	"strconv"
)

// Arc is a ring that fills as a time runs out.
type Arc struct {
	Share float64 // 0 to 1
	Text  string  // in the middle, short: "12:41"
	Label string  // what it is, for screen readers
	Kind  Kind
}

// around is the circle's length: 2π × 19.
const around = 119.4

func (a Arc) dash() string { return fmt.Sprintf("%.1f %.1f", around*min(max(a.Share, 0), 1), around) }

// stroke is the lamp's colour as an SVG attribute.
func stroke(k Kind) string {
	switch k {
	case OK:
		return "#1b8a52"
	case Warn:
		return "#f0b000"
	case Over:
		return "#c62828"
	case Hold:
		return "#6d7988"
	default:
		return "#0b4aa2"
	}
}

// BarChart is a small chart of columns, drawn by the server.
type BarChart struct {
	Label string // the whole chart in a sentence, for screen readers
	Bars  []Bar
	Line  int // a dashed line across, such as a mark to reach; 0 = none
	From  int // where the columns begin; above 0 only for scores, where the difference is what matters
}

// Bar is one column.
type Bar struct {
	Label string
	Value int
	Text  string // written at the column; the value when empty
	Ghost int    // dashed beside it: the usual value
	Now   bool   // drawn strong, the others light; when none is, all are strong
}

const (
	chartWidth  = 360
	chartHeight = 150
)

// column is a bar with its geometry as SVG attributes.
type column struct {
	Bar
	X, W, Mid            string
	Y, H, GhostY, GhostH string
	TextY, Fill          string
	Inside               bool
}

func (c BarChart) top() int {
	top := c.Line
	for _, b := range c.Bars {
		top = max(top, b.Value, b.Ghost)
	}
	return max(top, c.From+1)
}

func (c BarChart) light() bool {
	for _, b := range c.Bars {
		if b.Now {
			return true
		}
	}
	return false
}

func (c BarChart) scale(v int) float64 {
	return max(0, float64(v-c.From)/float64(c.top()-c.From)*(chartHeight-18))
}

func (c BarChart) lineY() string { return num(chartHeight - c.scale(c.Line)) }

func (c BarChart) columns() (out []column) {
	if len(c.Bars) == 0 {
		return nil
	}
	step := float64(chartWidth) / float64(len(c.Bars))
	w := min(step*.64, 30)
	light := c.light()
	for i, b := range c.Bars {
		x := step*float64(i) + (step-w)/2
		h, g := c.scale(b.Value), c.scale(b.Ghost)
		k := column{Bar: b, X: num(x), W: num(w), Mid: num(x + w/2), Y: num(chartHeight - h), H: num(h), GhostY: num(chartHeight - g),
			GhostH: num(g), Fill: "#0b4aa2", Inside: h >= 24 && w >= 20 && !light}
		if light && !b.Now {
			k.Fill = "#9cc0f0"
		}
		k.TextY = num(chartHeight - h - 5)
		if k.Inside {
			k.TextY = num(chartHeight - h + 15)
		}
		if k.Text == "" && b.Value > 0 {
			k.Text = strconv.Itoa(b.Value)
		}
		out = append(out, k)
	}
	return out
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// share writes a part of 100 for an SVG of that width.
func share(f float64) string { return num(min(max(f, 0), 1) * 100) }
