package outage

import (
	"time"

	"lianban/internal/core/law"
)

// Figures of leases (5(3)).
var (
	leaseMax  = law.Number("queue.lease_max")
	leaseTime = law.Duration("queue.lease_min")
)

const (
	mostLeased  = 5               // whatever the centre says: a leased number waits for one window
	longService = 5 * time.Minute // who is served for longer than this does not call soon
)

// leaseFacts is all that the rule of leasing may know.
type leaseFacts struct {
	open    bool          // the window calls
	waiting int           // those it may call, leased ones included
	windows int           // open windows that may call some of them, this one included
	serving time.Duration // since when somebody is served there; 0 = nobody
	most    int           // the centre's figure
}

// fair is how many numbers a window holds.
//
// 5(3): the queue runs by its numbers. A leased number waits for its window alone, so that no window holds more than its
// share, and one that is busy for long holds one.
func fair(f leaseFacts) int {
	if !f.open || f.windows == 0 {
		return 0
	}
	n := min(f.most, mostLeased, f.waiting/f.windows)
	if f.serving > longService {
		n = min(n, 1)
	}
	return max(n, 0)
}
