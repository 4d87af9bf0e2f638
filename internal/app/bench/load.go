package bench

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"lianban/internal/base/clock"
)

// work does one thing, on a connection or with a store of its own.
type work func() error

// span is how long a loop runs: first to warm up, then to count.
type span struct{ warm, count time.Duration }

// part is one of n equal parts of it.
func (s span) part(n int) span { return span{s.warm / time.Duration(n), s.count / time.Duration(n)} }

// tally is what a loop did.
type tally struct {
	done   int // in the time that counts
	count  time.Duration
	things int           // with those of the warm-up
	spent  time.Duration // by the process on all of them
	spans  []time.Duration
}

// add puts a further part of a loop to it; how long the things took stays behind.
func (t *tally) add(o tally) {
	t.done, t.count, t.things, t.spent = t.done+o.done, t.count+o.count, t.things+o.things, t.spent+o.spent
}

// cpu is what a thing cost the process.
func (t tally) cpu() time.Duration { return t.spent / time.Duration(max(t.things, 1)) }

// rate is things a second.
func (t tally) rate() float64 { return float64(t.done) / t.count.Seconds() }

// quantile gives how long the slowest of that share took, in milliseconds.
func (t tally) quantile(q float64) float64 {
	if len(t.spans) == 0 {
		return 0
	}
	i := min(int(q*float64(len(t.spans))), len(t.spans)-1)
	return float64(t.spans[i].Microseconds()) / 1000
}

func now() clock.Instant { return clock.Real{}.Now() }

// processor is how much time the process has had of the cores.
func processor() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// closed lets everybody do one thing after the other, as fast as they are answered: what is the most that gets done.
func closed(ctx context.Context, all []work, s span) (tally, error) {
	return loop(ctx, all, s, func(context.Context, int, int, clock.Instant) (clock.Instant, bool) { return now(), true })
}

// open lets things begin at that rate, whether or not those before are answered, and counts from when each was meant to
// begin.
func open(ctx context.Context, all []work, rate float64, s span) (tally, error) {
	return loop(ctx, all, s, func(ctx context.Context, i, k int, begin clock.Instant) (clock.Instant, bool) {
		due := begin.Add(time.Duration(float64(k*len(all)+i) / rate * float64(time.Second)))
		return due, wait(ctx, due.Sub(now()))
	})
}

func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// loop lets each of all do its work again and again; next says when the k-th of the i-th begins, and waits for it.
func loop(ctx context.Context, all []work, s span,
	next func(ctx context.Context, i, k int, begin clock.Instant) (clock.Instant, bool)) (out tally, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	begin, cpu := now(), processor()
	from := begin.Add(s.warm)
	until := from.Add(s.count)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i, do := range all {
		wg.Go(func() {
			var mine []time.Duration
			k := 0
			for ; ctx.Err() == nil; k++ {
				due, ok := next(ctx, i, k, begin)
				if !ok || due >= until {
					break
				}
				if err := do(); err != nil {
					stop(err)
					return
				}
				if end := now(); due >= from {
					mine = append(mine, end.Sub(due))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			out.things, out.spans = out.things+k, append(out.spans, mine...)
		})
	}
	wg.Wait()
	slices.Sort(out.spans)
	// What was begun in time is counted; what was under way at the beginning and at the end makes up for each other.
	out.done, out.count, out.spent = len(out.spans), s.count, processor()-cpu
	return out, context.Cause(ctx)
}
