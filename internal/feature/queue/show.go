package queue

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Call is one call or recall, as screens show and speak it.
type Call struct {
	Seq    int64
	No     string
	Window int
	Zone   int64
	Item   string
	Again  bool
	At     clock.Instant
}

// Tally is what waits in a zone now.
type Tally struct {
	Zone    int64
	Waiting int
	Oldest  clock.Instant // when the one who waits longest took their number
}

// Flow is the day so far: taken, served, and how long they waited.
type Flow struct {
	Taken    int
	Served   int
	Waited   time.Duration // mean, of those called today
	Longest  time.Duration
	Handling time.Duration // mean
}

var (
	qCalls = db.Q("queue.calls", `select seq, no, window_no, zone_id, item_name, again, at from queue_call
		where centre_id = $1 and at >= $2 order by seq desc limit $3`)
	qCallsAfter = db.Q("queue.calls_after", `select seq, no, window_no, zone_id, item_name, again, at from queue_call
		where centre_id = $1 and seq > $2 order by seq limit 2000`)
	qTally = db.Q("queue.tally", `select zone_id, count(*), min(taken_at) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' group by zone_id`)
	qMissed = db.Q("queue.missed", `select no from queue_ticket where centre_id = $1 and day = $2 and state = 'missed'
		order by ended_at desc limit $3`)
	qDay = db.Q("queue.day", `select count(*), count(case when state = 'finished' then 1 end),
		cast(coalesce(sum(case when called_at > 0 then called_at - taken_at end), 0) as bigint),
		count(case when called_at > 0 then 1 end),
		coalesce(max(case when called_at > 0 then called_at - taken_at end), 0),
		cast(coalesce(sum(case when state = 'finished' and arrived_at > 0 then ended_at - arrived_at end), 0) as bigint)
		from queue_ticket where centre_id = $1 and day = $2 and (cast($3 as bigint) = 0 or window_id = cast($3 as bigint))`)
	qHours = db.Q("queue.hours", `select cast((taken_at - $3) / 3600000000 as bigint) as hour, count(*) from queue_ticket
		where centre_id = $1 and day = $2 group by 1`)
	qBusy = db.Q("queue.busy", `select window_id, no, state, called_at, arrived_at from queue_ticket
		where centre_id = $1 and day = $2 and state in ('called', 'serving')`)
	qServed = db.Q("queue.served", `select window_id, count(*) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'finished' group by window_id`)
)

func scanCall(row db.Scan) (c Call, err error) {
	err = row(&c.Seq, &c.No, &c.Window, &c.Zone, &c.Item, &c.Again, &c.At)
	return c, err
}

// Calls lists the newest calls of today, newest first.
func Calls(tx *db.Tx, limit int) ([]Call, error) {
	return db.Rows(tx, qCalls, scanCall, tx.Centre, tx.Today().Start(), limit)
}

// CallsAfter lists the calls after that number, oldest first: what a screen missed.
func CallsAfter(tx *db.Tx, seq int64) ([]Call, error) {
	return db.Rows(tx, qCallsAfter, scanCall, tx.Centre, seq)
}

// Waits gives what waits now, by zone.
func Waits(tx *db.Tx) (map[int64]Tally, error) {
	all, err := db.Rows(tx, qTally, func(row db.Scan) (t Tally, err error) {
		err = row(&t.Zone, &t.Waiting, &t.Oldest)
		return t, err
	}, tx.Centre, tx.Today())
	out := make(map[int64]Tally, len(all))
	for _, t := range all {
		out[t.Zone] = t
	}
	return out, err
}

// MissedToday lists the numbers that did not come, newest first.
func MissedToday(tx *db.Tx, limit int) ([]string, error) {
	return db.Rows(tx, qMissed, db.Value[string], tx.Centre, tx.Today(), limit)
}

// DayFlow gives the figures of a day, of one window or (0) of the hall.
func DayFlow(tx *db.Tx, day clock.Day, window int64) (f Flow, err error) {
	var waited, called, longest, handling int64
	_, err = db.One(tx, qDay, func(row db.Scan) (struct{}, error) {
		return struct{}{}, row(&f.Taken, &f.Served, &waited, &called, &longest, &handling)
	}, tx.Centre, day, window)
	if called > 0 {
		f.Waited = time.Duration(waited/called) * time.Microsecond
	}
	if f.Served > 0 {
		f.Handling = time.Duration(handling/int64(f.Served)) * time.Microsecond
	}
	f.Longest = time.Duration(longest) * time.Microsecond
	return f, err
}

// ByHour counts the numbers taken in each hour of a day.
func ByHour(tx *db.Tx, day clock.Day) (hours [24]int, err error) {
	_, err = db.Rows(tx, qHours, func(row db.Scan) (struct{}, error) {
		var h, n int
		err := row(&h, &n)
		if err == nil && h >= 0 && h < len(hours) {
			hours[h] = n
		}
		return struct{}{}, err
	}, tx.Centre, day, day.Start())
	return hours, err
}

// Busy gives the ticket that each window has now, by window.
func Busy(tx *db.Tx) (map[int64]Ticket, error) {
	all, err := db.Rows(tx, qBusy, func(row db.Scan) (t Ticket, err error) {
		err = row(&t.Window, &t.No, &t.State, &t.Called, &t.Arrived)
		return t, err
	}, tx.Centre, tx.Today())
	out := make(map[int64]Ticket, len(all))
	for _, t := range all {
		out[t.Window] = t
	}
	return out, err
}

// ServedToday counts the finished tickets of today by window.
func ServedToday(tx *db.Tx) (map[int64]int, error) {
	out := map[int64]int{}
	_, err := db.Rows(tx, qServed, func(row db.Scan) (struct{}, error) {
		var w int64
		var n int
		err := row(&w, &n)
		out[w] = n
		return struct{}{}, err
	}, tx.Centre, tx.Today())
	return out, err
}

// Peek gives the ticket that a window has now, for a page.
func Peek(tx *db.Tx, window int64) (Ticket, bool, error) {
	return db.Find(tx, qPeek, scanTicket, tx.Centre, window)
}

// WaitingFor lists who waits for those items, in the order in which they will be called.
func WaitingFor(tx *db.Tx, items []int64, limit int) ([]Ticket, error) {
	return db.Rows(tx, qWaiting, scanTicket, tx.Centre, tx.Today(), db.Ints(items), limit)
}

// Place is a ticket as its holder sees it.
type Place struct {
	Ticket
	Ahead int // how many go first in the zone
}

// ByToken gives a ticket to whoever holds its token, with how many go first. NotFound otherwise.
func (s *Service) ByToken(ctx context.Context, centre int64, token string) (p Place, err error) {
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		if p.Ticket, err = db.One(tx, qByToken, scanTicket, tx.Centre, token); err != nil || p.State != Waiting {
			return err
		}
		p.Ahead, err = db.One(tx, qAhead, db.Value[int], tx.Centre, p.Day, p.Zone, p.Rank, p.ID)
		return err
	})
	return p, err
}
