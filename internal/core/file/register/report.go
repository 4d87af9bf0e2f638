package register

import (
	"io"
	"slices"
	"strings"

	"lianban/internal/base/text"
)

// Report writes the outcome as XLSX: the sums and the warnings by kind on the first sheet, every row with its result,
// reasons and warnings on the second. name is the file that was imported.
func (o Outcome) Report(w io.Writer, lang text.Lang, name string) error {
	say := func(key string) string { return text.Say(lang, text.M(key)) }
	sums := [][]any{{say("register.report.file"), name}, {say("register.report.read"), len(o.Verdicts)}}
	for _, f := range []Fate{Added, Changed, Unchanged, Refused} {
		sums = append(sums, []any{text.Say(lang, f.Text()), o.Count(f)})
	}
	for _, s := range o.Warnings() {
		sums = append(sums, []any{say("register.report.warning") + text.Say(lang, s.Title), s.Count})
	}
	return Write(w,
		Sheet{Title: say("register.report.sums"), Rows: slices.Values(sums),
			Columns: []Head{{say("register.report.what"), 60}, {say("register.report.number"), 30}}},
		Sheet{Title: say("register.report.rows"), Rows: o.lines(lang), Columns: []Head{{say("register.report.line"), 8},
			{say("register.report.label"), 44}, {say("register.report.result"), 10}, {say("register.report.field"), 18},
			{say("register.report.reason"), 50}, {say("register.report.value"), 40}, {say("register.report.warnings"), 70}}})
}

// lines are the rows of the report.
func (o Outcome) lines(lang text.Lang) func(yield func([]any) bool) {
	return func(yield func([]any) bool) {
		for _, v := range o.Verdicts {
			var fields, values, warnings []string
			for _, f := range v.Faults {
				fields, values = append(fields, f.Field), append(values, f.Value)
			}
			for _, w := range v.Warnings {
				warnings = append(warnings, text.Say(lang, w.Reason))
			}
			if !yield([]any{v.Line, v.Label, text.Say(lang, v.Fate.Text()), strings.Join(fields, ", "), reasons(lang, v.Faults),
				strings.Join(values, "\n"), strings.Join(warnings, "\n")}) {
				return
			}
		}
	}
}
