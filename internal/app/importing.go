package app

import (
	"context"

	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/file/intake"
	"lianban/internal/core/file/register"
	"lianban/internal/core/file/register/registerweb"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/catalog/workbook"
)

// lists are the lists that can be brought in, in the order in which a hall is built up.
func (a *App) lists() []register.Importer {
	return []register.Importer{
		catalog.Intake{Service: a.Catalog},
		workbook.Intake{Service: a.Catalog},
		intake.People{Directory: a.Directory, Sealer: a.Keys},
		intake.Windows{Directory: a.Directory, Items: a.Catalog.Lookup},
		casework.Receipt{Service: a.Casework},
	}
}

// importers are what files can be brought in, by kind: the lists, and a year's holiday notice.
func (a *App) importers() []register.Importer { return append(a.lists(), holidays{a.Calendar}) }

// notices leads from the page of imports to that of the calendar, for whoever may change it.
func notices(ctx context.Context) []registerweb.Other {
	if identity.From(ctx).Allow("calendar.import") != nil {
		return nil
	}
	return []registerweb.Other{{Title: ui.T(ctx, "app.notice_import"), Text: ui.T(ctx, "app.notice_import_text"), Icon: "calendar",
		Href: "/admin/calendar/import"}}
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

// holidays brings a year's holiday notice in, as holiday-cn publishes it, one day a row.
type holidays struct{ calendar *calendar.Service }

// Kind is "calendar".
func (holidays) Kind() string { return "calendar" }

// Columns are none: the file is JSON.
func (holidays) Columns() []register.Column { return nil }

// Import reads the notice and takes it in place of what was known of that year; open deadlines move with it.
func (n holidays) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
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
