package identity

import (
	"context"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/ledger"
)

// Hasher makes and checks password hashes; base/crypt has it.
type Hasher interface {
	Hash(password string) (string, error)
	Check(hash, password string) bool
}

// Service keeps accounts, sessions and devices.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	Hasher    Hasher
	// Centre is the centre of those who have not said which: the only one of most installations.
	Centre int64

	kept kept
}

// Account is a login.
type Account struct {
	ID       int64
	Person   int64
	Login    string
	Password string // the hash
	Active   bool
	Failed   int
	Locked   clock.Instant // until
	Changed  clock.Instant // the password's age
}

// NewAccount is what an account is made of.
type NewAccount struct {
	Person   int64
	Login    string
	Password string
	Grants   []Grant
}

// Limits of logins: GB/T 22239 asks for a lock after failures; five and half an hour are its usual values.
const (
	maxFailed   = 5
	lockMinutes = 30
	minPassword = 12
)

// Create makes an account, in the caller's transaction. Refused: a weak password, a login that is taken, two of the
// three administrators in one hand, an administrator who also serves.
func (s *Service) Create(tx *db.Tx, by string, n NewAccount) (int64, error) {
	if err := strong(n.Login, n.Password); err != nil {
		return 0, err
	}
	if err := separate(n.Grants); err != nil {
		return 0, err
	}
	hash, err := s.Hasher.Hash(n.Password)
	if err != nil {
		return 0, err
	}
	id := tx.NewID()
	_, err = tx.Exec(qPutAccount, tx.Centre, id, n.Person, n.Login, hash, tx.Now)
	if db.KindOf(err) == db.Unique {
		return 0, errs.Field("login", "identity.login_taken", "login", n.Login)
	}
	if err != nil {
		return 0, err
	}
	names := []string{}
	for _, g := range n.Grants {
		if _, err := tx.Exec(qPutRole, tx.Centre, id, g.Role, g.Department, g.From, g.Until); err != nil {
			return 0, err
		}
		names = append(names, string(g.Role))
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by, Verb: "account.created", Subject: ledger.Of("account", id),
		Also: []ledger.Subject{ledger.Of("person", n.Person)}, Facts: map[string]any{"login": n.Login, "roles": names}})
	return id, err
}

// strong refuses passwords that the profile mlps refuses: at least twelve characters of three classes, not the login.
func strong(login, password string) error {
	classes := map[string]bool{}
	for _, r := range password {
		switch {
		case r >= 'a' && r <= 'z':
			classes["lower"] = true
		case r >= 'A' && r <= 'Z':
			classes["upper"] = true
		case r >= '0' && r <= '9':
			classes["digit"] = true
		default:
			classes["other"] = true
		}
	}
	if len([]rune(password)) < minPassword || len(classes) < 3 || password == login {
		return errs.Field("password", "identity.weak", "n", minPassword)
	}
	return nil
}

// separate keeps the three administrators apart from each other and from the business.
func separate(all []Grant) error {
	admin, other := map[Role]bool{}, false
	for _, g := range all {
		if slices.Contains(administrators, g.Role) {
			admin[g.Role] = true
		} else {
			other = true
		}
		if !slices.Contains(Roles, g.Role) {
			return errs.Field("role", "identity.unknown_role", "role", string(g.Role))
		}
	}
	if len(admin) > 1 || len(admin) == 1 && other {
		return errs.Field("role", "identity.administrators")
	}
	return nil
}

// Grants replaces the roles of an account. It takes effect at once, in open streams as well.
func (s *Service) Regrant(ctx context.Context, by Actor, account int64, grants []Grant) error {
	return s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		if err := by.May("account.manage", Thing{}); err != nil {
			return err
		}
		if err := separate(grants); err != nil {
			return err
		}
		if _, err := tx.Exec(qEndRoles, tx.Centre, account, tx.Now); err != nil {
			return err
		}
		for _, g := range grants {
			g.From = max(g.From, tx.Now)
			if _, err := tx.Exec(qPutRole, tx.Centre, account, g.Role, g.Department, g.From, g.Until); err != nil {
				return err
			}
		}
		s.forgetAccount(tx, account)
		_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "account.regranted",
			Subject: ledger.Of("account", account), Facts: map[string]any{"roles": len(grants)}})
		return err
	})
}
