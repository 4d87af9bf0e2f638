package ui

import (
	"net/url"
	"strconv"
)

// List is where a list stands: its address with the filters, the order, the page.
type List struct {
	Path  string
	Query url.Values // the filters; sort, dir and page are kept apart
	Sort  string
	Desc  bool
	Page  int // from 1
	Size  int // rows on a page
	Total int
}

// Column is one column of a table's head.
type Column struct {
	Key   string // what to sort by; empty cannot be sorted
	Label string
	Num   bool // stands at the end
	Tight bool // as narrow as its content
	Hide  bool // the label is for screen readers only
}

func (l List) to(sort string, desc bool, page int) string {
	q := url.Values{}
	for k, v := range l.Query {
		q[k] = v
	}
	for _, k := range []string{"sort", "dir", "page"} {
		q.Del(k)
	}
	if sort != "" {
		q.Set("sort", sort)
	}
	if desc {
		q.Set("dir", "desc")
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return l.Path
	}
	return l.Path + "?" + q.Encode()
}

// SortBy is the address of the list ordered by that column; a second click turns the order round.
func (l List) SortBy(key string) string { return l.to(key, key == l.Sort && !l.Desc, 1) }

// Turn is the address of another page of the list.
func (l List) Turn(page int) string { return l.to(l.Sort, l.Desc, page) }

// With is the address of the list with one filter set.
func (l List) With(key, value string) string {
	q := url.Values{}
	for k, v := range l.Query {
		q[k] = v
	}
	q.Set(key, value)
	return List{Path: l.Path, Query: q}.to(l.Sort, l.Desc, 1)
}

// Pages is how many pages there are.
func (l List) Pages() int {
	if l.Size <= 0 {
		return 1
	}
	return max(1, (l.Total+l.Size-1)/l.Size)
}

func (l List) first() int { return min(l.Total, (max(l.Page, 1)-1)*l.Size+1) }
func (l List) last() int  { return min(l.Total, max(l.Page, 1)*l.Size) }

// near lists the pages to offer: the first, the last and those around this one; 0 stands for a gap.
func (l List) near() (out []int) {
	n := l.Pages()
	for p := 1; p <= n; p++ {
		if p == 1 || p == n || (p >= l.Page-2 && p <= l.Page+2) {
			out = append(out, p)
		} else if out[len(out)-1] != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// order is the column's aria-sort, empty when the list is ordered by another.
func (l List) order(c Column) string {
	if c.Key == "" || c.Key != l.Sort {
		return ""
	}
	if l.Desc {
		return "descending"
	}
	return "ascending"
}

func (c Column) class() string {
	s := ""
	if c.Num {
		s = "n"
	}
	if c.Tight {
		s += " tight"
	}
	return s
}
