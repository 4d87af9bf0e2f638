package queue

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
)

// steps is the machine of a ticket: what each event may follow, and what it leads to. I6: a row equals the fold of its
// events.
var steps = map[string]struct {
	from []State
	to   State
}{
	"ticket.taken":     {[]State{""}, Waiting},
	"ticket.called":    {[]State{Waiting}, Called},
	recalled:           {[]State{Called}, Called},
	"ticket.arrived":   {[]State{Called}, Serving},
	"ticket.missed":    {[]State{Called}, Missed},
	"ticket.returned":  {[]State{Missed}, Waiting},
	passedOn:           {[]State{Called, Serving}, Waiting},
	"ticket.held":      {[]State{Serving}, Held},
	"ticket.continued": {[]State{Held}, Serving},
	wentOn:             {[]State{Serving}, Serving},
	movedOn:            {[]State{Serving}, Waiting},
	"ticket.finished":  {[]State{Serving, Held}, Finished},
	"ticket.voided":    {[]State{Waiting, Called}, Void},
	uncalled:           {[]State{Called}, Waiting},
	entered:            {[]State{Waiting, Missed, Void}, Finished},
}

// recalled is a call of a ticket that was called already, told apart by a fact of the event.
const recalled = "ticket.called again"

var (
	qTwice = db.Q("queue.twice", `select day, prefix, serial, count(*) from queue_ticket where centre_id = $1
		group by day, prefix, serial having count(*) > 1`)
	qSerials = db.Q("queue.serials", `select day, prefix, count(*), min(serial), max(serial) from queue_ticket
		where centre_id = $1 and mark = '' group by day, prefix order by day, prefix`)
	qCounter = db.Q("queue.counter", `select value from queue_counter where centre_id = $1 and name = $2 and day = $3`)
	qCrowded = db.Q("queue.crowded", `select window_id, count(*) from queue_ticket where centre_id = $1
		and state in ('called', 'serving') group by window_id having count(*) > 1 or window_id = 0`)
	qCallSpan = db.Q("queue.call_span", `select count(*), coalesce(max(seq), 0) from queue_call where centre_id = $1`)
	qPage     = db.Q("queue.page", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and id > $2
		order by id limit 500`)
	qCallsOf = db.Q("queue.calls_of", `select count(*) from queue_call where centre_id = $1 and ticket_id = $2`)
)

// Verify tells which invariants do not hold: I2 numbers, I3 windows, I6 rows and their events, I12 nothing of another
// centre. Nothing to tell is nothing wrong.
func Verify(tx *db.Tx) ([]string, error) {
	var out []string
	for _, check := range []func(*db.Tx) ([]string, error){verifyNumbers, verifyWindows, verifyCalls, verifyTickets} {
		found, err := check(tx)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// counted is a number of rows of one day and prefix.
type counted struct {
	day              clock.Day
	prefix           string
	n, first, serial int64
}

// verifyNumbers is I2: no number twice on a day, none left out, none beyond its counter.
func verifyNumbers(tx *db.Tx) (out []string, err error) {
	twice, err := db.Rows(tx, qTwice, func(row db.Scan) (g counted, err error) {
		err = row(&g.day, &g.prefix, &g.serial, &g.n)
		return g, err
	}, tx.Centre)
	for _, g := range twice {
		out = append(out, fmt.Sprintf("I2: %s was given %d times on %s", number(g.prefix, g.serial), g.n, g.day))
	}
	if err != nil {
		return nil, err
	}
	all, err := db.Rows(tx, qSerials, func(row db.Scan) (g counted, err error) {
		err = row(&g.day, &g.prefix, &g.n, &g.first, &g.serial)
		return g, err
	}, tx.Centre)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if g.first != 1 || g.n != g.serial {
			out = append(out, fmt.Sprintf("I2: %s on %s: %d tickets have the numbers %d to %d", g.prefix, g.day, g.n, g.first, g.serial))
		}
		value, _, err := db.Find(tx, qCounter, db.Value[int64], tx.Centre, counter(g.prefix), g.day)
		if err != nil {
			return nil, err
		}
		if value != g.serial {
			out = append(out, fmt.Sprintf("I2: %s on %s: the counter stands at %d, the last number is %d", g.prefix, g.day, value,
				g.serial))
		}
	}
	return out, nil
}

// verifyWindows is I3: a window serves at most one ticket, and whoever is served has a window.
func verifyWindows(tx *db.Tx) (out []string, err error) {
	_, err = db.Rows(tx, qCrowded, func(row db.Scan) (struct{}, error) {
		var window, n int64
		err := row(&window, &n)
		if window == 0 {
			out = append(out, fmt.Sprintf("I3: %d tickets are being served at no window", n))
		} else {
			out = append(out, fmt.Sprintf("I3: window %d serves %d tickets", window, n))
		}
		return struct{}{}, err
	}, tx.Centre)
	return out, err
}

// verifyCalls: the calls are numbered without a gap, for screens count on it.
func verifyCalls(tx *db.Tx) (out []string, err error) {
	_, err = db.One(tx, qCallSpan, func(row db.Scan) (struct{}, error) {
		var n, last int64
		err := row(&n, &last)
		if n != last {
			out = append(out, fmt.Sprintf("I2: %d calls have the numbers 1 to %d", n, last))
		}
		return struct{}{}, err
	}, tx.Centre)
	return out, err
}

// verifyTickets is I6 and I12 for every ticket.
func verifyTickets(tx *db.Tx) (out []string, err error) {
	for last := int64(0); ; {
		page, err := db.Rows(tx, qPage, scanTicket, tx.Centre, last)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, t := range page {
			last = t.ID
			events, err := ledger.Timeline(tx, ledger.Of("ticket", t.ID), 1000)
			if err != nil {
				return nil, err
			}
			calls, err := db.One(tx, qCallsOf, db.Value[int], tx.Centre, t.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, verifyTicket(tx.Centre, t, events, calls)...)
		}
	}
}

// verifyTicket compares a ticket with the fold of its events.
func verifyTicket(centre int64, t Ticket, events []ledger.Entry, calls int) (out []string) {
	wrong := func(what string, v ...any) {
		out = append(out, fmt.Sprintf("I6: ticket %s of %s: ", t.No, t.Day)+fmt.Sprintf(what, v...))
	}
	// Ids are given where the row is held, so that they follow the order of the steps.
	slices.SortFunc(events, func(a, b ledger.Entry) int { return cmp.Compare(a.ID, b.ID) })
	state, called, returned := State(""), 0, 0
	for _, e := range events {
		of, verb := verbOf(e)
		step, ok := steps[verb]
		if !ok {
			continue
		}
		if !slices.Contains(step.from, state) {
			wrong("%s follows the state %q", verb, state)
		}
		state = step.to
		switch verb {
		case "ticket.called", recalled:
			called++
		case "ticket.returned":
			returned++
		}
		if of != centre {
			out = append(out, fmt.Sprintf("I12: ticket %s of %s has an event of centre %d", t.No, t.Day, of))
		}
	}
	if state != t.State {
		wrong("the row says %q, its events say %q", t.State, state)
	}
	if called != calls {
		wrong("%d calls on the screens, %d in its events", calls, called)
	}
	if returned != t.Returns {
		wrong("%d returns in the row, %d in its events", t.Returns, returned)
	}
	return out
}

// verbOf reads an event's centre and what it did.
func verbOf(e ledger.Entry) (centre int64, verb string) {
	var r struct {
		Centre int64 `json:"centre,string"`
		Facts  struct {
			Again bool `json:"again"`
		} `json:"facts"`
	}
	if json.Unmarshal([]byte(e.Record), &r) != nil {
		return 0, e.Verb
	}
	if r.Facts.Again {
		return r.Centre, recalled
	}
	return r.Centre, e.Verb
}
