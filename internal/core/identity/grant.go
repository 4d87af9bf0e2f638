package identity

import (
	"context"
	"fmt"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/ledger"
)

// Grant is a role somebody has, for a department where it has one, from/to.
type Grant struct {
	Role       Role
	Department int64
	From       clock.Instant
	Until      clock.Instant
}

// Holds tells whether the grant is in force at that instant: from the first instant to the last before Until.
func (g Grant) Holds(at clock.Instant) bool { return g.From <= at && (g.Until == 0 || at < g.Until) }

// OfDepartment tells whether the role is held for a department: what it sees follows from which.
func (r Role) OfDepartment() bool { return slices.Contains([]Role{Chief, Manager}, r) }

// told writes grants for the ledger: "chief@11 2026-11-23 09:00:00/2026-11-27 20:00:00".
func told(grants []Grant) []string {
	out := []string{}
	for _, g := range grants {
		s := string(g.Role)
		if g.Department != 0 {
			s += fmt.Sprintf("@%d", g.Department)
		}
		if g.From != 0 || g.Until != 0 {
			s += fmt.Sprintf(" %s/%s", g.From, g.Until)
		}
		out = append(out, s)
	}
	return out
}

// grantFaults tells what is wrong with grants: two of the three administrators in one hand, an administrator who also
// serves (GB/T 22239: 三员分设), a role that is none, a department that is missing, a term that ends before it begins.
func (s *Service) grantFaults(tx *db.Tx, all []Grant) (out []errs.Fault, err error) {
	fault := func(i int, field, key string, kv ...any) {
		out = append(out, errs.Fault{Field: fmt.Sprintf("grants.%d.%s", i, field), Text: text.M(key, kv...)})
	}
	hall := &directory.Hall{}
	if slices.ContainsFunc(all, func(g Grant) bool { return g.Department != 0 }) {
		if hall, err = s.Directory.Fresh(tx); err != nil {
			return nil, err
		}
	}
	admin, other := map[Role]bool{}, false
	for i, g := range all {
		if slices.Contains(administrators, g.Role) {
			admin[g.Role] = true
		} else {
			other = true
		}
		_, known := hall.Department(g.Department)
		switch {
		case !slices.Contains(Roles, g.Role):
			fault(i, "role", "identity.unknown_role", "role", string(g.Role))
		case g.Role.OfDepartment() && !known:
			fault(i, "department", "identity.department")
		case g.Department != 0 && !g.Role.OfDepartment():
			fault(i, "department", "identity.no_department")
		case g.Until != 0 && g.Until <= max(g.From, tx.Now):
			fault(i, "until", "identity.term")
		case slices.ContainsFunc(all[:i], func(o Grant) bool { return o.overlaps(g) }):
			fault(i, "role", "identity.twice")
		}
	}
	if len(admin) > 1 || len(admin) == 1 && other {
		fault(len(all)-1, "role", "identity.administrators")
	}
	return out, nil
}

// overlaps tells whether the same role is held twice at some instant.
func (g Grant) overlaps(o Grant) bool {
	return g.Role == o.Role && g.Department == o.Department && (g.Until == 0 || o.From < g.Until) &&
		(o.Until == 0 || g.From < o.Until)
}

// same tells whether a stored grant goes on unchanged as the wished one.
func (g Grant) same(wish Grant, now clock.Instant) bool {
	return g.Role == wish.Role && g.Department == wish.Department && g.Until == wish.Until &&
		(g.From == wish.From || g.From <= now && wish.From <= now)
}

// Regrant sets the roles of an account: what is not among the grants ends now, what is new begins now or at its From,
// what stays is not touched. It takes effect at once, in open streams as well.
func (s *Service) Regrant(ctx context.Context, by Actor, account int64, grants []Grant) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		a, err := s.manage(tx, by, account)
		if err != nil {
			return false, err
		}
		faults, err := s.grantFaults(tx, grants)
		if err != nil {
			return false, err
		}
		if len(faults) > 0 {
			return false, errs.New(errs.Invalid, faults[0].Text.Key, faults[0].Text.KV...).With(faults...)
		}
		return true, s.regrant(tx, by, a, grants)
	})
	return err
}

func (s *Service) regrant(tx *db.Tx, by Actor, a Account, grants []Grant) error {
	held, err := db.Rows(tx, qRoles, scanGrant, tx.Centre, a.ID, tx.Now)
	if err != nil {
		return err
	}
	gone, fresh := []Grant{}, []Grant{}
	for _, g := range held {
		if slices.ContainsFunc(grants, func(wish Grant) bool { return g.same(wish, tx.Now) }) {
			continue
		}
		gone = append(gone, g)
		q := qEndRole
		if g.From >= tx.Now {
			q = qDropRole // it never was in force
		}
		if err := tx.Must1(q, tx.Centre, a.ID, g.Role, g.Department, g.From, tx.Now); err != nil {
			return err
		}
	}
	for _, wish := range grants {
		if slices.ContainsFunc(held, func(g Grant) bool { return g.same(wish, tx.Now) }) {
			continue
		}
		wish.From = max(wish.From, tx.Now)
		fresh = append(fresh, wish)
		if _, err := tx.Exec(qPutRole, tx.Centre, a.ID, wish.Role, wish.Department, wish.From, wish.Until); err != nil {
			return err
		}
	}
	if len(gone)+len(fresh) == 0 {
		return nil
	}
	if err := s.drop(tx, ended{account: a.ID}); err != nil {
		return err
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "account.regranted", Article: "16",
		Subject: ledger.Of("account", a.ID), Also: []ledger.Subject{ledger.Of("person", a.Person)},
		Facts: map[string]any{"given": told(fresh), "taken": told(gone)}})
	return err
}
