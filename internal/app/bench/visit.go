package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/queue"
)

// visitor goes through visits at one window, a step at a time, on a connection of its own. Where one round ends the next
// goes on.
type visitor struct {
	conn    *conn
	clerk   clerk
	kiosk   string
	take    string // the body of a take
	steps   [3]string
	step    int
	command func() string
	request []byte
}

// commands makes ids of commands, as long as a browser's.
func (w *world) commands() func() string {
	head, n := w.app.Store.IDs().Token()[:16], new(atomic.Int64)
	return func() string { return fmt.Sprintf("%s%010d", head, n.Add(1)) }
}

// visitors makes one for each connection.
func (w *world) visitors(ctx context.Context) (all []*visitor, err error) {
	command := w.commands()
	for _, c := range w.clerks {
		v := &visitor{clerk: c, kiosk: w.kiosk, command: command, take: fmt.Sprintf(`{"item":"%d"}`, c.item)}
		for i, step := range []string{"call", "arrive", "finish"} {
			v.steps[i] = fmt.Sprintf("/api/v1/windows/%d/%s", c.window, step)
		}
		if v.conn, err = dial(ctx, w.address); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// next does the next step of the visit.
func (v *visitor) next() error {
	if v.step == 0 {
		v.request = post(v.request, "/api/v1/tickets", v.kiosk, v.command(), v.take)
	} else {
		v.request = post(v.request, v.steps[v.step-1], v.clerk.cookie, v.command(), "")
	}
	v.step = (v.step + 1) % 4
	return v.conn.ask(v.request)
}

// end finishes the visits that are under way, so that the next probe finds the windows free.
func end(all []*visitor) error {
	failed := make([]error, len(all))
	var wg sync.WaitGroup
	for i, v := range all {
		wg.Go(func() {
			for v.step != 0 && failed[i] == nil {
				failed[i] = v.next()
			}
			failed[i] = errors.Join(failed[i], v.conn.Close())
		})
	}
	wg.Wait()
	return errors.Join(failed...)
}

func works(all []*visitor) (out []work) {
	for _, v := range all {
		out = append(out, v.next)
	}
	return out
}

// trace is one visit as the platform wrote it: the pattern of the raw rows.
type trace struct {
	ticket   queue.Ticket
	prefix   string
	windowNo int
	steps    [4]struct {
		events  []event
		command answered
	}
}

type event struct {
	ledger.Entry
	about []ledger.Subject
}

type answered struct{ action, actor, input, answer string }

// traces lets a visit for each item happen and reads what they left behind.
func (w *world) traces(ctx context.Context) (out []trace, err error) {
	all, err := w.visitors(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range all[:itemsServed] {
		t, err := w.trace(ctx, v)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, end(all)
}

func (w *world) trace(ctx context.Context, v *visitor) (t trace, err error) {
	no, keys, next := "", [4]string{}, v.command
	v.command = func() string {
		keys[v.step] = next()
		return keys[v.step]
	}
	for i := range keys {
		if err := v.next(); err != nil {
			return t, err
		}
		if i == 1 { // the number that was called, which need not be the one that was taken
			var called struct{ No string }
			if err := json.Unmarshal(v.conn.body, &called); err != nil {
				return t, err
			}
			no = called.No
		}
	}
	err = w.app.Store.Read(ctx, w.app.Identity.Centre, func(tx *db.Tx) error { return t.read(tx, w, no, keys) })
	return t, err
}

// stepOf is the step of a visit that leaves an event.
var stepOf = map[string]int{"ticket.taken": 0, "ticket.called": 1, "ticket.arrived": 2, "ticket.finished": 3, "review.invited": 3}

func (t *trace) read(tx *db.Tx, w *world, no string, keys [4]string) (err error) {
	if t.ticket, err = queue.Numbered(tx, no); err != nil {
		return err
	}
	hall, err := w.app.Directory.Hall(tx)
	if err != nil {
		return err
	}
	zone, _ := hall.Zone(t.ticket.Zone)
	window, _ := hall.Window(t.ticket.Window)
	t.prefix, t.windowNo = zone.Prefix, window.No
	entries, err := ledger.Timeline(tx, ledger.Of("ticket", t.ticket.ID), 20)
	if err != nil {
		return err
	}
	for _, e := range entries {
		told, err := e.Told()
		if err != nil {
			return err
		}
		i, known := stepOf[e.Verb]
		if !known {
			return fmt.Errorf("bench: a visit leaves %q, which the raw rows do not have", e.Verb)
		}
		t.steps[i].events = append(t.steps[i].events, event{Entry: e, about: told.Subject})
	}
	for i, key := range keys {
		if t.steps[i].command, err = db.One(tx, statement("db.command_find"), scanAnswered, tx.Centre, key); err != nil {
			return err
		}
	}
	return nil
}

func scanAnswered(row db.Scan) (a answered, err error) {
	err = row(&a.action, &a.actor, &a.input, &a.answer)
	return a, err
}
