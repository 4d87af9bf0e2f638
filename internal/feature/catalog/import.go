package catalog

import (
	"context"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/catalog/find"
)

// change is one item that an import changes, and in what.
type change struct {
	old, now Item
	facts    map[string]any // field → was, is
}

// plan is what an import would do to the register as it stands.
type plan struct {
	added   []Item
	changed []change
	outcome register.Outcome
}

// ImportItems brings a read list into the register by the items' codes: what is new is added, not in the hall and without
// a guide; what differs is changed; nothing is ever removed. It is one transaction, so a failed import changes nothing; a
// dry run tells what would happen. Conflict when the register moved under it.
func (s *Service) ImportItems(ctx context.Context, by identity.Actor, in Incoming, dryRun bool) (register.Result, error) {
	if err := by.May("item.import", identity.Thing{}); err != nil {
		return register.Result{}, err
	}
	return register.Run(ctx, s.Store, by, "items", in.file, dryRun, func(tx *db.Tx) (register.Plan, error) {
		p, err := s.plan(tx, in)
		return register.Plan{Outcome: p.outcome, Carry: func() error { return s.carryOut(tx, by, p) }}, err
	})
}

// plan compares the rows with the register.
func (s *Service) plan(tx *db.Tx, in Incoming) (p plan, err error) {
	hall, err := s.hall(tx)
	if err != nil {
		return p, err
	}
	items, err := db.Rows(tx, qItems, scanItem, tx.Centre)
	if err != nil {
		return p, err
	}
	known := make(map[string]Item, len(items))
	for _, it := range items {
		known[it.Code] = it
	}
	places, home := placesOf(hall, tx), homeOf(hall.Centre.Code, in.rows)
	p.outcome = register.Outcome{Verdicts: slices.Clone(in.verdicts), Ignored: in.ignored}
	for _, r := range in.rows {
		old, found := known[r.Code]
		if !found {
			old = Item{ID: tx.NewID(), Code: r.Code, Mode: None, Source: "import", Added: tx.Now, Changed: tx.Now}
		}
		now := merge(old, r, places)
		v := &p.outcome.Verdicts[r.verdict]
		if w, odd := otherArea(home, r.Code); odd {
			v.Warnings = append(slices.Clip(v.Warnings), w)
		}
		switch facts := differ(old, now); {
		case !found:
			v.Fate = register.Added
			p.added = append(p.added, now)
		case len(facts) > 0:
			v.Fate = register.Changed
			p.changed = append(p.changed, change{old, now, facts})
		default:
			v.Fate = register.Unchanged
		}
	}
	return p, nil
}

// places are the departments of the hall by everything they are called.
type places map[string]directory.Department

func placesOf(hall *directory.Hall, tx *db.Tx) places {
	out := places{}
	for _, d := range hall.Departments {
		for _, name := range []string{d.Name, d.Short, d.Code} {
			if f := find.Fold(name); f != "" && d.Holds(tx.Now) {
				out[f] = d
			}
		}
	}
	return out
}

// merge writes a row over an item: what the file does not know stays as somebody set it.
func merge(i Item, r incomingRow, places places) Item {
	i.Name, i.Main, i.DepartmentName, i.DepartmentCode = r.Name, r.Main, r.Department, r.DepartmentCode
	d, ok := places[find.Fold(r.Department)]
	if !ok {
		d, ok = places[find.Fold(r.DepartmentCode)]
	}
	i.Department = 0
	if ok {
		i.Department = d.ID
		if i.Level == "" {
			i.Level = d.Level
		}
	}
	// A4-1: 行政备案 has no national code; a person who set it is not overruled by the same code coming again.
	if i.Kind == "" || i.National != r.National {
		i.Kind = r.Kind
	}
	i.National = r.National
	return i
}

// differ names the fields in which two states of an item differ, with both values.
func differ(a, b Item) map[string]any {
	out := map[string]any{}
	for _, f := range []struct{ name, was, is string }{
		{"name", a.Name, b.Name}, {"main", a.Main, b.Main}, {"department", a.DepartmentName, b.DepartmentName},
		{"department_code", a.DepartmentCode, b.DepartmentCode}, {"kind", string(a.Kind), string(b.Kind)},
		{"national", a.National, b.National}, {"level", a.Level, b.Level},
	} {
		if f.was != f.is {
			out[f.name] = []string{f.was, f.is}
		}
	}
	if a.Department != b.Department && out["department"] == nil {
		out["department"] = []string{a.DepartmentName, b.DepartmentName}
	}
	return out
}

// carryOut writes the plan and its events: one per changed item, one for the whole.
func (s *Service) carryOut(tx *db.Tx, by identity.Actor, p plan) error {
	for _, it := range p.added {
		err := putItem(tx, it)
		if db.KindOf(err) == db.Unique {
			return errs.New(errs.Conflict, "error.conflict").Cause(err)
		}
		if err != nil {
			return err
		}
	}
	for _, c := range p.changed {
		if err := setItem(tx, c.old, c.now); err != nil {
			return err
		}
		c.facts["code"] = c.now.Code
		if _, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "item.changed", Article: "4.2",
			Subject: ledger.Of("item", c.now.ID), Also: []ledger.Subject{ledger.Of("department", c.now.Department)},
			Facts: c.facts}); err != nil {
			return err
		}
	}
	s.changed(tx)
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "items.imported", Article: "4",
		Subject: ledger.Of("centre", tx.Centre), Facts: p.outcome.Facts()})
	return err
}
