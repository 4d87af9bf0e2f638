package day

import (
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"time"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// thing is something that happens at an instant; things of one instant happen in the order in which they were planned.
type thing struct {
	at clock.Instant
	n  int
	do func() error
}

type agenda []thing

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(thing)) }
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

// desk is a window of the day.
type desk struct {
	w       int64
	busy    bool
	paused  bool
	fetches []string // numbers put aside that are back and want to go on
}

// play is a day being played. Everything that is decided hangs on the seed, the number of a visit and the answers; a second
// process plays the day again from its beginning, and what was done already answers from the first time (command ids).
type play struct {
	ctx    context.Context
	a      *app.App
	clock  *clock.Fixed
	n      size
	seed   uint64
	todo   agenda
	count  int // things planned
	step   int // commands sent
	stored map[int]bool
	last   int // the last command that is stored
	desks  []*desk
	wait   [departments]int // numbers that wait, by department
	visit  map[int64]int    // the visit of a ticket
	passed map[int]bool     // visits that were passed on to another window once
	out    io.Writer
	seen   map[string]int // refusals by kind, steps by name
}

// chance draws for a visit: the same seed, visit and question give the same answer.
func (p *play) chance(visit int, question string) float64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s %d", question, visit) // never fails
	return rand.New(rand.NewPCG(p.seed, h.Sum64())).Float64()
}

func (p *play) plan(at clock.Instant, do func() error) {
	p.count++
	heap.Push(&p.todo, thing{at: at, n: p.count, do: do})
}

func (p *play) in(seconds float64, do func() error) {
	p.plan(p.clock.Now().Add(time.Duration(seconds*1e6)*time.Microsecond), do)
}

// command sends one command with its id. One that an earlier process sent and that is not stored was refused then, and changed
// nothing: it is not sent again. What is acknowledged is told at once with a digest of the answer.
func command[T any](p *play, name string, do func(ctx context.Context) (T, error)) (out T, ok bool, err error) {
	p.step++
	if p.step <= p.last && !p.stored[p.step] {
		p.seen["refused"]++
		return out, false, nil
	}
	key := fmt.Sprintf("day-%d-%d", p.seed, p.step)
	ctx := db.WithCommand(p.ctx, db.Command{Key: key, Action: name, Actor: "day", Input: name})
	out, err = do(ctx)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Conflict) {
		p.seen["refused"]++
		return out, false, nil
	}
	if err != nil {
		return out, false, fmt.Errorf("step %d, %s at %s: %w", p.step, name, p.clock.Now(), err)
	}
	p.seen[name]++
	raw, err := json.Marshal(out)
	if err != nil {
		return out, false, err
	}
	_, err = fmt.Fprintf(p.out, "ack %d %x\n", p.step, sha256.Sum256(raw))
	return out, true, err
}

// beat does what the machine does by itself; not while an earlier life is only repeated.
func (p *play) beat(do func() error) error {
	p.step++
	if p.step <= p.last {
		return nil
	}
	return do()
}

// Opening times of a working day in winter.
var (
	morning   = [2]int{10 * 60, 14 * 60}
	afternoon = [2]int{15*60 + 30, 19*60 + 30}
)

var today = clock.MustDay("2026-11-23")

// begin plans the visits: a fifth of each half-day in its first twenty minutes.
func (p *play) begin() {
	for i := range p.n.Visits {
		half := morning
		if i%5 >= 3 {
			half = afternoon
		}
		at := p.chance(i, "at")
		minute := float64(half[0]) + at*5*20
		if at >= 0.2 {
			minute = float64(half[0]) + 20 + (at-0.2)/0.8*float64(half[1]-half[0]-25)
		}
		p.plan(today.Start().Add(time.Duration(minute*60e6)*time.Microsecond), func() error { return p.comes(i) })
	}
	for w := range p.n.Windows {
		p.desks = append(p.desks, &desk{w: int64(w)})
		if w%4 == 1 {
			p.plan(today.At(11, 0).Add(time.Duration(w)*37*time.Second), func() error { return p.leaves(p.desks[w], w) })
		}
	}
	for m := 9*60 + 30; m <= 22*60; m += 15 {
		p.plan(today.At(0, m), func() error { return p.beat(p.beats) })
	}
	tomorrow := today.Add(1)
	p.plan(tomorrow.At(0, 30), func() error { return p.beat(p.night) })
}

// beats are what runs beside the people: clocks, posts, the sealer.
func (p *play) beats() error {
	_, err := p.a.Deadline.Sweep(p.ctx)
	_, err2 := p.a.Queue.WatchPosts(p.ctx, centre)
	_, err3 := p.a.Review.Match(p.ctx, centre)
	return errors.Join(err, err2, err3, p.a.Ledger.SealAll(p.ctx))
}

func (p *play) night() error {
	_, err := p.a.Casework.AcceptUnanswered(p.ctx, centre)
	_, err2 := p.a.Queue.CloseNight(p.ctx, centre)
	_, err3 := p.a.Review.Default(p.ctx, centre)
	_, err4 := p.a.Review.Publish(p.ctx, centre)
	return errors.Join(err, err2, err3, err4, p.beats())
}

func (p *play) run() error {
	for p.todo.Len() > 0 {
		next := heap.Pop(&p.todo).(thing)
		p.clock.Set(next.at)
		if err := next.do(); err != nil {
			return err
		}
	}
	return nil
}

func (p *play) comes(i int) error {
	item := int64(p.chance(i, "item") * items)
	in := queue.Take{Item: itemBase + item, Source: "kiosk"}
	by := identity.Actor{Centre: centre}
	if p.chance(i, "things") < 0.05 {
		in.Also = []int64{itemBase + (item+departments)%items}
	}
	if p.chance(i, "first") < 0.03 {
		in.Priority, in.Source, by = "孕妇", "desk", guide()
	}
	t, ok, err := command(p, "take", func(ctx context.Context) (queue.Ticket, error) { return p.a.Queue.Take(ctx, by, in) })
	if err != nil || !ok {
		return err
	}
	p.visit[t.ID] = i
	return p.waits(t)
}
