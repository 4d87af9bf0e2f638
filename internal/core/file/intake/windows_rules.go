package intake

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/people"
)

// The posts of a window.
const (
	postA = "A"
	postB = "B"
)

// maxNo is the highest number a window can have: a strip shows four digits.
const maxNo = 9999

// windowFacts is all that the judgement of a row may know: the centre as it stands, and the rows above.
type windowFacts struct {
	hall   *hall
	table  *register.Table
	items  func(word string) []int64
	people map[string][]people.Person
	lines  map[int]int   // window number → its line in the file
	posts  map[int64]int // who has an A post → at which window
}

// windowRow is a row that could be read.
type windowRow struct {
	window directory.Window
	zone   directory.Zone
	dept   directory.Department
	items  []int64
	a, b   []int64
}

// judge judges a row by every rule, gives every reason, and puts what goes in into the hall.
func (f *windowFacts) judge(r register.Row) register.Verdict {
	if !r.Readable() {
		return unreadable(r, false)
	}
	var s say
	row := f.read(r, &s)
	v := register.Verdict{Line: r.Line, Label: r.Get(colNo) + " " + r.Get(colName), Fate: register.Refused}
	if f.lines[row.window.No] == 0 {
		f.lines[row.window.No] = r.Line
	}
	there, known := f.hall.there.WindowNo(row.window.No, f.hall.tx.Now)
	if known && s.faults == nil {
		f.compare(r, there, row, &s)
		if s.faults == nil {
			v.Fate, v.Warnings = register.Unchanged, s.warnings
			return v
		}
	}
	if s.faults != nil {
		v.Faults = s.faults
		return v
	}
	f.accept(row)
	v.Fate, v.Warnings = register.Added, s.warnings
	return v
}

func (f *windowFacts) read(r register.Row, s *say) (row windowRow) {
	row.window = directory.Window{ID: f.hall.tx.NewID(), No: f.number(r, s), Name: r.Get(colName), Short: r.Get(colShort),
		Span: directory.Span{From: f.hall.tx.Now}}
	if row.window.Name == "" {
		s.no(colName, "", "directory.refuse.no_name")
	}
	if row.window.Short == "" && length(row.window.Name) <= maxShort {
		row.window.Short = row.window.Name
	}
	if n := length(row.window.Short); n == 0 || n > maxShort {
		s.no(colShort, row.window.Short, "directory.refuse.short", "max", maxShort)
	}
	row.zone, row.dept = f.hall.zone(r, s), f.hall.department(r, s)
	row.window.Zone, row.window.Department = row.zone.ID, row.dept.ID
	row.items = f.served(r, s)
	row.a, row.b = f.persons(r, colPostA, row.dept, s), f.persons(r, colPostsB, row.dept, s)
	f.standing(r, row, s)
	return row
}

func (f *windowFacts) number(r register.Row, s *say) int {
	cell := strings.TrimSuffix(norm.NFKC.String(r.Get(colNo)), "号")
	n, err := strconv.Atoi(cell)
	switch {
	case cell == "":
		s.no(colNo, "", "directory.refuse.no_number")
	case err != nil || n < 1 || n > maxNo:
		s.no(colNo, r.Get(colNo), "directory.refuse.number", "max", maxNo)
	case f.lines[n] != 0:
		s.no(colNo, r.Get(colNo), "directory.refuse.number_twice", "line", f.lines[n])
	}
	return n
}

// served finds the items of a window; each that is not in the register is one reason.
func (f *windowFacts) served(r register.Row, s *say) (out []int64) {
	for _, word := range list(r.Get(colItems)) {
		switch ids := f.items(word); {
		case len(ids) == 0:
			s.no(colItems, word, "directory.refuse.unknown_item", "item", word)
		case len(ids) > 1:
			s.no(colItems, word, "directory.refuse.which_item", "item", word, "n", len(ids))
		case !slices.Contains(out, ids[0]):
			out = append(out, ids[0])
		}
	}
	if out == nil && f.table.Has(colItems) && r.Get(colItems) == "" {
		s.odd("directory", "no_items", colItems, "")
	}
	slices.Sort(out)
	return out
}

// persons finds people by name, first in the window's department; 姓名@部门 says which department.
func (f *windowFacts) persons(r register.Row, col string, dept directory.Department, s *say) (out []int64) {
	for _, word := range list(r.Get(col)) {
		name, of, _ := strings.Cut(norm.NFKC.String(word), "@")
		all := f.people[fold(name)]
		if of != "" {
			d := f.hall.depts[fold(of)]
			all = slices.DeleteFunc(slices.Clone(all), func(p people.Person) bool { return d.ID == 0 || p.Department != d.ID })
		} else if own := slices.DeleteFunc(slices.Clone(all), func(p people.Person) bool { return p.Department != dept.ID }); len(own) > 0 {
			all = own
		}
		switch {
		case len(all) == 0:
			s.no(col, word, "directory.refuse.unknown_person", "name", word)
		case len(all) > 1:
			s.no(col, word, "directory.refuse.which_person", "name", word, "n", len(all))
		case !slices.Contains(out, all[0].ID):
			out = append(out, all[0].ID)
		}
	}
	slices.Sort(out)
	return out
}

// standing: one person has the A post, the B posts are others, and nobody sits at two windows (7).
func (f *windowFacts) standing(r register.Row, row windowRow, s *say) {
	if len(row.a) > 1 {
		s.no(colPostA, r.Get(colPostA), "directory.refuse.one_a")
	}
	for _, p := range row.a {
		if slices.Contains(row.b, p) {
			s.no(colPostsB, r.Get(colPostsB), "directory.refuse.a_is_b")
		}
		if at, busy := f.posts[p]; busy && at != row.window.No {
			s.no(colPostA, r.Get(colPostA), "directory.refuse.sits", "name", r.Get(colPostA), "window", at)
		}
	}
}

// compare refuses a window that is there and reads differently.
func (f *windowFacts) compare(r register.Row, w directory.Window, row windowRow, s *say) {
	now := f.hall.tx.Now
	there := map[string][]int64{}
	for _, p := range f.hall.there.Posts(w.ID, now) {
		there[p.Post] = append(there[p.Post], p.Person)
	}
	items := f.hall.there.Items(w.ID, now)
	for _, all := range [][]int64{items, there[postA], there[postB]} {
		slices.Sort(all)
	}
	zone, _ := f.hall.there.Zone(w.Zone)
	dept, _ := f.hall.there.Department(w.Department)
	for _, c := range []struct {
		col  string
		same bool
		was  string
	}{
		{colZone, w.Zone == row.zone.ID, zone.Name}, {colDept, w.Department == row.dept.ID, dept.Name},
		{colName, w.Name == row.window.Name, w.Name}, {colShort, r.Get(colShort) == "" || w.Short == row.window.Short, w.Short},
		{colItems, slices.Equal(items, row.items), ""}, {colPostA, slices.Equal(there[postA], row.a), ""},
		{colPostsB, slices.Equal(there[postB], row.b), ""},
	} {
		if c.same || !f.table.Has(c.col) {
			continue
		}
		if s.faults == nil {
			// 5(3): 未经批准，不得擅自调整进驻人员或窗口.
			s.no(c.col, r.Get(c.col), "directory.refuse.adjustment", "window", w.No)
		}
		key := "directory.refuse.differs"
		if c.was != "" {
			key = "directory.refuse.differs_from"
		}
		s.no(c.col, r.Get(c.col), key, "what", text.M("directory.column."+c.col), "was", c.was)
	}
}

// accept puts a new window into the hall as it will stand.
func (f *windowFacts) accept(row windowRow) {
	f.hall.take(row.dept)
	f.hall.takeZone(row.zone)
	add, from := &f.hall.add, directory.Span{From: f.hall.tx.Now}
	add.Windows = append(add.Windows, row.window)
	for _, i := range row.items {
		add.Services = append(add.Services, directory.Serving{Window: row.window.ID, Item: i, Span: from})
	}
	for _, p := range row.a {
		f.posts[p] = row.window.No
		add.Posts = append(add.Posts, directory.Post{Window: row.window.ID, Person: p, Post: postA, Span: from})
	}
	for _, p := range row.b {
		add.Posts = append(add.Posts, directory.Post{Window: row.window.ID, Person: p, Post: postB, Span: from})
	}
}
