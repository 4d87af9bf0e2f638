// Package jobs is the to-do list in the same database: work that is put there in the transaction that made it necessary
// and done after the commit, once, also across a crash.
//
//	const Remind jobs.Kind[Reminder] = "notice.remind" // permanent: rows carry it
//
//	jobs.Put(tx, Remind, "", at, Reminder{…})                                 // in any writing transaction
//	jobs.Handle(pool, Remind, func(tx *db.Tx, j jobs.Job, r Reminder) error { … }) // work and completion: one transaction
//	jobs.Call(pool, Send, call, finish)                                       // work that calls out, then a transaction
//	jobs.Every(pool, Sweep, jobs.Daily(2, 0), Night{})                        // once per period in every centre
//	pool.Beat("deadline", time.Minute, sweep)                                 // walkers with tables of their own
//
// The states are River's: available → running → completed, or retryable and back, or discarded after too many attempts.
// Workers take turns by leases in the rows, not by electing a leader: a claim is a short transaction that sets the end of
// the lease; whoever dies is followed by another after it. A row's number of attempts is the fence: an owner who lost the
// lease finds another number there and can neither complete nor fail the job.
package jobs
