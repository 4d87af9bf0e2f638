package queue

import (
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue/wait"
)

// Hall is the queue of the whole hall at one instant, with the directory it follows.
//
// 5(3): who shows where something is done asks the one directory that routes the queue, at this instant: what changes there
// shows at its minute.
type Hall struct {
	*directory.Hall
	Seats map[int64]Seat      // how each window stands; one that has not been opened yet is not in it
	Busy  map[int64]Ticket    // the number that each window has
	Lines map[int64]int       // how many wait that each window may call
	Paces map[int64]wait.Pace // by zone
}

// Hall gives the hall as it is in this snapshot.
func (s *Service) Hall(tx *db.Tx) (h Hall, err error) {
	if h.Hall, err = s.Directory.Hall(tx); err != nil {
		return h, err
	}
	if h.Seats, err = Seats(tx); err != nil {
		return h, err
	}
	if h.Busy, err = Busy(tx); err != nil {
		return h, err
	}
	if h.Lines, err = s.lines(tx, h.Hall); err != nil {
		return h, err
	}
	h.Paces, err = s.Paces(tx)
	return h, err
}

var qCrowd = db.Q("queue.crowd", `select item_id, for_window, count(*) from queue_ticket
	where centre_id = $1 and day = $2 and state = 'waiting' group by item_id, for_window`)

// crowd is how many wait for an item, and for which window when they were passed on to one.
type crowd struct {
	item, passed int64
	n            int
}

// lines counts by window who waits that it may call: what LineOf says of one window, of the whole hall at once.
func (s *Service) lines(tx *db.Tx, hall *directory.Hall) (map[int64]int, error) {
	all, err := db.Rows(tx, qCrowd, func(row db.Scan) (c crowd, err error) {
		err = row(&c.item, &c.passed, &c.n)
		return c, err
	}, tx.Centre, tx.Today())
	if err != nil {
		return nil, err
	}
	free, err := s.abandoned(tx)
	if err != nil {
		return nil, err
	}
	out := map[int64]int{}
	for _, c := range all {
		anyone := c.passed == 0 || slices.Contains(free, c.passed)
		if c.passed != 0 {
			out[c.passed] += c.n
		}
		for _, w := range hall.Serving(c.item, tx.Now) {
			if anyone && w.ID != c.passed {
				out[w.ID] += c.n
			}
		}
	}
	return out, nil
}
