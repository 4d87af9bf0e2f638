package notice

import (
	"context"
	"fmt"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// To is who is told: a person; or everybody with a role, of one department where the role is for one; or everybody of a
// department.
type To struct {
	Person     int64
	Role       identity.Role
	Department int64
}

// Person, Role and Department name who is told.
func Person(id int64) To { return To{Person: id} }

// Role is everybody who has the role, department 0 = for whatever department.
func Role(r identity.Role, department int64) To { return To{Role: r, Department: department} }

// Department is everybody of a department.
func Department(id int64) To { return To{Department: id} }

// audience is To as rows carry it; empty for nobody.
func (t To) audience() string {
	switch {
	case t.Person != 0:
		return fmt.Sprintf("person:%d", t.Person)
	case t.Role != "":
		return fmt.Sprintf("role:%s:%d", t.Role, t.Department)
	case t.Department != 0:
		return fmt.Sprintf("department:%d", t.Department)
	}
	return ""
}

// Notice is one thing told to one audience.
type Notice struct {
	ID      int64
	Key     string // what is told once: "finding:12:proposed"; "" = told as often as it is sent
	To      To
	Title   text.Msg
	Text    text.Msg // may be empty
	Path    string   // the page it is about
	Article string   // the clause it rests on
	At      clock.Instant
	Read    bool // by whoever asks
}

// Service keeps the inboxes.
type Service struct {
	Store *db.DB
	// Directory tells who stands at a window, for reminders of its clocks; nil = only the chief hears.
	Directory *directory.Service
	// Touch tells the open pages of whoever is told, after the commit.
	Touch func(topics ...string)
}

// Topic is what changes with the inbox of an audience.
func Topic(centre int64, to To) string { return fmt.Sprintf("notice:%d:%s", centre, to.audience()) }

// Topics are what changes with the inbox of an actor: their own, their roles', their departments'.
func Topics(by identity.Actor) []string {
	var out []string
	for _, h := range hears(by) {
		out = append(out, Topic(by.Centre, h.to))
	}
	return out
}

// Send tells an audience, in the caller's transaction. It is false when that audience was told under that key before. A
// notice to nobody is a fault of ours.
func (s *Service) Send(tx *db.Tx, n Notice) (bool, error) {
	audience := n.To.audience()
	if audience == "" || n.Title.Key == "" && n.Title.String() == "" {
		return false, fmt.Errorf("notice: %q is to nobody or says nothing", n.Key)
	}
	sent, err := put(tx, audience, n)
	if err == nil && sent && s.Touch != nil {
		topic := Topic(tx.Centre, n.To)
		tx.After(func() { s.Touch(topic) })
	}
	return sent, err
}

// heard is an audience an actor belongs to, and since when: whoever gets a role is not told what its holders were told
// before.
type heard struct {
	to    To
	since clock.Instant
}

// hears lists the audiences of an actor.
func hears(by identity.Actor) (out []heard) {
	add := func(to To, since clock.Instant) {
		if to.audience() == "" {
			return
		}
		if i := slices.IndexFunc(out, func(h heard) bool { return h.to == to }); i >= 0 {
			out[i].since = min(out[i].since, since)
			return
		}
		out = append(out, heard{to, since})
	}
	add(Person(by.Person), 0)
	add(Department(by.Department), 0)
	for _, g := range by.Grants {
		add(Role(g.Role, 0), g.From)
		if g.Department != 0 {
			add(Role(g.Role, g.Department), g.From)
			add(Department(g.Department), g.From)
		}
	}
	return out
}

// Filter narrows an inbox.
type Filter struct {
	Unread bool
	Before int64 // only notices with a smaller id: the next page
	Limit  int   // 0 = 50
}

// Inbox lists what the actor was told, the newest first.
func (s *Service) Inbox(ctx context.Context, by identity.Actor, f Filter) (out []Notice, err error) {
	if err := by.Allow("notice.own"); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out, err = List(tx, by, f)
		return err
	})
	return out, err
}

// List is Inbox in a transaction.
func List(tx *db.Tx, by identity.Actor, f Filter) (out []Notice, err error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	for _, h := range hears(by) {
		all, err := db.Rows(tx, qList, scan, tx.Centre, h.to.audience(), h.since, by.Person, f.Unread, f.Before, f.Limit)
		if err != nil {
			return nil, err
		}
		for _, n := range all {
			n.To = h.to
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b Notice) int { return int(min(max(b.ID-a.ID, -1), 1)) })
	return out[:min(len(out), f.Limit)], nil
}

// fresh is how far back the number at the bell looks.
const fresh = 90

// Unread counts what the actor has not read of the last ninety days: the number at the bell. It stands on every page, so several
// audiences are counted at once.
func Unread(tx *db.Tx, by identity.Actor) (sum int, err error) {
	since := tx.Today().Add(-fresh).Start()
	for some := range slices.Chunk(hears(by), atOnce) {
		args := []any{tx.Centre, by.Person}
		for i := range atOnce {
			h := some[min(i, len(some)-1)] // the last stands for those that are missing: nothing is counted twice
			args = append(args, h.to.audience(), max(h.since, since))
		}
		n, err := db.One(tx, qUnread, db.Value[int], args...)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// Read notes that the actor has read a notice and gives it, so that the page it is about can be opened. NotFound when it
// was not told to them.
func (s *Service) Read(ctx context.Context, by identity.Actor, id int64) (Notice, error) {
	if err := by.Allow("notice.own"); err != nil {
		return Notice{}, err
	}
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Notice, error) {
		for _, h := range hears(by) {
			n, found, err := db.Find(tx, qOne, scan, tx.Centre, h.to.audience(), h.since, by.Person, id)
			if err != nil {
				return n, err
			}
			if found {
				n.To, n.Read = h.to, true
				return n, s.noted(tx, by, id)
			}
		}
		return Notice{}, errs.New(errs.NotFound, "error.not_found")
	})
}

// ReadAll notes that the actor has read everything told up to now and says how much that was.
func (s *Service) ReadAll(ctx context.Context, by identity.Actor) (int, error) {
	if err := by.Allow("notice.own"); err != nil {
		return 0, err
	}
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int, error) {
		all, err := List(tx, by, Filter{Unread: true, Limit: 10000})
		if err != nil {
			return 0, err
		}
		for _, n := range all {
			if err := s.noted(tx, by, n.ID); err != nil {
				return 0, err
			}
		}
		return len(all), nil
	})
}

// noted writes that somebody has read; doing so twice is the same.
func (s *Service) noted(tx *db.Tx, by identity.Actor, id int64) error {
	if by.Person == 0 {
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	if _, err := tx.Exec(qNote, tx.Centre, id, by.Person, tx.Now); err != nil {
		return err
	}
	if s.Touch != nil {
		topic := Topic(tx.Centre, Person(by.Person))
		tx.After(func() { s.Touch(topic) })
	}
	return nil
}

// Clean removes notices told before that instant, with who read them, in slices; it says how many.
func (s *Service) Clean(ctx context.Context, centre int64, before clock.Instant) (sum int64, err error) {
	for {
		var n int64
		err := s.Store.Write(ctx, centre, func(tx *db.Tx) (err error) {
			if _, err = tx.Exec(qCleanRead, tx.Centre, before, slice); err != nil {
				return err
			}
			n, err = tx.Exec(qClean, tx.Centre, before, slice)
			return err
		})
		sum += n
		if err != nil || n < slice {
			return sum, err
		}
	}
}
