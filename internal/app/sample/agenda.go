package sample

import (
	"container/heap"
	"context"

	"lianban/internal/base/clock"
)

// thing is something that happens by itself at an instant.
type thing struct {
	at clock.Instant
	n  int // things of one instant happen in the order in which they were planned
	do func(ctx context.Context, now clock.Instant) error
}

// agenda is what is to come, the earliest first.
type agenda []thing

// Len, Less, Swap, Push and Pop make it a heap.
func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push adds one.
func (a *agenda) Push(x any) { *a = append(*a, x.(thing)) }

// Pop takes the last one.
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

// plan notes something for later.
func (h *hall) plan(at clock.Instant, do func(ctx context.Context, now clock.Instant) error) {
	h.planned++
	heap.Push(&h.todo, thing{at: at, n: h.planned, do: do})
}
