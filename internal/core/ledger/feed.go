package ledger

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Entry is an event as it stands in the ledger.
type Entry struct {
	ID      int64
	Seq     int64 // 0 until sealed
	At      clock.Instant
	Actor   string
	Verb    string
	Article string
	Record  string // the canonical record, the bytes the Merkle log is made of
}

const entryColumns = `id, seq, at, actor, verb, article, record`

var (
	qTimeline = db.Q("ledger.timeline", `select e.id, e.seq, e.at, e.actor, e.verb, e.article, e.record
		from ledger_subject s join ledger_event e on e.centre_id = s.centre_id and e.id = s.event_id
		where s.centre_id = $1 and e.centre_id = $1 and s.kind = $2 and s.subject_id = $3
		order by e.at desc, e.id desc limit $4`)
	qSince = db.Q("ledger.since", `select `+entryColumns+` from ledger_event where centre_id = $1 and seq > $2 and seq > 0
		order by seq limit $3`)
	qFinal = db.Q("ledger.final", `select `+entryColumns+` from ledger_event where centre_id = $1 order by id desc limit 1`)
	qDays  = db.Q("ledger.days", `select cast((at + $4) / 86400000000 as bigint) as day, count(*) from ledger_event
		where centre_id = $1 and at >= $2 and at < $3 group by 1 order by 1`)
)

func scanEntry(row db.Scan) (e Entry, err error) {
	err = row(&e.ID, &e.Seq, &e.At, &e.Actor, &e.Verb, &e.Article, &e.Record)
	return e, err
}

// Timeline lists the newest events about a subject, newest first.
func Timeline(tx *db.Tx, s Subject, limit int) ([]Entry, error) {
	return db.Rows(tx, qTimeline, scanEntry, tx.Centre, s.Kind, s.ID, limit)
}

// Last gives the newest event there is, sealed or not, by its id: where a new life of the process goes on from. It is false
// when there is none.
func Last(tx *db.Tx) (Entry, bool, error) { return db.Find(tx, qFinal, scanEntry, tx.Centre) }

// Since replays the sealed events after that number, oldest first. Their order is final: whoever remembers the last number
// misses nothing and sees nothing twice. What is not sealed yet, a second at most, comes later.
func Since(tx *db.Tx, seq int64, limit int) ([]Entry, error) {
	return db.Rows(tx, qSince, scanEntry, tx.Centre, seq, limit)
}

// firstDay is the one that instants count from.
var firstDay = clock.MustDay("1970-01-01")

// DayCount is how many events a day has.
type DayCount struct {
	Day    clock.Day
	Events int64
}

// Days counts the events of each day from … to, both included; days without any are left out.
func Days(tx *db.Tx, from, to clock.Day) ([]DayCount, error) {
	return db.Rows(tx, qDays, func(row db.Scan) (d DayCount, err error) {
		var n int64
		err = row(&n, &d.Events)
		d.Day = firstDay.Add(int(n))
		return d, err
	}, tx.Centre, from.Start(), to.Add(1).Start(), -int64(firstDay.Start()))
}
