package ledger

import (
	"context"
	"fmt"

	"lianban/internal/base/db"
)

// Service seals the ledger, erases people from it and hands it out.
type Service struct {
	Store *db.DB
	// Name tells this installation from others in checkpoints, such as "lianban.changji.example"; "lianban" when empty. It
	// stays for life: checkpoints under another name are another ledger's.
	Name string
	// Clear is told of an erasure in its transaction: whoever keeps personal values of the subject outside the ledger
	// removes them there.
	Clear []func(tx *db.Tx, subject Subject) error
	// Touch is told after the commit that events were sealed, up to that number.
	Touch func(centre, seq int64)
}

// Asker is whoever asks for something that needs a permission: identity.Actor, which stands above this package.
type Asker interface {
	Ref() string
	Allow(action string) error
}

// origin names a centre's ledger.
func (s *Service) origin(centre int64) string {
	name := s.Name
	if name == "" {
		name = "lianban"
	}
	return fmt.Sprintf("%s/centre/%d", name, centre)
}

// Read runs a reading of the ledger for whoever may read all of it: the auditor.
func (s *Service) Read(ctx context.Context, by Asker, centre int64, f func(tx *db.Tx) error) error {
	return s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		if err := by.Allow("ledger.read"); err != nil {
			return err
		}
		return f(tx)
	})
}
