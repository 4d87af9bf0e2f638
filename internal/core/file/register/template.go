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
	say := func(key string) string { return text.Say(lang, text.M(key)) }
	fill := Sheet{Title: title}
	var notes [][]any
	for _, c := range cols {
		head, must := c.title(lang), say("register.template.optional")
		if c.Required {
			head, must = head+" *", say("register.template.required")
		}
		fill.Columns = append(fill.Columns, Head{Title: head, Width: c.Width})
		notes = append(notes, []any{c.title(lang), must, text.Say(lang, c.Note), c.Example,
			strings.Join(slices.Concat([]string{c.Name}, c.Also), ", ")})
	}
	explain := Sheet{Title: say("register.template.sheet"), Rows: slices.Values(notes), Columns: []Head{
		{say("register.template.column"), 20}, {say("register.template.must"), 12}, {say("register.template.note"), 60},
		{say("register.template.example"), 44}, {say("register.template.also"), 40}}}
	return Write(w, fill, explain)
}
