//go:build !race

package queue

// rushRounds is how often the rush is repeated.
const rushRounds = 20
