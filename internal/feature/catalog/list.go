package catalog

import (
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog/find"
)

// Query says which items a list shows. The zero Query is the first page of all of them by code.
type Query struct {
	Text       string // stands in name, main item, department or code
	Department int64
	Kind       Kind
	Mode       Mode
	Guide      string // "with", "without", "" for both
	Only       string // of Only, "" for all
	Sort       string // code, name, department, changed
	Desc       bool
	Page       int // from 1
	Size       int
}

// Only are the faults a list can be narrowed to: what may be 行政备案, what is of no department of the hall, what stands in the
// hall and no window serves, what windows serve and has no published guide.
var Only = []string{"record", "unplaced", "unserved", "bare"}

// Page is a page of a list.
type Page struct {
	Items []Item
	Total int
	Page  int
	Size  int
}

// Counts is how the register stands, of what the actor may see.
type Counts struct {
	Total        int
	WithGuide    int
	WithoutGuide int // searchable, not bookable
	Unplaced     int // the published department is not of the hall
	Records      int // may be 行政备案: a person decides (A4-1)
	Unserved     int // in the hall, and no window serves it
	Bare         int // a window serves it, and it has no published guide
	ByKind       map[Kind]int
	ByMode       map[Mode]int
}

// Sizes of a page, and the last one there can be.
const (
	pageSize = 50
	maxSize  = 200
	lastPage = 1_000_000
	// Everything is the size of a page that holds all there is, for exports.
	Everything = 1_000_000
)

// Sorts are the orders of a list; each is a statement of its own, so that the engine can follow an index.
var Sorts = []string{"code", "name", "department", "changed"}

// seen is the scope of whoever asks: everything, or their departments, or what their windows serve.
const seen = `centre_id = $1 and (cast($2 as boolean) or department_id in @ints($3) or id in @ints($4))`

// recordWord in a name says that the item may be 行政备案, which no national code says.
const recordWord = "备案"

const wanting = ` and (cast($5 as bigint) = 0 or department_id = cast($5 as bigint))
	and (cast($6 as text) = '' or kind = cast($6 as text)) and (cast($7 as text) = '' or mode = cast($7 as text))
	and (cast($8 as text) = '' or cast($8 as text) = 'with' and guide_id > 0
		or cast($8 as text) = 'without' and guide_id = 0)
	and (cast($9 as text) = '' or folded like cast($9 as text) escape '!')
	and (cast($10 as text) = '' or cast($10 as text) = 'unplaced' and department_id = 0
		or cast($10 as text) = 'record' and kind <> 'record' and folded like '%` + recordWord + `%'
		or cast($10 as text) = 'unserved' and mode in ('stationed', 'delegated') and not (id in @ints($11))
		or cast($10 as text) = 'bare' and guide_id = 0 and id in @ints($11))`

var qListCount = db.Q("catalog.list_count", `select count(*) from catalog_item where `+seen+wanting)

// listing is every list without its order.
const listing = `select ` + itemColumns + ` from catalog_item where ` + seen + wanting + ` order by `

const paging = ` limit $12 offset $13`

var qLists = map[string]*db.Stmt{
	"code asc":        db.Q("catalog.list_code_asc", listing+`code, id`+paging),
	"code desc":       db.Q("catalog.list_code_desc", listing+`code desc, id desc`+paging),
	"name asc":        db.Q("catalog.list_name_asc", listing+`name, id`+paging),
	"name desc":       db.Q("catalog.list_name_desc", listing+`name desc, id desc`+paging),
	"department asc":  db.Q("catalog.list_department_asc", listing+`department_name, code`+paging),
	"department desc": db.Q("catalog.list_department_desc", listing+`department_name desc, code desc`+paging),
	"changed asc":     db.Q("catalog.list_changed_asc", listing+`changed_at, id`+paging),
	"changed desc":    db.Q("catalog.list_changed_desc", listing+`changed_at desc, id desc`+paging),
}

// List gives a page of the items in sight.
func (s *Service) List(tx *db.Tx, sight identity.Sight, q Query) (Page, error) {
	scope, err := s.scope(tx, sight)
	if err != nil {
		return Page{}, err
	}
	if q.Size <= 0 || q.Size > maxSize && q.Size != Everything {
		q.Size = pageSize
	}
	p := Page{Page: min(max(q.Page, 1), lastPage), Size: q.Size}
	served, err := s.served(tx, q.Only)
	if err != nil {
		return Page{}, err
	}
	args := append(scope, q.Department, q.Kind, q.Mode, q.Guide, like(q.Text), q.Only, db.Ints(served))
	if p.Total, err = db.One(tx, qListCount, db.Value[int], args...); err != nil {
		return p, err
	}
	way := "asc"
	if q.Desc {
		way = "desc"
	}
	sort := q.Sort
	if !slices.Contains(Sorts, sort) {
		sort = "code"
	}
	p.Items, err = db.Rows(tx, qLists[sort+" "+way], scanItem, append(args, p.Size, (p.Page-1)*p.Size)...)
	return p, err
}

// served are the items that windows serve now, for the lists that ask for them.
func (s *Service) served(tx *db.Tx, only string) (out []int64, err error) {
	if only != "unserved" && only != "bare" {
		return nil, nil
	}
	hall, err := s.hall(tx)
	if err != nil {
		return nil, err
	}
	for _, w := range hall.Open(tx.Now) {
		out = append(out, hall.Items(w.ID, tx.Now)...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Count tells how the register stands, of what is in sight. It counts in the kept index: every page of the register has it.
func (s *Service) Count(tx *db.Tx, sight identity.Sight) (Counts, error) {
	c := Counts{ByKind: map[Kind]int{}, ByMode: map[Mode]int{}}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return c, err
	}
	x, err := s.within(tx, hall)
	if err != nil {
		return c, err
	}
	sees := inSight(hall, tx.Now, sight)
	for _, e := range x.entries {
		if sees(e.hit.Item) {
			c.add(e, len(hall.Serving(e.hit.Item.ID, tx.Now)) > 0)
		}
	}
	return c, nil
}

func (c *Counts) add(e entry, served bool) {
	i := e.hit.Item
	c.Total++
	c.ByKind[i.Kind]++
	c.ByMode[i.Mode]++
	if i.Guide > 0 {
		c.WithGuide++
	} else {
		c.WithoutGuide++
	}
	if i.Department == 0 {
		c.Unplaced++
	}
	if e.record {
		c.Records++
	}
	if i.InHall() && !served {
		c.Unserved++
	}
	if served && i.Guide == 0 {
		c.Bare++
	}
}

// inSight is the scope of seen, for items in memory.
func inSight(hall *directory.Hall, at clock.Instant, sight identity.Sight) func(Item) bool {
	if sight.All {
		return func(Item) bool { return true }
	}
	served := map[int64]bool{}
	for _, w := range sight.Windows {
		for _, item := range hall.Items(w, at) {
			served[item] = true
		}
	}
	return func(i Item) bool {
		return served[i.ID] || i.Department != 0 && slices.Contains(sight.Departments, i.Department)
	}
}

// MustEnter is how many items must enter the hall: all that are not on the negative list (4).
func (c Counts) MustEnter() int { return c.Total - c.ByMode[Negative] }

// Entered is how many have.
func (c Counts) Entered() int { return c.ByMode[Stationed] + c.ByMode[Delegated] }

// scope turns a sight into the arguments of seen, so that a list never shows what a click may not open.
func (s *Service) scope(tx *db.Tx, sight identity.Sight) ([]any, error) {
	var items []int64
	if !sight.All && len(sight.Windows) > 0 {
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return nil, err
		}
		for _, w := range sight.Windows {
			items = append(items, hall.Items(w, tx.Now)...)
		}
	}
	// Department 0 is no department: what is of none is seen by whoever sees all.
	own := slices.DeleteFunc(slices.Clone(sight.Departments), func(d int64) bool { return d == 0 })
	return []any{tx.Centre, sight.All, db.Ints(own), db.Ints(items)}, nil
}

// like is the pattern of a folded text; its own signs have gone in folding.
func like(q string) string {
	if q = find.Fold(q); q == "" {
		return ""
	}
	return "%" + q + "%"
}
