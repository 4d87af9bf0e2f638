//go:build control_early

package db

import "time"

// earlyAnswer makes the negative control of the crash test: answers before the commit, so that the test must see losses.
const earlyAnswer = true

func dawdle() { time.Sleep(20 * time.Millisecond) }
