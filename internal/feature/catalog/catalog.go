package catalog

import (
	"context"
	"fmt"
	"sync"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/catalog/find"
)

// Service keeps the register of items and their guides.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	Clocks    Clocks
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Accepted counts the acceptances of each item since a day; nil = nobody counts them.
	Accepted func(tx *db.Tx, since clock.Day) (map[int64]int, error)

	mu      sync.Mutex
	indexes map[int64]*index
	age     int64 // grows with every change, so that a slow reader does not put an old index back
}

// Path is the page of an item.
func Path(item int64) string { return fmt.Sprintf("/items/%d", item) }

// Lookup makes ready to find items by their code or their exact name; two items may have one name.
func (s *Service) Lookup(tx *db.Tx) (func(word string) []int64, error) {
	all, err := db.Rows(tx, qItems, scanItem, tx.Centre)
	if err != nil {
		return nil, err
	}
	byCode, byName := make(map[string]int64, len(all)), make(map[string][]int64, len(all))
	for _, it := range all {
		byCode[it.Code] = it.ID
		byName[find.Fold(it.Name)] = append(byName[find.Fold(it.Name)], it.ID)
	}
	return func(word string) []int64 {
		if id, ok := byCode[word]; ok {
			return []int64{id}
		}
		return byName[find.Fold(word)]
	}, nil
}

// Item gives an item. NotFound when there is none.
func (s *Service) Item(tx *db.Tx, id int64) (Item, error) {
	return db.One(tx, qItem, scanItem, tx.Centre, id)
}

// ItemByCode gives the item with that code and tells whether there is one.
func (s *Service) ItemByCode(tx *db.Tx, code string) (Item, bool, error) {
	return db.Find(tx, qItemByCode, scanItem, tx.Centre, code)
}

// Bookable gives the name of an item that a number may be taken for, for the queue and for appointments. NotFound for
// none; a Breach, with every reason, for one without a published guide (4(3)) and for one on the negative list (4).
func (s *Service) Bookable(tx *db.Tx, item int64) (string, error) {
	it, err := s.Item(tx, item)
	if err != nil {
		return "", err
	}
	return it.Name, it.MayBook()
}

// GuideInForce gives the version of the item's guide that was the published one at that instant. NotFound when none was.
func (s *Service) GuideInForce(tx *db.Tx, item int64, at clock.Instant) (Version, error) {
	v, found, err := db.Find(tx, qInForce, scanVersion, tx.Centre, item, at)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "catalog.no_guide_yet")
	}
	return v, err
}

// GuideVersion gives a version of a guide, whatever its state. NotFound when there is none.
func (s *Service) GuideVersion(tx *db.Tx, id int64) (Version, error) {
	return db.One(tx, qVersion, scanVersion, tx.Centre, id)
}

// VisibleVersion gives a version to whoever may read it: what is or was published is public, a draft is its department's
// and the office's. NotFound otherwise.
func (s *Service) VisibleVersion(tx *db.Tx, by identity.Actor, id int64) (Version, error) {
	v, err := s.GuideVersion(tx, id)
	if err != nil || v.State != Draft {
		return v, err
	}
	it, err := s.Item(tx, v.Item)
	if err != nil {
		return Version{}, err
	}
	if !s.ReadsDrafts(by, it) {
		return Version{}, errs.New(errs.NotFound, "error.not_found")
	}
	return v, nil
}

// Versions lists the versions of an item's guide, newest first.
func (s *Service) Versions(tx *db.Tx, item int64) ([]Version, error) {
	return db.Rows(tx, qVersions, scanVersion, tx.Centre, item)
}

// Read runs f on one snapshot, for pages and the API.
func (s *Service) Read(ctx context.Context, by identity.Actor, f func(tx *db.Tx) error) error {
	return s.Store.Read(ctx, by.Centre, f)
}

// department names an item's department: as the directory has it, else as it was published.
func department(h *directory.Hall, it Item) (short, name string) {
	if d, ok := h.Department(it.Department); ok && it.Department != 0 {
		return d.Short, d.Name
	}
	return it.DepartmentName, it.DepartmentName
}

// MayBook refuses a number for the item, with every reason at once: a Breach for one without a published guide (4(3)) and
// for one on the negative list (4).
func (i Item) MayBook() error {
	var no []law.Ground
	if i.Mode == Negative {
		// 4: 除纳入"进驻事项负面清单"的事项: it is done elsewhere.
		no = append(no, law.Because("4", text.M("catalog.negative"),
			law.Instead(text.M("catalog.ask_department", "department", i.DepartmentName))).At("item"))
	}
	if i.Guide == 0 {
		// 4(3): people come by the published guide, and by nothing else.
		no = append(no, law.Because("4.3", text.M("catalog.no_guide"), law.Instead(text.M("catalog.after_guide"))).At("item"))
	}
	return law.Refuse(text.M("catalog.not_bookable", "item", i.Name), no...)
}
