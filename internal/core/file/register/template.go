package register

import (
	"io"
	"slices"
	"strings"

	"lianban/internal/base/text"
)

// Template writes an empty XLSX to be filled in: the declared columns, required ones with a star, and a second sheet that
// says of each what it is for. A filled template is read by Read with the same columns.
func Template(w io.Writer, lang text.Lang, title string, cols []Column) error {
	return BookTemplate(w, lang, []Leaf{{Title: title, Columns: cols}})
}

// Heads are the columns as a written sheet has them, required ones with a star.
func Heads(lang text.Lang, cols []Column) (out []Head) {
	for _, c := range cols {
		head := c.title(lang)
		if c.Required {
			head += " *"
		}
		out = append(out, Head{Title: head, Width: c.Width})
	}
	return out
}

// BookTemplate is Template for a workbook of several sheets.
func BookTemplate(w io.Writer, lang text.Lang, leaves []Leaf) error {
	say := func(key string) string { return text.Say(lang, text.M(key)) }
	var sheets []Sheet
	var notes [][]any
	for _, l := range leaves {
		sheets = append(sheets, Sheet{Title: l.Title, Columns: Heads(lang, l.Columns)})
		for _, c := range l.Columns {
			must, column := say("register.template.optional"), c.title(lang)
			if c.Required {
				must = say("register.template.required")
			}
			if len(leaves) > 1 {
				column = l.Title + " · " + column
			}
			notes = append(notes, []any{column, must, text.Say(lang, c.Note), c.Example,
				strings.Join(slices.Concat([]string{c.Name}, c.Also), ", ")})
		}
	}
	explain := Sheet{Title: say("register.template.sheet"), Rows: slices.Values(notes), Columns: []Head{
		{say("register.template.column"), 20}, {say("register.template.must"), 12}, {say("register.template.note"), 60},
		{say("register.template.example"), 44}, {say("register.template.also"), 40}}}
	return Write(w, append(sheets, explain)...)
}
