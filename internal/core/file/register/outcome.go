package register

import (
	"slices"
	"strings"

	"lianban/internal/base/text"
)

// Fate is what became of a row.
type Fate string

// The fates. Every row that was read has exactly one.
const (
	Added     Fate = "added"
	Changed   Fate = "changed"
	Unchanged Fate = "unchanged"
	Refused   Fate = "refused"
)

// Text is the fate for people.
func (f Fate) Text() text.Msg { return text.M("register.fate." + string(f)) }

// Fault says what is wrong with a field of a row.
type Fault struct {
	Field  string // the name of the column
	Reason text.Msg
	Value  string // as it stands in the file
	Sheet  string // of a workbook: where it stands, when that is not the row of the verdict
	Line   int
}

// Warning is something odd about a row that goes in all the same. Rows with the same kind are added up.
type Warning struct {
	Kind  string   // such as other_area
	Title text.Msg // the kind for people
	Fault
}

// Verdict is the judgement of one row.
type Verdict struct {
	Line     int
	Label    string // what the row is about, for people: the name of the item
	Fate     Fate
	Faults   []Fault // of a refused row: everything that is wrong with it
	Warnings []Warning
}

// Outcome is what an import did, row by row. Read is always added + changed + unchanged + refused.
type Outcome struct {
	Verdicts []Verdict
	Ignored  []string // columns of the file that nobody declared
}

// Count is the number of rows with that fate.
func (o Outcome) Count(f Fate) (n int) {
	for _, v := range o.Verdicts {
		if v.Fate == f {
			n++
		}
	}
	return n
}

// WarningSum is how often a kind of warning came, and where first.
type WarningSum struct {
	Kind  string
	Title text.Msg
	Count int
	Lines []int // the first few
}

// firstLines is how many lines a sum names; the report has all of them.
const firstLines = 10

// Warnings adds up the warnings by kind, in the order they first came.
func (o Outcome) Warnings() []WarningSum {
	var out []WarningSum
	for _, v := range o.Verdicts {
		for _, w := range v.Warnings {
			i := slices.IndexFunc(out, func(s WarningSum) bool { return s.Kind == w.Kind })
			if i < 0 {
				i, out = len(out), append(out, WarningSum{Kind: w.Kind, Title: w.Title})
			}
			if out[i].Count++; len(out[i].Lines) < firstLines {
				out[i].Lines = append(out[i].Lines, v.Line)
			}
		}
	}
	for _, name := range o.Ignored {
		out = append(out, WarningSum{Kind: "column_ignored", Title: text.M("register.column_ignored", "column", name), Count: 1})
	}
	return out
}

// Answer is an outcome in the form of the contract (design.md §7), in one language.
type Answer struct {
	Read      int             `json:"read"`
	Added     int             `json:"added"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Refused   []RefusedLine   `json:"refused"`
	Warnings  []WarningAnswer `json:"warnings"`
}

// RefusedLine is one refused row: the first field that is wrong, and every reason.
type RefusedLine struct {
	Sheet  string `json:"sheet,omitempty"` // of a workbook
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Value  string `json:"value"`
}

// WarningAnswer is a kind of warning with its number.
type WarningAnswer struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Count int    `json:"count"`
	Lines []int  `json:"lines"`
}

// In gives the outcome in that language.
func (o Outcome) In(lang text.Lang) Answer {
	a := Answer{Read: len(o.Verdicts), Added: o.Count(Added), Changed: o.Count(Changed), Unchanged: o.Count(Unchanged),
		Refused: []RefusedLine{}, Warnings: []WarningAnswer{}}
	for _, v := range o.Verdicts {
		if v.Fate != Refused {
			continue
		}
		line := RefusedLine{Line: v.Line, Reason: reasons(lang, v.Faults)}
		if len(v.Faults) > 0 {
			f := v.Faults[0]
			if line.Field, line.Value = f.Field, f.Value; f.Line > 0 {
				line.Sheet, line.Line = f.Sheet, f.Line
			}
		}
		a.Refused = append(a.Refused, line)
	}
	for _, s := range o.Warnings() {
		a.Warnings = append(a.Warnings, WarningAnswer{Kind: s.Kind, Text: text.Say(lang, s.Title), Count: s.Count,
			Lines: append([]int{}, s.Lines...)})
	}
	return a
}

func reasons(lang text.Lang, faults []Fault) string {
	var out []string
	for _, f := range faults {
		reason := text.Say(lang, f.Reason)
		if f.Line > 0 {
			reason = text.Say(lang, text.M("register.in_sheet", "sheet", f.Sheet, "line", f.Line, "reason", reason))
		}
		out = append(out, reason)
	}
	return strings.Join(out, text.Say(lang, text.M("register.between")))
}

// Facts are the numbers of an outcome, for the ledger.
func (o Outcome) Facts() map[string]any {
	return map[string]any{"read": len(o.Verdicts), "added": o.Count(Added), "changed": o.Count(Changed),
		"unchanged": o.Count(Unchanged), "refused": o.Count(Refused)}
}
