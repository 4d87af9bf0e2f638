package deadline

import (
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// State is where a clock stands.
type State string

// The states of a clock.
const (
	Running   State = "running"   // 计时中
	Paused    State = "paused"    // 停表
	Met       State = "met"       // 已办结, in time or late
	Cancelled State = "cancelled" // 已取消: what it was for is no more
)

// Lamp is what a clock shows (灯).
type Lamp string

// The lamps.
const (
	Green  Lamp = "green"  // 绿灯
	Yellow Lamp = "yellow" // 黄灯
	Red    Lamp = "red"    // 红灯
	Hold   Lamp = "hold"   // 停表
	Done   Lamp = "done"   // 已办结
)

// Lamps lists the lamps in the order of the board.
var Lamps = []Lamp{Red, Yellow, Green, Hold, Done}

// Owner is whose clock it is; 0 for nobody. It decides who sees it.
type Owner struct{ Department, Window, Person int64 }

// New is what a clock is started with.
type New struct {
	Kind    string         // permanent: rows carry it, plans hang on it: "case.promised"
	Title   string         // what runs, for people: "施工许可"
	Ref     string         // the thing's human reference: "昌受2026-0481"
	Path    string         // the page of the thing
	Article string         // the clause the limit rests on
	Subject ledger.Subject // the thing
	Owner   Owner
	Limit   calendar.Limit
	From    clock.Instant // the event; 0 = now. It may lie in the past (行政许可法第三十二条: accepted from the day of receipt)
}

// Deadline is a clock as it stands.
type Deadline struct {
	ID int64
	New
	Calendar    string        // the calendar it counts by, fixed when it starts
	Due         clock.Instant // the last instant in time: 24:00 of Day
	Day         clock.Day     // the last day; use this, not Due.Day(), which is the day after
	Total       int           // working days it was given, pauses left out
	Provisional bool          // a notice is missing for a year up to due: say so wherever it is shown
	State       State
	Since       clock.Instant // in this state since
	Reason      string        // why it is paused or was cancelled
	Ended       clock.Instant // when it was met or cancelled; 0 while open
}

// Open tells whether the clock still counts.
func (d Deadline) Open() bool { return d.State == Running || d.State == Paused }

// Late tells whether the clock was closed after it had run out. An open clock that is over is Over.
func (d Deadline) Late() bool { return d.State == Met && law.MoreThan(d.Ended, d.Due) }

// Over tells whether the clock has run out at that instant: 24:00 of the last day is still in time. A paused clock does not
// run on.
func (d Deadline) Over(at clock.Instant) bool {
	switch d.State {
	case Paused:
		at = d.Since
	case Met, Cancelled:
		return d.Late()
	}
	return law.MoreThan(at, d.Due)
}

// Service keeps the clocks.
type Service struct {
	Store    *db.DB
	Calendar *calendar.Service
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Plans says, by kind, what happens when a clock's hours come. A kind without a plan is only shown.
	Plans map[string]Plan
	// Touch tells the boards after the commit.
	Touch func(topics ...string)
}

// calendarFigure names the calendar that working days are counted by.
var calendarFigure = law.Word("deadline.calendar")

// Topic is what changes with every clock of a centre.
func Topic(centre int64) string { return fmt.Sprintf("deadline:%d", centre) }

// Start starts a clock. by is who caused it (Actor.Ref). Invalid when the limit is none or leads beyond 2099.
func (s *Service) Start(tx *db.Tx, by string, n New) (Deadline, error) {
	if n.From == 0 {
		n.From = tx.Now
	}
	d := Deadline{ID: tx.NewID(), New: n, State: Running, Since: tx.Now}
	figures, err := s.figures(tx)
	if err != nil {
		return d, err
	}
	// The calendar by which the measures count on the day of the event.
	d.Calendar = calendarFigure.In(figures.On(n.From.Day()))
	cal, err := s.calendar(tx, d.Calendar)
	if err != nil {
		return d, err
	}
	if err := d.count(cal, nil); err != nil {
		return d, err
	}
	next, err := s.next(tx, cal, d)
	if err != nil {
		return d, err
	}
	if err := insert(tx, d, next); err != nil {
		return d, err
	}
	return d, s.tell(tx, by, d, "deadline.started", map[string]any{"limit": d.Limit.N, "unit": string(d.Limit.Unit),
		"from": n.From.Time().Format("2006-01-02 15:04:05.000000"), "calendar": d.Calendar})
}

// Pause stops a running clock (特别程序, 补正). Conflict when it does not run.
func (s *Service) Pause(tx *db.Tx, by string, id int64, reason string) (Deadline, error) {
	if reason == "" {
		return Deadline{}, errs.Field("reason", "error.required")
	}
	return s.act(tx, by, id, "deadline.paused", func(d *Deadline, all []change) ([]change, error) {
		if d.State != Running {
			return nil, d.conflict()
		}
		d.State, d.Since, d.Reason = Paused, tx.Now, reason
		return append(all, change{What: pause, From: tx.Now, Reason: reason}), nil
	})
}

// Resume sets a paused clock going again; due moves by the working days it was paused. Conflict when it is not paused.
func (s *Service) Resume(tx *db.Tx, by string, id int64) (Deadline, error) {
	return s.act(tx, by, id, "deadline.resumed", func(d *Deadline, all []change) ([]change, error) {
		if d.State != Paused {
			return nil, d.conflict()
		}
		d.State, d.Since, d.Reason = Running, tx.Now, ""
		return ended(all, tx.Now), nil
	})
}

// Extend gives an open clock more time, counted from the day on which it is due. Whether the measures allow it, and how
// often, its feature judges. Conflict when the clock is closed.
func (s *Service) Extend(tx *db.Tx, by string, id int64, more calendar.Limit, reason string) (Deadline, error) {
	if reason == "" {
		return Deadline{}, errs.Field("reason", "error.required")
	}
	return s.act(tx, by, id, "deadline.extended", func(d *Deadline, all []change) ([]change, error) {
		if !d.Open() {
			return nil, d.conflict()
		}
		return append(all, change{What: extend, From: tx.Now, Until: tx.Now, Limit: more, Reason: reason}), nil
	})
}

// Meet closes an open clock: what it waited for has happened. Late tells whether in time. A paused one is resumed first.
func (s *Service) Meet(tx *db.Tx, by string, id int64) (Deadline, error) {
	return s.end(tx, by, id, Met, "", "deadline.met")
}

// Cancel closes an open clock without its having been met: what it was for is no more.
func (s *Service) Cancel(tx *db.Tx, by string, id int64, reason string) (Deadline, error) {
	if reason == "" {
		return Deadline{}, errs.Field("reason", "error.required")
	}
	return s.end(tx, by, id, Cancelled, reason, "deadline.cancelled")
}

func (s *Service) end(tx *db.Tx, by string, id int64, to State, reason, verb string) (Deadline, error) {
	return s.act(tx, by, id, verb, func(d *Deadline, all []change) ([]change, error) {
		if !d.Open() {
			return nil, d.conflict()
		}
		all = ended(all, tx.Now)
		d.State, d.Since, d.Reason, d.Ended = to, tx.Now, reason, tx.Now
		return all, nil
	})
}

// Assign gives an open clock another owner: a window was handed over, a case went to somebody else.
func (s *Service) Assign(tx *db.Tx, by string, id int64, owner Owner) (Deadline, error) {
	return s.act(tx, by, id, "deadline.assigned", func(d *Deadline, all []change) ([]change, error) {
		if !d.Open() {
			return nil, d.conflict()
		}
		d.Owner = owner
		return all, nil
	})
}

// act changes one clock: its row is locked, step says what happened, due is counted again from scratch.
func (s *Service) act(tx *db.Tx, by string, id int64, verb string,
	step func(d *Deadline, all []change) ([]change, error)) (Deadline, error) {
	d, err := db.One(tx, qLock, scan, tx.Centre, id)
	if err != nil {
		return d, err
	}
	was := d
	all, err := db.Rows(tx, qChanges, scanChange, tx.Centre, id)
	if err != nil {
		return d, err
	}
	now, err := step(&d, all)
	if err != nil {
		return d, err
	}
	cal, err := s.calendar(tx, d.Calendar)
	if err != nil {
		return d, err
	}
	if err := d.count(cal, now); err != nil {
		return d, err
	}
	if err := putChanges(tx, id, now); err != nil {
		return d, err
	}
	if err := s.save(tx, cal, was, d); err != nil {
		return d, err
	}
	return d, s.tell(tx, by, d, verb, nil)
}

// save writes the clock and when it wants to be looked at next.
func (s *Service) save(tx *db.Tx, cal *calendar.Calendar, was, d Deadline) error {
	next, err := s.next(tx, cal, d)
	if err != nil {
		return err
	}
	return tx.Must1(qSave, tx.Centre, d.ID, was.State, d.State, d.Since, d.Reason, d.Ended, d.Due, d.Day, d.Total,
		d.Provisional, d.Owner.Department, d.Owner.Window, d.Owner.Person, next)
}

func (d Deadline) conflict() error {
	return errs.New(errs.Conflict, "deadline.wrong_state", "title", d.Title, "state", d.State.word())
}

// tell writes the event on the timelines of the thing and of the clock, and wakes the boards.
func (s *Service) tell(tx *db.Tx, by string, d Deadline, verb string, facts map[string]any) error {
	if facts == nil {
		facts = map[string]any{}
	}
	facts["kind"], facts["due"], facts["state"] = d.Kind, d.Day.String(), string(d.State)
	if d.Reason != "" {
		facts["reason"] = d.Reason
	}
	if d.Late() {
		facts["late"] = true
	}
	s.touched(tx)
	_, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: verb, Article: d.Article, Subject: d.Subject,
		Also: []ledger.Subject{ledger.Of("deadline", d.ID)}, Facts: facts})
	return err
}

func (s *Service) touched(tx *db.Tx) {
	if s.Touch != nil {
		topic := Topic(tx.Centre)
		tx.After(func() { s.Touch(topic) })
	}
}

func (s *Service) figures(tx *db.Tx) (*law.Figures, error) {
	if s.Figures != nil {
		return s.Figures(tx)
	}
	return law.Shipped().Figures()
}

func (s *Service) calendar(tx *db.Tx, name string) (*calendar.Calendar, error) {
	set, err := s.Calendar.Set(tx)
	if err != nil {
		return nil, err
	}
	return set.Named(name)
}

// One gives a clock. NotFound when there is none.
func (s *Service) One(tx *db.Tx, id int64) (Deadline, error) {
	return db.One(tx, qOne, scan, tx.Centre, id)
}

// Of lists every clock of a thing, open and closed, in the order they were started.
func (s *Service) Of(tx *db.Tx, subject ledger.Subject) ([]Deadline, error) {
	return db.Rows(tx, qOf, scan, tx.Centre, subject.Kind, subject.ID)
}
