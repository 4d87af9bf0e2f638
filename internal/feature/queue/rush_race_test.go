//go:build race

package queue

// rushRounds is how often the rush is repeated: under the race detector everything takes ten times as long.
const rushRounds = 2
