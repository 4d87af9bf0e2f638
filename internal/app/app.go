// Package app puts the house together: it opens store and keys, makes the services, couples them (wiring.go is the complete
// list of couplings), registers the jobs and the routes, and serves.
package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"lianban/internal/base/blob"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/id"
	"lianban/internal/base/jobs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/file"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/board"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/outage"
	"lianban/internal/feature/queue/series"
	"lianban/internal/feature/review"
)

// Options say how an installation is opened.
type Options struct {
	Config config.Config
	Clock  clock.Clock
	Log    *slog.Logger
}

// App is the running house.
type App struct {
	Config   config.Config
	Log      *slog.Logger
	Keys     *crypt.Keys
	Rulebook *law.Rulebook
	Store    *db.DB
	Hub      *live.Hub
	Jobs     *jobs.Pool
	Site     *web.Site

	Directory *directory.Service
	Calendar  *calendar.Service
	Identity  *identity.Service
	Deadline  *deadline.Service
	Ledger    *ledger.Service
	Finding   *finding.Service
	Notice    *notice.Service
	File      *file.Service
	Catalog   *catalog.Service
	Queue     *queue.Service
	Groups    *series.Service
	Outage    *outage.Service
	Casework  *casework.Service
	Review    *review.Service
	Board     *board.Service

	blobs *blob.Folder
}

// Open opens an installation: keys first, then the store, then everything that stands on it. Nothing answers yet.
func Open(ctx context.Context, o Options) (_ *App, err error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	a := &App{Config: o.Config, Log: o.Log, Hub: &live.Hub{Log: o.Log, Clock: o.Clock}}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.Rulebook, err = law.Open(o.Config.Measures); err != nil {
		return nil, err
	}
	suite, err := crypt.Named(o.Config.Suite)
	if err != nil {
		return nil, err
	}
	if a.Keys, err = crypt.Open(filepath.Join(o.Config.Data, "keys"), suite); err != nil {
		return nil, err
	}
	a.Store, err = db.Open(ctx, db.Options{Dir: o.Config.Data, Database: o.Config.Database, Clock: o.Clock, Log: o.Log,
		Keys: a.Keys, IDs: id.New(o.Clock, o.Config.Node, nil)})
	if err != nil {
		return nil, err
	}
	// After the store, whose lock refuses a second process: opening clears what a crash left half-written.
	if a.blobs, err = blob.New(filepath.Join(o.Config.Data, "files"), suite); err != nil {
		return nil, err
	}
	if err := a.wire(ctx); err != nil {
		return nil, err
	}
	a.jobs()
	a.routes()
	return a, nil
}

// Close ends the jobs and closes the store. It may be called on a house that was opened in part.
func (a *App) Close() error {
	var all []error
	if a.Jobs != nil {
		all = append(all, a.Jobs.Stop())
	}
	if a.Store != nil {
		all = append(all, a.Store.Close())
	}
	if a.blobs != nil {
		all = append(all, a.blobs.Close())
	}
	return errors.Join(all...)
}

// lang is the language of those who have not chosen one.
func (a *App) lang() text.Lang { return text.Lang(a.Config.Lang) }
