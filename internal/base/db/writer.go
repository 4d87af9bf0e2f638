package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"

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
	var log rest
	for open := true; open; {
		log.move(s, c)
		select {
		case <-s.moved:
			log = rest{left: tries}
		case first, more := <-s.queue:
			if open = more; open {
				batch = s.gather(first, batch)
				s.commit(c, batch)
				s.grown(len(batch))
			}
		}
	}
	if err := c.conn.Close(); err != nil {
		s.opt.Log.Error("db: closing the writer", "err", err)
	}
}

// A group is called crowded from so many operations on; after one, the writer lets others run so often in vain before it begins.
const (
	crowded  = 16
	patience = 64
)

// gather takes what waits, at most a group. Where many were answered just now, they are about to ask again: the writer lets
// them run first, or the disk would be asked for one of them and then for all the others.
func (s *lite) gather(first *op, last []*op) []*op {
	wait := 1
	if len(last) >= crowded {
		wait = patience
	}
	batch := append(last[:0], first)
	for vain := 0; vain < wait && len(batch) < cap(batch); {
		select {
		case o, open := <-s.queue:
			if !open {
				return batch
			}
			batch, vain = append(batch, o), 0
		default:
			if vain++; vain < wait {
				runtime.Gosched()
			}
		}
	}
	return batch
}

// commit carries out a group: each operation under its savepoint, one commit, then all are answered. When the commit
// fails none is acknowledged; when the disk failed, none ever will be again.
func (s *lite) commit(c *liteConn, batch []*op) {
	err := s.alive()
	if err == nil {
		err = s.group(c, batch)
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

// group runs the operations in one transaction and makes it durable.
func (s *lite) group(c *liteConn, batch []*op) error {
	ctx := context.Background()
	if err := c.plain(ctx, qImmediate); err != nil {
		return err
	}
	for _, o := range batch {
		if o.err = s.step(c, o); errors.Is(o.err, errBroken) {
			return errors.Join(o.err, c.plain(ctx, qRollback))
		}
	}
	return s.finish(ctx, c, batch)
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
	o.tx.begin(c)
	if err := c.plain(o.tx.Ctx, qSave); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	err := guard(o.tx, o.f)
	if o.tx.torn {
		return fmt.Errorf("%w: %w", errBroken, errors.Join(errTorn, err))
	}
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
