package workbook

import (
	"context"
	"io"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// Intake brings workbooks of full items in, for the command line, the pages and the API alike.
type Intake struct{ *catalog.Service }

// Kind is "guides".
func (Intake) Kind() string { return "guides" }

// Columns are those of every sheet, the sheet of items first.
func (Intake) Columns() (out []register.Column) {
	for i, l := range leaves(text.Zh) {
		if i != sheetItems {
			l.Columns = l.Columns[1:] // the code that joins it
		}
		out = append(out, l.Columns...)
	}
	return out
}

// Template is an empty workbook with a sheet that says how to fill it.
func (Intake) Template(w io.Writer, lang text.Lang) error {
	return register.BookTemplate(w, lang, leaves(lang))
}

// plan is what a workbook would do to the register as it stands.
type plan struct {
	by      identity.Actor
	tx      *db.Tx
	book    *book
	reg     catalog.Register
	lines   map[string]int // of the codes above
	drafts  []draft
	outcome register.Outcome
}

// draft is an item that goes in.
type draft struct {
	item  catalog.Item
	added bool
	guide catalog.Guide
	cause catalog.Cause
}

// Import reads a workbook and writes a draft for every item that differs from the newest version of its guide (4(3)): each
// item as a whole or not at all. What is refused is told by sheet, line and field; nothing is published. Forbidden to whoever
// may not; Invalid when the file as a whole cannot be used; Conflict when the register moved under it.
func (i Intake) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	// A file is not even read for somebody who may not import it.
	if err := by.Allow("guide.import"); err != nil {
		return register.Result{}, err
	}
	b, err := open(text.Of(ctx), f.Raw)
	if err != nil {
		return register.Result{}, err
	}
	return register.Run(ctx, i.Store, by, i.Kind(), f, dryRun, func(tx *db.Tx) (register.Plan, error) {
		p := &plan{by: by, tx: tx, book: b, lines: map[string]int{}, outcome: register.Outcome{Ignored: b.ignored()}}
		var err error
		if p.reg, err = i.Register(tx); err != nil {
			return register.Plan{}, err
		}
		p.judge()
		return register.Plan{Outcome: p.outcome, Carry: func() error { return i.carryOut(tx, by, p) }}, nil
	})
}

func (i Intake) carryOut(tx *db.Tx, by identity.Actor, p *plan) error {
	for _, d := range p.drafts {
		if err := i.Fill(tx, by, d.item, d.added, d.guide, d.cause); err != nil {
			return err
		}
	}
	return i.Filled(tx, by, p.outcome.Facts())
}

// judge gives every item its verdict, and every row of another sheet that is about no item of the first.
func (p *plan) judge() {
	for _, r := range p.book.tables[sheetItems].Rows {
		p.outcome.Verdicts = append(p.outcome.Verdicts, p.item(r))
		if code := r.Get(colCode); code != "" {
			p.lines[code] = r.Line
		}
	}
	for sheet, t := range p.book.tables {
		if sheet == sheetItems || t == nil {
			continue
		}
		for _, r := range t.Rows {
			code := r.Get(colCode)
			if _, there := p.lines[code]; there {
				continue
			}
			reason := text.M("catalog.book.orphan")
			if !r.Readable() {
				reason = r.Unreadable
			}
			p.outcome.Verdicts = append(p.outcome.Verdicts, register.Verdict{Line: r.Line, Label: p.book.leaves[sheet].Title,
				Fate: register.Refused, Faults: []register.Fault{p.book.fault(sheet, r, colCode, reason, code)}})
		}
	}
}

// item judges one item with all that the other sheets say of it.
func (p *plan) item(r register.Row) register.Verdict {
	v := register.Verdict{Line: r.Line, Label: r.Get(colName), Fate: register.Refused}
	refuse := func(field string, reason text.Msg, value string) register.Verdict {
		v.Faults = append(v.Faults, p.book.fault(sheetItems, r, field, reason, value))
		return v
	}
	code := r.Get(colCode)
	if first, twice := p.lines[code]; twice && code != "" {
		return refuse(colCode, text.M("catalog.refuse.code_twice", "line", first), code)
	}
	it, known := p.reg.Items[code]
	if !known && code != "" {
		if v.Faults = p.newItem(r, &it); v.Faults != nil {
			return v
		}
	}
	if v.Label == "" {
		v.Label = it.Name
	}
	e, was := p.base(it)
	e.Guide.Materials = slices.Clone(e.Guide.Materials) // the rows are read over it
	v.Faults = append(p.book.flat(r, &e), p.book.details(code, &e.Guide)...)
	if v.Faults != nil {
		return v
	}
	if known && reads(e) == was {
		v.Fate = register.Unchanged
		return v
	}
	if err := p.reg.MayFill(p.by, it); err != nil {
		return refuse(colCode, errs.As(err).Faults[0].Text, code)
	}
	d := draft{item: it, added: !known, guide: e.Guide, cause: catalog.Cause{Kind: e.Cause, Day: e.CauseDay}}
	if err := d.cause.CauseFits(it, p.tx.Today()); err != nil {
		return refuse(colCause, errs.As(err).Faults[0].Text, e.Cause)
	}
	v.Fate, v.Warnings = p.fate(it), p.warn(r, d)
	p.drafts = append(p.drafts, d)
	return v
}

// base is the item as it stands, with the newest version of its guide, and how that reads.
func (p *plan) base(it catalog.Item) (entry, string) {
	var g *catalog.Guide
	if v, there := p.reg.Newest[it.ID]; there {
		g = &v.Guide
	}
	e := entryOf(text.Zh, it, g)
	return e, reads(e)
}

// fate: an item that had no guide gets one, any other a next version.
func (p *plan) fate(it catalog.Item) register.Fate {
	if _, there := p.reg.Newest[it.ID]; there {
		return register.Changed
	}
	return register.Added
}

// newItem makes an item that the register does not have, for whoever may bring items in.
func (p *plan) newItem(r register.Row, it *catalog.Item) (faults []register.Fault) {
	no := func(field, key, value string) {
		faults = append(faults, p.book.fault(sheetItems, r, field, text.M(key, "kind", value), value))
	}
	if p.by.Allow("item.import") != nil {
		no(colCode, "catalog.book.unknown", r.Get(colCode))
		return faults
	}
	var known bool
	*it, known = p.reg.New(p.tx, r.Get(colCode), r.Get(colName), r.Get("main_item"), r.Get("department"), r.Get("department_code"),
		r.Get(colKind))
	if it.Name == "" {
		no(colName, "catalog.refuse.no_name", "")
	}
	if it.DepartmentName == "" {
		no("department", "catalog.refuse.no_department", "")
	}
	if !known {
		no(colKind, "catalog.refuse.kind", r.Get(colKind))
	}
	return faults
}

// warn tells what stands in the way of publishing the draft, and what the row says of the item that is not changed here.
func (p *plan) warn(r register.Row, d draft) (out []register.Warning) {
	say := func(kind string, f register.Fault) {
		out = append(out, register.Warning{Kind: kind, Title: text.M("catalog.book.warning." + kind), Fault: f})
	}
	refusals, _ := catalog.CheckGuide(d.item, d.guide, len(p.reg.Hall.Serving(d.item.ID, p.tx.Now)))
	for _, f := range refusals {
		say("not_publishable", p.book.fault(sheetItems, r, f.Field, f.Text, ""))
	}
	if name := r.Get(colName); name != "" && name != d.item.Name {
		say("item_differs", p.book.fault(sheetItems, r, colName, text.M("catalog.book.item_differs", "name", d.item.Name), name))
	}
	return out
}
