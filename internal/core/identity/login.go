package identity

import (
	"context"
	"strconv"
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
)

// Limits of logins: GB/T 22239 asks for a lock after failures; five and half an hour are its usual values. Behind one
// address sits a whole hall, so an address is allowed many.
const (
	maxFailed     = 5
	lockFor       = 30 * time.Minute
	addressFailed = 60
	addressSpan   = 10 * time.Minute
)

// Login opens a session and gives its secret. An unknown login, a wrong password and a closed account are the same refusal
// and take the same time. The fifth failure locks the login, known or not, for half an hour; tries are counted before they
// are judged, so that many at once get no more than five.
func (s *Service) Login(ctx context.Context, centre int64, login, password, device, address string) (string, error) {
	now := s.Store.Clock().Now()
	if !s.addresses.admit(address, now) {
		return "", errs.New(errs.Invalid, "identity.too_many", "n", int(addressSpan.Minutes()))
	}
	login = loginOf(login)
	if err := s.admit(ctx, centre, login); err != nil {
		s.addresses.passed(address, now) // nothing was judged
		return "", err
	}
	var a Account
	err := s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
		a, _, err = db.Find(tx, qAccountByLogin, scanAccount, tx.Centre, login)
		return err
	})
	if err != nil {
		return "", err
	}
	right, err := s.check(a.Password, password)
	if err != nil {
		return "", err
	}
	if !right || !a.Active {
		return "", wrongLogin()
	}
	secret, err := s.open(ctx, centre, a, device, address)
	if err == nil {
		s.addresses.passed(address, now)
	}
	return secret, err
}

func wrongLogin() error { return errs.New(errs.Invalid, "identity.wrong_login") }

// open writes the session, if the account still is what the password was checked against.
func (s *Service) open(ctx context.Context, centre int64, a Account, device, address string) (secret string, err error) {
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		if n, err := tx.Exec(qPassed, tx.Centre, a.ID, a.Password, tx.Now); err != nil || n == 0 {
			if err == nil {
				err = wrongLogin()
			}
			return err
		}
		if _, err := tx.Exec(qUnlock, tx.Centre, hashed(a.Login)); err != nil {
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

type tried struct {
	failed int
	locked clock.Instant
}

// admit counts a try of the login and refuses it when it is locked. Unknown logins are counted as known ones are, so that
// a lock does not tell which exist.
func (s *Service) admit(ctx context.Context, centre int64, login string) error {
	var t tried
	err := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
		t, err = db.One(tx, qTry, func(row db.Scan) (t tried, err error) {
			err = row(&t.failed, &t.locked)
			return t, err
		}, tx.Centre, hashed(login), tx.Now, tx.Now.Add(lockFor), tx.Now.Add(-lockFor), maxFailed)
		if err != nil || t.failed > maxFailed {
			return err
		}
		a, _, err := db.Find(tx, qAccountByLogin, scanAccount, tx.Centre, login)
		if err != nil {
			return err
		}
		_, err = ledger.Append(tx, ledger.Event{Actor: "visitor", Verb: "session.tried", Subject: ledger.Of("account", a.ID),
			Facts: map[string]any{"failed": t.failed, "locked": t.locked != 0}})
		return err
	})
	if err == nil && t.failed > maxFailed {
		return errs.New(errs.Invalid, "identity.locked", "until", t.locked.Format("15:04"))
	}
	return err
}

// addresses counts the failures of each address, in memory: a restart forgives.
type addresses struct {
	mu  sync.Mutex
	all map[string]*tally
}

type tally struct {
	n     int
	since clock.Instant
}

// maxAddresses bounds the memory that strangers can fill.
const maxAddresses = 10_000

// admit counts a try of the address before it is judged; passed takes it back.
func (a *addresses) admit(address string, now clock.Instant) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.all[address]
	if t == nil || now.Sub(t.since) > addressSpan {
		if len(a.all) >= maxAddresses {
			a.all = nil
		}
		if a.all == nil {
			a.all = map[string]*tally{}
		}
		t = &tally{since: now}
		a.all[address] = t
	}
	if t.n >= addressFailed {
		return false
	}
	t.n++
	return true
}

func (a *addresses) passed(address string, now clock.Instant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t := a.all[address]; t != nil && now.Sub(t.since) <= addressSpan {
		t.n--
	}
}
