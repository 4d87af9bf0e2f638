package catalog

import (
	"context"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/feature/catalog/find"
)

// Hit is an item as a search finds it. Which window serves it now is asked of the directory, not kept here.
type Hit struct {
	Item       Item
	Department string // its short name
	Promised   Limit  // of the guide in force; not said without one
	Instant    bool
	Score      int
}

// index is the items of one centre as one value that never changes, and where people's own words are looked up in them.
type index struct {
	hall    *directory.Hall // the departments' names are from there
	entries []entry
	words   *find.Index
}

// entry is an item as lists count it and a search shows it.
type entry struct {
	hit    Hit
	record bool // may be 行政备案, see Counts
	themes []Theme
}

// read builds the index from the register as this transaction sees it.
func (s *Service) read(tx *db.Tx, hall *directory.Hall) (*index, error) {
	items, err := db.Rows(tx, qItems, scanItem, tx.Centre)
	if err != nil {
		return nil, err
	}
	versions, err := db.Rows(tx, qPublished, scanVersion, tx.Centre)
	if err != nil {
		return nil, err
	}
	guides := make(map[int64]Guide, len(versions))
	for _, v := range versions {
		guides[v.ID] = v.Guide
	}
	x, things := &index{hall: hall, entries: make([]entry, len(items))}, make([]find.Thing, len(items))
	for i, it := range items {
		x.entries[i], things[i] = entryOf(hall, it, guides[it.Guide])
	}
	x.words = find.New(things)
	return x, nil
}

func entryOf(hall *directory.Hall, it Item, g Guide) (entry, find.Thing) {
	short, name := department(hall, it)
	e := entry{hit: Hit{Item: it, Department: short, Promised: g.Promised, Instant: g.Instant},
		record: it.Kind != Record && strings.Contains(foldItem(it), recordWord)}
	for _, t := range g.Personal {
		e.themes = append(e.themes, Theme{"personal", t})
	}
	for _, t := range g.Business {
		e.themes = append(e.themes, Theme{"business", t})
	}
	return e, find.Thing{Name: it.Name, Words: append([]string{g.Name}, g.Words...), Lists: []string{it.Main, short, name},
		Code: it.Code, Group: it.Department, Able: it.Guide != 0}
}

// changed forgets the kept index once the transaction is committed; the next who asks builds it.
func (s *Service) changed(tx *db.Tx) {
	centre := tx.Centre
	tx.After(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.age++
		delete(s.indexes, centre)
	})
}

// Search finds items by people's own words, the best first, at most limit of them; it also tells how many there are.
// department narrows to one department; 0 is all of them.
func (s *Service) Search(ctx context.Context, centre int64, q string, department int64, limit int) ([]Hit, int, error) {
	x, err := s.now(ctx, centre)
	if err != nil {
		return nil, 0, err
	}
	all := x.find(q, department)
	return all[:min(limit, len(all))], len(all), nil
}

// now gives the index, the kept one if neither register nor directory have changed since.
func (s *Service) now(ctx context.Context, centre int64) (x *index, err error) {
	hall, err := s.Directory.Now(ctx, centre)
	if err != nil {
		return nil, err
	}
	if x, _ := s.kept(centre, hall); x != nil {
		return x, nil
	}
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		x, err = s.within(tx, hall)
		return err
	})
	return x, err
}

// within is now for whoever has a transaction.
func (s *Service) within(tx *db.Tx, hall *directory.Hall) (*index, error) {
	x, age := s.kept(tx.Centre, hall)
	if x != nil {
		return x, nil
	}
	x, err := s.read(tx, hall)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.age == age {
		if s.indexes == nil {
			s.indexes = map[int64]*index{}
		}
		s.indexes[tx.Centre] = x
	}
	return x, nil
}

// kept is the index built last, nil when something has changed since, and the age it must have to be kept.
func (s *Service) kept(centre int64, hall *directory.Hall) (*index, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.indexes[centre]; x != nil && x.hall == hall {
		return x, s.age
	}
	return nil, s.age
}

// find gives what the query finds, the best first.
func (x *index) find(q string, department int64) (hits []Hit) {
	for _, f := range x.words.Find(q, department) {
		h := x.entries[f.At].hit
		h.Score = f.Score
		hits = append(hits, h)
	}
	return hits
}
