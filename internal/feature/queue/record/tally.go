package record

import (
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/feature/queue"
)

// Sum is numbers of tickets and how long they took. Each ticket stands once in Finished, Missed, Void or Open.
type Sum struct {
	Taken, Finished, Missed, Void, Open int
	Called                              int // at least once
	Returned, Transferred, Recalled     int // tickets, however often
	Wait, Handling                      Spread
}

// Lost is the share of those who went away, missed or never called, among all whose ticket is closed, in permille; -1 when
// there is none.
func (s Sum) Lost() int {
	closed := s.Finished + s.Missed + s.Void
	if closed == 0 {
		return -1
	}
	return ((s.Missed+s.Void)*1000 + closed/2) / closed
}

// Spread is how a length of time is spread. Median and P90 are values that occurred: the one that half, nine tenths, do not
// exceed.
type Spread struct {
	N                          int
	Median, P90, Mean, Longest time.Duration
}

// tally adds up tickets.
type tally struct {
	taken, finished, missed, void, open, called, returned, transferred, recalled int
	waits, handled                                                               []int32 // seconds
	first, last                                                                  clock.Instant
}

func (a *tally) add(t Ticket) {
	a.taken++
	switch t.State {
	case queue.Finished:
		a.finished++
		a.handled = append(a.handled, seconds(t.Handling))
	case queue.Missed:
		a.missed++
	case queue.Void:
		a.void++
	default:
		a.open++
	}
	a.returned += one(t.Returns > 0)
	a.transferred += one(t.Transfers > 0)
	a.recalled += one(t.Recalls > 0)
	if t.Called == 0 {
		return
	}
	a.called++
	a.waits = append(a.waits, seconds(t.Wait))
	if a.first == 0 || t.Called < a.first {
		a.first = t.Called
	}
	a.last = max(a.last, t.Ended)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func seconds(d time.Duration) int32 { return int32(d / time.Second) } // #nosec G115 -- a day has 86,400

func (a *tally) sum() Sum {
	return Sum{Taken: a.taken, Finished: a.finished, Missed: a.missed, Void: a.void, Open: a.open, Called: a.called,
		Returned: a.returned, Transferred: a.transferred, Recalled: a.recalled, Wait: spread(a.waits), Handling: spread(a.handled)}
}

// spread sorts what it is given.
func spread(all []int32) Spread {
	if len(all) == 0 {
		return Spread{}
	}
	slices.Sort(all)
	total := int64(0)
	for _, v := range all {
		total += int64(v)
	}
	at := func(tenths int) time.Duration { // the nearest rank
		return time.Duration(all[(len(all)*tenths+9)/10-1]) * time.Second
	}
	return Spread{N: len(all), Median: at(5), P90: at(9), Longest: at(10),
		Mean: time.Duration(total) * time.Second / time.Duration(len(all))}
}
