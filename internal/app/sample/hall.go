package sample

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Pace turns the minutes of an item into those at the window. Today is quicker than the past: three come a minute.
const (
	pacePast = 0.7
	paceLive = 0.36
)

// never is after everything.
const never = clock.Instant(1<<63 - 1)

// hall is the sample centre alive: who comes, who serves, what is on its way. It acts through the services only.
type hall struct {
	Deps
	data   *data
	chance chance
	hours  *calendar.Hours
	items  []item
	byID   map[int64]*item
	often  float64 // of all items together
	pace   float64
	outer  bool // others act as well: what stands is read again before every round

	desks   []*desk
	kiosks  []identity.Actor
	pads    map[int64]identity.Actor // by window
	guide   identity.Actor           // who takes numbers for people at the desk
	member  identity.Actor           // who looks into bad reviews
	decides map[int64]identity.Actor // by department, for cases that its windows may only accept

	coming  []visit       // of this day, those that have not come yet
	waiting map[int64]int // by item
	todo    agenda        // what happens by itself: cases go on, people answer
	planned int           // how many things there were to do so far
	looked  clock.Instant // when windows and queue were read last
	asked   clock.Instant // when it was last asked who of the clerks is logged in
	red     int64         // the case that nobody decides: it is over its time
	redFrom clock.Day
	redTo   clock.Day
	rested  clock.Day // the last day whose night has been
	paused  int64     // the window that stands paused when the demo begins, from that instant on
	from    clock.Instant
}

// open makes the hall as it stands in the store.
func open(ctx context.Context, d Deps, all *data) (*hall, error) {
	h := &hall{Deps: d, data: all, chance: chance(d.Seed + 20261123), byID: map[int64]*item{}, waiting: map[int64]int{},
		pads: map[int64]identity.Actor{}, decides: map[int64]identity.Actor{}, pace: paceLive}
	for _, it := range all.Items {
		if it.complete() {
			h.items, h.often = append(h.items, it), h.often+float64(it.Often)
		}
	}
	for i := range h.items {
		h.byID[h.items[i].id] = &h.items[i]
	}
	err := d.Store.Read(ctx, d.Centre, func(tx *db.Tx) (err error) {
		h.hours, err = d.Calendar.Hours(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return h, errors.Join(h.people(ctx), h.machines(ctx))
}

// people finds the accounts of those who act, and stands them at their windows.
func (h *hall) people(ctx context.Context) error {
	accounts, err := h.Identity.Accounts(ctx, identity.Job(h.Centre, "sample"))
	if err != nil {
		return err
	}
	dir, err := h.Directory.Now(ctx, h.Centre)
	if err != nil {
		return err
	}
	actors := map[int64]identity.Actor{}
	for _, a := range accounts { // by login, so that the same people act in every run
		who := identity.Actor{Centre: h.Centre, Account: a.ID, Person: a.Person, Name: a.Name, Grants: a.Grants}
		for _, p := range dir.PostsOf(a.Person, h.Clock.Now()) {
			who.Windows = append(who.Windows, p.Window)
		}
		actors[a.Person] = who
		if h.guide.Account == 0 && who.Is(identity.Guide) {
			h.guide = who
		}
		if h.member.Account == 0 && who.Is(identity.Member) {
			h.member = who
		}
	}
	for _, w := range dir.Open(h.Clock.Now()) {
		one := &desk{window: w.ID, no: w.No, zone: w.Zone, items: dir.Items(w.ID, h.Clock.Now())}
		for _, p := range dir.Posts(w.ID, h.Clock.Now()) {
			if a, ok := actors[p.Person]; ok && p.Post == "A" {
				one.clerk = a
			} else if ok && one.clerk.Is(identity.Generalist) {
				h.decides[w.Department] = a
			}
		}
		h.desks = append(h.desks, one)
	}
	return nil
}

func (h *hall) machines(ctx context.Context) error {
	var all []identity.Device
	err := h.Store.Read(ctx, h.Centre, func(tx *db.Tx) (err error) {
		all, err = h.Identity.Devices(tx)
		return err
	})
	for _, v := range all {
		a := identity.Actor{Centre: h.Centre, Device: v.ID, Name: v.Name, Grants: []identity.Grant{{Role: v.Duty}}}
		switch {
		case v.Ended != 0:
		case v.Duty == identity.Kiosk:
			h.kiosks = append(h.kiosks, a)
		case v.Duty == identity.Pad:
			a.Windows = []int64{v.Window}
			h.pads[v.Window] = a
		}
	}
	return err
}

// live lets time pass until that instant: at each moment at which something is due, everything due is done.
func (h *hall) live(ctx context.Context, until clock.Instant) error {
	for now := h.Clock.Now(); now < until; now = h.Clock.Now() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := h.round(ctx, now); err != nil {
			return err
		}
		if err := h.pass(ctx, min(h.next(now), until)); err != nil {
			return err
		}
	}
	return nil
}

// pass lets time pass.
func (h *hall) pass(ctx context.Context, until clock.Instant) error {
	if h.outer {
		return h.wait(ctx, until)
	}
	h.Clock.Set(max(until, h.Clock.Now()))
	return nil
}

// round does everything that is due now.
func (h *hall) round(ctx context.Context, now clock.Instant) error {
	if h.outer && now.Sub(h.looked) >= lookEvery {
		if err := h.look(ctx, now); err != nil {
			return err
		}
	}
	for len(h.coming) > 0 && h.coming[0].at <= now {
		v := h.coming[0]
		h.coming = h.coming[1:]
		if err := h.take(ctx, v); err != nil {
			return err
		}
	}
	for _, one := range h.desks {
		if one.due > now || !one.alive() {
			continue
		}
		if err := h.serve(ctx, one, now); err != nil {
			return err
		}
	}
	for len(h.todo) > 0 && h.todo[0].at <= now {
		t := heap.Pop(&h.todo).(thing)
		if err := h.lives(t.do(ctx, now)); err != nil {
			return err
		}
	}
	return nil
}

// next is when something is due again. A desk where nobody waits is woken by whoever takes a number.
func (h *hall) next(now clock.Instant) clock.Instant {
	at := never
	if len(h.coming) > 0 {
		at = h.coming[0].at
	}
	if len(h.todo) > 0 {
		at = min(at, h.todo[0].at)
	}
	for _, one := range h.desks {
		if one.alive() {
			at = min(at, one.due)
		}
	}
	return max(at, now.Add(time.Millisecond))
}

// lives keeps the hall going: a refused action is normal life, a broken store is not.
func (h *hall) lives(err error) error {
	var e *errs.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e) || e.Code == errs.Internal:
		return err
	case e.Code == errs.Unavailable && !h.outer:
		return err
	}
	h.log().Debug("sample: refused", "err", err)
	return nil
}

// take gives a visitor a number, at the machine, on the phone or at the desk.
func (h *hall) take(ctx context.Context, v visit) error {
	who := identity.Actor{Centre: h.Centre}
	switch {
	case v.source == "desk":
		who = h.guide
	case v.source == "kiosk" && len(h.kiosks) > 0:
		who = h.kiosks[int(v.at)%len(h.kiosks)]
	}
	t, err := h.Queue.Take(ctx, who, queue.Take{Item: v.item, Phone: v.phone, Priority: v.priority, Source: v.source})
	if err != nil {
		return h.lives(err)
	}
	h.came(t.Item, 1)
	return nil
}

// came counts who waits for an item and wakes the desks that serve it.
func (h *hall) came(item int64, n int) {
	h.waiting[item] = max(h.waiting[item]+n, 0)
	if n <= 0 {
		return
	}
	for _, one := range h.desks {
		if slices.Contains(one.items, item) && one.state == idle {
			one.due = one.free
		}
	}
}

func (h *hall) wait(ctx context.Context, until clock.Instant) error {
	if h.Wait != nil {
		return h.Wait(ctx, until)
	}
	left := until.Sub(h.Clock.Now())
	if left <= 0 {
		return ctx.Err()
	}
	// Others act as well: the hall looks around at least every second.
	speed := h.Clock.Speed()
	if speed <= 0 {
		return fmt.Errorf("sample: the clock stands")
	}
	t := time.NewTimer(min(time.Duration(float64(left)/speed), time.Second))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
