// Package wait says how long somebody waits: from what the hall is like now, how long things took on the days before, and how far
// what was said was from what came of it. It reads the queue's rows and keeps nothing that it cannot read again.
package wait

import (
	"slices"
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
)

// Wait is what is said about a wait: about how long, and between what and what it was in eight of ten cases like it. The zero
// Wait says nothing: too little is known.
type Wait struct {
	From, About, Until time.Duration
}

// Known tells whether anything can be said.
func (w Wait) Known() bool { return w.Until > 0 }

// Minutes gives the range in whole minutes, the lower end rounded down and the upper end up; false when nothing is known.
func (w Wait) Minutes() (from, until int, known bool) {
	return int(w.From / time.Minute), int((w.Until + time.Minute - 1) / time.Minute), w.Known()
}

// Keeper keeps what past days say, which does not change any more, and what the hall was like a moment ago. It is a cache: a
// process that has none reads it again. The zero Keeper is ready.
type Keeper struct {
	mu sync.Mutex
	of map[int64]*known // by centre
}

// Asker is who waits, or would: for what, where, and behind whom.
type Asker struct {
	ID, Item, For, Zone int64
	Day                 clock.Day
	Rank                int
	OneIn               int // one in so many goes first (11(5))
}

// known is what is kept of a centre.
type known struct {
	day    clock.Day
	zones  map[int64]pace // services of the days before
	items  map[int64]pace
	errors record
	mood   mood
}

// mood is what the hall is like, as far as a wait depends on it.
type mood struct {
	at      clock.Instant
	crowd   []crowd
	open    map[int64]bool  // windows that call
	busy    map[int64]visit // windows that have somebody
	today   map[int64]pace  // by zone
	waiting map[int64]int   // by zone
}

// visit is what a window is busy with, and since when.
type visit struct {
	item  int64
	since clock.Instant
}

// moodAge is for how long a mood counts: nobody's wait changes by a minute in so little time.
const moodAge = 10 * time.Second

// crowd is how many of a rank wait for an item, and for which window when they were passed on to one.
type crowd struct {
	item, passed int64
	rank, n      int
}

func crowds(tx *db.Tx, q *db.Stmt, args ...any) ([]crowd, error) {
	return db.Rows(tx, q, func(row db.Scan) (c crowd, err error) {
		err = row(&c.item, &c.passed, &c.rank, &c.n)
		return c, err
	}, args...)
}

var (
	qCrowd = db.Q("wait.crowd", `select item_id, for_window, rank, count(*) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' group by item_id, for_window, rank`)
	qZones = db.Q("wait.zones", `select zone_id, count(*) from queue_ticket where centre_id = $1 and day = $2 and state = 'waiting'
		group by zone_id`)
	qItemPaces = db.Q("wait.item_paces", `select item_id, count(*), cast(sum(served + case when arrived_at > called_at
		and arrived_at - called_at < $5 then arrived_at - called_at else 0 end) as bigint) from queue_ticket
		where centre_id = $1 and day >= $2 and day <= $3 and state = 'finished' and legs = 1 and served > 0 and served < $4
		group by item_id`)
	qOpenNow = db.Q("wait.open_now", `select window_id from queue_window where centre_id = $1 and state = 'open'`)
	qBusyNow = db.Q("wait.busy_now", `select window_id, item_id, case when arrived_at > called_at then arrived_at else called_at end
		from queue_ticket
		where centre_id = $1 and window_id > 0 and state in ('called', 'serving') and day = $2`)
	qBefore = db.Q("wait.before", `select item_id, for_window, rank, count(*) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and (rank <> $3 or id < $4) group by item_id, for_window, rank`)
)

// past gives what the days before say; it is read once a day.
func (kept *Keeper) past(tx *db.Tx) (*known, error) {
	kept.mu.Lock()
	k := kept.of[tx.Centre]
	kept.mu.Unlock()
	if k != nil && k.day == tx.Today() {
		return k, nil
	}
	k = &known{day: tx.Today()}
	from, to := tx.Today().Add(-pastDays), tx.Today().Add(-1)
	var err error
	if k.zones, err = paces(tx, qPaces, from, to); err != nil {
		return nil, err
	}
	if k.items, err = paces(tx, qItemPaces, from, to); err != nil {
		return nil, err
	}
	if k.errors, err = readRecord(tx, from, to); err != nil {
		return nil, err
	}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.of == nil {
		kept.of = map[int64]*known{}
	}
	kept.of[tx.Centre] = k
	return k, nil
}

// moodNow gives what the hall is like, as it was a few seconds ago at most.
func (kept *Keeper) moodNow(tx *db.Tx) (*known, mood, error) {
	k, err := kept.past(tx)
	if err != nil {
		return nil, mood{}, err
	}
	kept.mu.Lock()
	m := k.mood
	kept.mu.Unlock()
	if m.at != 0 && m.at <= tx.Now && tx.Now.Sub(m.at) < moodAge {
		return k, m, nil
	}
	if m, err = readMood(tx); err != nil {
		return nil, m, err
	}
	kept.mu.Lock()
	k.mood = m
	kept.mu.Unlock()
	return k, m, nil
}

func readMood(tx *db.Tx) (m mood, err error) {
	m.at = tx.Now
	if m.crowd, err = crowds(tx, qCrowd, tx.Centre, tx.Today()); err != nil {
		return m, err
	}
	open, err := db.Rows(tx, qOpenNow, db.Value[int64], tx.Centre)
	if err != nil {
		return m, err
	}
	m.open, m.busy = set(open), map[int64]visit{}
	if _, err := db.Rows(tx, qBusyNow, func(row db.Scan) (struct{}, error) {
		var window int64
		var v visit
		err := row(&window, &v.item, &v.since)
		m.busy[window] = v
		return struct{}{}, err
	}, tx.Centre, tx.Today()); err != nil {
		return m, err
	}
	if m.today, err = paces(tx, qPaces, tx.Today(), tx.Today()); err != nil {
		return m, err
	}
	m.waiting = map[int64]int{}
	_, err = db.Rows(tx, qZones, func(row db.Scan) (struct{}, error) {
		var zone int64
		var n int
		err := row(&zone, &n)
		m.waiting[zone] = n
		return struct{}{}, err
	}, tx.Centre, tx.Today())
	return m, err
}

func set(all []int64) map[int64]bool {
	out := make(map[int64]bool, len(all))
	for _, id := range all {
		out[id] = true
	}
	return out
}

// Foresee says how long somebody who takes a number now will wait.
func (kept *Keeper) Foresee(tx *db.Tx, hall *directory.Hall, a Asker) (Wait, error) {
	k, m, err := kept.moodNow(tx)
	if err != nil {
		return Wait{}, err
	}
	return k.wait(hall, m, a, m.crowd, tx.Now), nil
}

// Still says how long somebody who waits already will still wait.
func (kept *Keeper) Still(tx *db.Tx, hall *directory.Hall, a Asker) (Wait, error) {
	k, m, err := kept.moodNow(tx)
	if err != nil {
		return Wait{}, err
	}
	before, err := crowds(tx, qBefore, tx.Centre, a.Day, a.Rank, a.ID)
	if err != nil {
		return Wait{}, err
	}
	return k.wait(hall, m, a, before, tx.Now), nil
}

// wait says how long a ticket waits behind that crowd.
func (k *known) wait(hall *directory.Hall, m mood, t Asker, before []crowd, at clock.Instant) Wait {
	about, known := k.expect(hall, m, t, before, at)
	if !known {
		return Wait{}
	}
	return k.errors.around(about)
}

// expect is the work that stands before a ticket at the windows that call for it, divided by those windows. What another waits for
// counts as far as the same windows will serve it.
func (k *known) expect(hall *directory.Hall, m mood, t Asker, before []crowd, at clock.Instant) (time.Duration, bool) {
	mine := m.calling(hall, t.Item, t.For, at)
	mean := k.mean(hall, m, t.Item, t.Zone)
	if len(mine) == 0 || mean == 0 {
		return 0, false
	}
	var first, others ahead
	for _, c := range before {
		theirs := m.calling(hall, c.item, c.passed, at)
		shared := 0
		for _, w := range theirs {
			if slices.Contains(mine, w) {
				shared++
			}
		}
		if shared == 0 {
			continue
		}
		n := float64(c.n) * float64(shared) / float64(len(theirs))
		each := k.mean(hall, m, c.item, t.Zone)
		if c.rank == 0 {
			first.add(n, each)
		} else {
			others.add(n, each)
		}
	}
	idle, rest := 0, time.Duration(0)
	for _, w := range mine {
		v, busy := m.busy[w]
		if !busy {
			idle++
			continue
		}
		rest += remains(k.mean(hall, m, v.item, t.Zone), at.Sub(v.since))
	}
	n, work := inTurn(t.Rank, first, others, t.OneIn)
	if n < float64(idle) {
		return 0, true
	}
	return time.Duration((work + float64(rest)) / float64(len(mine))), true
}

// remains is how long a service still takes: what is left of its mean, and a quarter of it when it takes longer than that.
func remains(mean, so time.Duration) time.Duration { return max(mean-so, mean/4) }

// ahead is a part of those who go before: how many, and the work they are.
type ahead struct{ n, work float64 }

func (a *ahead) add(n float64, each time.Duration) {
	a.n, a.work = a.n+n, a.work+n*float64(each)
}

// inTurn is how many are called before a ticket of that rank, and the work they are: one in so many goes first (11(5)).
func inTurn(rank int, first, others ahead, oneIn int) (n, work float64) {
	part := func(a ahead, most float64) ahead {
		if a.n <= most {
			return a
		}
		return ahead{most, a.work * most / a.n}
	}
	if oneIn > 1 && rank == 0 {
		others = part(others, first.n*float64(oneIn-1))
	} else if oneIn > 1 {
		first = part(first, others.n/float64(oneIn-1)+1)
	} else if rank == 0 {
		others = ahead{}
	}
	return first.n + others.n, first.work + others.work
}

// calling are the windows that call for an item now; for one that was passed on, that window alone while it calls.
func (m mood) calling(hall *directory.Hall, item, passed int64, at clock.Instant) (out []int64) {
	if passed != 0 && m.open[passed] {
		return []int64{passed}
	}
	for _, w := range hall.Serving(item, at) {
		if m.open[w.ID] {
			out = append(out, w.ID)
		}
	}
	return out
}

// mean is how long an item takes: as it did on the days before, else as everything in the zone takes.
func (k *known) mean(hall *directory.Hall, m mood, item, zone int64) time.Duration {
	if d := k.items[item].mean(); d > 0 {
		return d
	}
	return mean(m.today[zone], k.zones[zone])
}
