// Package id makes ids and tokens, the only place that does. Ids are time-ordered numbers made in Go (no sequence, no
// round trip); tokens are random and are what the public sees.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"io"
	"strings"
	"sync"
	"time"

	"lianban/internal/base/clock"
)

// epoch is 2024-01-01 in Shanghai, in milliseconds: 41 bits last until 2093.
var epoch = clock.MustDay("2024-01-01").Start().Time().UnixMilli()

// Maker makes ids: 41 bits of milliseconds, 10 of node, 12 of counter. Ids of one maker always grow, also when the clock
// is set back.
type Maker struct {
	clock  clock.Clock
	node   int64
	random io.Reader

	mu    sync.Mutex
	milli int64
	count int64
}

// New makes a maker. Node (0 to 1023) tells apart the processes of one installation; random is where tokens come from,
// crypto/rand when nil.
func New(c clock.Clock, node int, random io.Reader) *Maker {
	if random == nil {
		random = rand.Reader
	}
	return &Maker{clock: c, node: int64(node) & 1023, random: random}
}

// Next is a new id, larger than every id this maker gave before.
func (m *Maker) Next() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.clock.Now().Time().UnixMilli() - epoch
	if now > m.milli {
		m.milli, m.count = now, 0
	} else if m.count++; m.count == 1<<12 {
		m.milli, m.count = m.milli+1, 0
	}
	return m.milli<<22 | m.node<<12 | m.count
}

// After makes every further id larger than last, one that was given in an earlier life of the process: the clock may be
// behind where it was then. Ids made a moment after last, and lost sight of, are passed over as well.
func (m *Maker) After(last int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if milli := last>>22 + passed.Milliseconds(); last > 0 && milli > m.milli {
		m.milli, m.count = milli, 0
	}
}

// passed is how far the ids of one transaction may lie after the one that is known of it.
const passed = 10 * time.Second

var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Token is a public reference that cannot be guessed: 130 random bits as 26 letters and digits (no i, l, o, u).
func (m *Maker) Token() string { return alphabet.EncodeToString(m.Bytes(17))[:26] }

// Bytes are n random bytes. It panics when the machine has no randomness, for nothing may go on without.
func (m *Maker) Bytes(n int) []byte {
	b := make([]byte, n)
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := io.ReadFull(m.random, b); err != nil {
		panic("id: no randomness: " + err.Error())
	}
	return b
}

// Code is a short reference for people to type, n letters and digits; it is only used beside something secret.
func (m *Maker) Code(n int) string { return strings.ToUpper(alphabet.EncodeToString(m.Bytes(n))[:n]) }
