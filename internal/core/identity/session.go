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

// Enter gives the actor of a session's secret, and what is closed when the session ends. An unknown, ended or idle one is
// a visitor.
func (s *Service) Enter(ctx context.Context, secret string) (Actor, <-chan struct{}, error) {
	none := Actor{Centre: s.Centre}
	centre, ok := centreOf(secret)
	if !ok {
		return none, nil, nil
	}
	now, hash := s.Store.Clock().Now(), hashed(secret)
	k, err := s.kept.fetch(hash, func() (*keptSession, error) { return s.load(ctx, centre, hash, now) })
	if err != nil || k == nil || !k.live(now) {
		return none, nil, err
	}
	if k.due(now) {
		if err := s.Store.Write(ctx, centre, func(tx *db.Tx) error {
			_, err := tx.Exec(qSeen, tx.Centre, k.actor.Session, tx.Now)
			return err
		}); err != nil {
			return none, nil, err
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
			Department: p.Department, Grants: grants, Renew: s.profile().renews(acc, now)}, seen: ses.Seen,
			written: ses.Seen, ends: ses.Ends, done: make(chan struct{})}
		return err
	})
	return k, err
}

// Logout ends the actor's own session.
func (s *Service) Logout(ctx context.Context, by Actor) error { return s.End(ctx, by, by.Session) }

// End ends one of one's own sessions; its streams end with it. Another's is no session here: to end those is an action of
// its own (EndAll).
func (s *Service) End(ctx context.Context, by Actor, session int64) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		ses, err := db.One(tx, qSessionByID, scanSession, tx.Centre, session)
		if err != nil {
			return false, err
		}
		if ses.Account != by.Account {
			return false, errs.New(errs.NotFound, "error.not_found")
		}
		if err := tx.Must1(qEndSession, tx.Centre, session); err != nil {
			return false, err
		}
		if err := s.drop(tx, ended{session: session}); err != nil {
			return false, err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "session.ended",
			Subject: ledger.Of("account", ses.Account)})
		return true, err
	})
	return err
}

// EndOthers ends every session of the actor but the one they speak from.
func (s *Service) EndOthers(ctx context.Context, by Actor) error {
	if by.Account == 0 {
		return by.no()
	}
	return s.endSessions(ctx, by, by.Account, by.Session)
}

// EndAll ends every session of an account; the account stays open.
func (s *Service) EndAll(ctx context.Context, by Actor, account int64) error {
	if err := by.May("session.end", Thing{}); err != nil {
		return err
	}
	return s.endSessions(ctx, by, account, 0)
}

func (s *Service) endSessions(ctx context.Context, by Actor, account, keep int64) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int64, error) {
		if _, err := db.One(tx, qAccount, scanAccount, tx.Centre, account); err != nil {
			return 0, err
		}
		n, err := tx.Exec(qEndSessions, tx.Centre, account, keep)
		if err != nil || n == 0 {
			return n, err
		}
		if err := s.drop(tx, ended{account: account}); err != nil {
			return n, err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "session.ended",
			Subject: ledger.Of("account", account), Facts: map[string]any{"sessions": n}})
		return n, err
	})
	return err
}

// Sessions lists the open sessions of an account, the one used last first. NotFound for no account of the centre.
func (s *Service) Sessions(ctx context.Context, by Actor, account int64) (all []Session, err error) {
	if account != by.Account || account == 0 {
		if err := by.May("session.end", Thing{}); err != nil {
			return nil, err
		}
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if _, err := db.One(tx, qAccount, scanAccount, tx.Centre, account); err != nil {
			return err
		}
		all, err = db.Rows(tx, qSessions, scanSession, tx.Centre, account, tx.Now, tx.Now.Add(-idle))
		return err
	})
	return all, err
}
