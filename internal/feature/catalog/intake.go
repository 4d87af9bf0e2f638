package catalog

import (
	"bytes"
	"context"

	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
)

// Columns of a list of items, by the names of the published lists.
const (
	colDepartment = "department"
	colMain       = "main_item"
	colName       = "item_name"
	colCode       = "item_code"
	colKind       = "task_type"
	colOrgan      = "department_code"
	wholeRow      = "row" // the field of a row that cannot be read
)

var columns = register.Describe("catalog", []register.Column{{Name: colDepartment, Required: true, Width: 24},
	{Name: colMain, Width: 30}, {Name: colName, Required: true, Width: 44}, {Name: colCode, Required: true, Width: 56},
	{Name: colKind, Required: true, Width: 14}, {Name: colOrgan, Width: 24}})

// incomingRow is a row that goes in. verdict is its place among the verdicts of the file.
type incomingRow struct {
	Code, Name, Main, Department, DepartmentCode, National string
	Kind                                                   Kind
	verdict                                                int
}

// Incoming is a list of items as it was read: the verdict of every row, and the rows that go in.
type Incoming struct {
	file     register.File
	rows     []incomingRow
	verdicts []register.Verdict
	ignored  []string
}

// ReadItems reads a list of items: CSV in UTF-8 or GB18030, or XLSX. Invalid when the file as a whole cannot be used; what
// is wrong with a single row stands in its verdict.
func ReadItems(f register.File) (Incoming, error) {
	table, err := register.Read(bytes.NewReader(f.Raw), columns, register.Limits{})
	if err != nil {
		return Incoming{}, err
	}
	in := Incoming{file: f, ignored: table.Ignored, verdicts: make([]register.Verdict, 0, len(table.Rows))}
	seen := seenRows{codes: map[string]int{}, names: map[string]int{}}
	for _, r := range table.Rows {
		v := register.Verdict{Line: r.Line, Label: r.Get(colName), Fate: register.Refused}
		if !r.Readable() {
			v.Label, v.Faults = r.Raw, []register.Fault{{Field: wholeRow, Reason: r.Unreadable, Value: r.Raw}}
			in.verdicts = append(in.verdicts, v)
			continue
		}
		row := incomingRow{Code: r.Get(colCode), Name: r.Get(colName), Main: r.Get(colMain), Department: r.Get(colDepartment),
			DepartmentCode: r.Get(colOrgan), verdict: len(in.verdicts)}
		row.Kind, row.National, _ = kindOf(r.Get(colKind))
		v.Faults, v.Warnings = judgeRow(rowFacts{row: row, line: r.Line, kind: r.Get(colKind), seen: seen})
		if v.Faults == nil {
			in.rows = append(in.rows, row)
		}
		in.verdicts = append(in.verdicts, v)
		seen.add(row, r.Line)
	}
	return in, nil
}

// Intake brings lists of items in, for the command line, the pages and the API alike.
type Intake struct{ *Service }

// Kind is "items".
func (Intake) Kind() string { return "items" }

// Columns are those of the published lists.
func (Intake) Columns() []register.Column { return columns }

// Import reads a list and brings it into the register (4). Forbidden to whoever may not; Invalid when the file as a whole
// cannot be used; Conflict when the register moved under it. Nothing is changed then.
func (i Intake) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	// A file is not even read for somebody who may not import it.
	if err := by.May("item.import", identity.Thing{}); err != nil {
		return register.Result{}, err
	}
	in, err := ReadItems(f)
	if err != nil {
		return register.Result{}, err
	}
	return i.ImportItems(ctx, by, in, dryRun)
}
