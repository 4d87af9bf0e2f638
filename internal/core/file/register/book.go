package register

import (
	"bytes"
	"slices"
)

// Leaf is a declared sheet of a workbook.
type Leaf struct {
	Title    string   // the name of the sheet in the reader's language
	Also     []string // other names it may have
	Columns  []Column
	Required bool // a workbook without it is refused
}

func (l Leaf) answersTo(sheet string) bool {
	return slices.ContainsFunc(append([]string{l.Title}, l.Also...), func(n string) bool { return foldHeader(n) == foldHeader(sheet) })
}

// ReadBook reads the declared sheets of an XLSX, one table for each leaf; nil for one that the workbook does not have or
// that is empty. Invalid as Read is, and for what is no workbook.
func ReadBook(raw []byte, leaves []Leaf, lim Limits) ([]*Table, error) {
	lim = lim.orDefault()
	if int64(len(raw)) > lim.Bytes {
		return nil, refuse("register.too_large", "max", size(lim.Bytes))
	}
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return nil, refuse("register.no_book")
	}
	z, err := unpack(raw, lim)
	if err != nil {
		return nil, err
	}
	sheets, err := inspectThose(z, lim, func(_ int, name string) bool {
		return slices.ContainsFunc(leaves, func(l Leaf) bool { return l.answersTo(name) })
	})
	if err != nil {
		return nil, err
	}
	out := make([]*Table, len(leaves))
	for i, l := range leaves {
		at := slices.IndexFunc(sheets, func(s sheet) bool { return l.answersTo(s.name) })
		if at < 0 {
			if l.Required {
				return nil, refuse("register.sheet_missing", "sheet", l.Title)
			}
			continue
		}
		if out[i], err = leafOf(raw, sheets[at], l, lim); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func leafOf(raw []byte, s sheet, l Leaf, lim Limits) (*Table, error) {
	records, err := values(raw, s, lim)
	if err != nil || len(records) == 0 && !l.Required {
		return nil, err
	}
	return tabulate(records, "xlsx", l.Columns)
}
