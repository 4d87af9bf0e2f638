package identity

import (
	"sync"

	"lianban/internal/base/clock"
)

// kept holds the sessions in use, so that a request costs no query to know who asks. What changes an account drops its
// sessions from here after the commit, and their streams end.
type kept struct {
	mu    sync.Mutex
	all   map[string]*keptSession
	drops int64
}

type keptSession struct {
	actor Actor
	done  chan struct{} // closed when the session is dropped

	mu      sync.Mutex
	seen    clock.Instant
	written clock.Instant
	ends    clock.Instant
}

// live tells whether the session is neither idle nor over, and notes the visit.
func (k *keptSession) live(now clock.Instant) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now >= k.ends || now.Sub(k.seen) > idle {
		return false
	}
	k.seen = max(k.seen, now)
	return true
}

func (k *keptSession) saved() clock.Instant {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.written
}

func (k *keptSession) wrote(at clock.Instant) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.written = at
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

// put keeps what was read at that age; if anything was dropped since, it may be old already and is not kept.
func (c *kept) put(hash string, k *keptSession, age int64) *keptSession {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != age {
		return k
	}
	if old := c.all[hash]; old != nil {
		return old
	}
	if c.all == nil {
		c.all = map[string]*keptSession{}
	}
	c.all[hash] = k
	return k
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
