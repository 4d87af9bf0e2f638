package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"lianban/internal/base/errs"
)

// The write-ahead log of SQLite is moved into the database beside the writer. When the writer does it itself, after a commit as
// the engine is used to, everybody waits for two syncs and a thousand pages.

// moveAfter is how many pages the log grows before it is moved: 32 MB.
const moveAfter = 8000

// About so many pages a group writes once, and so many each of its operations.
const (
	groupPages = 20
	opPages    = 4
)

// tries is how often the writer asks for the log to begin anew, when somebody who reads stands in the way.
const tries = 8

var qMove = &Stmt{Name: "db.move", text: map[Engine]string{SQLite: "pragma wal_checkpoint(passive)"}}

// begin empties the log that a program left which was killed. moveAfter counts from the start: without this the log of a program
// that is killed again and again would only grow, and each start reads it whole.
func begin(ctx context.Context, pool *sql.DB) error {
	var busy, pages, moved int
	return pool.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved)
}

// grown counts what was written and asks for the log to be moved.
func (s *lite) grown(ops int) {
	if s.written += groupPages + ops*opPages; s.written < moveAfter {
		return
	}
	s.written = 0
	select {
	case s.due <- struct{}{}:
	default: // it is being moved
	}
}

// move moves the log as often as it has grown, while others write, and lets the disk keep what was moved: the engine itself only
// does so once everything is, which would leave it to the writer. What others wrote meanwhile is little; the writer moves that
// between two groups, so that it can begin the log anew.
func (s *lite) move(ctx context.Context) {
	defer close(s.idle)
	for range s.due {
		_, err := s.reading.ExecContext(ctx, qMove.Text(SQLite))
		if err == nil && !s.opt.NoSync {
			err = s.file.Sync()
		}
		if err != nil {
			s.opt.Log.Error("db: the log was not moved", "err", err)
			continue
		}
		select {
		case s.moved <- struct{}{}:
		default:
		}
	}
}

// rest moves what came since, after every group until the log has begun anew: then it is shorter than before.
type rest struct{ left, pages int }

func (r *rest) move(s *lite, c *liteConn) {
	if r.left == 0 {
		return
	}
	r.left--
	rows, err := c.query(context.Background(), qMove, nil)
	if err == nil {
		var busy, pages, moved int
		for rows.Next() {
			err = rows.Scan(&busy, &pages, &moved)
		}
		err = errors.Join(err, rows.Err(), rows.Close())
		if pages < r.pages {
			r.left = 0
		}
		r.pages = pages
	}
	if err != nil {
		s.opt.Log.Error("db: the log was not moved", "err", err)
	}
}

// A checkpoint that meets another one is told at once that the log is in use; it asks again that often, after that long.
const (
	again = 100
	short = 20 * time.Millisecond
)

// checkpoint empties the log. It runs on a reading connection beside the writer: between two groups the log is free. Where it is
// just being moved, it waits for that.
func (s *lite) checkpoint(ctx context.Context) error {
	if err := s.alive(); err != nil {
		return err
	}
	for range again {
		var busy, pages, moved int
		if err := s.reading.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-time.After(short):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errs.New(errs.Unavailable, "error.unavailable").Cause(errors.New("db: the log is in use, no checkpoint"))
}
