package app

import (
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
	"lianban/internal/feature/admin"
	"lianban/internal/feature/queue"
)

// clears remove what is personal of a subject that is erased, wherever it is kept.
func (a *App) clears() []func(*db.Tx, ledger.Subject) error {
	return []func(*db.Tx, ledger.Subject) error{a.Casework.Clear, a.File.Clear, queue.Clear, people.Clear}
}

// finders find what is kept about whoever has that number: cases and people by document, tickets by phone.
func (a *App) finders() []admin.Finder { return []admin.Finder{a.casesOf, a.ticketsOf, a.peopleOf} }

func (a *App) casesOf(tx *db.Tx, number string) (out []admin.Held, err error) {
	all, err := a.Casework.OfApplicant(tx, number)
	for _, c := range all {
		out = append(out, admin.Held{Subject: c.Subject(), Label: c.No + " " + c.Name, Since: c.Received, Open: c.State.Open()})
	}
	return out, err
}

func (a *App) ticketsOf(tx *db.Tx, number string) (out []admin.Held, err error) {
	all, err := queue.ByPhone(tx, a.Keys.Index("phone", number))
	for _, t := range all {
		open := t.State == queue.Waiting || t.State == queue.Called || t.State == queue.Serving
		out = append(out, admin.Held{Subject: ledger.Of("ticket", t.ID), Label: t.Day.String() + " " + t.No, Since: t.Taken, Open: open})
	}
	return out, err
}

func (a *App) peopleOf(tx *db.Tx, number string) (out []admin.Held, err error) {
	all, err := people.ByIndex(tx, a.Keys.Index(people.IDKind, number))
	for _, p := range all {
		out = append(out, admin.Held{Subject: ledger.Of("person", p.ID), Label: p.Position, Since: p.From, Open: p.Until == 0})
	}
	return out, err
}
