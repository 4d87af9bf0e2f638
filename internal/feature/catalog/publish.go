package catalog

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// Entry is an item with its guide, for the first import. Ids are given by the caller, so that windows may refer to them.
type Entry struct {
	Item      Item
	Guide     *Guide        // nil for an item without one
	GuideID   int64         // 0 lets the register choose
	Published clock.Instant // 0 is now
	Declared  Declaration
}

// Import writes complete items for the first time, in the caller's transaction. A guide that the rules refuse refuses
// the whole. by is who did it, for the ledger.
func (s *Service) Import(tx *db.Tx, by string, all []Entry) error {
	hall, err := s.hall(tx)
	if err != nil {
		return err
	}
	guides := 0
	for _, e := range all {
		if err := putEntry(tx, by, hall, e); err != nil {
			return err
		}
		if e.Guide != nil {
			guides++
		}
	}
	s.changed(tx)
	_, err = ledger.Append(tx, ledger.Event{Actor: by, Verb: "items.imported", Article: "4",
		Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"added": len(all), "guides": guides}})
	return err
}

func putEntry(tx *db.Tx, by string, hall *directory.Hall, e Entry) error {
	it := e.Item
	it.Added, it.Changed = tx.Now, tx.Now
	if it.DepartmentName == "" {
		_, it.DepartmentName = department(hall, it)
	}
	if e.Guide == nil {
		it.Guide = 0
		return putItem(tx, it)
	}
	if err := mayPublish(it, *e.Guide, len(hall.Serving(it.ID, tx.Now))); err != nil {
		return err
	}
	if e.Published == 0 {
		e.Published = tx.Now
	}
	if e.GuideID == 0 {
		e.GuideID = tx.NewID()
	}
	it.Guide = e.GuideID
	if err := putItem(tx, it); err != nil {
		return err
	}
	return putVersion(tx, Version{ID: e.GuideID, Item: it.ID, No: 1, State: Published, Guide: *e.Guide, Drafted: e.Published,
		DraftedBy: by, Published: e.Published, Declared: e.Declared})
}

// Draft writes the item's next version, or writes the one being written anew. What is wrong with it is judged when it
// is published; CheckGuide tells before.
func (s *Service) Draft(tx *db.Tx, by identity.Actor, item int64, g Guide) (Version, error) {
	if _, err := db.One(tx, qLock, scanItem, tx.Centre, item); err != nil {
		return Version{}, err
	}
	all, err := s.Versions(tx, item)
	if err != nil {
		return Version{}, err
	}
	v := Version{ID: tx.NewID(), Item: item, No: 1, State: Draft, Guide: g, Drafted: tx.Now, DraftedBy: by.Ref()}
	if len(all) > 0 {
		v.No = all[0].No + 1
	}
	if len(all) == 0 || all[0].State != Draft {
		err = putVersion(tx, v)
	} else {
		v.ID, v.No = all[0].ID, all[0].No
		var body string
		if body, v.Digest, err = seal(g); err == nil {
			err = tx.Must1(qRedraft, tx.Centre, v.ID, body, v.Digest, v.Drafted, v.DraftedBy)
		}
	}
	if err != nil {
		return Version{}, err
	}
	return s.GuideVersion(tx, v.ID)
}

// Publish makes a draft the guide in force and the former one superseded, at the transaction's instant. The chief's
// declaration comes with it (4(3)). Conflict when it is no draft any more; a Breach, with every reason, when the rules
// refuse it.
func (s *Service) Publish(tx *db.Tx, by identity.Actor, guide int64, d Declaration) (Version, error) {
	v, err := s.GuideVersion(tx, guide)
	if err != nil {
		return v, err
	}
	it, err := db.One(tx, qLock, scanItem, tx.Centre, v.Item)
	if err != nil {
		return v, err
	}
	if err := s.publishable(tx, it, v, d); err != nil {
		return v, err
	}
	if _, err := tx.Exec(qSupersede, tx.Centre, it.ID, tx.Now); err != nil {
		return v, err
	}
	if err := tx.Must1(qPublish, tx.Centre, v.ID, tx.Now, d.Person, d.Name); err != nil {
		return v, err
	}
	if err := tx.Must1(qSetGuide, tx.Centre, it.ID, v.ID, tx.Now); err != nil {
		return v, err
	}
	s.changed(tx)
	if _, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "guide.published", Article: "4.3",
		Subject: ledger.Of("item", it.ID), Also: []ledger.Subject{ledger.Of("guide", v.ID), ledger.Of("person", d.Person),
			ledger.Of("department", it.Department)},
		Facts: map[string]any{"code": it.Code, "name": it.Name, "version": v.No, "digest": v.Digest, "declared": d.Name}}); err != nil {
		return v, err
	}
	return s.GuideVersion(tx, v.ID)
}

// publishable judges the draft as it would stand.
func (s *Service) publishable(tx *db.Tx, it Item, v Version, d Declaration) error {
	if v.State != Draft {
		return errs.New(errs.Conflict, "catalog.no_draft", "version", v.No)
	}
	if d.Person == 0 {
		return NotDeclared()
	}
	hall, err := s.hall(tx)
	if err != nil {
		return err
	}
	return mayPublish(it, v.Guide, len(hall.Serving(it.ID, tx.Now)))
}

// NotDeclared refuses a publication that nobody answers for: 4(3): whoever publishes declares the content accurate, true and
// complete, by name.
func NotDeclared() error {
	return law.Refuse(text.M("catalog.not_declared"),
		law.Because("4.3", text.M("catalog.not_declared"), law.Instead(text.M("catalog.declare_first"))).At("declared"))
}

// hall is the directory as this transaction sees it; a centre without one yet has no windows.
func (s *Service) hall(tx *db.Tx) (*directory.Hall, error) {
	h, err := s.Directory.Fresh(tx)
	if errs.Is(err, errs.NotFound) {
		return &directory.Hall{}, nil
	}
	return h, err
}
