package deadline

import (
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
)

const columns = `id, kind, title, ref, path, article, subject_kind, subject_id, department_id, window_id, person_id, limit_n,
	limit_unit, from_at, calendar, due_at, due_day, total, provisional, state, since_at, reason, ended_at`

// seen is the scope of a list: what a Sight shows, narrowed to an owner and a kind.
const seen = `(cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4)
	or person_id > 0 and person_id = cast($5 as bigint))
	and (cast($6 as bigint) = 0 or department_id = cast($6 as bigint))
	and (cast($7 as bigint) = 0 or window_id = cast($7 as bigint))
	and (cast($8 as bigint) = 0 or person_id = cast($8 as bigint))
	and (cast($9 as text) = '' or kind = cast($9 as text))`

var (
	qPut = db.Q("deadline.put", `insert into deadline_clock (centre_id, id, kind, title, ref, path, article, subject_kind,
		subject_id, department_id, window_id, person_id, limit_n, limit_unit, from_at, calendar, due_at, due_day, total,
		provisional, state, since_at, reason, ended_at, next_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '', 0, $23)`)
	qSave = db.Q("deadline.save", `update deadline_clock set state = $4, since_at = $5, reason = $6, ended_at = $7, due_at = $8,
		due_day = $9, total = $10, provisional = $11, department_id = $12, window_id = $13, person_id = $14, next_at = $15
		where centre_id = $1 and id = $2 and state = $3`)
	qOne  = db.Q("deadline.one", `select `+columns+` from deadline_clock where centre_id = $1 and id = $2`)
	qLock = db.Q("deadline.lock", `select `+columns+` from deadline_clock where centre_id = $1 and id = $2 @lock`)
	qOf   = db.Q("deadline.of", `select `+columns+` from deadline_clock
		where centre_id = $1 and subject_kind = $2 and subject_id = $3 order by id`)
	qRunning = db.Q("deadline.running", `select subject_id, id, kind, article, calendar, due_at, due_day, total, provisional, state,
		since_at from deadline_clock where centre_id = $1 and subject_kind = $2 and subject_id in @ints($3) and ended_at = 0 order by id`)
	qOpen = db.Q("deadline.open", `select `+columns+` from deadline_clock
		where centre_id = $1 and ended_at = 0 order by due_at, id`)
	qOpenLock = db.Q("deadline.open_lock", `select `+columns+` from deadline_clock
		where centre_id = $1 and ended_at = 0 order by id @lock`)
	qOpenSeen = db.Q("deadline.open_seen", `select `+columns+` from deadline_clock
		where centre_id = $1 and ended_at = 0 and `+seen+` order by due_at, id`)
	qClosedSeen = db.Q("deadline.closed_seen", `select `+columns+` from deadline_clock
		where centre_id = $1 and ended_at >= $10 and ended_at > 0 and `+seen+` order by ended_at desc, id desc limit $11`)
	qClosedCount = db.Q("deadline.closed_count", `select department_id, count(*) from deadline_clock
		where centre_id = $1 and ended_at >= $10 and ended_at > 0 and state = 'met' and `+seen+` group by department_id`)
	qAll = db.Q("deadline.all", `select `+columns+` from deadline_clock where centre_id = $1 order by id`)

	qChanges = db.Q("deadline.changes", `select seq, what, from_at, until_at, limit_n, limit_unit, reason from deadline_change
		where centre_id = $1 and clock_id = $2 order by seq`)
	qAllChanges = db.Q("deadline.all_changes", `select clock_id, seq, what, from_at, until_at, limit_n, limit_unit, reason
		from deadline_change where centre_id = $1 order by clock_id, seq`)
	qOpenChanges = db.Q("deadline.open_changes", `select clock_id, seq, what, from_at, until_at, limit_n, limit_unit, reason
		from deadline_change where centre_id = $1 and clock_id in (select id from deadline_clock
		where centre_id = $1 and ended_at = 0) order by clock_id, seq`)
	qPutChange = db.Q("deadline.put_change", `insert into deadline_change (centre_id, clock_id, seq, what, from_at, until_at,
		limit_n, limit_unit, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (centre_id, clock_id, seq) do update set until_at = excluded.until_at`)
	qMoveDue = db.Q("deadline.move_due", `update deadline_clock set due_at = $3, due_day = $4, total = $5, provisional = $6,
		next_at = $7 where centre_id = $1 and id = $2 and ended_at = 0`)
)

func scan(row db.Scan) (d Deadline, err error) {
	err = row(&d.ID, &d.Kind, &d.Title, &d.Ref, &d.Path, &d.Article, &d.Subject.Kind, &d.Subject.ID, &d.Owner.Department,
		&d.Owner.Window, &d.Owner.Person, &d.Limit.N, &d.Limit.Unit, &d.From, &d.Calendar, &d.Due, &d.Day, &d.Total,
		&d.Provisional, &d.State, &d.Since, &d.Reason, &d.Ended)
	return d, err
}

func scanChange(row db.Scan) (c change, err error) {
	err = row(&c.Seq, &c.What, &c.From, &c.Until, &c.Limit.N, &c.Limit.Unit, &c.Reason)
	return c, err
}

// changed is a change with the clock it belongs to.
type changed struct {
	clock int64
	change
}

func scanChanged(row db.Scan) (c changed, err error) {
	err = row(&c.clock, &c.Seq, &c.What, &c.From, &c.Until, &c.Limit.N, &c.Limit.Unit, &c.Reason)
	return c, err
}

// byClock reads changes of many clocks at once.
func byClock(tx *db.Tx, s *db.Stmt) (map[int64][]change, error) {
	all, err := db.Rows(tx, s, scanChanged, tx.Centre)
	out := map[int64][]change{}
	for _, c := range all {
		out[c.clock] = append(out[c.clock], c.change)
	}
	return out, err
}

func insert(tx *db.Tx, d Deadline, next clock.Instant) error {
	return tx.Must1(qPut, tx.Centre, d.ID, d.Kind, d.Title, d.Ref, d.Path, d.Article, d.Subject.Kind, d.Subject.ID,
		d.Owner.Department, d.Owner.Window, d.Owner.Person, d.Limit.N, d.Limit.Unit, d.From, d.Calendar, d.Due, d.Day,
		d.Total, d.Provisional, d.State, d.Since, next)
}

// putChanges writes what is new and a pause that has ended; the rest stays as it was.
func putChanges(tx *db.Tx, id int64, all []change) error {
	for i, c := range all {
		if err := tx.Must1(qPutChange, tx.Centre, id, i+1, c.What, c.From, c.Until, c.Limit.N, c.Limit.Unit,
			c.Reason); err != nil {
			return err
		}
	}
	return nil
}

// scope turns a sight and a filter into the arguments of seen.
func scope(tx *db.Tx, sight identity.Sight, f Filter, more ...any) []any {
	some := func(ids []int64) string {
		return db.Ints(slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == 0 }))
	}
	args := []any{tx.Centre, sight.All, some(sight.Departments), some(sight.Windows), sight.Person, f.Owner.Department,
		f.Owner.Window, f.Owner.Person, f.Kind}
	return append(args, more...)
}
