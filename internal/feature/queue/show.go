package queue

import (
	"context"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/feature/queue/wait"
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
	Oldest  clock.Instant // since when the one waits who waits longest
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
		where centre_id = $1 and day = $2 and not late order by seq desc limit $3`)
	qCallsAfter = db.Q("queue.calls_after", `select seq, no, window_no, zone_id, item_name, again, at from queue_call
		where centre_id = $1 and seq > $2 and not late order by seq limit 500`)
	qTally = db.Q("queue.tally", `select zone_id, count(*), min(queued_at) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' group by zone_id`)
	qMissed = db.Q("queue.missed", `select no from queue_ticket where centre_id = $1 and day = $2 and state = 'missed'
		and (cast($3 as bigint) = 0 or zone_id = cast($3 as bigint)) order by ended_at desc limit $4`)
	qDay = db.Q("queue.day", `select count(*), count(case when state = 'finished' then 1 end),
		cast(coalesce(sum(waited), 0) as bigint), count(case when called_at > 0 then 1 end), coalesce(max(waited), 0),
		cast(coalesce(sum(case when state = 'finished' then served end), 0) as bigint)
		from queue_ticket where centre_id = $1 and day = $2 and (cast($3 as bigint) = 0 or window_id = cast($3 as bigint))`)
	qHours = db.Q("queue.hours", `select cast((taken_at - $3) / 3600000000 as bigint) as hour, count(*) from queue_ticket
		where centre_id = $1 and day = $2 group by 1`)
	qBusy = db.Q("queue.busy", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and day = $2 and state in ('called', 'serving')`)
	qPhone = db.Q("queue.phone", `select no, phone from queue_ticket where centre_id = $1 and (id = $2
		or id = (select ticket_id from queue_leg where centre_id = $1 and id = $2))`)
	qOften = db.Q("queue.often", `select item_id, count(*) from queue_ticket where centre_id = $1 and day >= $2
		group by item_id`)
	qServed = db.Q("queue.served", `select window_id, count(*) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'finished' group by window_id`)
)

func scanCall(row db.Scan) (c Call, err error) {
	err = row(&c.Seq, &c.No, &c.Window, &c.Zone, &c.Item, &c.Again, &c.At)
	return c, err
}

// Calls lists the newest calls of today, newest first.
func Calls(tx *db.Tx, limit int) ([]Call, error) {
	return db.Rows(tx, qCalls, scanCall, tx.Centre, tx.Today(), limit)
}

// CallsAfter lists the calls after that number, oldest first, five hundred at most: what a screen missed.
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

// MissedToday lists the numbers that did not come, of one zone or (0) of the hall, newest first.
func MissedToday(tx *db.Tx, zone int64, limit int) ([]string, error) {
	return db.Rows(tx, qMissed, db.Value[string], tx.Centre, tx.Today(), zone, limit)
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
	all, err := db.Rows(tx, qBusy, scanTicket, tx.Centre, tx.Today())
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

// Line is the queue of one window.
type Line struct {
	Waiting []Ticket   // the first of them, in the order in which they will be called
	Why     []text.Msg // for what reason each of them stands there
	Total   int
	Held    []Ticket // put aside at this window
	Missed  []Ticket // that did not come to this window, newest first
}

// LineOf gives the queue of a window: those it may call, and those it has put aside.
func (s *Service) LineOf(tx *db.Tx, window int64, limit int) (l Line, err error) {
	w, items, err := s.window(tx, window)
	if err != nil {
		return l, err
	}
	c, err := s.choice(tx, w, 0, items)
	if err != nil {
		return l, err
	}
	// More than are shown, for those who go first stand before all others here and not in the queue.
	l.Waiting, err = db.Rows(tx, qWaiting, scanTicket, tx.Centre, tx.Today(), w.ID, c.items, c.passed, 5*limit, tx.Now)
	if err != nil {
		return l, err
	}
	l.Waiting = inOrder(l.Waiting, c.turns, c.oneIn)
	l.Waiting = l.Waiting[:min(limit, len(l.Waiting))]
	for _, t := range l.Waiting {
		l.Why = append(l.Why, why(t, c, tx.Now))
	}
	if l.Total, err = db.One(tx, qWaitingCount, db.Value[int], tx.Centre, tx.Today(), w.ID, c.items, c.passed,
		tx.Now); err != nil {
		return l, err
	}
	aside, err := db.Rows(tx, qAside, scanTicket, tx.Centre, w.ID, tx.Today(), limit)
	for _, t := range aside {
		if t.State == Held {
			l.Held = append(l.Held, t)
		} else {
			l.Missed = append(l.Missed, t)
		}
	}
	return l, err
}

// Place is a ticket as its holder sees it.
type Place struct {
	Ticket
	Ahead  int       // how many go first in the zone, if nobody new comes
	First  int       // of them, how many by a reason (11(5))
	Wait   wait.Wait // how long that may take
	Things []Leg     // what is to be done, where it is more than one thing
}

// Minutes is about how long the wait is, in whole minutes; -1 = not known.
func (p Place) Minutes() int {
	if !p.Wait.Known() {
		return -1
	}
	return int((p.Wait.About + time.Minute - 1) / time.Minute)
}

// ByToken gives a ticket to whoever holds its token, with how many go first. NotFound otherwise.
func (s *Service) ByToken(ctx context.Context, centre int64, token string) (p Place, err error) {
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		p, err = s.Place(tx, token)
		return err
	})
	return p, err
}

// Place is ByToken in the caller's transaction.
func (s *Service) Place(tx *db.Tx, token string) (p Place, err error) {
	if p.Ticket, err = db.One(tx, qByToken, scanTicket, tx.Centre, token); err != nil {
		return p, err
	}
	if p.Ticket.Legs > 1 {
		if p.Things, err = LegsOf(tx, p.ID); err != nil {
			return p, err
		}
	}
	if p.State != Waiting {
		return p, nil
	}
	around, err := db.One(tx, qStanding, func(row db.Scan) (a standing, err error) {
		err = row(&a.before, &a.first, &a.others)
		return a, err
	}, tx.Centre, p.Day, p.Zone, p.Rank, p.ID)
	if err != nil {
		return p, err
	}
	around.rank = p.Rank
	view, err := s.view(tx)
	if err != nil {
		return p, err
	}
	p.Ahead, p.First = around.ahead(priorityOneIn.In(view)), 0
	if p.Rank > 0 {
		p.First = max(p.Ahead-around.before, 0)
	}
	p.Wait, err = s.WaitOf(tx, p.Ticket)
	return p, err
}

// Phone gives the number and the sealed phone number of a ticket or of one of its legs, empty when none was left, for whoever may
// open it (15(2)).
func Phone(tx *db.Tx, ticket int64) (no, sealed string, err error) {
	_, err = db.One(tx, qPhone, func(row db.Scan) (struct{}, error) { return struct{}{}, row(&no, &sealed) }, tx.Centre, ticket)
	return no, sealed, err
}

// oftenDays is how many days say what people come for.
const oftenDays = 7

// Often counts the tickets of the last days by item: what people come for.
func Often(tx *db.Tx) (map[int64]int, error) {
	out := map[int64]int{}
	_, err := db.Rows(tx, qOften, func(row db.Scan) (struct{}, error) {
		var item int64
		var n int
		err := row(&item, &n)
		out[item] = n
		return struct{}{}, err
	}, tx.Centre, tx.Today().Add(-oftenDays))
	return out, err
}

// Returns is how often a missed ticket may come back today.
func (s *Service) Returns(tx *db.Tx) (int, error) {
	view, err := s.view(tx)
	if err != nil {
		return 0, err
	}
	return requeueMax.In(view), nil
}

// CalledTimeout is how long one waits for a called visitor before the number is passed.
func (s *Service) CalledTimeout(tx *db.Tx) (time.Duration, error) {
	view, err := s.view(tx)
	if err != nil {
		return 0, err
	}
	return calledTimeout.In(view), nil
}
