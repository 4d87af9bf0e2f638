package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
)

// A session ends after half an hour without a request and after twelve hours in any case.
const (
	idle     = 30 * time.Minute
	absolute = 12 * time.Hour
)

// Session is a login that is open, as its owner and the security administrator see it.
type Session struct {
	ID      int64
	Account int64
	Device  string
	Address string
	Created clock.Instant
	Seen    clock.Instant
	Ends    clock.Instant
}

// Login opens a session and gives its secret. Wrong login and wrong password are the same refusal and take the same
// time. The fifth failure locks the account for half an hour; tries are counted before they are judged, so that many at
// once get no more than five.
func (s *Service) Login(ctx context.Context, centre int64, login, password, device, address string) (string, error) {
	a, err := s.try(ctx, centre, login)
	if err != nil {
		return "", err
	}
	if !s.Hasher.Check(a.Password, password) || a.ID == 0 || !a.Active {
		return "", errs.New(errs.Invalid, "identity.wrong_login")
	}
	var secret string
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		if err := tx.Must1(qPassed, tx.Centre, a.ID); err != nil {
			return err
		}
		secret = strconv.FormatInt(centre, 10) + "." + tx.Token()
		id := tx.NewID()
		if _, err := tx.Exec(qPutSession, tx.Centre, id, a.ID, hashed(secret), device, address, tx.Now,
			tx.Now.Add(absolute)); err != nil {
			return err
		}
		_, err := ledger.Append(tx, ledger.Event{Actor: "account:" + strconv.FormatInt(a.ID, 10), Verb: "session.opened",
			Subject: ledger.Of("account", a.ID), Facts: map[string]any{"session": strconv.FormatInt(id, 10)}})
		return err
	})
	return secret, err
}

// try counts the attempt and gives the account, or an empty one with a hash that no password has.
func (s *Service) try(ctx context.Context, centre int64, login string) (a Account, err error) {
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		var found bool
		if a, found, err = db.Find(tx, qAccountByLogin, scanAccount, tx.Centre, login); err != nil {
			return err
		}
		if !found {
			a = Account{Password: nobody}
			_, err = ledger.Append(tx, ledger.Event{Actor: "visitor", Verb: "session.unknown", Subject: ledger.Of("account", 0)})
			return err
		}
		if a.Locked > tx.Now {
			return nil
		}
		failed, until := a.Failed+1, clock.Instant(0)
		if a.Locked > 0 {
			failed = 1
		}
		if failed >= maxFailed {
			until = tx.Now.Add(lockMinutes * time.Minute)
		}
		if err := tx.Must1(qTried, tx.Centre, a.ID, failed, until); err != nil {
			return err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "visitor", Verb: "session.tried", Subject: ledger.Of("account", a.ID),
			Facts: map[string]any{"failed": failed}})
		return err
	})
	if err == nil && a.Locked > s.Store.Clock().Now() {
		return a, errs.New(errs.Invalid, "identity.locked", "until", a.Locked.Format("15:04"))
	}
	return a, err
}

// nobody is a hash of the usual cost that no password has, so that unknown logins take as long as known ones.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// centreOf reads the centre that stands before a secret, so that a lookup never goes to every centre.
func centreOf(secret string) (int64, bool) {
	head, _, ok := strings.Cut(secret, ".")
	n, err := strconv.ParseInt(head, 10, 64)
	return n, ok && err == nil
}

// Enter gives the actor of a session's secret. An unknown, ended or idle one is a visitor.
func (s *Service) Enter(ctx context.Context, secret string) (Actor, <-chan struct{}, error) {
	centre, ok := centreOf(secret)
	if !ok {
		return Actor{Centre: s.Centre}, nil, nil
	}
	now := s.Store.Clock().Now()
	k := s.kept.get(hashed(secret))
	if k == nil {
		var err error
		if k, err = s.load(ctx, centre, hashed(secret), now); err != nil {
			return Actor{Centre: s.Centre}, nil, err
		}
	}
	if k == nil || !k.live(now) {
		return Actor{Centre: s.Centre}, nil, nil
	}
	if now.Sub(k.saved()) > time.Minute {
		if err := s.touch(ctx, k, now); err != nil {
			return Actor{Centre: s.Centre}, nil, err
		}
	}
	a, err := s.dress(ctx, k, now)
	return a, k.done, err
}

// dress puts on what the actor is at this instant: the grants in force and the windows of the directory.
func (s *Service) dress(ctx context.Context, k *keptSession, now clock.Instant) (Actor, error) {
	a := k.actor
	a.Grants = nil
	for _, g := range k.actor.Grants {
		if g.Holds(now) {
			a.Grants = append(a.Grants, g)
		}
	}
	hall, err := s.Directory.Now(ctx, a.Centre)
	if err != nil {
		return a, err
	}
	for _, p := range hall.PostsOf(a.Person, now) {
		a.Windows = append(a.Windows, p.Window)
	}
	return a, nil
}

func (s *Service) load(ctx context.Context, centre int64, hash string, now clock.Instant) (k *keptSession, err error) {
	age := s.kept.age()
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		ses, found, err := db.Find(tx, qSession, scanSession, tx.Centre, hash)
		if err != nil || !found {
			return err
		}
		acc, err := db.One(tx, qAccount, scanAccount, tx.Centre, ses.Account)
		if err != nil || !acc.Active {
			return err
		}
		p, err := people.One(tx, acc.Person)
		if err != nil {
			return err
		}
		grants, err := db.Rows(tx, qRoles, scanGrant, tx.Centre, acc.ID, now)
		k = &keptSession{actor: Actor{Centre: centre, Account: acc.ID, Session: ses.ID, Person: p.ID, Name: p.Name,
			Department: p.Department, Grants: grants}, seen: ses.Seen, written: ses.Seen, ends: ses.Ends,
			done: make(chan struct{})}
		return err
	})
	if err != nil || k == nil {
		return nil, err
	}
	return s.kept.put(hash, k, age), nil
}

func (s *Service) touch(ctx context.Context, k *keptSession, now clock.Instant) error {
	k.wrote(now)
	return s.Store.Write(ctx, k.actor.Centre, func(tx *db.Tx) error {
		_, err := tx.Exec(qSeen, tx.Centre, k.actor.Session, tx.Now)
		return err
	})
}

// Logout ends the actor's own session.
func (s *Service) Logout(ctx context.Context, by Actor) error { return s.End(ctx, by, by.Session) }

// End ends a session: one's own, or anybody's by the security administrator. Its streams end with it.
func (s *Service) End(ctx context.Context, by Actor, session int64) error {
	return s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		ses, err := db.One(tx, qSessionByID, scanSession, tx.Centre, session)
		if err != nil {
			return err
		}
		if ses.Account != by.Account {
			if err := by.May("session.end", Thing{}); err != nil {
				return err
			}
		}
		if err := tx.Must1(qEndSession, tx.Centre, session); err != nil {
			return err
		}
		tx.After(func() { s.kept.drop(func(k *keptSession) bool { return k.actor.Session == session }) })
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "session.ended",
			Subject: ledger.Of("account", ses.Account)})
		return err
	})
}

// Sessions lists the open sessions of an account.
func (s *Service) Sessions(ctx context.Context, by Actor, account int64) (all []Session, err error) {
	if account != by.Account {
		if err := by.May("session.end", Thing{}); err != nil {
			return nil, err
		}
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		all, err = db.Rows(tx, qSessions, scanSession, tx.Centre, account, tx.Now)
		return err
	})
	return all, err
}

// forgetAccount makes every open session of the account look again at who it is, once the transaction is committed.
func (s *Service) forgetAccount(tx *db.Tx, account int64) {
	tx.After(func() { s.kept.drop(func(k *keptSession) bool { return k.actor.Account == account }) })
}
