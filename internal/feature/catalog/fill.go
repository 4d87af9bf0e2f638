package catalog

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

var qNewest = db.Q("catalog.newest_versions", `select `+versionColumns+` from catalog_guide g where g.centre_id = $1
	and not exists (select 1 from catalog_guide n where n.centre_id = $1 and n.item_id = g.item_id and n.version > g.version)`)

// Register is the whole register as a workbook needs it: every item by its code with the newest version of its guide.
type Register struct {
	Items  map[string]Item
	Newest map[int64]Version
	Hall   *directory.Hall
	places places
}

// Register reads the register and the directory as this transaction sees them.
func (s *Service) Register(tx *db.Tx) (Register, error) {
	r := Register{Items: map[string]Item{}, Newest: map[int64]Version{}}
	items, err := db.Rows(tx, qItems, scanItem, tx.Centre)
	if err != nil {
		return r, err
	}
	for _, it := range items {
		r.Items[it.Code] = it
	}
	versions, err := db.Rows(tx, qNewest, scanVersion, tx.Centre)
	if err != nil {
		return r, err
	}
	for _, v := range versions {
		r.Newest[v.Item] = v
	}
	r.Hall, err = s.hall(tx)
	r.places = placesOf(r.Hall, tx)
	return r, err
}

// New makes an item that the register does not have, as a list of items would bring it in: not in the hall, of the
// department that the name means. It says whether the type is one of the eight kinds.
func (r Register) New(tx *db.Tx, code, name, main, department, organ, kind string) (Item, bool) {
	it := Item{ID: tx.NewID(), Code: code, Mode: None, Source: "import", Added: tx.Now, Changed: tx.Now}
	k, national, known := kindOf(kind)
	return merge(it, incomingRow{Code: code, Name: name, Main: main, Department: department, DepartmentCode: organ, Kind: k,
		National: national}, r.places), known
}

// MayFill tells why a draft of the item may not be brought in by the actor: it is another department's, or the department is
// writing at it (4(3): it answers for the content, so nobody writes over its hand).
func (r Register) MayFill(by identity.Actor, it Item) error {
	if err := by.May("guide.import", identity.Thing{Department: it.Department}); err != nil {
		return errs.Field("item_code", "catalog.fill.other_department", "department", it.DepartmentName)
	}
	v, there := r.Newest[it.ID]
	own := by.May("guide.draft", identity.Thing{Department: it.Department}) == nil
	if there && v.State == Draft && !own && v.DraftedBy != by.Ref() {
		return errs.Field("item_code", "catalog.fill.being_written", "n", v.No)
	}
	return nil
}

// CauseFits tells what is wrong with the cause of a change; a first guide needs none.
func (c Cause) CauseFits(it Item, today clock.Day) error {
	if it.Guide == 0 {
		return nil
	}
	return c.check(today)
}

// Fill writes one item of a workbook as a draft, and the item itself when the register does not have it. Whoever calls has
// asked MayFill and CauseFits. The caller says when all of them are in: see Filled.
func (s *Service) Fill(tx *db.Tx, by identity.Actor, it Item, added bool, g Guide, cause Cause) error {
	if added {
		err := putItem(tx, it)
		if db.KindOf(err) == db.Unique {
			return errs.New(errs.Conflict, "error.conflict").Cause(err)
		}
		if err != nil {
			return err
		}
	}
	_, err := s.write(tx, by, it, g, cause)
	return err
}

// Filled records the import of a workbook as a whole.
func (s *Service) Filled(tx *db.Tx, by identity.Actor, facts map[string]any) error {
	s.changed(tx)
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "guides.imported", Article: "4.3",
		Subject: ledger.Of("centre", tx.Centre), Facts: facts})
	return err
}

// Waiting is a draft that waits for its chief, judged as it would stand.
type Waiting struct {
	Item     Item
	Version  Version
	Refusals []errs.Fault
	Advice   int
}

// Waits lists the drafts that the actor may publish, by department and code; since is the instant of the import they came
// with, 0 for all of them.
func (s *Service) Waits(tx *db.Tx, by identity.Actor, since clock.Instant) (out []Waiting, err error) {
	r, err := s.Register(tx)
	if err != nil {
		return nil, err
	}
	sight := by.Sight("guide.publish")
	for _, it := range r.Items {
		v, there := r.Newest[it.ID]
		if !there || v.State != Draft || since != 0 && v.Drafted != since || !sight.Sees(identity.Thing{Department: it.Department}) {
			continue
		}
		refusals, advice := CheckGuide(it, v.Guide, len(r.Hall.Serving(it.ID, tx.Now)))
		out = append(out, Waiting{Item: it, Version: v, Refusals: refusals, Advice: len(advice)})
	}
	slices.SortFunc(out, func(a, b Waiting) int {
		return strings.Compare(a.Item.DepartmentName+a.Item.Code, b.Item.DepartmentName+b.Item.Code)
	})
	return out, nil
}

// Declared is what became of one guide of a declaration: published, or refused for every reason. It is the stored answer of
// the command, so the reasons stand in it as they were read.
type Declared struct {
	Guide    int64
	Item     int64
	Code     string
	Name     string
	Refusals []Reason
}

// Reason is why a guide was not published.
type Reason struct {
	Field    string
	Text     string
	Articles []string
	Earliest string
}

// maxDeclared bounds one declaration: more nobody has read.
const maxDeclared = 500

// PublishAll makes drafts the guides in force, one command for many and one declaration for each (4(3)): whoever publishes
// names every one of them. A draft that the rules refuse stays a draft and is told with its reasons; the others are in
// force. Forbidden when one of them is another department's: nothing is published then.
func (s *Service) PublishAll(ctx context.Context, by identity.Actor, guides []int64) ([]Declared, error) {
	if len(guides) == 0 || len(guides) > maxDeclared {
		return nil, errs.Field("guides", "catalog.fill.how_many", "most", maxDeclared)
	}
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) ([]Declared, error) {
		out := make([]Declared, 0, len(guides))
		for _, id := range guides {
			if err := s.mayGuide(tx, by, "guide.publish", id); err != nil {
				return nil, err
			}
			one, err := s.declareOne(tx, by, id)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, nil
	})
}

func (s *Service) declareOne(tx *db.Tx, by identity.Actor, guide int64) (Declared, error) {
	v, err := s.GuideVersion(tx, guide)
	if err != nil {
		return Declared{}, err
	}
	it, err := s.Item(tx, v.Item)
	if err != nil {
		return Declared{}, err
	}
	out := Declared{Guide: guide, Item: it.ID, Code: it.Code, Name: it.Name}
	if v.State != Draft {
		out.Refusals = []Reason{{Text: text.Say(text.Of(tx.Ctx), text.M("catalog.no_draft", "version", v.No))}}
		return out, nil
	}
	_, err = s.Publish(tx, by, guide, Declaration{Person: by.Person, Name: by.Name})
	if !errs.Is(err, errs.Breach) {
		return out, err
	}
	// The rules are asked before anything is written, so a refused draft is as it was.
	for _, f := range errs.As(err).Faults {
		out.Refusals = append(out.Refusals, Reason{f.Field, text.Say(text.Of(tx.Ctx), f.Text), f.Articles, f.Earliest})
	}
	return out, nil
}
