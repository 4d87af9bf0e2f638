package queue

import (
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/law"
)

// Figures of the queue (5(3), 11(5)).
var (
	priorityOneIn = law.Number("queue.priority_one_in")
	requeueMax    = law.Number("queue.requeue_max")
	calledTimeout = law.Duration("queue.called_timeout_min")
	ageing        = law.Duration("queue.ageing_min")
)

// takeFacts is all that the rules of taking a number may know.
type takeFacts struct {
	item    int64
	name    string
	windows []directory.Window // that serve the item now
	open    bool
	next    clock.Instant // when the hall opens next
}

// mayTake judges a number about to be taken; all reasons are given at once.
func mayTake(f takeFacts) error {
	var no []law.Ground
	if len(f.windows) == 0 {
		// 5(3): what a window serves stands in the directory and nowhere else.
		no = append(no, law.Because("5.3", text.M("queue.no_window", "item", f.name),
			law.Instead(text.M("queue.ask_guide_desk"))).At("item"))
	}
	if !f.open {
		// 11(6): who holds a number at closing is served; a new one waits for the next opening.
		no = append(no, law.Because("11.6", text.M("queue.closed"),
			law.Instead(text.M("queue.opens", "at", f.next.Format("1月2日 15:04")))))
	}
	return law.Refuse(text.M("queue.refused"), no...)
}

// mayPassOn gives the window that a ticket is to be passed on to, of those others that serve its item.
func mayPassOn(t Ticket, to int64, others []directory.Window) (directory.Window, error) {
	numbers := make([]string, len(others))
	for i, w := range others {
		if w.ID == to {
			return w, nil
		}
		numbers[i] = strconv.Itoa(w.No)
	}
	earliest := text.M("queue.ask_guide_desk")
	if len(others) > 0 {
		earliest = text.M("queue.pass_to", "windows", strings.Join(numbers, "、"))
	}
	// 5(3): a window serves what stands in the directory.
	return directory.Window{}, law.Refuse(text.M("queue.not_served_there", "item", t.Name),
		law.Because("5.3", text.M("queue.not_served_there", "item", t.Name), law.Instead(earliest)).At("to"))
}

// returnFacts is all that the rule of coming back after a missed call may know.
type returnFacts struct {
	t     Ticket
	today clock.Day
	most  int
}

// mayReturn judges a missed ticket that wants its place again.
func mayReturn(f returnFacts) error {
	if f.t.State != Missed || f.t.Day != f.today {
		return errs.New(errs.Conflict, "queue.wrong_state", "no", f.t.No)
	}
	if law.AtMost(f.t.Returns+1, f.most) {
		return nil
	}
	// 5(3): the queue runs by its numbers; who was called in vain so often takes a new one.
	return law.Refuse(text.M("queue.returned_enough", "no", f.t.No, "n", f.most), law.Because("5.3",
		text.M("queue.returned_enough", "no", f.t.No, "n", f.most), law.Instead(text.M("queue.take_again"))))
}

// turns says how many of the others a window calls before it calls one who goes first; 0 = one who goes first is next. ranks
// are those of its last calls, newest first.
//
// 11(5): 优先办: one in so many goes first, so that those who came before them are served as well.
func turns(ranks []int, oneIn int) int {
	for i, r := range ranks {
		if r == 0 {
			return max(oneIn-1-i, 0)
		}
	}
	return 0
}

// aged tells whether somebody has waited for so long that nobody goes before them by a reason any more.
//
// 11(5): 优先办 must not leave those behind who came before.
func aged(waited, most time.Duration) bool { return law.MoreThan(waited, most) }

// inOrder lines up who waits as they will be called: those who go first in their turns, everybody else by number.
func inOrder(all []Ticket, turns, oneIn int) []Ticket {
	var first, others, out []Ticket
	for _, t := range all {
		if t.Rank == 0 {
			first = append(first, t)
		} else {
			others = append(others, t)
		}
	}
	for len(first)+len(others) > 0 {
		if len(first) > 0 && (turns == 0 || len(others) == 0) {
			out, first, turns = append(out, first[0]), first[1:], max(oneIn-1, 0)
			continue
		}
		out, others, turns = append(out, others[0]), others[1:], max(turns-1, 0)
	}
	return out
}

// standing is what stands around a waiting ticket in its zone.
type standing struct {
	rank          int
	before        int // of the same rank, before it
	first, others int // waiting in all: those who go first, the others
}

// ahead counts how many are called before it when nobody new comes, by the same rule as turns.
func (s standing) ahead(oneIn int) int {
	if oneIn <= 1 { // all who go first go before all others
		return s.before + s.first*s.rank
	}
	if s.rank == 0 {
		return s.before + min(s.others, s.before*(oneIn-1))
	}
	return s.before + min(s.first, s.before/(oneIn-1)+1)
}

// NextOpening is when the hall opens next after that instant; 0 when it does not within a month and a half.
func NextOpening(h *calendar.Hours, at clock.Instant) clock.Instant {
	day := at.Day()
	for range 45 {
		for _, s := range h.On(day).Open {
			if from := day.At(0, s.From); from > at {
				return from
			}
		}
		day = day.Add(1)
	}
	return 0
}
