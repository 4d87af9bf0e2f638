package sample

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
)

// chance draws what happens by itself from what it happens to: the same seed, thing and question give the same answer,
// in whatever order they are asked, and after a restart.
type chance uint64

// of is a number from 0 up to 1.
func (c chance) of(thing int64, question string) float64 { return c.rand(thing, question).Float64() }

// happens tells whether something of that probability happens.
func (c chance) happens(thing int64, question string, p float64) bool {
	return c.of(thing, question) < p
}

// between is a number from a up to b.
func (c chance) between(thing int64, question string, a, b float64) float64 {
	return a + (b-a)*c.of(thing, question)
}

// spread is a factor around 1, more often smaller and now and then much larger, as services at a window last.
func (c chance) spread(thing int64, question string) float64 {
	return math.Min(math.Max(math.Exp(0.45*c.rand(thing, question).NormFloat64()-0.1), 0.35), 3)
}

func (c chance) rand(thing int64, question string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write(strconv.AppendInt([]byte(question), thing, 36)) // never fails
	return rand.New(rand.NewPCG(uint64(c), h.Sum64()))             // #nosec G404 -- invented visitors, no secret
}
