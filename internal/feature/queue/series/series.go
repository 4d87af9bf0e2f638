// Package series is 号组: items whose numbers have a letter of their own, or of which only so many are given a day. The office
// arranges them; the queue asks it when a number is taken.
package series

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Group is 号组: items whose numbers have a letter of their own, or of which only so many are given a day.
type Group struct {
	ID      int64
	Name    string
	Prefix  string // empty = the letter of the zone
	Ceiling int    // numbers a day; 0 = as many as come
	Items   []int64
}

var (
	qGroups = db.Q("series.all", `select id, name, prefix, ceiling from series_group
		where centre_id = $1 order by name, id`)
	qGroupItems = db.Q("series.items", `select group_id, item_id from series_item where centre_id = $1 order by item_id`)
	qGroupsOf   = db.Q("series.of", `select i.item_id, g.id, g.name, g.prefix, g.ceiling from series_item i
		join series_group g on g.centre_id = i.centre_id and g.id = i.group_id where i.centre_id = $1 and g.centre_id = $1
		and i.item_id in @ints($2)`)
	qPutGroup = db.Q("series.put", `insert into series_group (centre_id, id, name, prefix, ceiling) values ($1, $2, $3, $4, $5)
		on conflict (centre_id, id) do update set name = excluded.name, prefix = excluded.prefix, ceiling = excluded.ceiling`)
	qPutGroupItem = db.Q("series.put_item", `insert into series_item (centre_id, item_id, group_id) values ($1, $2, $3)`)
	qEmptyGroup   = db.Q("series.empty", `delete from series_item where centre_id = $1 and group_id = $2`)
	qDropGroup    = db.Q("series.drop", `delete from series_group where centre_id = $1 and id = $2`)
)

// List lists the groups of the centre by name.
func List(tx *db.Tx) ([]Group, error) {
	all, err := db.Rows(tx, qGroups, func(row db.Scan) (g Group, err error) {
		err = row(&g.ID, &g.Name, &g.Prefix, &g.Ceiling)
		return g, err
	}, tx.Centre)
	if err != nil {
		return nil, err
	}
	_, err = db.Rows(tx, qGroupItems, func(row db.Scan) (struct{}, error) {
		var group, item int64
		err := row(&group, &item)
		if i := slices.IndexFunc(all, func(g Group) bool { return g.ID == group }); i >= 0 {
			all[i].Items = append(all[i].Items, item)
		}
		return struct{}{}, err
	}, tx.Centre)
	return all, err
}

// Of gives the group of each item that has one.
func Of(tx *db.Tx, items []int64) (map[int64]Group, error) {
	out := map[int64]Group{}
	_, err := db.Rows(tx, qGroupsOf, func(row db.Scan) (struct{}, error) {
		var item int64
		var g Group
		err := row(&item, &g.ID, &g.Name, &g.Prefix, &g.Ceiling)
		out[item] = g
		return struct{}{}, err
	}, tx.Centre, db.Ints(items))
	return out, err
}

// Service arranges the groups.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	// Item names an item; a refusal of numbers for it is no matter here.
	Item func(tx *db.Tx, item int64) (string, error)
}

// Put makes a group, or changes the one with that id. Invalid for a letter that is another's, or an item that is in
// another group.
func (s *Service) Put(ctx context.Context, by identity.Actor, g Group) (Group, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Group, error) {
		if err := by.May("queue.manage", identity.Thing{}); err != nil {
			return g, err
		}
		g.Name, g.Prefix = strings.TrimSpace(g.Name), strings.ToUpper(strings.TrimSpace(g.Prefix))
		if err := s.fits(tx, g); err != nil {
			return g, err
		}
		if g.ID == 0 {
			g.ID = tx.NewID()
		} else if _, err := tx.Exec(qEmptyGroup, tx.Centre, g.ID); err != nil {
			return g, err
		}
		if err := tx.Must1(qPutGroup, tx.Centre, g.ID, g.Name, g.Prefix, g.Ceiling); err != nil {
			return g, err
		}
		for _, item := range g.Items {
			if err := tx.Must1(qPutGroupItem, tx.Centre, item, g.ID); err != nil {
				return g, err
			}
		}
		return g, s.tell(tx, by, "series.set", g)
	})
}

// Drop ends a group: its items have the letter of their zone again, and no ceiling. NotFound when there is none.
func (s *Service) Drop(ctx context.Context, by identity.Actor, id int64) (Group, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (g Group, err error) {
		if err := by.May("queue.manage", identity.Thing{}); err != nil {
			return g, err
		}
		all, err := List(tx)
		if err != nil {
			return g, err
		}
		i := slices.IndexFunc(all, func(g Group) bool { return g.ID == id })
		if i < 0 {
			return g, errs.New(errs.NotFound, "error.not_found")
		}
		if _, err := tx.Exec(qEmptyGroup, tx.Centre, id); err != nil {
			return g, err
		}
		if err := tx.Must1(qDropGroup, tx.Centre, id); err != nil {
			return g, err
		}
		return all[i], s.tell(tx, by, "series.ended", all[i])
	})
}

func (s *Service) tell(tx *db.Tx, by identity.Actor, verb string, g Group) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "5.3", Subject: ledger.Of("series", g.ID),
		Facts: map[string]any{"name": g.Name, "prefix": g.Prefix, "ceiling": g.Ceiling, "items": len(g.Items)}})
	return err
}
