//go:build !control_early

package db

// earlyAnswer is off: nothing is acknowledged before it is durable. See early_on.go.
const earlyAnswer = false

func dawdle() {}
