package app

import (
	"context"

	"lianban/internal/core/calendar"
	"lianban/internal/core/file/intake"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// importers are what files can be brought in, by kind.
func (a *App) importers() []register.Importer {
	return []register.Importer{
		catalog.Intake{Service: a.Catalog},
		intake.Windows{Directory: a.Directory, Items: a.Catalog.Lookup},
		intake.People{Directory: a.Directory, Sealer: a.Keys},
		notices{a.Calendar},
	}
}

// Importer finds the importer of a kind.
func (a *App) Importer(kind string) (register.Importer, bool) {
	for _, i := range a.importers() {
		if i.Kind() == kind {
			return i, true
		}
	}
	return nil, false
}

// Importers lists the kinds that can be brought in.
func (a *App) Importers() (kinds []string) {
	for _, i := range a.importers() {
		kinds = append(kinds, i.Kind())
	}
	return kinds
}

// notices brings a year's holiday notice in, as holiday-cn publishes it, one day a row.
type notices struct{ calendar *calendar.Service }

// Kind is "calendar".
func (notices) Kind() string { return "calendar" }

// Columns are none: the file is JSON.
func (notices) Columns() []register.Column { return nil }

// Import reads the notice and takes it in place of what was known of that year; open deadlines move with it.
func (n notices) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	notice, err := calendar.ParseNotice(f.Raw)
	if err != nil {
		return register.Result{}, err
	}
	done, err := n.calendar.Import(ctx, by.Centre, by, notice, dryRun)
	if err != nil {
		return register.Result{}, err
	}
	out := register.Result{Answer: register.Answer{Read: len(notice.Days), Refused: []register.RefusedLine{},
		Warnings: []register.WarningAnswer{}}}
	if done.Changed {
		out.Changed = len(notice.Days)
	} else {
		out.Unchanged = len(notice.Days)
	}
	return out, nil
}
