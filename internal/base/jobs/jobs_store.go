package jobs

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

const columns = `id, kind, key, state, args, attempts, forgiven, run_at, next_at, created_at, started_at, ended_at, last_error`

var (
	qPut = db.Q("jobs.put", `insert into jobs_job (centre_id, id, kind, key, state, args, attempts, forgiven, run_at,
		next_at, created_at, started_at, ended_at, last_error)
		values ($1, $2, $3, $4, 'available', $5, 0, 0, $6, $6, $7, 0, 0, '')
		on conflict (centre_id, kind, key) where key <> '' and next_at > 0 do nothing`)
	// Across the centres: the first of the two steps, a plain read.
	qCentres = db.Q("jobs.centres", `select centre_id, count(*) from jobs_job where next_at > 0 and next_at <= $1
		group by centre_id order by centre_id`)
	qClaim = db.Q("jobs.claim", `with due as materialized (select id as due_id from jobs_job
		where centre_id = $1 and next_at > 0 and next_at <= $2 order by next_at, id limit $3 @skip)
		update jobs_job set state = 'running', attempts = attempts + 1, started_at = $2, next_at = $4 from due
		where centre_id = $1 and id = due_id returning `+columns)
	qComplete = db.Q("jobs.complete", `update jobs_job set state = 'completed', next_at = 0, ended_at = $4
		where centre_id = $1 and id = $2 and state = 'running' and attempts = $3`)
	qFail = db.Q("jobs.fail", `update jobs_job set state = $4, next_at = $5, ended_at = $6, last_error = $7
		where centre_id = $1 and id = $2 and state = 'running' and attempts = $3`)
	qKeep = db.Q("jobs.keep", `update jobs_job set next_at = $4
		where centre_id = $1 and id = $2 and state = 'running' and attempts = $3`)
	qRetry = db.Q("jobs.retry", `update jobs_job set state = 'available', next_at = $3, ended_at = 0, forgiven = attempts
		where centre_id = $1 and id = $2 and state in ('retryable', 'discarded')`)
	qList = db.Q("jobs.list", `select `+columns+` from jobs_job where centre_id = $1
		and (cast($2 as text) = '' or state = $2) and (cast($3 as text) = '' or kind = $3)
		and (cast($4 as bigint) = 0 or id < $4) order by id desc limit $5`)
	qOne   = db.Q("jobs.one", `select `+columns+` from jobs_job where centre_id = $1 and id = $2`)
	qWrong = db.Q("jobs.wrong", `select id from jobs_job where centre_id = $1 and ((next_at > 0) = (state in ('completed',
		'discarded')) or (ended_at > 0) = (next_at > 0) or forgiven > attempts) order by id`)
	qCount = db.Q("jobs.count", `select state, count(*) from jobs_job where centre_id = $1 group by state`)
	qPurge = db.Q("jobs.purge", `delete from jobs_job where centre_id = $1 and id in (select id from jobs_job
		where centre_id = $1 and ended_at > 0 and (ended_at < $2 and state = 'completed' or ended_at < $3) limit $4)`)
	qSlot = db.Q("jobs.slot", `insert into jobs_period (centre_id, kind, slot) values ($1, $2, $3)
		on conflict (centre_id, kind) do update set slot = $3 where jobs_period.slot < $3`)
)

// waiting is a centre with work that is due.
type waiting struct {
	centre int64
	jobs   int
}

func scanWaiting(row db.Scan) (w waiting, err error) {
	err = row(&w.centre, &w.jobs)
	return w, err
}

func scanJob(row db.Scan) (j Job, err error) {
	var forgiven int
	err = row(&j.ID, &j.Kind, &j.Key, &j.State, &j.Args, &j.attempts, &forgiven, &j.RunAt, &j.Next, &j.Created, &j.Started,
		&j.Ended, &j.Error)
	j.Attempt = j.attempts - forgiven
	return j, err
}

type counted struct {
	state State
	n     int
}

func scanCounted(row db.Scan) (c counted, err error) {
	err = row(&c.state, &c.n)
	return c, err
}

// purgeSlice is how many rows one transaction removes at most.
const purgeSlice = 500

// purge removes jobs that ended before those instants, in slices; it says how many.
func purge(tx *db.Tx, completed, discarded clock.Instant) (int64, error) {
	return tx.Exec(qPurge, tx.Centre, completed, discarded, purgeSlice)
}
