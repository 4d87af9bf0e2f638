package catalog

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
)

var qAllVersions = db.Q("catalog.all_versions", `select `+versionColumns+` from catalog_guide where centre_id = $1
	order by item_id, version`)

// Verify tells which invariants of the register do not hold, each as a sentence; none when all do.
func Verify(tx *db.Tx) ([]string, error) {
	hall, err := (&directory.Service{}).Fresh(tx)
	if err != nil {
		return nil, err
	}
	items, err := db.Rows(tx, qItems, scanItem, tx.Centre)
	if err != nil {
		return nil, err
	}
	versions, err := db.Rows(tx, qAllVersions, scanVersion, tx.Centre)
	if err != nil {
		return nil, err
	}
	f := found{items: map[int64]Item{}, inForce: map[int64]int64{}}
	for _, it := range items {
		f.items[it.ID] = it
	}
	f.guides(versions)
	f.register(items, hall)
	return f.out, nil
}

// found collects what does not hold.
type found struct {
	items   map[int64]Item
	inForce map[int64]int64 // item → its published version
	out     []string
}

func (f *found) say(format string, a ...any) { f.out = append(f.out, fmt.Sprintf(format, a...)) }

// guides: a version is of an item, is what its digest says, and the former ends in the instant the next begins.
func (f *found) guides(versions []Version) {
	var last Version
	for _, v := range versions {
		if _, ok := f.items[v.Item]; !ok {
			f.say("I12: guide %d is of item %d, which the centre does not have", v.ID, v.Item)
		}
		if _, digest, err := seal(v.Guide); err != nil || digest != v.Digest {
			f.say("I8: guide %d (version %d of item %d) is not what its digest says", v.ID, v.No, v.Item)
		}
		if v.State != Draft && v.Published == 0 || v.State == Superseded && v.Superseded == 0 ||
			v.State == Published && v.Superseded != 0 {
			f.say("I5: guide %d is %s, published at %d and superseded at %d", v.ID, v.State, v.Published, v.Superseded)
		}
		if v.State == Published {
			f.inForce[v.Item] = v.ID
		}
		if last.Item == v.Item && v.State != Draft && last.Superseded != v.Published {
			f.say("I5: version %d of item %d does not end when version %d begins", last.No, v.Item, v.No)
		}
		last = v
	}
}

// register: an item names its published version and its department, a window serves only what is in the register.
func (f *found) register(items []Item, hall *directory.Hall) {
	for _, it := range items {
		if it.Guide != f.inForce[it.ID] {
			f.say("I6: item %d (%s) names guide %d, published is %d", it.ID, it.Code, it.Guide, f.inForce[it.ID])
		}
		if _, ok := hall.Department(it.Department); !ok && it.Department != 0 {
			f.say("I12: item %d (%s) is of department %d, which the centre does not have", it.ID, it.Code, it.Department)
		}
	}
	for _, s := range hall.Services() {
		if _, ok := f.items[s.Item]; !ok {
			f.say("I12: window %d serves item %d, which the centre does not have", s.Window, s.Item)
		}
	}
}
