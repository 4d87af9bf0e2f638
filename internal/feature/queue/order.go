package queue

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// why says for what reason a waiting ticket stands where it stands: every place in the queue can be explained.
func why(t Ticket, c choice, at clock.Instant) text.Msg {
	switch {
	case t.For == c.window && t.For != 0:
		return text.M("queue.why.passed_on") // 11(1)
	case t.Rank == 0:
		return text.M("queue.why.first", "reason", t.Reason, "n", c.oneIn) // 11(5)
	case t.Returns > 0:
		return text.M("queue.why.returned", "n", t.Returns)
	case aged(at.Sub(t.Queued), c.ageing):
		return text.M("queue.why.aged", "n", int(at.Sub(t.Queued)/time.Minute))
	case t.Legs > 1:
		return text.M("queue.why.things", "n", t.Legs)
	}
	return text.M("queue.why.number", "at", t.Taken.Format("15:04"))
}
