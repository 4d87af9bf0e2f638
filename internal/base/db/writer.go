package db

import (
	"context"
	"errors"
	"fmt"

	"lianban/internal/base/errs"
)

// op is one writing transaction on its way through the writer.
type op struct {
	tx    *Tx
	f     func(*Tx) error
	err   error
	ready chan struct{}
}

func (s *lite) write(ctx context.Context, tx *Tx, f func(*Tx) error) error {
	// Once queued the operation is carried out even when its caller is gone: the answer stays under the command's id.
	tx.Ctx = context.WithoutCancel(ctx)
	o := &op{tx: tx, f: f, ready: make(chan struct{})}
	if err := s.put(ctx, o); err != nil {
		return err
	}
	<-o.ready
	return o.err
}

func (s *lite) put(ctx context.Context, o *op) error {
	s.stop.RLock()
	defer s.stop.RUnlock()
	if s.closed {
		return errs.New(errs.Unavailable, "error.unavailable").Cause(errors.New("db: closed"))
	}
	select {
	case s.queue <- o:
		return nil
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "error.unavailable").Cause(ctx.Err())
	}
}

// work is the writer: it takes what waits, at most a group, and commits it together.
func (s *lite) work(c *liteConn) {
	defer close(s.done)
	size := s.opt.Group
	if size == 0 {
		size = 64
	}
	batch := make([]*op, 0, size)
	for o := range s.queue {
		batch = append(batch[:0], o)
		for more := true; more && len(batch) < size; {
			select {
			case next, open := <-s.queue:
				if more = open; open {
					batch = append(batch, next)
				}
			default:
				more = false
			}
		}
		s.commit(c, batch)
	}
	if err := c.conn.Close(); err != nil {
		s.opt.Log.Error("db: closing the writer", "err", err)
	}
}

// commit carries out a group: each operation under its savepoint, one commit, then all are answered. When the commit
// fails none is acknowledged; when the disk failed, none ever will be again.
func (s *lite) commit(c *liteConn, batch []*op) {
	ctx := context.Background()
	err := s.alive()
	if err == nil {
		err = c.plain(ctx, qImmediate)
	}
	if err == nil {
		for _, o := range batch {
			if o.err = s.step(c, o); errors.Is(o.err, errBroken) {
				err = o.err
				break
			}
		}
		if err == nil {
			err = s.finish(ctx, c, batch)
		} else {
			err = errors.Join(err, c.plain(ctx, qRollback))
		}
	}
	for _, o := range batch {
		if err != nil {
			o.err = errs.New(errs.Unavailable, "error.unavailable").Cause(err)
		}
		if !earlyAnswer {
			close(o.ready)
		}
	}
}

// finish makes the group durable, before anybody is told. earlyAnswer is the negative control of the crash test: a build
// that tells first, and must be caught losing writes.
func (s *lite) finish(ctx context.Context, c *liteConn, batch []*op) error {
	if earlyAnswer {
		for _, o := range batch {
			close(o.ready)
		}
		dawdle()
	}
	err := c.plain(ctx, qCommit)
	if err == nil {
		return nil
	}
	if k := KindOf(err); k == DiskFault {
		s.once.Do(func() { close(s.broken) })
		s.opt.Log.Error("db: the disk refused a commit; nothing is acknowledged any more", "err", err)
	}
	return errors.Join(err, c.plain(ctx, qRollback))
}

var errBroken = errors.New("db: the connection is broken")

// step runs one operation under its savepoint; a failing one leaves nothing behind and the others untouched.
func (s *lite) step(c *liteConn, o *op) error {
	o.tx.run = c
	if err := c.plain(o.tx.Ctx, qSave); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	err := guard(o.tx, o.f)
	if err != nil {
		if back := c.plain(o.tx.Ctx, qBack); back != nil {
			return fmt.Errorf("%w: %w", errBroken, back)
		}
	}
	if rel := c.plain(o.tx.Ctx, qRelease); rel != nil {
		return fmt.Errorf("%w: %w", errBroken, rel)
	}
	return err
}

func (s *lite) alive() error {
	select {
	case <-s.broken:
		return errors.New("db: stopped after a disk fault")
	default:
		return nil
	}
}
