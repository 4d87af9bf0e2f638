package identity

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/people"
)

// Listed is an account with whose it is and what it may do, as the page of accounts shows it.
type Listed struct {
	Account
	Name       string
	Department int64
	Grants     []Grant // in force or to come
	Open       int     // sessions
	Stale      bool    // nobody has used it for longer than staleAfter
}

// Accounts lists every account by login, without hashes.
func (s *Service) Accounts(ctx context.Context, by Actor) (out []Listed, err error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out, err = s.list(tx)
		return err
	})
	return out, err
}

// Own gives the actor's own account, without the hash.
func (s *Service) Own(ctx context.Context, by Actor) (a Account, err error) {
	if by.Account == 0 {
		return a, by.no()
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		a, err = db.One(tx, qAccount, scanAccount, tx.Centre, by.Account)
		return err
	})
	a.Password = ""
	return a, err
}

// AccountOf gives one account as Accounts lists it.
func (s *Service) AccountOf(ctx context.Context, by Actor, account int64) (out Listed, err error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return out, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if out.Account, err = db.One(tx, qAccount, scanAccount, tx.Centre, account); err != nil {
			return err
		}
		all, err := s.list(tx)
		for _, l := range all {
			if l.ID == account {
				out = l
			}
		}
		return err
	})
	return out, err
}

func (s *Service) list(tx *db.Tx) (out []Listed, err error) {
	all, err := db.Rows(tx, qAccounts, scanAccount, tx.Centre)
	if err != nil {
		return nil, err
	}
	staff, err := people.List(tx)
	if err != nil {
		return nil, err
	}
	who := make(map[int64]people.Person, len(staff))
	for _, p := range staff {
		who[p.ID] = p
	}
	locks, open, grants, err := besides(tx)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		a.Password, a.Locked = "", locks[hashed(a.Login)]
		p := who[a.Person]
		out = append(out, Listed{Account: a, Name: p.Name, Department: p.Department, Grants: grants[a.ID], Open: open[a.ID],
			Stale: a.stale(tx.Now)})
	}
	return out, nil
}

type owned struct {
	account int64
	Grant
}

type lock struct {
	hash  string
	until clock.Instant
}

type counted struct {
	account int64
	n       int
}

// besides gives what stands beside the accounts: locks by the login's digest, open sessions and grants by account.
func besides(tx *db.Tx) (locks map[string]clock.Instant, open map[int64]int, grants map[int64][]Grant, err error) {
	locks, open, grants = map[string]clock.Instant{}, map[int64]int{}, map[int64][]Grant{}
	held, err := db.Rows(tx, qLocks, func(row db.Scan) (l lock, err error) {
		err = row(&l.hash, &l.until)
		return l, err
	}, tx.Centre, tx.Now)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, l := range held {
		locks[l.hash] = l.until
	}
	sessions, err := db.Rows(tx, qOpen, func(row db.Scan) (c counted, err error) {
		err = row(&c.account, &c.n)
		return c, err
	}, tx.Centre, tx.Now, tx.Now.Add(-idle))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range sessions {
		open[c.account] = c.n
	}
	all, err := db.Rows(tx, qAllRoles, func(row db.Scan) (o owned, err error) {
		err = row(&o.account, &o.Role, &o.Department, &o.From, &o.Until)
		return o, err
	}, tx.Centre, tx.Now)
	for _, o := range all {
		grants[o.account] = append(grants[o.account], o.Grant)
	}
	return locks, open, grants, err
}

// Free lists the people of the centre who have no open account: whom one can be made for.
func (s *Service) Free(ctx context.Context, by Actor) (out []people.Person, err error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out = nil
		accounts, err := db.Rows(tx, qAccounts, scanAccount, tx.Centre)
		if err != nil {
			return err
		}
		taken := map[int64]bool{}
		for _, a := range accounts {
			taken[a.Person] = taken[a.Person] || a.Active
		}
		all, err := people.List(tx)
		for _, p := range all {
			if !taken[p.ID] && p.From <= tx.Now && (p.Until == 0 || tx.Now < p.Until) {
				p.Phone, p.IDNumber = "", ""
				out = append(out, p)
			}
		}
		return err
	})
	return out, err
}
