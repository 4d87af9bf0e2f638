package register

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Column is a declared column of a register that people hand in.
type Column struct {
	Name     string   // the name in the contract, such as item_code; always accepted as a header
	Title    text.Msg // the header people read; accepted in every language
	Also     []string // other headers accepted, as other systems write them
	Required bool     // a file without the column is refused
	Note     text.Msg // how to fill it, for the template
	Example  string   // for the template
	Width    float64  // in characters; 0 is a usual width
}

// Describe gives columns their words out of the catalogue: <owner>.column.<name>, and of column_note, column_also (headers
// other systems write, between commas) and column_example the same.
func Describe(owner string, cols []Column) []Column {
	for i, c := range cols {
		of := func(what string) text.Msg { return text.M(owner + ".column" + what + "." + c.Name) }
		cols[i].Title, cols[i].Note, cols[i].Example = of(""), of("_note"), of("_example").String()
		for _, lang := range text.Langs {
			for also := range strings.SplitSeq(text.Say(lang, of("_also")), ",") {
				if also != "" && !slices.Contains(cols[i].Also, also) {
					cols[i].Also = append(cols[i].Also, also)
				}
			}
		}
	}
	return cols
}

// Title is the column's header in that language.
func (c Column) title(lang text.Lang) string {
	if c.Title.Key == "" && len(c.Title.KV) == 0 {
		return c.Name
	}
	return text.Say(lang, c.Title)
}

// answersTo tells whether a folded header means this column.
func (c Column) answersTo(header string) bool {
	if header == foldHeader(c.Name) {
		return true
	}
	for _, lang := range text.Langs {
		if header == foldHeader(c.title(lang)) {
			return true
		}
	}
	return slices.ContainsFunc(c.Also, func(a string) bool { return header == foldHeader(a) })
}

// foldHeader compares headers without width, case, spaces and the mark of a required column.
func foldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '*' || r == '_' || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// head is the header of a file, matched: for each declared column its place in the file, or -1.
type head struct {
	place   []int
	width   int      // cells up to the last header
	ignored []string // headers nobody declared
}

// matchHead finds the declared columns in a header. Refused: a column that stands twice, a required one that is missing.
func matchHead(cells []string, cols []Column) (head, error) {
	h := head{place: slices.Repeat([]int{-1}, len(cols))}
	for i, cell := range cells {
		key := foldHeader(cell)
		if key == "" {
			continue
		}
		h.width = i + 1
		c := slices.IndexFunc(cols, func(c Column) bool { return c.answersTo(key) })
		switch {
		case c < 0:
			h.ignored = append(h.ignored, strings.TrimSpace(cell))
		case h.place[c] >= 0:
			return h, refuse("register.column_twice", "column", strings.TrimSpace(cell))
		default:
			h.place[c] = i
		}
	}
	return h, h.missing(cols)
}

func (h head) missing(cols []Column) error {
	var faults []errs.Fault
	var names []string
	for i, c := range cols {
		if c.Required && h.place[i] < 0 {
			faults = append(faults, errs.Fault{Field: c.Name, Text: text.M("register.column_missing", "column", c.label())})
			names = append(names, c.label())
		}
	}
	if faults == nil {
		return nil
	}
	return errs.New(errs.Invalid, "register.columns_missing", "columns", strings.Join(names, "、")).With(faults...)
}

// label names a column to people: the Chinese header and the name of the contract.
func (c Column) label() string {
	if t := c.title(text.Zh); t != c.Name {
		return t + " (" + c.Name + ")"
	}
	return c.Name
}

// refuse is a refusal of the whole file.
func refuse(key string, kv ...any) *errs.Error { return errs.Field("file", key, kv...) }
