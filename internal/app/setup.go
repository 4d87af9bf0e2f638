package app

import (
	"context"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
)

// FirstUser is somebody who is let in from the command line: how an installation gets its first security administrator.
type FirstUser struct {
	Centre string // the centre's name, when there is no centre yet
	Login  string
	Name   string
	Role   identity.Role
}

// AddUser makes a person with an account and gives their first password, which they change at the first login. On an empty
// store it makes the centre as well. Refused as everywhere: a login that is taken, an unknown role.
func (a *App) AddUser(ctx context.Context, u FirstUser) (password string, err error) {
	by := identity.Job(a.Identity.Centre, "setup")
	person := int64(0)
	err = a.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		if err := a.firstCentre(tx, by, u.Centre); err != nil {
			return err
		}
		person = tx.NewID()
		return people.Import(tx, by.Ref(), []people.Person{{ID: person, Name: u.Name, Kind: "centre", Since: tx.Today()}})
	})
	if err != nil {
		return "", err
	}
	_, password, err = a.Identity.Add(ctx, by, identity.NewAccount{Person: person, Login: u.Login, Renew: true,
		Grants: []identity.Grant{{Role: u.Role}}})
	return password, err
}

// firstCentre makes the centre of an empty store.
func (a *App) firstCentre(tx *db.Tx, by identity.Actor, name string) error {
	_, err := a.Directory.Fresh(tx)
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	if name == "" {
		return errs.Field("centre", "error.required")
	}
	return a.Directory.Import(tx, by.Ref(), directory.Setup{Centre: directory.Centre{Name: name, Short: name, Rulebook: a.Rulebook.Code}})
}
