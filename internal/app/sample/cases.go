package sample

import (
	"context"
	"fmt"
	"lianban/internal/feature/casework/applicant"
	"slices"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/queue"
)

// work is what a visitor came for: a case, or only a question.
type work struct {
	some, done bool
	c          casework.Case
}

// Shares of what comes to a window.
const (
	applies   = 0.8  // who applies; the others ask, or fetch something
	noticed   = 0.08 // something is missing, and is said at once (11(2))
	deferred  = 0.2  // of tolerant items: a material comes later (11(4))
	refused   = 0.02 // of those decided
	left      = 0.03 // of permits: the papers stay to be checked
	withdraws = 0.1  // of those who were told what is missing
	needless  = 0.01 // it needs no decision: turned away at once (行政许可法第三十二条)
	specials  = 0.05 // of promised cases: a procedure that does not count (行政许可法第四十五条)
)

func (h *hall) worksOn(t queue.Ticket) work {
	it := h.byID[t.Item]
	return work{some: h.Cases != nil && it != nil && h.chance.happens(t.ID, "applies", applies)}
}

// accept takes the case in, as the clerk does after having looked at the materials.
func (h *hall) accept(ctx context.Context, one *desk) error {
	t, it := one.ticket, h.byID[one.ticket.Item]
	marks, promise := h.marks(t.ID, it)
	in := casework.Take{Window: one.window, Ticket: t.ID, Item: t.Item, Applicant: h.applicant(t.ID, it), Marks: marks,
		Promise: promise}
	if it.Kind == "licence" && it.Promised.N > 0 && h.chance.happens(t.ID, "left", left) {
		in.Marks, in.Promise, in.Later = nil, false, true
	}
	c, err := h.received(ctx, one.clerk, in)
	if err != nil {
		return err
	}
	one.work.c = c
	if c.Instant && c.State == casework.Accepted || !c.State.Open() {
		return nil // it ends with the visit
	}
	h.choose(c)
	return h.goesOn(ctx, c)
}

// received is the case that comes of what was handed in; a few need no decision, and are told so.
func (h *hall) received(ctx context.Context, clerk identity.Actor, in casework.Take) (casework.Case, error) {
	if h.chance.happens(in.Ticket, "needless", needless) {
		return h.Cases.TurnAway(ctx, clerk, in, casework.Decline{Ground: casework.NotNeeded,
			Reason: h.pick(in.Ticket, "needless", h.data.Visitors.Needless)})
	}
	return h.Cases.Accept(ctx, clerk, in)
}

// hand gives an instant case's result over at the end of the visit.
func (h *hall) hand(ctx context.Context, one *desk) error {
	c := one.work.c
	if c.ID == 0 || !c.Instant || c.State != casework.Accepted {
		return nil
	}
	done, err := h.Cases.Finish(ctx, one.clerk, c.ID, 0)
	if err == nil {
		one.work.c = done
	}
	return h.lives(err)
}

// marks are how the materials were found.
func (h *hall) marks(key int64, it *item) (out []material.Marking, promise bool) {
	r, tolerant := h.chance.of(key, "materials"), false
	for _, m := range it.Materials {
		mark := material.Marking{Mark: material.Present}
		switch {
		case r < noticed && m.Later == 0 && !m.Fetched && m.Need == "" && !tolerant:
			mark = material.Marking{Mark: material.Missing}
			tolerant = true
		case r >= noticed && r < noticed+deferred && m.Later > 0 && !tolerant:
			mark, promise, tolerant = material.Marking{Mark: material.Deferred}, true, true
		}
		out = append(out, mark)
	}
	return out, promise
}

// goesOn plans the next thing that happens to a case. It follows from the case alone, so that it is the same after a
// restart.
func (h *hall) goesOn(ctx context.Context, c casework.Case) error {
	if c.ID == h.red || !c.State.Open() {
		return nil
	}
	lacking, err := h.lacking(ctx, c)
	if err != nil {
		return err
	}
	at, do := h.fate(c, lacking)
	if now := h.Clock.Now(); at < now {
		at = h.later(now, h.chance.between(c.ID, "soon", 0.005, 0.2))
	}
	h.plan(at, func(ctx context.Context, _ clock.Instant) error {
		next, err := do(ctx)
		if err != nil {
			return err
		}
		return h.goesOn(ctx, next)
	})
	return nil
}

// lacking are the materials of a case that are not in order yet.
func (h *hall) lacking(ctx context.Context, c casework.Case) (out []material.Material, err error) {
	if c.State == casework.Accepted && !c.Tolerated || c.State == casework.Granted || c.State == casework.Refused {
		return nil, nil
	}
	err = h.Store.Read(ctx, h.Centre, func(tx *db.Tx) error {
		all, err := h.Cases.Materials(tx, c)
		out = slices.DeleteFunc(all, func(m material.Material) bool { return m.Mark.Here() })
		return err
	})
	return out, err
}

type deed func(ctx context.Context) (casework.Case, error)

// fate is what happens to an open case next, and when: always in office hours, and mostly well within its time.
func (h *hall) fate(c casework.Case, lacking []material.Material) (clock.Instant, deed) {
	who, key := h.decider(c), c.ID
	switch {
	case c.State == casework.Noticed && h.chance.happens(key, "withdraws", withdraws):
		return h.later(c.Changed, h.chance.between(key, "gives up", 0.1, 1)), func(ctx context.Context) (casework.Case, error) {
			return h.Cases.Withdraw(ctx, who, c.ID, h.pick(key, "withdraws", h.data.Visitors.Withdrawals))
		}
	case len(lacking) > 0:
		days := 1.5
		for _, m := range lacking {
			if m.Mark == material.Deferred && m.Days > 0 {
				days = min(days, float64(m.Days)*0.9)
			}
		}
		if c.State == casework.HandedIn {
			days = 0.4
		}
		return h.later(c.Changed, h.chance.between(key, "brings", 0.05, days)), func(ctx context.Context) (casework.Case, error) {
			return h.Cases.Supply(ctx, who, c.ID, supply(lacking))
		}
	case c.State == casework.Accepted && c.Instant:
		return c.Changed.Add(4 * time.Minute), func(ctx context.Context) (casework.Case, error) { return h.Cases.Finish(ctx, who, c.ID, 0) }
	case c.State == casework.Accepted && c.Version < 3 && !c.Tolerated && h.chance.happens(key, "special", specials):
		return h.special(c, who)
	case c.State == casework.Accepted:
		return h.later(c.Changed, h.share(c)), func(ctx context.Context) (casework.Case, error) {
			return h.Cases.Decide(ctx, who, c.ID, h.verdict(c))
		}
	}
	way := h.pick(key, "way", casework.Ways)
	return h.later(c.Decided, h.chance.between(key, "deliver", 0.05, 1)), func(ctx context.Context) (casework.Case, error) {
		return h.Cases.Deliver(ctx, who, c.ID, way)
	}
}

// special begins a procedure for a case that was just accepted, and ends it a little before its time.
func (h *hall) special(c casework.Case, who identity.Actor) (clock.Instant, deed) {
	days := int(h.chance.between(c.ID, "special", 2, 6))
	if c.Version > 1 {
		return h.later(c.Changed, 0.8*float64(days)), func(ctx context.Context) (casework.Case, error) {
			return h.Cases.EndSpecial(ctx, who, c.ID)
		}
	}
	kind := casework.Specials[int(h.chance.between(c.ID, "procedure", 0, float64(len(casework.Specials))))]
	return h.later(c.Changed, h.chance.between(c.ID, "begins", 0.02, 0.2)), func(ctx context.Context) (casework.Case, error) {
		return h.Cases.BeginSpecial(ctx, who, c.ID, kind, days)
	}
}

// supply is everything that was missing, all in order.
func supply(lacking []material.Material) casework.Supply {
	in := casework.Supply{Marks: map[int]material.Marking{}, Promise: true}
	for _, m := range lacking {
		in.Marks[m.N] = material.Marking{Mark: material.Present}
	}
	return in
}

// share is in how many working days a case is decided: a part of what was promised.
func (h *hall) share(c casework.Case) float64 {
	n := float64(c.Promised.N)
	if c.Promised.Unit != calendar.WorkingDays {
		return n * h.chance.between(c.ID, "decided", 0.1, 0.35)
	}
	return n * h.chance.between(c.ID, "decided", 0.2, 0.9)
}

// later is so many working days of open hours after an instant; what falls outside the hours comes after the opening.
func (h *hall) later(from clock.Instant, days float64) clock.Instant {
	left := time.Duration(days * float64(workday))
	for day := from.Day(); ; day = day.Add(1) {
		for _, s := range h.hours.On(day).Open {
			a, b := max(day.At(0, s.From), from), day.At(0, s.To)
			if a >= b {
				continue
			}
			if left < b.Sub(a) {
				return a.Add(left)
			}
			left -= b.Sub(a)
		}
	}
}

// workday is how long the windows are open on a day.
const workday = 8 * time.Hour

// verdict is yes, and seldom no with its reason.
func (h *hall) verdict(c casework.Case) casework.Decision {
	if h.chance.happens(c.ID, "refused", refused) {
		return casework.Decision{Reason: h.pick(c.ID, "refused", h.data.Visitors.Refusals)}
	}
	return casework.Decision{Granted: true}
}

// pick is one of a list.
func (h *hall) pick(key int64, what string, list []string) string {
	return list[int(h.chance.between(key, what+" which", 0, float64(len(list))))]
}

// decider is who goes on with a case: the clerk of its window, or the department's own where the window only accepts.
func (h *hall) decider(c casework.Case) identity.Actor {
	if a, ok := h.decides[c.Department]; ok {
		return a
	}
	for _, one := range h.desks {
		if one.window == c.Window {
			return one.clerk
		}
	}
	return identity.Actor{Centre: h.Centre}
}

// applicant is an invented person or company. The numbers have their check digits and belong to nobody: the persons were
// all born on a 30th of February.
func (h *hall) applicant(key int64, it *item) applicant.Applicant {
	v := h.data.Visitors
	a := applicant.Applicant{Phone: h.phone(key), Name: h.pick(key, "surname", v.Surnames) + h.pick(key, "given", v.Given)}
	a.IDNumber = card(fmt.Sprintf("6523011%03d0230%03d", int(h.chance.between(key, "year", 950, 999)),
		int(h.chance.between(key, "serial", 0, 999))))
	if h.chance.happens(key, "two names", 0.4) {
		a.Name = h.pick(key, "name", v.Names) + "·" + h.pick(key, "father", v.Names)
	}
	if len(it.Business) > 0 && (len(it.Personal) == 0 || h.chance.happens(key, "company", 0.4)) {
		a.Agent, a.Name = a.Name, h.pick(key, "firm", v.Firms)
		a.IDNumber = code(fmt.Sprintf("91652300MA%07d", int(h.chance.between(key, "code", 0, 9_999_999))))
	}
	return a
}

// card adds the check digit of an identity card (GB 11643).
func card(s string) string {
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(s[i]-'0') * weight
	}
	return s + "10X98765432"[sum%11:sum%11+1]
}

// code adds the check digit of a unified social credit code (GB 32100).
func code(s string) string {
	const places = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for i := range len(s) {
		sum += strings.IndexByte(places, s[i]) * weight
		weight = weight * 3 % 31
	}
	n := (31 - sum%31) % 31
	return s + places[n:n+1]
}

// choose picks the case that nobody decides while the history runs, so that the board shows what a red lamp is: one of
// five working days, accepted between seven and nine before today.
func (h *hall) choose(c casework.Case) {
	day := c.Accepted.Day()
	if h.red == 0 && c.State == casework.Accepted && !c.Tolerated && day >= h.redFrom && day <= h.redTo &&
		c.Promised.Unit == calendar.WorkingDays && c.Promised.N == 5 {
		h.red = c.ID
	}
}
