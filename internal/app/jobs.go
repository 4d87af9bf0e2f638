package app

import (
	"context"
	"errors"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/jobs"
	"lianban/internal/feature/admin/adminweb"
)

// The periodic jobs of every centre.
const (
	nightJob   jobs.Kind[once] = "app.night"   // tickets nobody claimed, windows left open
	reviewJob  jobs.Kind[once] = "app.reviews" // default reviews and the published sums (11(7))
	acceptJob  jobs.Kind[once] = "app.accept"  // papers that count as accepted
	forgetJob  jobs.Kind[once] = "app.forget"  // answers of commands, old sessions, notices
	commandAge                 = 7 * 24 * time.Hour
	noticeAge                  = 400 * 24 * time.Hour
)

// regular are the periodic jobs for the page of jobs, in the order of the night.
var regular = []adminweb.Regular{{Kind: string(acceptJob), Minute: 5}, {Kind: string(nightJob), Minute: 10},
	{Kind: string(reviewJob), Minute: 30}, {Kind: string(forgetJob), Hour: 2}, {Kind: "jobs.clean", Hour: 3}}

// once is the arguments of a periodic job: none.
type once struct{}

// jobs registers what nobody asks for: the nightly work as jobs of each centre, the walkers as beats of this process.
func (a *App) jobs() {
	p := jobs.New(a.Store, jobs.Options{Log: a.Log, Centres: a.centres})
	jobs.Call(p, nightJob, func(ctx context.Context, j jobs.Job, _ once) (int, error) {
		return a.Queue.CloseNight(ctx, j.Centre)
	}, nil)
	jobs.Every(p, nightJob, jobs.Daily(0, 10), once{})
	jobs.Call(p, reviewJob, func(ctx context.Context, j jobs.Job, _ once) (int, error) {
		n, err := a.Review.Default(ctx, j.Centre)
		m, err2 := a.Review.Publish(ctx, j.Centre)
		l, err3 := a.Review.DropUnmatched(ctx, j.Centre)
		return n + m + l, errors.Join(err, err2, err3)
	}, nil)
	jobs.Every(p, reviewJob, jobs.Daily(0, 30), once{})
	// 11(2), 行政许可法第三十二条: papers nobody answered in time count as accepted from the day of receipt.
	jobs.Call(p, acceptJob, func(ctx context.Context, j jobs.Job, _ once) (int, error) {
		return a.Casework.AcceptUnanswered(ctx, j.Centre)
	}, nil)
	jobs.Every(p, acceptJob, jobs.Daily(0, 5), once{})
	jobs.Call(p, forgetJob, func(ctx context.Context, j jobs.Job, _ once) (int, error) {
		return 0, a.forget(ctx, j.Centre)
	}, nil)
	jobs.Every(p, forgetJob, jobs.Daily(2, 0), once{})
	p.Beat("ledger", time.Second, a.Ledger.SealAll)
	p.Beat("deadline", 5*time.Second, func(ctx context.Context) error {
		_, err := a.Deadline.Sweep(ctx)
		return err
	})
	p.Beat("posts", 5*time.Second, func(ctx context.Context) error { return a.eachCentre(ctx, a.Queue.WatchPosts) })
	p.Beat("reviews", 15*time.Second, func(ctx context.Context) error { return a.eachCentre(ctx, a.Review.Match) })
	a.Jobs = p
}

func (a *App) centres(ctx context.Context) (all []int64, err error) {
	list, err := a.Directory.Centres(ctx)
	for _, c := range list {
		all = append(all, c.ID)
	}
	return all, err
}

func (a *App) eachCentre(ctx context.Context, do func(context.Context, int64) (int, error)) error {
	all, err := a.centres(ctx)
	for _, c := range all {
		_, failed := do(ctx, c)
		err = errors.Join(err, failed)
	}
	return err
}

// forget removes what no one asks for any more.
func (a *App) forget(ctx context.Context, centre int64) error {
	now := a.Store.Clock().Now()
	err := a.Store.Write(ctx, centre, func(tx *db.Tx) error {
		_, err := db.Forget(tx, tx.Now.Add(-commandAge))
		return err
	})
	_, noticed := a.Notice.Clean(ctx, centre, now.Add(-noticeAge))
	_, swept := a.File.Sweep(ctx, centre)
	return errors.Join(err, noticed, swept, a.Identity.Clean(ctx, centre))
}
