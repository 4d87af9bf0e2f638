package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// sweepEach is how often Watch sweeps: an ended session is out everywhere within a second.
const sweepEach = time.Second

// staleAfter is how long an account may go unused before the night closes it (GB/T 22239: 清除多余、过期账号).
const staleAfter = 90 * 24 * time.Hour

func (a Account) stale(now clock.Instant) bool {
	return a.Active && now.Sub(max(a.Entered, a.Created, a.Changed)) > staleAfter
}

// ended says which sessions end: of an account, one session, or of a machine.
type ended struct {
	account, session, device int64
}

func (e ended) hits(k *keptSession) bool {
	return e.account != 0 && k.actor.Account == e.account || e.session != 0 && k.actor.Session == e.session ||
		e.device != 0 && k.actor.Device == e.device
}

// drop ends streams and makes sessions be read again: in this process once the transaction is committed, in the others
// with their next sweep.
func (s *Service) drop(tx *db.Tx, e ended) error {
	id := tx.NewID()
	if _, err := tx.Exec(qEnded, tx.Centre, id, tx.Now, e.account, e.session, e.device); err != nil {
		return err
	}
	tx.After(func() {
		s.kept.mark(id, tx.Now)
		s.kept.drop(e.hits)
	})
	return nil
}

// mark tells whether that ending is news, and remembers it.
func (c *kept) mark(id int64, at clock.Instant) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.heard == nil {
		c.heard = map[int64]clock.Instant{}
	}
	_, old := c.heard[id]
	c.heard[id] = at
	return !old
}

// forget drops what was heard before that instant, and gives when the last sweep was.
func (c *kept) forget(before, now clock.Instant) (last clock.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, at := range c.heard {
		if at < before {
			delete(c.heard, id)
		}
	}
	last, c.swept = c.swept, now
	if last == 0 {
		last = now
	}
	return last
}

// Watch sweeps until the context ends.
func (s *Service) Watch(ctx context.Context) {
	tick := time.NewTicker(sweepEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			// What fails now is swept with the next tick: the store says why in its own log.
			_ = s.Sweep(ctx)
		}
	}
}

// hearing is how long after its commit an ending is still looked for: clocks of processes differ a little.
const hearing = 10 * time.Second

// Sweep ends what time has ended: sessions that idle or are over, and streams of somebody whose roles or windows are not
// what they were. It hears what other processes ended, and notes which machines are watching.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.Store.Clock().Now()
	last := s.kept.forget(now.Add(-2*hearing), now)
	centres := map[int64][]*keptSession{}
	for _, k := range s.kept.list() {
		centres[k.actor.Centre] = append(centres[k.actor.Centre], k)
	}
	for centre, all := range centres {
		if err := s.hear(ctx, centre, now); err != nil {
			return err
		}
		if err := s.turn(ctx, centre, last, now); err != nil {
			return err
		}
		if err := s.seen(ctx, centre, all, now); err != nil {
			return err
		}
	}
	return nil
}

type endedRow struct {
	id int64
	at clock.Instant
	ended
}

// hear applies what was ended lately. On SQLite there is no other process, and the list is this one's own.
func (s *Service) hear(ctx context.Context, centre int64, now clock.Instant) error {
	if s.Store.Engine == db.SQLite {
		return nil
	}
	var all []endedRow
	err := s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
		all, err = db.Rows(tx, qHear, func(row db.Scan) (e endedRow, err error) {
			err = row(&e.id, &e.at, &e.account, &e.session, &e.device)
			return e, err
		}, tx.Centre, now.Add(-hearing))
		return err
	})
	for _, e := range all {
		if s.kept.mark(e.id, e.at) {
			s.kept.drop(e.hits)
		}
	}
	return err
}

// turn drops the sessions of a centre that are over, and those whose roles or windows turned since the last sweep.
func (s *Service) turn(ctx context.Context, centre int64, last, now clock.Instant) error {
	hall, err := s.Directory.Now(ctx, centre)
	if err != nil {
		return err
	}
	turned := func(k *keptSession) bool {
		k.mu.Lock()
		over := k.over(now)
		k.mu.Unlock()
		if over || k.actor.Account == 0 {
			return over
		}
		for _, g := range k.actor.Grants {
			if g.Holds(last) != g.Holds(now) {
				return true
			}
		}
		return !slices.Equal(hall.PostsOf(k.actor.Person, last), hall.PostsOf(k.actor.Person, now))
	}
	gone := map[*keptSession]bool{}
	for _, k := range s.kept.list() {
		if k.actor.Centre == centre && turned(k) {
			gone[k] = true
		}
	}
	if len(gone) > 0 {
		s.kept.drop(func(k *keptSession) bool { return gone[k] })
	}
	return nil
}

// seen writes down, once a minute, the machines that have a stream open: those are there though they ask for nothing.
func (s *Service) seen(ctx context.Context, centre int64, all []*keptSession, now clock.Instant) error {
	var ids []int64
	for _, k := range all {
		if k.actor.Device != 0 && k.watching() && k.due(now) {
			ids = append(ids, k.actor.Device)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		_, err := tx.Exec(qSeenDevices, tx.Centre, db.Ints(ids), tx.Now)
		return err
	})
}

// Clean is the night's work: sessions that are over, forgotten tries and endings go; accounts nobody used for ninety days
// are closed, but never an administrator's, for somebody must be able to open them again.
func (s *Service) Clean(ctx context.Context, centre int64) error {
	return s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		if _, err := tx.Exec(qCleanSessions, tx.Centre, tx.Now, tx.Now.Add(-idle)); err != nil {
			return err
		}
		if _, err := tx.Exec(qCleanTries, tx.Centre, tx.Now.Add(-lockFor)); err != nil {
			return err
		}
		if _, err := tx.Exec(qCleanEnded, tx.Centre, tx.Now.Add(-time.Hour)); err != nil {
			return err
		}
		all, err := db.Rows(tx, qAccounts, scanAccount, tx.Centre)
		if err != nil {
			return err
		}
		for _, a := range all {
			if err := s.closeStale(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) closeStale(tx *db.Tx, a Account) error {
	if !a.stale(tx.Now) {
		return nil
	}
	grants, err := db.Rows(tx, qRoles, scanGrant, tx.Centre, a.ID, tx.Now)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(grants, func(g Grant) bool { return slices.Contains(administrators, g.Role) }) {
		return nil
	}
	return s.setActive(tx, "job:night", a, false)
}

// Verify tells which invariants of identity a centre's rows violate: I6 one open account per person, the administrators
// apart, no session without an account.
func Verify(tx *db.Tx) (out []string, err error) {
	accounts, err := db.Rows(tx, qAccounts, scanAccount, tx.Centre)
	if err != nil {
		return nil, err
	}
	known, person := map[int64]bool{}, map[int64]int64{}
	for _, a := range accounts {
		known[a.ID] = true
		if other := person[a.Person]; a.Active && other != 0 {
			out = append(out, fmt.Sprintf("I6: accounts %d and %d are both open for person %d", other, a.ID, a.Person))
		}
		if a.Active {
			person[a.Person] = a.ID
		}
		grants, err := db.Rows(tx, qRoles, scanGrant, tx.Centre, a.ID, tx.Now)
		if err != nil {
			return nil, err
		}
		admins := 0
		for _, g := range grants {
			if slices.Contains(administrators, g.Role) {
				admins++
			}
		}
		if admins > 1 || admins == 1 && len(grants) > 1 {
			out = append(out, fmt.Sprintf("I6: account %d is an administrator and something else", a.ID))
		}
	}
	owners, err := db.Rows(tx, qOwners, db.Value[int64], tx.Centre)
	for _, id := range owners {
		if !known[id] {
			out = append(out, fmt.Sprintf("I6: sessions or roles of account %d, which there is not", id))
		}
	}
	return out, err
}
