package wait

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
)

// Pace is how fast a zone gets through its tickets now, as far as that can be known honestly.
type Pace struct {
	Waiting int
	Mean    time.Duration // of a ticket, from the call to the end; 0 = not known
	Windows int           // that call at this moment
}

// Minutes estimates how long somebody waits who has so many before them, rounded up; -1 = not known: too few services to
// tell, or no window calls.
func (p Pace) Minutes(ahead int) int {
	if p.Mean == 0 || p.Windows == 0 {
		return -1
	}
	wait := p.Mean * time.Duration(ahead) / time.Duration(p.Windows)
	return int((wait + time.Minute - 1) / time.Minute)
}

// pace is what a sum of services says.
type pace struct {
	n     int
	total time.Duration
}

func (p pace) mean() time.Duration {
	if p.n < fewest {
		return 0
	}
	return p.total / time.Duration(p.n)
}

const (
	fewest    = 5             // services from which a mean says anything
	enough    = 10            // services of today from which the past days no longer count
	pastDays  = 7             // how many days count as recent
	unlikely  = 2 * time.Hour // a service longer than this is a key that was not pressed
	walkAtEnd = 5 * time.Minute
)

var qPaces = db.Q("wait.paces", `select zone_id, count(*), cast(sum(served + case when arrived_at > called_at
	and arrived_at - called_at < $5 then arrived_at - called_at else 0 end) as bigint) from queue_ticket
	where centre_id = $1 and day >= $2 and day <= $3 and state = 'finished' and served > 0 and served < $4 group by zone_id`)

// paces sums up the services of those days by what the statement groups by.
func paces(tx *db.Tx, q *db.Stmt, from, to clock.Day) (map[int64]pace, error) {
	out := map[int64]pace{}
	_, err := db.Rows(tx, q, func(row db.Scan) (struct{}, error) {
		var of, total int64
		var p pace
		err := row(&of, &p.n, &total)
		p.total = time.Duration(total) * time.Microsecond
		out[of] = p
		return struct{}{}, err
	}, tx.Centre, from, to, unlikely.Microseconds(), walkAtEnd.Microseconds())
	return out, err
}

// Paces gives how fast each zone goes now.
func (kept *Keeper) Paces(tx *db.Tx, hall *directory.Hall) (map[int64]Pace, error) {
	k, err := kept.past(tx)
	if err != nil {
		return nil, err
	}
	m, err := readMood(tx)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Pace, len(hall.Zones))
	for _, z := range hall.Zones {
		p := Pace{Waiting: m.waiting[z.ID], Mean: mean(m.today[z.ID], k.zones[z.ID])}
		for _, w := range hall.InZone(z.ID, tx.Now) {
			if m.open[w.ID] {
				p.Windows++
			}
		}
		out[z.ID] = p
	}
	return out, nil
}

// mean takes today's services when there are enough of them, else those of the recent days as well.
func mean(today, before pace) time.Duration {
	if today.n >= enough {
		return today.mean()
	}
	return pace{n: today.n + before.n, total: today.total + before.total}.mean()
}
