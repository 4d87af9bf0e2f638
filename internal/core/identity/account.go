package identity

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
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
	// Profile is what passwords must be like; MLPS when none is named.
	Profile Profile

	kept      kept
	addresses addresses
	hashing   sync.Mutex // one hash at a time: many logins at once must not take the hall's processor
	changing  sync.Mutex // one change of a password at a time: its repeat finds it done
	nobody    string     // a hash that no password has
}

// Account is a login (账号).
type Account struct {
	ID       int64
	Person   int64
	Login    string
	Password string // the hash
	Active   bool
	Renew    bool          // the password was given by somebody else: it must be changed before anything else
	Created  clock.Instant //
	Changed  clock.Instant // the password's age
	Entered  clock.Instant // the last login, 0 = never
	Locked   clock.Instant // until, 0 = not locked
}

// NewAccount is what an account is made of.
type NewAccount struct {
	Person   int64
	Login    string
	Password string
	Renew    bool // the password must be changed at the first login
	Grants   []Grant

	hash string // of Password, where it was made beforehand
}

var loginName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// loginOf is a login as it is stored: whoever types capitals means the same.
func loginOf(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Create makes an account, in the caller's transaction. Refused, each fault with its field: a login that is no name or is
// taken, a weak password, a person who has an open account already, and grants that grantFaults refuses.
func (s *Service) Create(tx *db.Tx, by string, n NewAccount) (int64, error) {
	n.Login = loginOf(n.Login)
	if err := s.checkNew(tx, n); err != nil {
		return 0, err
	}
	if n.hash == "" {
		var err error
		if n.hash, err = s.hash(n.Password); err != nil {
			return 0, err
		}
	}
	id := tx.NewID()
	if _, err := tx.Exec(qPutAccount, tx.Centre, id, n.Person, n.Login, n.hash, n.Renew, tx.Now); err != nil {
		if db.KindOf(err) == db.Unique {
			err = errs.New(errs.Conflict, "error.conflict").Cause(err)
		}
		return 0, err
	}
	for _, g := range n.Grants {
		if _, err := tx.Exec(qPutRole, tx.Centre, id, g.Role, g.Department, g.From, g.Until); err != nil {
			return 0, err
		}
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: "account.created", Article: "16",
		Subject: ledger.Of("account", id), Also: []ledger.Subject{ledger.Of("person", n.Person)},
		Facts: map[string]any{"login": n.Login, "roles": told(n.Grants)}})
	return id, err
}

// checkNew judges a new account: all faults at once.
func (s *Service) checkNew(tx *db.Tx, n NewAccount) error {
	var faults []errs.Fault
	if !loginName.MatchString(n.Login) {
		faults = append(faults, errs.Field("login", "identity.bad_login").Faults...)
	} else if _, taken, err := db.Find(tx, qAccountByLogin, scanAccount, tx.Centre, n.Login); err != nil {
		return err
	} else if taken {
		faults = append(faults, errs.Field("login", "identity.login_taken", "login", n.Login).Faults...)
	}
	if _, has, err := db.Find(tx, qAccountOfPerson, scanAccount, tx.Centre, n.Person); err != nil {
		return err
	} else if has {
		faults = append(faults, errs.Field("person", "identity.person_taken").Faults...)
	}
	faults = append(faults, s.profile().faults("password", n.Login, n.Password)...)
	wrong, err := s.grantFaults(tx, n.Grants)
	if err != nil {
		return err
	}
	if faults = append(faults, wrong...); len(faults) > 0 {
		e := errs.New(errs.Invalid, faults[0].Text.Key, faults[0].Text.KV...)
		return e.With(faults...)
	}
	return nil
}

// Add is Create for the security administrator's page: the first password is made here, shown once and changed at the
// first login. A repeat of the command gives no password, for it is kept nowhere.
func (s *Service) Add(ctx context.Context, by Actor, n NewAccount) (id int64, password string, err error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return 0, "", err
	}
	n.Password, n.Renew = s.firstPassword(loginOf(n.Login)), true
	if n.hash, err = s.hash(n.Password); err != nil {
		return 0, "", err
	}
	id, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int64, error) {
		if _, err := people.One(tx, n.Person); errs.Is(err, errs.NotFound) {
			return 0, errs.Field("person", "identity.no_person")
		} else if err != nil {
			return 0, err
		}
		password = n.Password
		return s.Create(tx, by.Ref(), n)
	})
	return id, password, err
}

// SetActive lets an account in again or shuts it out: its sessions and streams end with the commit.
func (s *Service) SetActive(ctx context.Context, by Actor, account int64, active bool) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		a, err := s.manage(tx, by, account)
		if err != nil {
			return false, err
		}
		return active, s.setActive(tx, by.Ref(), a, active)
	})
	return err
}

func (s *Service) setActive(tx *db.Tx, by string, a Account, active bool) error {
	err := tx.Must1(qSetActive, tx.Centre, a.ID, active)
	if db.KindOf(err) == db.Unique {
		return errs.New(errs.Conflict, "identity.person_taken")
	}
	if err != nil {
		return err
	}
	if err := s.endAll(tx, a, 0); err != nil {
		return err
	}
	verb := "account.closed"
	if active {
		verb = "account.opened"
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by, Verb: verb, Article: "16", Subject: ledger.Of("account", a.ID),
		Also: []ledger.Subject{ledger.Of("person", a.Person)}})
	return err
}

// manage gives an account to whoever may manage it. Nobody manages their own: that is what the second administrator is for.
func (s *Service) manage(tx *db.Tx, by Actor, account int64) (Account, error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return Account{}, err
	}
	if account == by.Account {
		return Account{}, errs.New(errs.Conflict, "identity.own_account")
	}
	return db.One(tx, qAccount, scanAccount, tx.Centre, account)
}

// endAll ends the sessions of an account but one, in the rows and, after the commit, in the streams; a lock goes as well.
func (s *Service) endAll(tx *db.Tx, a Account, keep int64) error {
	if _, err := tx.Exec(qEndSessions, tx.Centre, a.ID, keep); err != nil {
		return err
	}
	if _, err := tx.Exec(qUnlock, tx.Centre, hashed(a.Login)); err != nil {
		return err
	}
	return s.drop(tx, ended{account: a.ID})
}
