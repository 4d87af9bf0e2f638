package casework

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
)

// Query says which cases a list shows. The zero Query is the newest of all in sight.
type Query struct {
	Text       string // stands in number, item, its code or the ticket's number; or is the whole document number of who applied
	State      State
	Open       bool // only those that can still go on
	Department int64
	From, To   clock.Day // received on a day from … to …; 0 = any
	Sort       string    // received, no, item, department, state
	Desc       bool
	Page       int // from 1
	Size       int
}

// Row is a case in a list, with its lamp.
type Row struct {
	Case
	Shown Shown
}

// Page is a page of a list.
type Page struct {
	Rows  []Row
	Total int
	Page  int
	Size  int
}

// Sizes of a page, and the last one there can be.
const (
	pageSize = 50
	maxSize  = 200
	lastPage = 1_000_000
)

// wanted is the scope of whoever asks (all, departments, windows, items of their windows), then what the query wants.
const wanted = ` from casework_case where centre_id = $1
	and (cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4) or item_id in @ints($5))
	and (cast($6 as text) = '' or state = cast($6 as text)) and (not cast($7 as boolean) or ended_at = 0)
	and (cast($8 as bigint) = 0 or department_id = cast($8 as bigint))
	and received_at >= cast($9 as bigint) and received_at < cast($10 as bigint)
	and (cast($11 as text) = '' or folded like cast($11 as text) escape '!' or applicant_index = cast($12 as text))`

var (
	qCount = db.Q("casework.count", `select count(*)`+wanted)
	qList  = db.Sorted("casework.list", `select `+caseColumns+wanted, 12,
		db.Order{Name: "received", Columns: "received_at @, id @"}, db.Order{Name: "no", Columns: "no @"},
		db.Order{Name: "item", Columns: "item_name @, id @"}, db.Order{Name: "department", Columns: "department_name @, id @"},
		db.Order{Name: "state", Columns: "state @, id @"})
)

// List gives a page of the cases in sight, with their lamps.
func (s *Service) List(ctx context.Context, by identity.Actor, q Query) (p Page, err error) {
	if q.Size <= 0 || q.Size > maxSize {
		q.Size = pageSize
	}
	if q.Sort == "" {
		q.Desc = true
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		p = Page{Page: min(max(q.Page, 1), lastPage), Size: q.Size}
		args, err := s.scope(tx, by.Sight("case.read"), q)
		if err != nil {
			return err
		}
		if p.Total, err = db.One(tx, qCount, db.Value[int], args...); err != nil {
			return err
		}
		all, err := db.Rows(tx, qList.By(q.Sort, q.Desc), scanCase, append(args, p.Size, (p.Page-1)*p.Size)...)
		if err != nil {
			return err
		}
		p.Rows, err = s.rows(tx, all)
		return err
	})
	return p, err
}

// rows adds to cases what a list shows beside them.
func (s *Service) rows(tx *db.Tx, all []Case) ([]Row, error) {
	lamps, err := s.Shown(tx, all...)
	if err != nil {
		return nil, err
	}
	out := make([]Row, 0, len(all))
	for i, c := range all {
		out = append(out, Row{Case: c, Shown: lamps[i]})
	}
	return out, nil
}

// Todo lists the open cases of a window that wait for the office, the oldest first: what the console reminds of.
func (s *Service) Todo(tx *db.Tx, window int64, limit int) ([]Row, error) {
	all, err := db.Rows(tx, qTodo, scanCase, tx.Centre, window, limit)
	if err != nil {
		return nil, err
	}
	return s.rows(tx, all)
}

var qTodo = db.Q("casework.todo", `select `+caseColumns+` from casework_case where centre_id = $1 and window_id = $2
	and state in ('handed_in', 'noticed', 'accepted', 'granted', 'refused') order by id limit $3`)

// scope turns a sight and a query into arguments, so that a list never shows what a click may not open.
func (s *Service) scope(tx *db.Tx, sight identity.Sight, q Query) ([]any, error) {
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
	some := func(ids []int64) string {
		return db.Ints(slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == 0 }))
	}
	until := clock.Instant(1 << 62)
	if q.To != 0 {
		until = q.To.Add(1).Start()
	}
	from := clock.Instant(0)
	if q.From != 0 {
		from = q.From.Start()
	}
	pattern, index := "", ""
	if q.Text = strings.TrimSpace(q.Text); q.Text != "" {
		pattern, index = "%"+plain(q.Text)+"%", s.Index("case.applicant", strings.ToUpper(q.Text))
	}
	return []any{tx.Centre, sight.All, some(sight.Departments), some(sight.Windows), db.Ints(items), q.State, q.Open,
		q.Department, from, until, pattern, index}, nil
}

// searched is what lists search: all of a case that people might type, nothing about the person.
func searched(c Case) string {
	return plain(c.No) + " " + plain(c.Name) + " " + plain(c.Code) + " " + plain(c.TicketNo)
}

// plain writes a text the way it is compared: no case, letters and digits only.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
