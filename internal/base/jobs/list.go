package jobs

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
)

// Filter narrows the list of jobs. The zero Filter is the newest hundred.
type Filter struct {
	State  State
	Kind   string
	Before int64 // only jobs with a smaller id: the next page
	Limit  int
}

// List gives the jobs of the transaction's centre, the newest first.
func List(tx *db.Tx, f Filter) ([]Job, error) {
	if f.Limit == 0 {
		f.Limit = 100
	}
	all, err := db.Rows(tx, qList, scanJob, tx.Centre, string(f.State), f.Kind, f.Before, f.Limit)
	for i := range all {
		all[i].Centre = tx.Centre
	}
	return all, err
}

// One gives a job. NotFound when there is none.
func One(tx *db.Tx, id int64) (Job, error) {
	j, err := db.One(tx, qOne, scanJob, tx.Centre, id)
	j.Centre = tx.Centre
	return j, err
}

// Count counts the jobs of the transaction's centre by state.
func Count(tx *db.Tx) (map[State]int, error) {
	all, err := db.Rows(tx, qCount, scanCounted, tx.Centre)
	out := make(map[State]int, len(all))
	for _, c := range all {
		out[c.state] = c.n
	}
	return out, err
}

// Retry lets a failed job run again at once, with all its attempts before it: a person has mended what was wrong. Conflict
// when it has not failed, or when another of its key is on the list.
func Retry(tx *db.Tx, id int64) error {
	n, err := tx.Exec(qRetry, tx.Centre, id, tx.Now)
	switch {
	case db.KindOf(err) == db.Unique:
		return errs.New(errs.Conflict, "jobs.key_taken")
	case err != nil:
		return err
	case n == 0:
		if _, err := One(tx, id); err != nil {
			return err
		}
		return errs.New(errs.Conflict, "jobs.not_failed")
	}
	tx.After(wakeAll)
	return nil
}

// Verify tells what of the list contradicts itself.
func Verify(tx *db.Tx) ([]string, error) {
	all, err := db.Rows(tx, qWrong, db.Value[int64], tx.Centre)
	var wrong []string
	for _, id := range all {
		wrong = append(wrong, fmt.Sprintf("I1: job %d is neither on the list nor finished", id))
	}
	return wrong, err
}
