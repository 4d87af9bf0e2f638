package queue

import (
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// A number may stand for several things to do: one leg each. What is still ahead keeps the place of the number: nobody queues
// again from the end for what they came for at the same time.

// itemsMax is for how many things one number may stand.
var itemsMax = law.Number("queue.items_max")

// MostThings is for how many things one number may stand.
func (s *Service) MostThings(tx *db.Tx) (int, error) {
	view, err := s.view(tx)
	return itemsMax.In(view), err
}

// LegState is where a leg stands.
type LegState string

// The states of a leg.
const (
	Ahead   LegState = "ahead"   // 待办
	Present LegState = "now"     // 正在办
	Done    LegState = "done"    // 已办
	Dropped LegState = "dropped" // 未办
)

// Leg is one of the things to do under one number.
type Leg struct {
	ID    int64
	Item  int64
	Name  string
	State LegState
}

// Events of a number with several legs: the same window goes on with the next thing, or the number waits for another.
const (
	wentOn  = "ticket.went_on"
	movedOn = "ticket.moved_on"
)

var (
	qPutLeg = db.Q("queue.put_leg", `insert into queue_leg (centre_id, id, ticket_id, seq, item_id, item_name, state, window_id,
		person_id, served, ended_at) values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0)`)
	qLegs = db.Q("queue.legs", `select id, item_id, item_name, state from queue_leg where centre_id = $1 and ticket_id = $2
		order by seq`)
	qEndLeg = db.Q("queue.end_leg", `update queue_leg set state = $3, window_id = $4, person_id = $5, ended_at = $6, served = $7
		where centre_id = $1 and id = $2`)
	qServedLegs = db.Q("queue.served_legs", `select cast(coalesce(sum(served), 0) as bigint) from queue_leg
		where centre_id = $1 and ticket_id = $2`)
	qBeginLeg = db.Q("queue.begin_leg", `update queue_leg set state = 'now' where centre_id = $1 and id = $2`)
	qGoOn     = db.Q("queue.go_on", `update queue_ticket set item_id = $3, item_name = $4, zone_id = $5
		where centre_id = $1 and id = $2`)
)

// LegsOf lists the things to do under a number that stands for several; nothing for one.
func LegsOf(tx *db.Tx, ticket int64) ([]Leg, error) {
	return db.Rows(tx, qLegs, func(row db.Scan) (l Leg, err error) {
		err = row(&l.ID, &l.Item, &l.Name, &l.State)
		return l, err
	}, tx.Centre, ticket)
}

// plan judges everything that is to be done under one number, and names it.
func (s *Service) plan(tx *db.Tx, in Take) (all []takeFacts, err error) {
	view, err := s.view(tx)
	if err != nil {
		return nil, err
	}
	if most := itemsMax.In(view); len(in.Also) >= most {
		return nil, errs.Field("also", "queue.too_many_items", "n", most)
	}
	items := append([]int64{in.Item}, in.Also...)
	for i, item := range items {
		if slices.Contains(items[:i], item) {
			return nil, errs.Field("also", "queue.item_twice")
		}
		f, err := s.facts(tx, item)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// putLegs writes the legs of a number that stands for several things.
func putLegs(tx *db.Tx, ticket int64, all []takeFacts) error {
	if len(all) < 2 {
		return nil
	}
	for i, f := range all {
		state := Ahead
		if i == 0 {
			state = Present
		}
		if err := tx.Must1(qPutLeg, tx.Centre, tx.NewID(), ticket, i+1, f.item, f.name, state); err != nil {
			return err
		}
	}
	return nil
}

// endLeg ends the present leg of a ticket and begins the next one that is served in the hall at this instant; what no window
// serves any more is dropped. Found is false when nothing is left.
func (s *Service) endLeg(tx *db.Tx, t *Ticket) (next Leg, windows []directory.Window, found bool, err error) {
	legs, err := LegsOf(tx, t.ID)
	if err != nil {
		return next, nil, false, err
	}
	before, err := db.One(tx, qServedLegs, db.Value[int64], tx.Centre, t.ID)
	if err != nil {
		return next, nil, false, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return next, nil, false, err
	}
	for _, l := range legs {
		serving := hall.Serving(l.Item, tx.Now)
		switch {
		case l.State == Present:
			t.Service = l.ID
			err = tx.Must1(qEndLeg, tx.Centre, l.ID, Done, t.Window, t.Person, tx.Now, t.Served.Microseconds()-before)
		case l.State == Ahead && len(serving) == 0:
			err = tx.Must1(qEndLeg, tx.Centre, l.ID, Dropped, 0, 0, tx.Now, 0)
		case l.State == Ahead && !found:
			next, windows, found = l, serving, true
			err = tx.Must1(qBeginLeg, tx.Centre, l.ID)
		}
		if err != nil {
			return next, nil, false, err
		}
	}
	return next, windows, found, nil
}

// goOn ends one thing of several at the window at that time. The same window goes on with the next when it serves it; else the number waits
// for the windows that do, at its old place, and what was finished here is a service of its own.
func (s *Service) goOn(tx *db.Tx, by identity.Actor, t Ticket, at clock.Instant, facts map[string]any) (Ticket, error) {
	if t.State != Serving {
		return t, errs.New(errs.Conflict, "queue.wrong_state", "no", t.No)
	}
	t.stop(Serving, at)
	next, windows, found, err := s.endLeg(tx, &t)
	if err != nil {
		return t, err
	}
	if !found {
		t.Ended = at
		if err := s.settle(tx, by, &t, Finished, "ticket.finished", facts); err != nil {
			return t, err
		}
		return t, s.done(tx, by, t)
	}
	was := t
	was.Ended = at
	if facts == nil {
		facts = map[string]any{}
	}
	facts["item"], facts["next"] = t.Name, next.Name
	t.Item, t.Name, t.Zone = next.Item, next.Name, windows[0].Zone
	if err := tx.Must1(qGoOn, tx.Centre, t.ID, t.Item, t.Name, t.Zone); err != nil {
		return t, err
	}
	if slices.ContainsFunc(windows, func(w directory.Window) bool { return w.ID == t.Window }) {
		t.Arrived = at
		return t, s.settle(tx, by, &t, Serving, wentOn, facts)
	}
	s.touched(tx, was)
	t.Window, t.Person, t.Queued = 0, 0, at
	if err := s.settle(tx, by, &t, Waiting, movedOn, facts); err != nil {
		return t, err
	}
	return t, s.done(tx, by, was)
}

// endLegs leaves no leg of a finished ticket open, at night: what was being done is done, the rest was not.
func endLegs(tx *db.Tx, t Ticket) error {
	legs, err := LegsOf(tx, t.ID)
	if err != nil {
		return err
	}
	for _, l := range legs {
		switch l.State {
		case Present:
			err = tx.Must1(qEndLeg, tx.Centre, l.ID, Done, t.Window, t.Person, t.Ended, t.Served.Microseconds())
		case Ahead:
			err = tx.Must1(qEndLeg, tx.Centre, l.ID, Dropped, 0, 0, t.Ended, 0)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
