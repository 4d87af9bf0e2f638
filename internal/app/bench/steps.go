package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"

	"lianban/internal/base/db"
)

// pens makes one pen for each caller.
func (w *world) pens(ctx context.Context) (all []*pen, err error) {
	t, err := w.traces(ctx)
	if err != nil {
		return nil, err
	}
	for i := range connections {
		all = append(all, newPen(t[i%len(t)], i))
	}
	return all, nil
}

// alone writes a step of one pen in a transaction of its own.
func alone(ctx context.Context, store *db.DB, p *pen) work {
	return func() error {
		var after pen
		err := store.Write(ctx, rawCentre, func(tx *db.Tx) error {
			after = *p // the engine may ask for it again
			return after.write(tx)
		})
		if err == nil {
			*p = after
		}
		return err
	}
}

// together writes a step of every pen in one transaction.
func together(ctx context.Context, store *db.DB, all []*pen) work {
	return func() error {
		return store.Write(ctx, rawCentre, func(tx *db.Tx) error {
			for _, p := range all {
				if err := p.write(tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// rawCallers is how the raw store is driven on this engine: the callers, and how many steps each of their works is.
func (w *world) rawCallers(ctx context.Context) (callers []work, steps int, err error) {
	pens, err := w.pens(ctx)
	if err != nil {
		return nil, 0, err
	}
	if w.raw.Engine == db.SQLite {
		return []work{together(ctx, w.raw, pens)}, group, nil
	}
	for _, p := range pens[:16] {
		callers = append(callers, alone(ctx, w.raw, p))
	}
	return callers, 1, nil
}

// mainLoop is probe 1: the whole platform against the rows alone.
func (r *run) mainLoop(ctx context.Context) error {
	w := r.world
	callers, steps, err := w.rawCallers(ctx)
	if err != nil {
		return err
	}
	visitors, err := w.visitors(ctx)
	if err != nil {
		return err
	}
	var http, raw, httpCPU, rawCPU []float64
	for range r.rounds {
		t, err := r.profiled("main_loop", func() (tally, error) { return closed(ctx, works(visitors), r.span) })
		if err != nil {
			return err
		}
		http, httpCPU = append(http, t.rate()), append(httpCPU, float64(t.cpu.Microseconds()))
		// The sealer's backlog belongs to the platform, not to what is measured next.
		if err := w.app.Ledger.SealAll(ctx); err != nil {
			return err
		}
		if t, err = closed(ctx, callers, r.span); err != nil {
			return err
		}
		raw = append(raw, t.rate()*float64(steps))
		rawCPU = append(rawCPU, float64(t.cpu.Microseconds())/float64(steps))
	}
	r.add(line(1, "主循环 ÷ 原始分组写入 main loop ÷ raw grouped store", "", ratios(http, raw), Limit{Least: true, Gate: 0.25, Goal: 0.5},
		fmt.Sprintf("HTTP %.0f steps/s on %d connections, raw %.0f steps/s, %d to a commit; processor time a step %.0f µs with the client, "+
			"raw %.0f µs", median(http), connections, median(raw), steps, median(httpCPU), median(rawCPU))))
	return end(visitors)
}

// grouped is probe 2: what it brings that those who wait are written together.
func (r *run) grouped(ctx context.Context) error {
	w := r.world
	if w.single == nil {
		return nil // PostgreSQL gathers commits by itself, and there is no such setting of ours
	}
	pens, err := w.pens(ctx)
	if err != nil {
		return err
	}
	sets := [2][]work{}
	for i, store := range []*db.DB{w.raw, w.single} {
		for _, p := range pens {
			mine := *p
			mine.n += 5_000_000 // the names of probe 1 are taken
			mine.window += connections
			sets[i] = append(sets[i], alone(ctx, store, &mine))
		}
	}
	var rates [2][]float64
	for range r.rounds {
		for i, set := range sets {
			t, err := closed(ctx, set, r.span)
			if err != nil {
				return err
			}
			rates[i] = append(rates[i], t.rate())
		}
	}
	r.add(line(2, "分组 ÷ 未分组写入 grouped ÷ ungrouped store", "", ratios(rates[0], rates[1]), Limit{Least: true, Gate: 5},
		fmt.Sprintf("grouped %.0f steps/s, ungrouped %.0f steps/s, %d callers, the rows of the main loop", median(rates[0]), median(rates[1]),
			connections)))
	return nil
}

// profiled writes a CPU profile of every round, when they are wanted; pprof reads several as one.
func (r *run) profiled(name string, f func() (tally, error)) (t tally, err error) {
	if r.opt.Profile == "" {
		return f()
	}
	r.profiles++
	out, err := os.Create(filepath.Join(filepath.Clean(r.opt.Profile), fmt.Sprintf("%s-%02d.pprof", name, r.profiles)))
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return t, err
	}
	defer pprof.StopCPUProfile()
	return f()
}
