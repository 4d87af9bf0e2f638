package find

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Thing is what can be found.
type Thing struct {
	Name  string
	Words []string // what people call it
	Lists []string // what it hangs under and whose it is: a hit there counts less
	Code  string
	Group int64 // a search can be narrowed to one group; 0 is none
	Able  bool  // it can be done now: before its equals
}

// Found is a thing that fits: its place among those that were given, and how well.
type Found struct{ At, Score int }

// Index is what words are looked up in: one value that never changes.
type Index struct{ entries []entry }

// entry is a thing as it is compared.
type entry struct {
	Thing
	name   string
	words  []string
	lists  []string
	code   string
	text   string // all of it
	length int    // of the name, in characters
	mark   mark
	sounds []heard // of the name and what people call it
}

// aside is what stands between brackets in a name: 食品(含保健食品)经营许可.
var aside = regexp.MustCompile(`[（(][^（(）)]*[)）]`)

// New makes an index; the places of what it finds are those of the list.
func New(things []Thing) *Index {
	x := &Index{entries: make([]entry, len(things))}
	for i, t := range things {
		x.entries[i] = entryOf(t)
	}
	return x
}

func entryOf(t Thing) entry {
	e := entry{Thing: t, name: Fold(t.Name), code: Fold(t.Code), length: utf8.RuneCountInString(t.Name)}
	for _, l := range t.Lists {
		e.lists = append(e.lists, Fold(l))
	}
	for _, w := range append([]string{aside.ReplaceAllString(t.Name, "")}, t.Words...) {
		if f := Fold(w); f != "" && f != e.name {
			e.words = append(e.words, f)
		}
	}
	e.text = strings.Join(slices.Concat([]string{e.name}, e.words, e.lists, []string{e.code}), " ")
	e.mark = markOf(e.text)
	for _, s := range append(slices.Concat([]string{e.name}, e.words), said(e.name)...) {
		one := soundOf(s)
		e.sounds = append(e.sounds, heard{one, confused.Replace(one.letters())})
	}
	return e
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

// Find ranks the things that every word of the query fits, the best first: what fits better, then what can be done now,
// then the shorter name. What is not found as it is written is looked for as it sounds: 社宝卡 is 社保卡 to whoever types by
// pinyin. group narrows to one group; 0 is all of them.
func (x *Index) Find(q string, group int64) []Found {
	asked := wants(q)
	if len(asked) == 0 {
		return nil
	}
	hits := x.rank(asked, group, (*entry).score)
	if len(hits) == 0 || hits[0].Score <= scoreScatter {
		if alike := x.rank(asked, group, (*entry).alike); len(alike) > 0 {
			hits = alike
		}
	}
	return trim(hits)
}

func (x *Index) rank(asked []wanted, group int64, score func(e *entry, asked []wanted) int) (hits []Found) {
	for i := range x.entries {
		e := &x.entries[i]
		if group != 0 && e.Group != group {
			continue
		}
		if n := score(e, asked); n > 0 {
			hits = append(hits, Found{At: i, Score: n})
		}
	}
	slices.SortFunc(hits, x.before)
	return hits
}

// before is the order of what fits.
func (x *Index) before(a, b Found) int {
	p, q := &x.entries[a.At], &x.entries[b.At]
	switch {
	case a.Score != b.Score:
		return b.Score - a.Score
	case p.Able != q.Able:
		if p.Able {
			return -1
		}
		return 1
	case p.length != q.length:
		return p.length - q.length
	}
	return strings.Compare(p.Code, q.Code)
}

// trim leaves away what fits by scattered characters only, when something fits as it was written.
func trim(hits []Found) []Found {
	if len(hits) == 0 || hits[0].Score < scoreWithin {
		return hits
	}
	end := slices.IndexFunc(hits, func(h Found) bool { return h.Score < scorePieces })
	if end < 0 {
		return hits
	}
	return hits[:end]
}
