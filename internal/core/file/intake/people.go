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

// Columns of a list of people.
const (
	colPosition = "position"
	colKind     = "kind"
	colParty    = "party"
	colSince    = "since"
	colPhone    = "phone"
	colIDNumber = "id_number"
)

var peopleColumns = register.Describe("people", append(append([]register.Column{{Name: colName, Required: true, Width: 26}},
	deptColumns(false)...), []register.Column{{Name: colPosition, Width: 18}, {Name: colKind, Required: true, Width: 12},
	{Name: colParty, Width: 10}, {Name: colSince, Width: 14}, {Name: colPhone, Width: 16}, {Name: colIDNumber, Width: 24}}...))

// Sealer keeps personal values unreadable to whoever holds the database only; base/crypt has it.
type Sealer interface {
	Seal(context, plain string) (string, error)
	Open(context, sealed string) (string, error)
	Index(kind, value string) string
}

// People brings lists of people in.
type People struct {
	Directory *directory.Service
	Sealer    Sealer
}

// Kind is "people".
func (People) Kind() string { return "people" }

// Columns are those of the template.
func (People) Columns() []register.Column { return peopleColumns }

// Import reads a list of people: who is new is added, who differs is changed, nobody is ever removed. Somebody is
// recognised by the ID number, without one by name and department. Another department is refused (5(3)). Forbidden, Invalid
// and Conflict as for every importer.
func (p People) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	if err := by.May("people.import", identity.Thing{}); err != nil {
		return register.Result{}, err
	}
	table, err := register.Read(bytes.NewReader(f.Raw), peopleColumns, register.Limits{})
	if err != nil {
		return register.Result{}, err
	}
	return register.Run(ctx, p.Directory.Store, by, p.Kind(), f, dryRun, func(tx *db.Tx) (register.Plan, error) {
		facts, err := p.facts(tx, table)
		if err != nil {
			return register.Plan{}, err
		}
		plan := register.Plan{Outcome: register.Outcome{Ignored: table.Ignored}, Private: true}
		for _, r := range table.Rows {
			v, err := facts.judge(r)
			if err != nil {
				return register.Plan{}, err
			}
			plan.Verdicts = append(plan.Verdicts, v)
		}
		plan.Carry = func() error { return p.carry(tx, by.Ref(), facts) }
		return plan, nil
	})
}

func (p People) facts(tx *db.Tx, table *register.Table) (*peopleFacts, error) {
	there, err := standing(tx, p.Directory)
	if err != nil {
		return nil, err
	}
	all, err := people.List(tx)
	if err != nil {
		return nil, err
	}
	f := &peopleFacts{hall: hallOf(tx, there), table: table, seal: p.Sealer, byID: map[string]people.Person{},
		byName: map[string][]people.Person{}, ids: map[string]int{}, names: map[string]int{}}
	for _, one := range all {
		if one.IDIndex != "" {
			f.byID[one.IDIndex] = one
		}
		if (directory.Span{From: one.From, Until: one.Until}).Holds(tx.Now) {
			key := nameKey(one.Name, one.Department)
			f.byName[key] = append(f.byName[key], one)
		}
	}
	return f, nil
}

// carry writes departments first, for people refer to them.
func (p People) carry(tx *db.Tx, by string, f *peopleFacts) error {
	if len(f.hall.add.Departments) > 0 {
		if err := p.Directory.Add(tx, by, f.hall.add); err != nil {
			return err
		}
	}
	if len(f.added) > 0 {
		if err := people.Import(tx, by, f.added); err != nil {
			return err
		}
	}
	for _, c := range f.changed {
		if err := people.Change(tx, by, c.now, c.what); err != nil {
			return err
		}
	}
	return nil
}
