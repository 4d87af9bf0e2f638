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
	qSeries = db.Q("outage.verify_series", `select day, prefix, count(*), max(serial) from outage_reserved where centre_id = $1
		group by day, prefix order by day, prefix`)
	qUsed = db.Q("outage.verify_used", `select day, prefix, serial, token, ticket_id from outage_reserved where centre_id = $1
		and ticket_id <> 0 order by day, prefix, serial`)
)

// Verify tells which invariants of leases and blocks do not hold. I2: every number of a kiosk's series is in a block, without a
// gap up to its counter, and a ticket of it is one of its numbers. A lease stands on a ticket that waits, as its own row says.
func Verify(tx *db.Tx) (out []string, err error) {
	for _, check := range []func(*db.Tx) ([]string, error){verifySeries, verifyMarked, verifyLeases} {
		found, err := check(tx)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func verifySeries(tx *db.Tx) (out []string, err error) {
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
			out = append(out, fmt.Sprintf("I2: %s on %s: %d numbers reserved up to %d, the counter stands at %d", g.prefix, g.day, g.n,
				g.last, drawn))
		}
	}
	return out, nil
}

// verifyMarked compares the numbers that kiosks gave with the tickets they became.
func verifyMarked(tx *db.Tx) (out []string, err error) {
	given := map[int64]string{} // by ticket: what it must be
	if _, err = db.Rows(tx, qUsed, func(row db.Scan) (struct{}, error) {
		var day clock.Day
		var prefix, token string
		var serial, ticket int64
		err := row(&day, &prefix, &serial, &token, &ticket)
		given[ticket] = fmt.Sprint(day, queue.Number(prefix, serial), token)
		return struct{}{}, err
	}, tx.Centre); err != nil {
		return nil, err
	}
	all, err := queue.Marked(tx)
	for _, t := range all {
		if given[t.ID] != fmt.Sprint(t.Day, t.No, t.Token) {
			out = append(out, fmt.Sprintf("I2: %s of %s was reserved in no block", t.No, t.Day))
		}
		delete(given, t.ID)
	}
	for id := range given {
		out = append(out, fmt.Sprintf("I2: a kiosk gave a number that became ticket %d, which there is not", id))
	}
	return out, err
}

func verifyLeases(tx *db.Tx) (out []string, err error) {
	all, err := queue.Leased(tx)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		l, found, err := db.Find(tx, qLease, scanLease, tx.Centre, t.ID)
		if err != nil {
			return nil, err
		}
		waits := t.State == queue.Waiting || t.State == queue.Void
		if !waits || !found || l.Window != t.LeasedTo || l.Until != t.LeasedUntil || l.Back != 0 {
			out = append(out, fmt.Sprintf("I3: %s of %s is leased against its lease", t.No, t.Day))
		}
	}
	return out, nil
}
