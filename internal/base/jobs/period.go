package jobs

import (
	"context"
	"fmt"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Schedule gives the period an instant lies in. Periods are numbered upwards; each begins with its first instant.
type Schedule func(at clock.Instant) int64

// Daily is a period that begins every day at h:m. After days of silence only the period of now is done.
func Daily(h, m int) Schedule {
	return func(at clock.Instant) int64 {
		day := at.Day()
		if at < day.At(h, m) {
			day = day.Add(-1)
		}
		return int64(day)
	}
}

// Each is a period of that length.
func Each(d time.Duration) Schedule {
	return func(at clock.Instant) int64 { return int64(at) / d.Microseconds() }
}

// period is a job that comes once per period in every centre.
type period struct {
	kind string
	of   Schedule
	put  func(tx *db.Tx, slot int64) error
	last map[int64]int64 // by centre: what need not be asked for again
}

// Every puts a job of that kind on the list once per period in every centre of Options.Centres, however many processes
// run and however often they are restarted.
func Every[A any](p *Pool, kind Kind[A], of Schedule, args A) {
	p.periods = append(p.periods, &period{kind: string(kind), of: of, last: map[int64]int64{},
		put: func(tx *db.Tx, slot int64) error {
			_, err := Put(tx, kind, fmt.Sprintf("period:%d", slot), 0, args)
			return err
		}})
}

// putPeriods puts the periodic jobs whose period has begun.
func (p *Pool) putPeriods(ctx context.Context) error {
	if p.opt.Centres == nil || len(p.periods) == 0 {
		return nil
	}
	centres, err := p.opt.Centres(ctx)
	if err != nil {
		return err
	}
	for _, every := range p.periods {
		slot := every.of(p.now())
		for _, centre := range centres {
			if last, known := every.last[centre]; known && slot <= last {
				continue
			}
			err := p.store.Write(ctx, centre, func(tx *db.Tx) error {
				n, err := tx.Exec(qSlot, tx.Centre, every.kind, slot)
				if err != nil || n == 0 { // another process was first, or the clock was set back
					return err
				}
				return every.put(tx, slot)
			})
			if err != nil {
				return err
			}
			every.last[centre] = slot
		}
	}
	return nil
}

// beat is something that every process looks after by itself.
type beat struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
	next  clock.Instant
	busy  chan struct{}
}

// Beat calls do in this process about so often, never twice at once: for walkers that find their work in tables of their
// own, in two steps (which centres, then a claim per centre), and bear it that other processes walk as well. Its errors
// are logged.
func (p *Pool) Beat(name string, every time.Duration, do func(ctx context.Context) error) {
	p.beats = append(p.beats, &beat{name: name, every: every, do: do, busy: make(chan struct{}, 1)})
}

// startBeats starts what is due of them; done is told when one has ended.
func (p *Pool) startBeats(ctx context.Context) {
	now := p.now()
	for _, b := range p.beats {
		if now < b.next {
			continue
		}
		select {
		case b.busy <- struct{}{}:
		default:
			continue
		}
		b.next = now.Add(b.every - p.span(p.opt.Poll)/2) // the ticks are not so exact that one may be missed by a hair
		p.busy.Go(func() {
			defer func() { <-b.busy }()
			_, err := guarded(func() (struct{}, error) { return struct{}{}, b.do(ctx) })
			if err != nil && ctx.Err() == nil {
				p.opt.Log.Error("jobs: beat", "name", b.name, "err", err)
			}
		})
	}
}

// nothing is the arguments of a job that needs none.
type nothing struct{}

// clean removes finished jobs after Options.Keep, and discarded ones after ten times that.
const clean Kind[nothing] = "jobs.clean"

func (p *Pool) clean(ctx context.Context, j Job, _ nothing) (removed int64, err error) {
	for ctx.Err() == nil {
		var n int64
		err := p.store.Write(ctx, j.Centre, func(tx *db.Tx) (err error) {
			n, err = purge(tx, tx.Now.Add(-p.opt.Keep), tx.Now.Add(-10*p.opt.Keep))
			return err
		})
		removed += n
		if err != nil || n < purgeSlice {
			return removed, err
		}
	}
	return removed, ctx.Err()
}
