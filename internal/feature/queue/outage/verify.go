package outage

import (
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/feature/queue"
)

// group is the numbers of a series on a day.
type group struct {
	day     clock.Day
	prefix  string
	n, last int64
}

var (
	qSeries = db.Q("queue.verify_series", `select day, prefix, count(*), max(serial) from queue_reserved where centre_id = $1
		group by day, prefix order by day, prefix`)
	qStray = db.Q("queue.verify_stray", `select t.no, t.day from queue_ticket t where t.centre_id = $1 and t.mark <> ''
		and not exists (select 1 from queue_reserved r where r.centre_id = $1 and r.day = t.day and r.prefix = t.prefix
		and r.serial = t.serial and r.ticket_id = t.id and r.token = t.token)`)
	qGone = db.Q("queue.verify_gone", `select r.prefix, r.serial, r.day from queue_reserved r where r.centre_id = $1 and r.ticket_id <> 0
		and not exists (select 1 from queue_ticket t where t.centre_id = $1 and t.id = r.ticket_id and t.mark <> '')`)
	qLoose = db.Q("queue.verify_lease", `select t.no, t.day from queue_ticket t where t.centre_id = $1 and t.leased_to > 0
		and (t.state <> 'waiting' and t.state <> 'void' or not exists (select 1 from queue_lease l where l.centre_id = $1
		and l.ticket_id = t.id and l.window_id = t.leased_to and l.until_at = t.leased_until and l.back_at = 0))`)
)

// Verify tells which invariants of leases and blocks do not hold. I2: every number of a kiosk's series is in a block, without a gap up
// to its counter, and a ticket of it is one of its numbers. A lease stands on a ticket that waits, as its own row says.
func Verify(tx *db.Tx) (out []string, err error) {
	all, err := db.Rows(tx, qSeries, func(row db.Scan) (g group, err error) {
		err = row(&g.day, &g.prefix, &g.n, &g.last)
		return g, err
	}, tx.Centre)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		drawn, err := queue.Drawn(tx, g.prefix, g.day)
		if err != nil {
			return nil, err
		}
		if g.n != g.last || drawn != g.last {
			out = append(out, fmt.Sprintf("I2: %s on %s: %d numbers reserved up to %d, the counter stands at %d", g.prefix, g.day, g.n, g.last, drawn))
		}
	}
	for _, q := range []struct {
		sql  *db.Stmt
		what string
	}{{qStray, "I2: %s of %s was reserved in no block"}, {qLoose, "I3: %s of %s is leased against its lease"}} {
		found, err := db.Rows(tx, q.sql, func(row db.Scan) (string, error) {
			var no string
			var day clock.Day
			err := row(&no, &day)
			return fmt.Sprintf(q.what, no, day), err
		}, tx.Centre)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	gone, err := db.Rows(tx, qGone, func(row db.Scan) (string, error) {
		var prefix string
		var serial int64
		var day clock.Day
		err := row(&prefix, &serial, &day)
		return fmt.Sprintf("I2: %s of %s was given, but there is no such ticket", queue.Number(prefix, serial), day), err
	}, tx.Centre)
	return append(out, gone...), err
}
