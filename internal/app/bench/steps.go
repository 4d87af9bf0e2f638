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
func alone(ctx context.Context, store *db.DB, p *pen, write func(*pen, *db.Tx) error) work {
	return func() error {
		var after pen
		err := store.Write(ctx, rawCentre, func(tx *db.Tx) error {
			after = *p // the engine may ask for it again
			return write(&after, tx)
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
		callers = append(callers, alone(ctx, w.raw, p, (*pen).write))
	}
	return callers, 1, nil
}

// side is one of those that are compared: the callers, and what the rounds gave.
type side struct {
	all     []work
	each    int    // things to a work; 0 = 1
	profile string // of this side, when profiles are wanted
	settle  func(context.Context) error
	size    int // bytes of an answer
	rates   []float64
	cpu     []float64 // microseconds of the processor for each thing
}

// interleave lets the sides run in turn, many times a round, so that what else the machine does meets all of them.
func (r *run) interleave(ctx context.Context, sides ...*side) error {
	for range r.rounds {
		rounds := make([]tally, len(sides))
		for range r.turns {
			for i, s := range sides {
				t, err := r.profiled(s.profile, func() (tally, error) { return closed(ctx, s.all, r.span.part(r.turns)) })
				if err != nil {
					return err
				}
				rounds[i].add(t)
				if s.settle == nil {
					continue
				}
				if err := s.settle(ctx); err != nil {
					return err
				}
			}
		}
		for i, s := range sides {
			each := float64(max(s.each, 1))
			s.rates, s.cpu = append(s.rates, rounds[i].rate()*each), append(s.cpu, float64(rounds[i].cpu().Microseconds())/each)
		}
	}
	return nil
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
	// The sealer's backlog belongs to the platform, not to what is measured next.
	http := &side{all: works(visitors), profile: "main_loop", settle: w.app.Ledger.SealAll}
	raw := &side{all: callers, each: steps, profile: "raw"}
	if err := r.interleave(ctx, http, raw); err != nil {
		return err
	}
	r.add(line(1, "主循环 ÷ 原始分组写入 main loop ÷ raw grouped store", "", ratios(http.rates, raw.rates),
		Limit{Least: true, Gate: 0.25, Goal: 0.5}, fmt.Sprintf("HTTP %.0f steps/s on %d connections, raw %.0f steps/s, %d to a commit; "+
			"processor time a step %.0f µs with the client, raw %.0f µs", median(http.rates), connections, median(raw.rates), steps,
			median(http.cpu), median(raw.cpu))))
	return end(visitors)
}

// grouped is probe 2: what it brings that those who wait are written together. The more a step writes the less of its time is
// the waiting for the disk, which is all that a group can save: the gate is meant for a step of three rows, the steps of the
// main loop stand beside it.
func (r *run) grouped(ctx context.Context) error {
	w := r.world
	if w.single == nil {
		return nil // PostgreSQL gathers commits by itself, and there is no such setting of ours
	}
	for _, kind := range []struct {
		name, rows string
		write      func(*pen, *db.Tx) error
		limit      Limit
	}{
		{"", "three rows a step: a counter, a state, an event", (*pen).three, Limit{Least: true, Gate: 5}},
		{"，主循环 of the main loop", "the rows of the main loop", (*pen).write, Limit{}},
	} {
		grouped, single, err := w.pair(ctx, kind.write)
		if err != nil {
			return err
		}
		if err := r.interleave(ctx, grouped, single); err != nil {
			return err
		}
		r.add(line(2, "分组 ÷ 未分组写入 grouped ÷ ungrouped store"+kind.name, "", ratios(grouped.rates, single.rates), kind.limit,
			fmt.Sprintf("grouped %.0f steps/s, ungrouped %.0f steps/s, %d callers, %s", median(grouped.rates), median(single.rates),
				connections, kind.rows)))
	}
	return nil
}

// pair is the same callers at the store that groups and at the one that does not.
func (w *world) pair(ctx context.Context, write func(*pen, *db.Tx) error) (grouped, single *side, err error) {
	pens, err := w.pens(ctx)
	if err != nil {
		return nil, nil, err
	}
	grouped, single = &side{profile: "grouped"}, &side{profile: "ungrouped"}
	for _, p := range pens {
		for s, store := range map[*side]*db.DB{grouped: w.raw, single: w.single} {
			mine := *p
			mine.n += 5_000_000 // the names and windows of probe 1 are taken
			mine.window += connections
			s.all = append(s.all, alone(ctx, store, &mine, write))
		}
	}
	return grouped, single, nil
}

// profiled writes a CPU profile of every round, when they are wanted; pprof reads several as one.
func (r *run) profiled(name string, f func() (tally, error)) (t tally, err error) {
	if r.opt.Profile == "" || name == "" {
		return f()
	}
	r.profiles++
	file := filepath.Join(r.opt.Profile, fmt.Sprintf("%s-%02d.pprof", name, r.profiles))
	out, err := os.Create(filepath.Clean(file))
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
