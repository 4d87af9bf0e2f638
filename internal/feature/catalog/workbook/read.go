package workbook

import (
	"slices"

	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
)

// book is a workbook as it was read: its tables, and the rows of each sheet by the item they are about.
type book struct {
	lang   text.Lang
	leaves []register.Leaf
	tables []*register.Table
	rows   []map[string][]register.Row
}

// open reads the sheets. Invalid when the file as a whole cannot be used.
func open(lang text.Lang, raw []byte) (*book, error) {
	b := &book{lang: lang, leaves: leaves(lang)}
	var err error
	if b.tables, err = register.ReadBook(raw, b.leaves, register.Limits{}); err != nil {
		return nil, err
	}
	for _, t := range b.tables {
		by := map[string][]register.Row{}
		if t != nil {
			for _, r := range t.Rows {
				by[r.Get(colCode)] = append(by[r.Get(colCode)], r)
			}
		}
		b.rows = append(b.rows, by)
	}
	return b, nil
}

// ignored are the columns that nobody declared, of every sheet.
func (b *book) ignored() (out []string) {
	for _, t := range b.tables {
		if t != nil {
			out = append(out, t.Ignored...)
		}
	}
	return out
}

// fault is about a row of a sheet, which may be another than the item's.
func (b *book) fault(sheet int, r register.Row, field string, reason text.Msg, value string) register.Fault {
	return register.Fault{Field: field, Reason: reason, Value: value, Sheet: b.leaves[sheet].Title, Line: r.Line}
}

// flat reads the columns of the row of an item over what there is: a column that the sheet does not have says nothing.
func (b *book) flat(r register.Row, e *entry) (faults []register.Fault) {
	return readRow(b, sheetItems, r, itemColumns, e)
}

// details reads the rows of the other sheets over what there is: a sheet that the workbook does not have says nothing.
func (b *book) details(code string, g *catalog.Guide) (faults []register.Fault) {
	faults = slices.Concat(faults, rowsOf(b, sheetMaterials, code, materialColumns, &g.Materials),
		rowsOf(b, sheetSteps, code, stepColumns, &g.Steps),
		rowsOf(b, sheetFees, code, feeColumns, &g.Fees), rowsOf(b, sheetQuestions, code, questionColumns, &g.Questions),
		rowsOf(b, sheetRelief, code, reliefColumns, &g.Relief))
	for i, m := range g.Materials {
		if m.Need == "" {
			g.Materials[i].Need = catalog.Required
		}
	}
	return faults
}

// rowsOf replaces a list of the guide by the rows of the sheet. Where a row of before stands at the same place, a column
// that the sheet does not have keeps what it said.
func rowsOf[T any](b *book, sheet int, code string, cols []column[T], into *[]T) (faults []register.Fault) {
	if b.tables[sheet] == nil {
		return nil
	}
	was := *into
	*into = nil
	for i, r := range b.rows[sheet][code] {
		var one T
		if i < len(was) {
			one = was[i]
		}
		faults = append(faults, readRow(b, sheet, r, cols, &one)...)
		*into = append(*into, one)
	}
	return faults
}

func readRow[T any](b *book, sheet int, r register.Row, cols []column[T], into *T) (faults []register.Fault) {
	if !r.Readable() {
		return []register.Fault{b.fault(sheet, r, "row", r.Unreadable, r.Raw)}
	}
	for _, c := range cols {
		if !b.tables[sheet].Has(c.name) {
			continue
		}
		cell := r.Get(c.name)
		if c.required && cell == "" {
			faults = append(faults, b.fault(sheet, r, c.name, text.M("catalog.book.empty", "column", titleOf(c.name)), ""))
			continue
		}
		if reason, ok := c.read(into, cell); !ok {
			faults = append(faults, b.fault(sheet, r, c.name, reason, cell))
		}
	}
	return faults
}
