package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Options say how a pool works. Durations are those of the machine; on a clock that runs faster they grow with it.
type Options struct {
	Workers int                                         // jobs at the same time; 0 = 4
	Poll    time.Duration                               // how often the list is looked at unasked; 0 = 1 s
	Lease   time.Duration                               // after how long a silent owner is followed; 0 = 1 min
	Limit   int                                         // attempts before a job is discarded; 0 = 12
	Keep    time.Duration                               // how long finished jobs stay; 0 = 7 days (discarded: ten times that)
	Centres func(ctx context.Context) ([]int64, error)  // who has periodic jobs; nil = nobody
	Grace   time.Duration                               // how long Stop waits for what runs; 0 = 10 s
	Log     *slog.Logger                                // nil = the default
	Wait    func(attempt int) time.Duration             // from a failure to the next attempt; nil = Backoff
	Failed  func(ctx context.Context, j Job, err error) // told after a failure was written; nil = nobody
}

// Pool is the workers of one process.
type Pool struct {
	store   *db.DB
	opt     Options
	kinds   map[string]*handler
	periods []*period
	beats   []*beat
	turn    int           // which centre comes first
	slots   chan struct{} // one token per worker
	poke    chan struct{}
	quit    chan struct{}
	stopped chan struct{}
	busy    sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
	once    sync.Once
}

type handler struct {
	limit int
	run   func(ctx context.Context, j Job) error
}

// New makes a pool on that store. Kinds are registered before Start; the first registered is the pool's own cleaning.
func New(d *db.DB, o Options) *Pool {
	o.Workers = or(o.Workers, 4)
	o.Poll = or(o.Poll, time.Second)
	o.Lease = or(o.Lease, time.Minute)
	o.Limit = or(o.Limit, 12)
	o.Keep = or(o.Keep, 7*24*time.Hour)
	o.Grace = or(o.Grace, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Wait == nil {
		o.Wait = Backoff
	}
	p := &Pool{store: d, opt: o, kinds: map[string]*handler{}, slots: make(chan struct{}, o.Workers),
		poke: make(chan struct{}, 1), quit: make(chan struct{}), stopped: make(chan struct{})}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	Call(p, clean, p.clean, nil)
	Every(p, clean, Daily(3, 0), nothing{})
	return p
}

func or[T int | time.Duration](v, other T) T {
	if v == 0 {
		return other
	}
	return v
}

// Backoff is the time from a failure to the next attempt: 5 s, 10 s, 20 s … at most an hour.
func Backoff(attempt int) time.Duration {
	if attempt > 10 {
		return time.Hour
	}
	return min(5*time.Second<<(max(attempt, 1)-1), time.Hour)
}

// Limit sets after how many attempts a job of this kind is discarded.
func Limit(n int) func(*handler) { return func(h *handler) { h.limit = n } }

// Handle registers work that is one transaction: completion and work commit together or not at all, so it happens
// exactly once. It must be short and call nobody.
func Handle[A any](p *Pool, kind Kind[A], work func(tx *db.Tx, j Job, args A) error, opts ...func(*handler)) {
	p.register(string(kind), opts, func(ctx context.Context, j Job) error {
		args, err := arguments[A](j)
		if err != nil {
			return err
		}
		return p.complete(ctx, j, func(tx *db.Tx) error { return work(tx, j, args) })
	})
}

// Call registers work that calls out: it runs outside a transaction, then finish (which may be nil) and the completion
// are one transaction. After a crash between the two the work is done again: whoever is called must bear that, for
// instance by the job's id. The lease is kept as long as the work runs; its context ends when the lease is lost.
func Call[A, R any](p *Pool, kind Kind[A], work func(ctx context.Context, j Job, args A) (R, error),
	finish func(tx *db.Tx, j Job, args A, result R) error, opts ...func(*handler)) {
	p.register(string(kind), opts, func(ctx context.Context, j Job) error {
		args, err := arguments[A](j)
		if err != nil {
			return err
		}
		ctx, release := p.keep(ctx, j)
		result, err := guarded(func() (R, error) { return work(ctx, j, args) })
		release()
		if err != nil {
			return err
		}
		return p.complete(context.WithoutCancel(ctx), j, func(tx *db.Tx) error {
			if finish == nil {
				return nil
			}
			return finish(tx, j, args, result)
		})
	})
}

func (p *Pool) register(kind string, opts []func(*handler), run func(context.Context, Job) error) {
	if _, twice := p.kinds[kind]; twice {
		panic("jobs: kind registered twice: " + kind)
	}
	h := &handler{limit: p.opt.Limit, run: run}
	for _, o := range opts {
		o(h)
	}
	p.kinds[kind] = h
}

func arguments[A any](j Job) (a A, err error) {
	if err = json.Unmarshal([]byte(j.Args), &a); err != nil {
		err = fmt.Errorf("jobs: arguments of %s: %w", j.Kind, err)
	}
	return a, err
}

// guarded turns a panic of work outside a transaction into an error, as the store does inside one.
func guarded[R any](f func() (R, error)) (r R, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("jobs: panic: %v", v)
		}
	}()
	return f()
}

// span is a machine's duration on the store's clock: a demo's clock that runs faster must not end leases early.
func (p *Pool) span(d time.Duration) time.Duration {
	if r, ok := p.store.Clock().(interface{ Speed() float64 }); ok && r.Speed() > 1 {
		return time.Duration(float64(d) * r.Speed())
	}
	return d
}

func (p *Pool) now() clock.Instant { return p.store.Clock().Now() }

var errLost = errors.New("jobs: the lease was lost")
