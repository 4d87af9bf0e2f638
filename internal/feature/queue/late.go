package queue

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
)

// Events that only a time without the server makes.
const (
	uncalled = "ticket.uncalled" // a call that no console saw, because the line was cut just then, is taken back
	entered  = "ticket.entered"  // 补录: a service that was kept on paper
)

var (
	qLateCall = db.Q("queue.late_call", `update queue_ticket set state = 'called', for_window = 0, window_id = $3, person_id = $4,
		calls = 1, waited = waited + $5, called_at = $6, late_at = $7, leased_to = 0, leased_until = 0
		where centre_id = $1 and id = $2 and state = 'waiting'`)
	qLateCalled = db.Q("queue.late_called", `insert into queue_call (centre_id, seq, ticket_id, no, window_id, window_no, zone_id,
		item_name, again, day, at, late) values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, true)`)
	qLate = db.Q("queue.late", `update queue_ticket set late_at = $3, called_at = $4, person_id = $5 where centre_id = $1 and id = $2`)
	qMark = db.Q("queue.mark", `update queue_ticket set mark = $3, late_at = $4 where centre_id = $1 and id = $2`)
)

// Locked gives a ticket and keeps others from changing it until the transaction ends.
func Locked(tx *db.Tx, ticket int64) (Ticket, error) {
	return db.One(tx, qByID, scanTicket, tx.Centre, ticket)
}

// said is what an event of a step says that was done before it was told: that it comes late, and when it was done.
func said(at clock.Instant) map[string]any {
	return map[string]any{"late": true, "said": at.Format("2006-01-02 15:04:05")}
}

// LateCall writes down that a waiting ticket was called to the window at that time, while the server was away. Screens neither
// show nor speak it. A ticket that the server knows to be at this window already is left as it is. Conflict when it waits no more, or when
// the window has somebody else.
func (s *Service) LateCall(tx *db.Tx, by identity.Actor, window int64, t Ticket, at clock.Instant) (Ticket, error) {
	if t.Window == window && (t.State == Called || t.State == Serving) {
		return t, nil
	}
	if t.State != Waiting {
		return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
	}
	w, _, err := s.window(tx, window)
	if err != nil {
		return t, err
	}
	if err := s.free(tx, by, window); err != nil {
		return t, err
	}
	waited := max(at.Sub(t.Queued), 0)
	if err := tx.Must1(qLateCall, tx.Centre, t.ID, window, by.Person, waited.Microseconds(), at, tx.Now); err != nil {
		return t, err
	}
	t.State, t.For, t.Window, t.Person, t.Calls, t.Called, t.Late = Called, 0, window, by.Person, 1, at, tx.Now
	t.Waited, t.LeasedTo, t.LeasedUntil = t.Waited+waited, 0, 0
	seq, err := next(tx, "call", 0)
	if err != nil {
		return t, err
	}
	if err := tx.Must1(qLateCalled, tx.Centre, seq, t.ID, t.No, w.ID, w.No, w.Zone, t.Name, t.Day, at); err != nil {
		return t, err
	}
	s.touched(tx, t)
	facts := said(at)
	facts["window"], facts["again"] = w.No, false
	return t, s.tell(tx, by, t, "ticket.called", facts)
}

// free makes room at the window for a call that was made there. What the server called and no console has seen goes back to
// its place; somebody who is being served stays.
func (s *Service) free(tx *db.Tx, by identity.Actor, window int64) error {
	t, found, err := Current(tx, window)
	if err != nil || !found {
		return err
	}
	if t.State != Called {
		return errs.New(errs.Conflict, "queue.window_busy")
	}
	// 11(1): nobody loses their place because a line was cut.
	t.Window, t.Person = 0, 0
	return s.settle(tx, by, &t, Waiting, uncalled, map[string]any{"late": true})
}

// LateStep writes down what was done to a ticket at the window at that time: arrive, miss or finish. A step that the ticket has
// behind it already is left. Conflict when it does not follow.
func (s *Service) LateStep(tx *db.Tx, by identity.Actor, window int64, t Ticket, do string, at clock.Instant) (Ticket, error) {
	step, ok := map[string]struct {
		from, to State
		verb     string
	}{"arrive": {Called, Serving, "ticket.arrived"}, "miss": {Called, Missed, "ticket.missed"},
		"finish": {Serving, Finished, "ticket.finished"}}[do]
	if ok && t.Window == window && t.State == step.to {
		return t, nil
	}
	if !ok || t.Window != window || t.State != step.from {
		return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
	}
	at = max(at, t.Called, t.Arrived)
	if step.to == Finished && t.Legs > 1 {
		t, err := s.goOn(tx, by, t, at, said(at))
		if err != nil {
			return t, err
		}
		return t, tx.Must1(qLate, tx.Centre, t.ID, tx.Now, t.Called, t.Person)
	}
	if step.to == Serving {
		t.Arrived = at
	} else {
		t.Ended = at
		t.stop(step.from, at)
	}
	t.Late = tx.Now
	if err := s.settle(tx, by, &t, step.to, step.verb, said(at)); err != nil {
		return t, err
	}
	if err := tx.Must1(qLate, tx.Centre, t.ID, tx.Now, t.Called, t.Person); err != nil {
		return t, err
	}
	if step.to != Finished {
		return t, nil
	}
	return t, s.done(tx, by, t)
}

// Reserved is a number that a kiosk gave from its block.
type Reserved struct {
	Item, Zone int64
	Prefix     string
	Serial     int64
	Token      string
	At         clock.Instant
	Mark       string
}

// TakeReserved makes a ticket of a number that was given while the network was away. It is no refusal that the hall has
// closed in the meantime: 11(6) serves whoever holds a number.
func (s *Service) TakeReserved(tx *db.Tx, by identity.Actor, r Reserved) (Ticket, error) {
	name, err := s.Item(tx, r.Item)
	if err != nil {
		return Ticket{}, err
	}
	t := Ticket{ID: tx.NewID(), Token: r.Token, No: number(r.Prefix, r.Serial), Day: r.At.Day(), Zone: r.Zone, Item: r.Item,
		Name: name, State: Waiting, Rank: 1, Source: "kiosk", Taken: r.At, Queued: r.At, Mark: r.Mark, Late: tx.Now,
		Legs: 1}
	return t, s.takeLate(tx, by, t, r.Prefix, r.Serial)
}

func (s *Service) takeLate(tx *db.Tx, by identity.Actor, t Ticket, prefix string, serial int64) error {
	if err := s.insert(tx, t, prefix, serial, ""); err != nil {
		return err
	}
	if err := tx.Must1(qMark, tx.Centre, t.ID, t.Mark, tx.Now); err != nil {
		return err
	}
	s.touched(tx, t)
	facts := said(t.Taken)
	facts["item"], facts["source"], facts["mark"] = t.Name, t.Source, t.Mark
	return s.tell(tx, by, t, "ticket.taken", facts)
}

// Reserve draws so many numbers of a series and gives the first of them.
func Reserve(tx *db.Tx, prefix string, n int64) (first int64, err error) {
	for i := range n {
		at, err := next(tx, counter(prefix), tx.Today())
		if err != nil {
			return 0, err
		}
		if i == 0 {
			first = at
		}
	}
	return first, nil
}

// Number is how a number of a series reads.
func Number(prefix string, serial int64) string { return number(prefix, serial) }

// Drawn is how far the counter of a series has come on a day.
func Drawn(tx *db.Tx, prefix string, day clock.Day) (int64, error) {
	n, _, err := db.Find(tx, qCounter, db.Value[int64], tx.Centre, counter(prefix), day)
	return n, err
}

// Entry is a service that was kept on paper while everything was away.
type Entry struct {
	Window       int64
	Ticket       Ticket // the number that was served; ID 0: one is taken for it
	Item         int64
	From, To     clock.Instant
	Reason, Name string
}

// Enter writes a service down that was kept on paper (补录): the ticket is finished, and marked. Who entered it and why stands in the
// ledger; the review is invited to as ever.
func (s *Service) Enter(tx *db.Tx, by identity.Actor, e Entry) (t Ticket, err error) {
	w, _, err := s.window(tx, e.Window)
	if err != nil {
		return t, err
	}
	if t = e.Ticket; t.ID == 0 {
		if t, err = s.enterNew(tx, by, e, w.Zone); err != nil {
			return t, err
		}
	}
	t.Window, t.Person, t.For, t.Called, t.Arrived, t.Ended, t.Late = e.Window, by.Person, 0, e.From, e.From, e.To, tx.Now
	t.Served += e.To.Sub(e.From)
	if t.Legs > 1 {
		if err := endLegs(tx, t); err != nil {
			return t, err
		}
	}
	facts := said(e.From)
	facts["until"], facts["reason"], facts["window"] = e.To.Format("15:04"), e.Reason, w.No
	if err := s.settle(tx, by, &t, Finished, entered, facts); err != nil {
		return t, err
	}
	if err := tx.Must1(qLate, tx.Centre, t.ID, tx.Now, t.Called, t.Person); err != nil {
		return t, err
	}
	return t, s.done(tx, by, t)
}

func (s *Service) enterNew(tx *db.Tx, by identity.Actor, e Entry, zone int64) (t Ticket, err error) {
	name, err := s.Item(tx, e.Item)
	if err != nil {
		return t, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return t, err
	}
	z, _ := hall.Zone(zone)
	day := e.From.Day()
	serial, err := next(tx, counter(z.Prefix), day)
	if err != nil {
		return t, err
	}
	t = Ticket{ID: tx.NewID(), Token: tx.Token(), No: number(z.Prefix, serial), Day: day, Zone: zone, Item: e.Item, Name: name,
		State: Waiting, Rank: 1, Source: "later", Taken: e.From, Queued: e.From, Legs: 1}
	return t, s.takeLate(tx, by, t, z.Prefix, serial)
}
