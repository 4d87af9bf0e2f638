package outage

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
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
	qConsole = db.Q("queue.console", `select window_id, holder, seq, person_id, until_at from queue_console
		where centre_id = $1 and window_id = $2 @lock`)
	qPutConsole = db.Q("queue.put_console", `insert into queue_console (centre_id, window_id, holder, seq, person_id, until_at)
		values ($1, $2, $3, $4, $5, $6) on conflict (centre_id, window_id) do update set holder = excluded.holder,
		seq = excluded.seq, person_id = excluded.person_id, until_at = excluded.until_at`)
	qHeld = db.Q("queue.leased_here", `select id from queue_ticket where centre_id = $1 and leased_to = $2
		and leased_until > $3 and state = 'waiting' order by rank, id`)
	qCrowd = db.Q("queue.lease_crowd", `select count(*) from queue_ticket where centre_id = $1 and day = $2
		and state = 'waiting' and (for_window = $3 or item_id in @ints($4) and for_window = 0)`)
	qBind = db.Q("queue.lease_bind", `update queue_ticket set leased_to = $3, leased_until = $4 where centre_id = $1
		and id = $2 and state = 'waiting' and (leased_until <= $5 or leased_to = $3)`)
	qFree = db.Q("queue.lease_free", `update queue_ticket set leased_to = 0, leased_until = 0
		where centre_id = $1 and leased_to = $2 and id in @ints($3)`)
	qPutLease = db.Q("queue.put_lease", `insert into queue_lease (centre_id, ticket_id, window_id, holder, from_at, until_at,
		back_at) values ($1, $2, $3, $4, $5, $6, 0) on conflict (centre_id, ticket_id) do update set
		from_at = case when queue_lease.window_id = excluded.window_id and queue_lease.holder = excluded.holder
			and queue_lease.back_at = 0 and queue_lease.until_at > excluded.from_at then queue_lease.from_at else excluded.from_at end,
		window_id = excluded.window_id, holder = excluded.holder, until_at = excluded.until_at, back_at = 0`)
	qBack = db.Q("queue.lease_back", `update queue_lease set back_at = $4 where centre_id = $1 and window_id = $2
		and ticket_id in @ints($3) and back_at = 0`)
	qLease = db.Q("queue.lease", `select ticket_id, '', window_id, holder, from_at, until_at, back_at from queue_lease
		where centre_id = $1 and ticket_id = $2`)
	qLeases = db.Q("queue.leases", `select l.ticket_id, t.no, l.window_id, l.holder, l.from_at, l.until_at, l.back_at
		from queue_lease l join queue_ticket t on t.centre_id = $1 and t.id = l.ticket_id
		where l.centre_id = $1 and t.day = $2 and t.state = 'waiting' and l.back_at = 0 and l.until_at > $3 and t.leased_to = l.window_id
		order by l.window_id, l.ticket_id`)
)

func scanConsole(row db.Scan) (c console, err error) {
	err = row(&c.window, &c.holder, &c.seq, &c.person, &c.until)
	return c, err
}

func scanLease(row db.Scan) (l Lease, err error) {
	err = row(&l.Ticket, &l.No, &l.Window, &l.Holder, &l.From, &l.Until, &l.Back)
	return l, err
}

// Leases lists the leases that stand now, by window.
func Leases(tx *db.Tx) ([]Lease, error) {
	return db.Rows(tx, qLeases, scanLease, tx.Centre, tx.Today(), tx.Now)
}
