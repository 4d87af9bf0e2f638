package admin

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/jobs"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Service does the administrators' work.
type Service struct {
	Store *db.DB
	// Finders find what the house keeps about a person; each part of the house that keeps something gives one.
	Finders []Finder
	// Wipe erases a subject in the transaction, in the ledger and wherever else; ledger.Service.Wipe does.
	Wipe func(tx *db.Tx, by ledger.Asker, s ledger.Subject, d ledger.Decision) (int64, error)
}

// Finder finds what one part of the house keeps about whoever has that number: of a document, a phone, a case.
type Finder func(tx *db.Tx, number string) ([]Held, error)

// Held is something kept about a person.
type Held struct {
	Subject ledger.Subject
	Label   string        // what it is called, without personal values: the case's number, the item
	Since   clock.Instant //
	Open    bool          // it is still under way: what the law needs to finish it may not go yet
}

// Jobs is the list of jobs as the page shows it.
type Jobs struct {
	List   []jobs.Job
	Counts map[jobs.State]int
}

// ListJobs lists the jobs of a centre, newest first.
func (s *Service) ListJobs(ctx context.Context, by identity.Actor, f jobs.Filter) (out Jobs, err error) {
	if err := by.May("job.manage", identity.Thing{}); err != nil {
		return out, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if out.List, err = jobs.List(tx, f); err != nil {
			return err
		}
		out.Counts, err = jobs.Count(tx)
		return err
	})
	return out, err
}

// RetryJob lets a failed job run again at once. Conflict when it has not failed.
func (s *Service) RetryJob(ctx context.Context, by identity.Actor, id int64) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		if err := by.May("job.manage", identity.Thing{}); err != nil {
			return false, err
		}
		if err := jobs.Retry(tx, id); err != nil {
			return false, err
		}
		_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "job.retried", Subject: ledger.Of("job", id)})
		return true, err
	})
	return err
}

// maxReason bounds the reason of a decision.
const maxReason = 200

// Find lists what is kept about whoever has that number. Only the security administrator may ask, and that they asked is
// written down, without the number. Under the command's id stands only that it was asked: a repeat looks anew.
func (s *Service) Find(ctx context.Context, by identity.Actor, number string) (all []Held, err error) {
	if number == "" {
		return nil, errs.Field("number", "error.required")
	}
	if err := by.May("person.erase", identity.Thing{}); err != nil {
		return nil, err
	}
	if _, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		held, err := s.find(tx, number)
		if err != nil {
			return false, err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "person.searched", Article: "15.2",
			Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"found": len(held)}})
		return true, err
	}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		all, err = s.find(tx, number)
		return err
	})
	return all, err
}

// FindAgain is Find for the page of a refused erasure, whose command's id is not one of looking.
func (s *Service) FindAgain(ctx context.Context, by identity.Actor, number string) ([]Held, error) {
	return s.Find(db.WithCommand(ctx, db.Command{}), by, number)
}

func (s *Service) find(tx *db.Tx, number string) (all []Held, err error) {
	for _, find := range s.Finders {
		held, err := find(tx, number)
		if err != nil {
			return nil, err
		}
		all = append(all, held...)
	}
	return all, nil
}

// Erase removes what is kept about whoever has that number, on a decision that is named: everything that was chosen or
// nothing, and never what is still under way. It gives how many things it erased.
func (s *Service) Erase(ctx context.Context, by identity.Actor, number string, chosen []ledger.Subject,
	d ledger.Decision) (n int, err error) {
	if err := by.May("person.erase", identity.Thing{}); err != nil {
		return 0, err
	}
	if err := checkDecision(d, s.Store.Clock().Now().Day()); err != nil {
		return 0, err
	}
	if len(chosen) == 0 {
		return 0, errs.Field("chosen", "admin.erase.nothing_chosen")
	}
	fresh := false // a repeat of the command has nothing to empty
	n, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int, error) {
		held, err := s.find(tx, number)
		if err != nil {
			return 0, err
		}
		for _, subject := range chosen {
			if err := erasable(held, subject); err != nil {
				return 0, err
			}
			if _, err := s.Wipe(tx, by, subject, d); err != nil {
				return 0, err
			}
		}
		fresh = true
		return len(chosen), nil
	})
	if err != nil || !fresh {
		return n, err
	}
	return n, s.Store.Checkpoint(ctx)
}
