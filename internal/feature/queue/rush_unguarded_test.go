//go:build unguarded

package queue

import (
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

// Without the guard (go test -tags unguarded) the same rush must be caught calling twice, and so must Verify: or neither
// could have found it.
func TestWithoutTheGuardTheSameRushCallsTwice(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		s := rush(t, d)
		for round := range 20 {
			got := rushOnce(t, s)
			wrong := got.wrong()
			if !strings.Contains(strings.Join(wrong, "\n"), "called 2 times") {
				continue
			}
			t.Logf("round %d: %d faults, such as: %s", round, len(wrong), wrong[0])
			if told := verified(t, d); len(told) == 0 {
				t.Error("Verify found nothing")
			} else {
				t.Logf("Verify: %d faults, such as: %s", len(told), told[0])
			}
			return
		}
		t.Error("no ticket was called twice: the test of many callers finds nothing")
	})
}
