package db

import (
	"fmt"
	"strings"
)

// Orders is a list that can be sorted: one registered statement for each order, so that no order is ever put together from
// what somebody sent.
type Orders struct {
	all   map[string]*Stmt
	first string
}

// Sorted registers "<name>_<order>_asc" and "…_desc" for each order: sql, then "order by" with the columns, in which @ is
// the direction, then a limit and an offset as two more arguments; args is how many sql has. The first order is the one
// for those who asked for none.
//
//	qList = db.Sorted("queue.list", `select id, no from queue_ticket where centre_id = $1`, 1,
//		db.Order{"no", "no @, id @"}, db.Order{"taken", "taken_at @, id @"})
func Sorted(name, sql string, args int, orders ...Order) Orders {
	o := Orders{all: map[string]*Stmt{}, first: orders[0].Name}
	for _, order := range orders {
		for _, way := range []string{"asc", "desc"} {
			o.all[order.Name+" "+way] = Q(name+"_"+order.Name+"_"+way, sql+order.by(way)+page(args))
		}
	}
	return o
}

// Order is a name that a list may be sorted by, with its columns.
type Order struct{ Name, Columns string }

// By gives the statement of an order; of the first one when the name is none.
func (o Orders) By(name string, desc bool) *Stmt {
	way := " asc"
	if desc {
		way = " desc"
	}
	if s, ok := o.all[name+way]; ok {
		return s
	}
	return o.all[o.first+way]
}

// Has tells whether there is such an order.
func (o Orders) Has(name string) bool { return o.all[name+" asc"] != nil }

func (o Order) by(way string) string { return " order by " + strings.ReplaceAll(o.Columns, "@", way) }

func page(args int) string { return fmt.Sprintf(" limit $%d offset $%d", args+1, args+2) }
