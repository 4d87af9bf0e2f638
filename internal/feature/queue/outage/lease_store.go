package outage

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/feature/queue"
)

// console is the one browser that works at a window while the server is away.
type console struct {
	window int64
	holder string
	seq    int64
	person int64
	until  clock.Instant
}

// Lease is 预取号: a waiting ticket that one window alone calls until its end.
type Lease struct {
	Ticket int64
	No     string
	Window int64
	Holder string
	From   clock.Instant
	Until  clock.Instant
	Back   clock.Instant // given back before its end; 0 = not
}

var (
	qConsole = db.Q("outage.console", `select window_id, holder, seq, person_id, until_at from outage_console
		where centre_id = $1 and window_id = $2 @lock`)
	qPutConsole = db.Q("outage.put_console", `insert into outage_console (centre_id, window_id, holder, seq, person_id, until_at)
		values ($1, $2, $3, $4, $5, $6) on conflict (centre_id, window_id) do update set holder = excluded.holder,
		seq = excluded.seq, person_id = excluded.person_id, until_at = excluded.until_at`)
	qPutLease = db.Q("outage.put_lease", `insert into outage_lease (centre_id, ticket_id, window_id, holder, from_at, until_at,
		back_at) values ($1, $2, $3, $4, $5, $6, 0) on conflict (centre_id, ticket_id) do update set
		from_at = case when outage_lease.window_id = excluded.window_id and outage_lease.holder = excluded.holder
			and outage_lease.back_at = 0 and outage_lease.until_at > excluded.from_at then outage_lease.from_at else excluded.from_at end,
		window_id = excluded.window_id, holder = excluded.holder, until_at = excluded.until_at, back_at = 0`)
	qBack = db.Q("outage.lease_back", `update outage_lease set back_at = $4 where centre_id = $1 and window_id = $2
		and ticket_id in @ints($3) and back_at = 0`)
	qLease = db.Q("outage.lease", `select ticket_id, window_id, holder, from_at, until_at, back_at from outage_lease
		where centre_id = $1 and ticket_id = $2`)
)

func scanConsole(row db.Scan) (c console, err error) {
	err = row(&c.window, &c.holder, &c.seq, &c.person, &c.until)
	return c, err
}

func scanLease(row db.Scan) (l Lease, err error) {
	err = row(&l.Ticket, &l.Window, &l.Holder, &l.From, &l.Until, &l.Back)
	return l, err
}

// Leases lists the leases that stand now, by window.
func Leases(tx *db.Tx) (out []Lease, err error) {
	all, err := queue.Leased(tx)
	for _, t := range all {
		if t.State == queue.Waiting && t.LeasedUntil > tx.Now {
			out = append(out, Lease{Ticket: t.ID, No: t.No, Window: t.LeasedTo, Until: t.LeasedUntil})
		}
	}
	return out, err
}
