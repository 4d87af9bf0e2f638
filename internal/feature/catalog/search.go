package catalog

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
)

// Hit is an item as a search finds it. Which window serves it now is asked of the directory, not kept here.
type Hit struct {
	Item       Item
	Department string // its short name
	Promised   Limit  // of the guide in force; not said without one
	Instant    bool
	Score      int
}

// Index is what people's own words are looked up in: the items of one centre as one value that never changes.
type Index struct {
	hall    *directory.Hall // the departments' names are from there
	entries []entry
}

// entry is an item as it is compared.
type entry struct {
	hit    Hit
	name   string
	words  []string // what people call it
	lists  []string // main item, department: a hit there counts less
	code   string
	text   string // all of it
	mark   mark
	record bool // may be 行政备案, see Counts
}

// mark says roughly which characters a text has: what is not in the mark is not in the text.
type mark [4]uint64

func markOf(s string) (m mark) {
	for _, r := range s {
		h := uint32(r) * 0x9E3779B1 >> 24 // #nosec G115 -- a character is never negative
		m[h>>6] |= 1 << (h & 63)
	}
	return m
}

func (m *mark) has(n *mark) bool {
	return m[0]&n[0] == n[0] && m[1]&n[1] == n[1] && m[2]&n[2] == n[2] && m[3]&n[3] == n[3]
}

// read builds the index from the register as this transaction sees it.
func (s *Service) read(tx *db.Tx, hall *directory.Hall) (*Index, error) {
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
	x := &Index{hall: hall, entries: make([]entry, len(items))}
	for i, it := range items {
		x.entries[i] = entryOf(hall, it, guides[it.Guide])
	}
	return x, nil
}

func entryOf(hall *directory.Hall, it Item, g Guide) entry {
	short, name := department(hall, it)
	e := entry{hit: Hit{Item: it, Department: short, Promised: g.Promised, Instant: g.Instant}, name: fold(it.Name),
		code: fold(it.Code), lists: []string{fold(it.Main), fold(short), fold(name)}}
	e.record = it.Kind != Record && strings.Contains(foldItem(it), recordWord)
	for _, w := range append([]string{g.Name}, g.Words...) {
		if f := fold(w); f != "" && f != e.name {
			e.words = append(e.words, f)
		}
	}
	e.text = strings.Join(slices.Concat([]string{e.name}, e.words, e.lists, []string{e.code}), " ")
	e.mark = markOf(e.text)
	return e
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
	all := x.Find(q, department)
	return all[:min(limit, len(all))], len(all), nil
}

// now gives the index, the kept one if neither register nor directory have changed since.
func (s *Service) now(ctx context.Context, centre int64) (x *Index, err error) {
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
func (s *Service) within(tx *db.Tx, hall *directory.Hall) (*Index, error) {
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
			s.indexes = map[int64]*Index{}
		}
		s.indexes[tx.Centre] = x
	}
	return x, nil
}

// kept is the index built last, nil when something has changed since, and the age it must have to be kept.
func (s *Service) kept(centre int64, hall *directory.Hall) (*Index, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.indexes[centre]; x != nil && x.hall == hall {
		return x, s.age
	}
	return nil, s.age
}

// Find ranks the items that every word of the query fits, the best first: what fits better, then what can be done now,
// then the shorter name.
func (x *Index) Find(q string, department int64) []Hit {
	asked := wants(q)
	if len(asked) == 0 {
		return nil
	}
	var hits []Hit
	for i := range x.entries {
		e := &x.entries[i]
		if department != 0 && e.hit.Item.Department != department {
			continue
		}
		if n := e.score(asked); n > 0 {
			h := e.hit
			h.Score = n
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, byScore)
	return trim(hits)
}

func byScore(a, b Hit) int {
	switch {
	case a.Score != b.Score:
		return b.Score - a.Score
	case (a.Item.Guide != 0) != (b.Item.Guide != 0):
		if a.Item.Guide != 0 {
			return -1
		}
		return 1
	}
	if n := utf8.RuneCountInString(a.Item.Name) - utf8.RuneCountInString(b.Item.Name); n != 0 {
		return n
	}
	return strings.Compare(a.Item.Code, b.Item.Code)
}

// trim leaves away what fits by scattered characters only, when something fits as it was written.
func trim(hits []Hit) []Hit {
	if len(hits) == 0 || hits[0].Score < scoreWithin {
		return hits
	}
	end := slices.IndexFunc(hits, func(h Hit) bool { return h.Score < scorePieces })
	if end < 0 {
		return hits
	}
	return hits[:end]
}
