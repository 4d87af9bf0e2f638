package intake

import (
	"bytes"
	"context"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
)

// Columns of a list of windows.
const (
	colNo     = "window_no"
	colZone   = "zone"
	colPrefix = "zone_prefix"
	colPlace  = "zone_place"
	colName   = "name"
	colShort  = "short"
	colItems  = "items"
	colPostA  = "post_a"
	colPostsB = "posts_b"
)

var windowColumns = register.Describe("directory", append([]register.Column{{Name: colNo, Required: true, Width: 10},
	{Name: colZone, Required: true, Width: 18}, {Name: colPrefix, Width: 12}, {Name: colPlace, Width: 16},
	{Name: colName, Required: true, Width: 26}, {Name: colShort, Width: 14}, {Name: colItems, Width: 56},
	{Name: colPostA, Width: 22}, {Name: colPostsB, Width: 26}}, deptColumns(true)...))

// Windows brings lists of windows in.
type Windows struct {
	Directory *directory.Service
	// Items makes ready to find items by code or exact name.
	Items func(tx *db.Tx) (func(word string) []int64, error)
}

// Kind is "windows".
func (Windows) Kind() string { return "windows" }

// Columns are those of the template.
func (Windows) Columns() []register.Column { return windowColumns }

// Import reads a list of windows and adds those that the directory does not have. A window that is there and reads
// differently is refused (5(3)). Forbidden, Invalid and Conflict as for every importer.
func (w Windows) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	if err := by.May("directory.import", identity.Thing{}); err != nil {
		return register.Result{}, err
	}
	table, err := register.Read(bytes.NewReader(f.Raw), windowColumns, register.Limits{})
	if err != nil {
		return register.Result{}, err
	}
	return register.Run(ctx, w.Directory.Store, by, w.Kind(), f, dryRun, func(tx *db.Tx) (register.Plan, error) {
		facts, err := w.facts(tx, table)
		if err != nil {
			return register.Plan{}, err
		}
		p := register.Plan{Outcome: register.Outcome{Ignored: table.Ignored}}
		for _, r := range table.Rows {
			p.Verdicts = append(p.Verdicts, facts.judge(r))
		}
		p.Carry = func() error { return w.Directory.Add(tx, by.Ref(), facts.hall.add) }
		return p, nil
	})
}

func (w Windows) facts(tx *db.Tx, table *register.Table) (*windowFacts, error) {
	there, err := standing(tx, w.Directory)
	if err != nil {
		return nil, err
	}
	items, err := w.Items(tx)
	if err != nil {
		return nil, err
	}
	all, err := people.List(tx)
	if err != nil {
		return nil, err
	}
	f := &windowFacts{hall: hallOf(tx, there), table: table, items: items, people: map[string][]people.Person{},
		lines: map[int]int{}, posts: map[int64]int{}}
	for _, p := range all {
		if (directory.Span{From: p.From, Until: p.Until}).Holds(tx.Now) {
			f.people[fold(p.Name)] = append(f.people[fold(p.Name)], p)
		}
	}
	for _, win := range there.Open(tx.Now) {
		for _, p := range there.Posts(win.ID, tx.Now) {
			if p.Post == postA {
				f.posts[p.Person] = win.No
			}
		}
	}
	return f, nil
}
