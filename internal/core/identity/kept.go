package identity

import (
	"context"
	"slices"
	"sync"
	"time"

	"lianban/internal/base/clock"
)

// kept holds the sessions in use, so that a request costs no query to know who asks. What changes an account drops its
// sessions from here after the commit, and their streams end.
type kept struct {
	mu    sync.Mutex
	all   map[string]*keptSession
	drops int64
	swept clock.Instant           // when time was last looked at
	heard map[int64]clock.Instant // what other processes ended, and what this one did
}

type keptSession struct {
	actor Actor
	done  chan struct{} // closed when the session is dropped

	mu      sync.Mutex
	seen    clock.Instant
	written clock.Instant
	ends    clock.Instant     // 0 for a machine, which never idles
	under   []context.Context // of requests and streams under way, and of some that have ended since anybody asked
}

// live tells whether the session is neither idle nor over, and notes the visit.
func (k *keptSession) live(now clock.Instant) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over(now) {
		return false
	}
	k.seen = max(k.seen, now)
	return true
}

// over tells whether time has ended the session. The lock is held.
func (k *keptSession) over(now clock.Instant) bool {
	return k.ends != 0 && (now >= k.ends || now.Sub(k.seen) > idle)
}

// due tells, once a minute, that the visit should be written down.
func (k *keptSession) due(now clock.Instant) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now.Sub(k.written) < time.Minute {
		return false
	}
	k.written = now
	return true
}

// visit notes a request, which may be a stream that stays open all day, until its context ends.
func (k *keptSession) visit(ctx context.Context) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.under = append(k.under, ctx)
}

// watching tells whether a request or stream is under way. It is asked every second, so that no context is kept for long after
// its end; a callback at the end would cost every screen half a kilobyte.
func (k *keptSession) watching() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.under = slices.DeleteFunc(k.under, func(ctx context.Context) bool { return ctx.Err() != nil })
	return len(k.under) > 0
}

func (c *kept) get(hash string) *keptSession {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all[hash]
}

func (c *kept) age() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

// put keeps what was read at that age. If anything was dropped since, it may be old already: then nothing is kept, and it
// must be read again, for what is not kept could not be ended.
func (c *kept) put(hash string, k *keptSession, age int64) (*keptSession, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != age {
		return nil, false
	}
	if old := c.all[hash]; old != nil {
		return old, true
	}
	if c.all == nil {
		c.all = map[string]*keptSession{}
	}
	c.all[hash] = k
	return k, true
}

// fetch gives the kept session of a secret's hash, or reads and keeps it; nil when there is none.
func (c *kept) fetch(hash string, read func() (*keptSession, error)) (*keptSession, error) {
	for {
		if k := c.get(hash); k != nil {
			return k, nil
		}
		age := c.age()
		k, err := read()
		if err != nil || k == nil {
			return nil, err
		}
		if k, ok := c.put(hash, k, age); ok {
			return k, nil
		}
	}
}

// list gives what is kept now.
func (c *kept) list() []*keptSession {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]*keptSession, 0, len(c.all))
	for _, k := range c.all {
		out = append(out, k)
	}
	return out
}

func (c *kept) drop(which func(*keptSession) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for hash, k := range c.all {
		if which(k) {
			delete(c.all, hash)
			close(k.done)
		}
	}
}
