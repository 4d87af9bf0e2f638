package jobs

import (
	"context"

	"lianban/internal/base/db"
)

// ErrLost is what an owner hears who lost the lease.
var ErrLost = errLost

// Claim takes one job as an owner does that then does nothing more: it died.
func (p *Pool) Claim(ctx context.Context, centre int64) (all []Job, err error) {
	err = p.store.Write(ctx, centre, func(tx *db.Tx) (err error) {
		all, err = db.Rows(tx, qClaim, scanJob, tx.Centre, tx.Now, 1, tx.Now.Add(p.opt.Lease))
		return err
	})
	for i := range all {
		all[i].Centre = centre
	}
	return all, err
}

// Complete and Fail are what an owner does at the end.
func (p *Pool) Complete(ctx context.Context, j Job, work func(tx *db.Tx) error) error {
	return p.complete(ctx, j, work)
}

// Fail writes a failure as the last attempt.
func (p *Pool) Fail(j Job, cause error) { p.failed(j, 1, cause) }
