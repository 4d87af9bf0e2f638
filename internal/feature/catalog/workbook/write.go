package workbook

import (
	"io"
	"slices"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
)

// Full is an item with the guide that is written out; an item without one is written for its department to fill in.
type Full struct {
	Item  catalog.Item
	Guide *catalog.Guide
}

// Write writes the items as a workbook that can be read in again.
func Write(w io.Writer, lang text.Lang, all []Full) error {
	entries := make([]entry, len(all))
	for i, f := range all {
		entries[i] = entryOf(lang, f.Item, f.Guide)
	}
	var sheets []register.Sheet
	for i, l := range leaves(lang) {
		sheets = append(sheets, register.Sheet{Title: l.Title, Columns: register.Heads(lang, l.Columns),
			Rows: slices.Values(rows(lang, i, entries))})
	}
	return register.Write(w, sheets...)
}

// entryOf is an item as its row says it; one without a guide has the name and the organ that a first guide begins with.
func entryOf(lang text.Lang, it catalog.Item, g *catalog.Guide) entry {
	e := entry{Code: it.Code, Name: it.Name, Main: it.Main, Department: it.DepartmentName, Organ: it.DepartmentCode, Kind: it.National,
		Guide: catalog.Guide{Name: it.Name, Organ: it.DepartmentName}}
	if it.National == "" || it.Kind == catalog.Record {
		e.Kind = text.Say(lang, it.Kind.Text())
	}
	if g != nil {
		e.Guide = *g
	}
	return e
}

func rows(lang text.Lang, sheet int, entries []entry) (out [][]any) {
	for i := range entries {
		e := &entries[i]
		g := &e.Guide
		switch sheet {
		case sheetItems:
			out = append(out, cells(lang, nil, itemColumns, e))
		case sheetMaterials:
			out = append(out, each(lang, e.Code, materialColumns, g.Materials)...)
		case sheetSteps:
			out = append(out, each(lang, e.Code, stepColumns, g.Steps)...)
		case sheetFees:
			out = append(out, each(lang, e.Code, feeColumns, g.Fees)...)
		case sheetQuestions:
			out = append(out, each(lang, e.Code, questionColumns, g.Questions)...)
		case sheetRelief:
			out = append(out, each(lang, e.Code, reliefColumns, g.Relief)...)
		}
	}
	return out
}

func each[T any](lang text.Lang, code string, cols []column[T], all []T) (out [][]any) {
	for i := range all {
		out = append(out, cells(lang, []any{code}, cols, &all[i]))
	}
	return out
}

func cells[T any](lang text.Lang, first []any, cols []column[T], t *T) []any {
	for _, c := range cols {
		first = append(first, c.write(lang, t))
	}
	return first
}

// reads is a guide as its workbook reads: two guides that read the same are the same to whoever imports.
func reads(e entry) string {
	var b strings.Builder
	e.Cause, e.CauseDay = "", 0
	for sheet := range sheetNames {
		for _, row := range rows(text.Zh, sheet, []entry{e}) {
			for i, cell := range row {
				if sheet == sheetItems && i < idColumns {
					continue
				}
				s, _ := cell.(string)
				b.WriteString(strings.TrimSpace(s))
				b.WriteByte(0)
			}
			b.WriteByte(1)
		}
		b.WriteByte(2)
	}
	return b.String()
}

// idColumns is how many columns of the sheet of items say which item it is and why it changes, and nothing of its guide.
const idColumns = 8
