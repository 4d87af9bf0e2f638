package bench

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Limit is what a figure must reach (Gate) and what it should (Goal); 0 = none.
type Limit struct {
	Least bool    `json:"least"` // they are lower bounds; else upper ones
	Gate  float64 `json:"gate,omitempty"`
	Goal  float64 `json:"goal,omitempty"`
}

func (l Limit) holds(v, bound float64) bool {
	if l.Least {
		return v >= bound
	}
	return v <= bound
}

// Line is one figure of the report: the median of its rounds, and how it stands to its limits.
type Line struct {
	Probe  int     `json:"probe"`
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Rounds int     `json:"rounds"`
	Unit   string  `json:"unit,omitempty"`
	Limit  Limit   `json:"limit"`
	Met    bool    `json:"met"`     // the gate, or there is none
	Goal   bool    `json:"reached"` // the goal, or there is none
	Detail string  `json:"detail,omitempty"`
}

// Report is one run.
type Report struct {
	Engine      string   `json:"engine"`
	Driver      string   `json:"driver"`
	Synchronous string   `json:"synchronous"` // as read back from the connection that writes
	Go          string   `json:"go"`
	Cores       int      `json:"cores"`
	Load        string   `json:"load"` // of the machine, before and after
	Rows        string   `json:"rows"`
	Quick       bool     `json:"quick"`
	Seconds     float64  `json:"seconds"`
	Lines       []Line   `json:"lines"`
	Definitions []string `json:"definitions"`
}

// Passed tells whether every gate was met.
func (r Report) Passed() bool {
	return !slices.ContainsFunc(r.Lines, func(l Line) bool { return !l.Met })
}

// line judges the rounds of a figure.
func line(probe int, name, unit string, rounds []float64, l Limit, detail string) Line {
	all := slices.Sorted(slices.Values(rounds))
	out := Line{Probe: probe, Name: name, Unit: unit, Limit: l, Rounds: len(all), Detail: detail}
	if len(all) == 0 {
		return out // nothing was measured: neither gate nor goal is met
	}
	out.Value, out.Min, out.Max = middle(all), all[0], all[len(all)-1]
	out.Met = l.Gate == 0 || l.holds(out.Value, l.Gate)
	out.Goal = l.Goal == 0 || l.holds(out.Value, l.Goal)
	return out
}

// middle is the median of what is sorted.
func middle(all []float64) float64 {
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

// median is middle of what is not sorted.
func median(all []float64) float64 { return middle(slices.Sorted(slices.Values(all))) }

// ratios divides round by round.
func ratios(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / max(b[i], math.SmallestNonzeroFloat64)
	}
	return out
}

// Print writes the report for people: what was measured, each figure with its limits, what the words mean.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "引擎 engine %s · 驱动 driver %s · synchronous=%s · %s · 核 cores %d · 负载 load %s · 行 rows %s · %.0f s\n\n",
		r.Engine, r.Driver, r.Synchronous, r.Go, r.Cores, r.Load, r.Rows, r.Seconds)
	for _, l := range r.Lines {
		fmt.Fprintf(w, "(%d) %s  %s%s  [%s – %s]×%d  %s\n", l.Probe, l.Name, figure(l.Value), unit(l.Unit), figure(l.Min), figure(l.Max),
			l.Rounds, l.verdict())
		if l.Detail != "" {
			fmt.Fprintf(w, "      %s\n", l.Detail)
		}
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(r.Definitions, "\n"))
}

func (l Line) verdict() string {
	sign := "≤"
	if l.Limit.Least {
		sign = "≥"
	}
	var out []string
	for _, b := range []struct {
		name  string
		bound float64
		met   bool
	}{{"门槛 gate", l.Limit.Gate, l.Met}, {"目标 goal", l.Limit.Goal, l.Goal}} {
		word := "达到 met"
		if !b.met {
			word = "未达到 MISSED"
		}
		if b.bound != 0 {
			out = append(out, fmt.Sprintf("%s %s %s %s", b.name, sign, figure(b.bound), word))
		}
	}
	if len(out) == 0 {
		return "仅供参考 for information"
	}
	return strings.Join(out, " · ")
}

func unit(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// figure writes three digits that count.
func figure(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
