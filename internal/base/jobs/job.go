package jobs

import (
	"encoding/json"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// Kind names what is to be done and the type of its arguments. The name is permanent: it stands in the rows.
type Kind[A any] string

// State is where a job stands, in River's words.
type State string

// The states of a job.
const (
	Available State = "available" // waits for its time
	Running   State = "running"   // somebody has the lease
	Retryable State = "retryable" // failed, waits for the next attempt
	Completed State = "completed" // done
	Discarded State = "discarded" // failed too often; a person may let it run again
)

// States lists the states in the order of the page of jobs.
var States = []State{Running, Available, Retryable, Discarded, Completed}

// Job is one row of the list.
type Job struct {
	Centre   int64
	ID       int64
	Kind     string
	Key      string // unique among the unfinished jobs of its kind; empty for none
	State    State
	Args     string        // JSON
	Attempt  int           // how often it was begun, since a person last asked for it
	RunAt    clock.Instant // when it was to run first
	Next     clock.Instant // when it is due next, or the lease ends; 0 when finished
	Created  clock.Instant
	Started  clock.Instant // the last attempt
	Ended    clock.Instant
	Error    string // the last failure, for the page of jobs
	attempts int    // how often it was begun at all: the fence
}

// Put writes a job in the caller's transaction: it runs when that commits and not before runAt (0 = at once), and never
// when it does not commit. While a job of the same kind and key is unfinished, a second one is not written and the id is
// 0; whoever must be seen by a job that is perhaps running already puts something of their own into the key. A job may
// put its successor under its own key, for its completion stands before it in the same transaction.
func Put[A any](tx *db.Tx, kind Kind[A], key string, runAt clock.Instant, args A) (id int64, err error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return 0, err
	}
	if runAt == 0 {
		runAt = tx.Now
	}
	id = tx.NewID()
	n, err := tx.Exec(qPut, tx.Centre, id, string(kind), key, string(raw), runAt, tx.Now)
	if err != nil || n == 0 {
		return 0, err
	}
	if runAt <= tx.Now {
		tx.After(wakeAll)
	}
	return id, nil
}
