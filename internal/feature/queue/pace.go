package queue

import (
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue/wait"
)

// Paces gives the pace of every zone of the hall now.
func (s *Service) Paces(tx *db.Tx) (map[int64]wait.Pace, error) {
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	return s.waits.Paces(tx, hall)
}

// asker is a ticket as its wait depends on it.
func (s *Service) asker(tx *db.Tx, t Ticket) (wait.Asker, error) {
	view, err := s.view(tx)
	return wait.Asker{ID: t.ID, Item: t.Item, For: t.For, Zone: t.Zone, Day: t.Day, Rank: t.Rank, OneIn: priorityOneIn.In(view)}, err
}

// foresee says how long somebody who takes a number now will wait.
func (s *Service) foresee(tx *db.Tx, hall *directory.Hall, t Ticket) (wait.Wait, error) {
	a, err := s.asker(tx, t)
	if err != nil {
		return wait.Wait{}, err
	}
	return s.waits.Foresee(tx, hall, a)
}

// WaitOf says how long a waiting ticket will still wait.
func (s *Service) WaitOf(tx *db.Tx, t Ticket) (wait.Wait, error) {
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return wait.Wait{}, err
	}
	a, err := s.asker(tx, t)
	if err != nil {
		return wait.Wait{}, err
	}
	return s.waits.Still(tx, hall, a)
}
