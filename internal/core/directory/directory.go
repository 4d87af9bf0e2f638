package directory

import (
	"context"
	"slices"
	"sync"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
)

// Service keeps the directory. It changes only by first import, by the effect of a decided filing, and by the end of a
// row's term (5(3): 未经批准，不得擅自调整).
type Service struct {
	Store *db.DB

	mu    sync.Mutex
	halls map[int64]*Hall
	age   int64 // grows with every change, so that a slow reader does not put an old hall back
}

// Hall gives the directory of the transaction's centre. In a transaction that changes the directory itself, use Fresh.
func (s *Service) Hall(tx *db.Tx) (*Hall, error) {
	s.mu.Lock()
	h, age := s.halls[tx.Centre], s.age
	s.mu.Unlock()
	if h != nil {
		return h, nil
	}
	h, err := s.Fresh(tx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.age == age {
		if s.halls == nil {
			s.halls = map[int64]*Hall{}
		}
		s.halls[tx.Centre] = h
	}
	return h, nil
}

// Fresh reads the directory as this transaction sees it.
func (s *Service) Fresh(tx *db.Tx) (*Hall, error) { return read(tx) }

func read(tx *db.Tx) (*Hall, error) {
	h := &Hall{}
	var err error
	if h.Centre, err = db.One(tx, qCentre, scanCentre, tx.Centre); err != nil {
		return nil, err
	}
	if h.Departments, err = db.Rows(tx, qDepartments, scanDepartment, tx.Centre); err != nil {
		return nil, err
	}
	if h.Zones, err = db.Rows(tx, qZones, scanZone, tx.Centre); err != nil {
		return nil, err
	}
	if h.Windows, err = db.Rows(tx, qWindows, scanWindow, tx.Centre); err != nil {
		return nil, err
	}
	if h.services, err = db.Rows(tx, qServices, scanServing, tx.Centre); err != nil {
		return nil, err
	}
	h.window = make(map[int64]int, len(h.Windows))
	for i, w := range h.Windows {
		h.window[w.ID] = i
	}
	h.serving = map[int64][]Serving{}
	for _, s := range h.services {
		h.serving[s.Item] = append(h.serving[s.Item], s)
	}
	for _, all := range h.serving {
		slices.SortFunc(all, func(a, b Serving) int { return h.no(a.Window) - h.no(b.Window) })
	}
	h.posts, err = db.Rows(tx, qPosts, scanPost, tx.Centre)
	return h, err
}

// Now gives the directory outside a transaction.
func (s *Service) Now(ctx context.Context, centre int64) (h *Hall, err error) {
	s.mu.Lock()
	h = s.halls[centre]
	s.mu.Unlock()
	if h != nil {
		return h, nil
	}
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		h, err = s.Hall(tx)
		return err
	})
	return h, err
}

// Centres lists the centres of the installation.
func (s *Service) Centres(ctx context.Context) (all []Centre, err error) {
	err = s.Store.Read(ctx, 0, func(tx *db.Tx) error {
		all, err = db.Rows(tx, qCentres, scanCentre)
		return err
	})
	return all, err
}

// changed forgets the kept hall once the transaction is committed.
func (s *Service) changed(tx *db.Tx) {
	centre := tx.Centre
	tx.After(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.age++
		delete(s.halls, centre)
	})
}

// Setup is what an import brings into a hall. Ids are given by the caller, so that items and people may refer to them.
type Setup struct {
	Centre      Centre
	Departments []Department
	Zones       []Zone
	Windows     []Window
	Services    []Serving
	Posts       []Post
}

// Import writes a hall for the first time, in the caller's transaction. by is who did it, for the ledger.
func (s *Service) Import(tx *db.Tx, by string, in Setup) error {
	if err := putCentre(tx, in.Centre); err != nil {
		return err
	}
	return s.Add(tx, by, in)
}

// Add brings what is new into the directory of a centre that stands, in the caller's transaction; in.Centre is not looked
// at. It never changes a row that is there: that takes an adjustment (5(3)). Conflict when something new has a number,
// code or prefix that is taken.
func (s *Service) Add(tx *db.Tx, by string, in Setup) error {
	err := s.put(tx, in)
	if db.KindOf(err) == db.Unique {
		return errs.New(errs.Conflict, "error.conflict").Cause(err)
	}
	if err != nil {
		return err
	}
	var also []ledger.Subject
	for _, w := range in.Windows {
		also = append(also, ledger.Of("window", w.ID))
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by, Verb: "directory.imported", Article: "5.3",
		Subject: ledger.Of("centre", tx.Centre), Also: also, Facts: map[string]any{"windows": len(in.Windows),
			"departments": len(in.Departments), "services": len(in.Services), "posts": len(in.Posts)}})
	return err
}

func (s *Service) put(tx *db.Tx, in Setup) error {
	for _, d := range in.Departments {
		if err := putDepartment(tx, d); err != nil {
			return err
		}
	}
	for _, z := range in.Zones {
		if err := putZone(tx, z); err != nil {
			return err
		}
	}
	for _, w := range in.Windows {
		if err := putWindow(tx, w); err != nil {
			return err
		}
	}
	return s.assign(tx, in.Services, in.Posts)
}

func (s *Service) assign(tx *db.Tx, services []Serving, posts []Post) error {
	for _, v := range services {
		if err := putService(tx, v); err != nil {
			return err
		}
	}
	for _, p := range posts {
		if err := putPost(tx, p); err != nil {
			return err
		}
	}
	s.changed(tx)
	return nil
}
