package outage

import (
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/queue"
)

// Service keeps leases, blocks and what is entered later.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	Queue     *queue.Service
	// Calendar gives the centre's working days.
	Calendar func(tx *db.Tx) (*calendar.Calendar, error)
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
}

// view gives the figures that hold today.
func (s *Service) view(tx *db.Tx) (law.View, error) {
	if s.Figures == nil {
		f, err := law.Shipped().Figures()
		if err != nil {
			return law.View{}, err
		}
		return f.On(tx.Today()), nil
	}
	f, err := s.Figures(tx)
	if err != nil {
		return law.View{}, err
	}
	return f.On(tx.Today()), nil
}

// note writes an event about a window.
func note(tx *db.Tx, by identity.Actor, verb, article string, window, ticket int64, facts map[string]any) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: article, Subject: ledger.Of("window", window),
		Also: []ledger.Subject{ledger.Of("ticket", ticket), ledger.Of("person", by.Person)}, Facts: facts})
	return err
}
