package casework

import (
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
)

// Access refuses an action on a case to whoever may not do it, for what belongs to the case and is kept elsewhere: its
// attachments. NotFound for no case, Forbidden for another's.
func (s *Service) Access(tx *db.Tx, by identity.Actor, action string, id int64) error {
	c, err := db.One(tx, qOne, scanCase, tx.Centre, id)
	if err != nil {
		return err
	}
	return s.may(tx, by, action, c)
}
