package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// pools are the started pools of this process: whatever is put wakes them.
var pools struct {
	sync.Mutex
	all map[*Pool]bool
}

func wakeAll() {
	pools.Lock()
	defer pools.Unlock()
	for p := range pools.all {
		p.Wake()
	}
}

// Wake lets the pool look at the list now.
func (p *Pool) Wake() {
	select {
	case p.poke <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Start lets the workers work until Stop.
func (p *Pool) Start() {
	pools.Lock()
	defer pools.Unlock()
	if pools.all == nil {
		pools.all = map[*Pool]bool{}
	}
	pools.all[p] = true
	go p.loop()
}

// Stop claims nothing more and waits for what runs, at most Options.Grace; then the contexts of what still runs end, and
// the leases of whatever does not heed that run out for others to follow. It is an error that something still runs.
func (p *Pool) Stop() error {
	p.once.Do(func() {
		pools.Lock()
		started := pools.all[p]
		delete(pools.all, p)
		pools.Unlock()
		close(p.quit)
		if !started {
			close(p.stopped)
		}
	})
	<-p.stopped
	defer p.cancel()
	quiet := make(chan struct{})
	go func() {
		p.busy.Wait()
		close(quiet)
	}()
	patience := time.NewTimer(p.opt.Grace)
	defer patience.Stop()
	select {
	case <-quiet:
		return nil
	case <-patience.C:
		return errors.New("jobs: something still runs")
	}
}

func (p *Pool) loop() {
	defer close(p.stopped)
	tick := time.NewTicker(p.opt.Poll)
	defer tick.Stop()
	for {
		p.startBeats(p.ctx)
		if _, err := p.round(p.ctx); err != nil && p.ctx.Err() == nil {
			p.opt.Log.Error("jobs: the list cannot be read", "err", err)
		}
		select {
		case <-p.quit:
			return
		case <-p.poke:
		case <-tick.C:
		}
	}
}

// Once does what is due now, and what that makes due, and returns when nothing is. It is for programs and tests that live
// by their own clock; a started pool needs it not. It says how many jobs were begun.
func (p *Pool) Once(ctx context.Context) (int, error) {
	for begun := 0; ; {
		n, err := p.round(ctx)
		p.busy.Wait()
		begun += n
		if err != nil || n == 0 {
			return begun, err
		}
	}
}

// round puts the periodic jobs that are due and begins as many jobs as there are workers free. The first of the two steps
// is a plain read over the centres, the second a claim in each; the centres take turns, so that none starves another.
func (p *Pool) round(ctx context.Context) (begun int, err error) {
	if err := p.putPeriods(ctx); err != nil {
		return 0, err
	}
	var all []waiting
	err = p.store.Read(ctx, 0, func(tx *db.Tx) (err error) {
		all, err = db.Rows(tx, qCentres, scanWaiting, tx.Now)
		return err
	})
	if err != nil {
		return 0, err
	}
	p.turn++
	for i := range all {
		w := all[(i+p.turn)%len(all)]
		n, err := p.begin(ctx, w, len(all)-i)
		begun += n
		if err != nil {
			return begun, err
		}
	}
	return begun, nil
}

// begin claims jobs of one centre and starts them. others is how many centres, this one included, still want workers.
func (p *Pool) begin(ctx context.Context, w waiting, others int) (int, error) {
	free := cap(p.slots) - len(p.slots)
	if free == 0 {
		return 0, nil
	}
	want := min(w.jobs, max(1, free/others))
	taken := 0
	for taken < want && p.takeSlot() {
		taken++
	}
	if taken == 0 {
		return 0, nil
	}
	var all []Job
	err := p.store.Write(ctx, w.centre, func(tx *db.Tx) (err error) {
		all, err = db.Rows(tx, qClaim, scanJob, tx.Centre, tx.Now, taken, tx.Now.Add(p.span(p.opt.Lease)))
		return err
	})
	if err != nil {
		all = nil
	}
	for range taken - len(all) {
		<-p.slots
	}
	for _, j := range all {
		j.Centre = w.centre
		p.busy.Go(func() {
			defer p.Wake()
			defer func() { <-p.slots }()
			p.run(j)
		})
	}
	return len(all), err
}

func (p *Pool) takeSlot() bool {
	select {
	case p.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// run does one claimed job and writes its failure.
func (p *Pool) run(j Job) {
	h := p.kinds[j.Kind]
	switch {
	case h == nil:
		p.failed(j, p.opt.Limit, fmt.Errorf("jobs: nobody does %s", j.Kind))
	case j.Attempt > h.limit: // its owners died of it
		p.failed(j, h.limit, fmt.Errorf("jobs: begun %d times and never ended: %s", j.Attempt-1, j.Error))
	default:
		if err := h.run(p.ctx, j); err != nil && !errors.Is(err, errLost) {
			p.failed(j, h.limit, err)
		}
	}
}

// complete is completion and work in one transaction. The completion stands first: it is the fence, it locks the row, and
// it frees the key for a successor.
func (p *Pool) complete(ctx context.Context, j Job, work func(tx *db.Tx) error) error {
	return p.store.Write(ctx, j.Centre, func(tx *db.Tx) error {
		n, err := tx.Exec(qComplete, tx.Centre, j.ID, j.attempts, tx.Now)
		if err != nil {
			return err
		}
		if n == 0 {
			return errLost
		}
		return work(tx)
	})
}

// maxError is how much of an error the page of jobs keeps.
const maxError = 2000

// failed writes a failure: the job waits for the next attempt, or is discarded. Whoever lost the lease writes nothing. When
// the store is away as well, the lease runs out and somebody follows.
func (p *Pool) failed(j Job, limit int, cause error) {
	said := []rune(cause.Error())
	said = said[:min(len(said), maxError)]
	lost := false
	err := p.store.Write(context.WithoutCancel(p.ctx), j.Centre, func(tx *db.Tx) error {
		state, next, ended := Retryable, tx.Now.Add(p.span(p.opt.Wait(j.Attempt))), clock.Instant(0)
		if j.Attempt >= limit {
			state, next, ended = Discarded, 0, tx.Now
		}
		n, err := tx.Exec(qFail, tx.Centre, j.ID, j.attempts, state, next, ended, string(said))
		lost = n == 0
		return err
	})
	switch {
	case err != nil:
		p.opt.Log.Error("jobs: a failure cannot be written", "kind", j.Kind, "job", j.ID, "err", err, "cause", cause)
	case !lost && p.opt.Failed != nil:
		p.opt.Failed(p.ctx, j, cause)
	case !lost:
		p.opt.Log.Warn("jobs: failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "err", cause)
	}
}

// keep renews the lease until release. The context ends when the lease is lost, or when it could not be renewed for as
// long as it lasts: then another may have it.
func (p *Pool) keep(ctx context.Context, j Job) (_ context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		tick := time.NewTicker(max(p.opt.Lease/3, time.Millisecond))
		defer tick.Stop()
		for missed := 0; missed < 3; {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			n, err := p.renew(ctx, j)
			switch {
			case err != nil:
				missed++
			case n == 0:
				cancel(errLost)
				return
			default:
				missed = 0
			}
		}
		cancel(errLost)
	})
	return ctx, func() {
		close(done)
		ended.Wait()
		cancel(nil)
	}
}

func (p *Pool) renew(ctx context.Context, j Job) (n int64, err error) {
	err = p.store.Write(context.WithoutCancel(ctx), j.Centre, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(qKeep, tx.Centre, j.ID, j.attempts, tx.Now.Add(p.span(p.opt.Lease)))
		return err
	})
	return n, err
}
