package bench

import (
	"fmt"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/feature/queue"
)

// statement finds one of the product's registered statements: the raw store writes with no other.
func statement(name string) *db.Stmt {
	for _, s := range db.All() {
		if s.Name == name {
			return s
		}
	}
	panic("bench: no statement is called " + name)
}

// pen writes the rows of visits without rules: what stands in them is copied from one that happened.
type pen struct {
	trace
	window                                      int64 // a pen's own, for a window serves one at a time
	step, n                                     int
	id                                          int64
	digest                                      string
	next, put, move, call, append, command, ask *db.Stmt
	seat                                        *db.Stmt
	subjects                                    []*db.Stmt // by how many each writes
}

func newPen(t trace, i int) *pen {
	return &pen{trace: t, window: firstWindow + int64(i), n: i * 10_000_000, digest: strings.Repeat("0f", 32),
		next: statement("queue.next"), put: statement("queue.put_ticket"), move: statement("queue.move"), call: statement("queue.put_call"),
		append: statement("ledger.append"), command: statement("db.command_put"), ask: statement("review.put_invitation"),
		seat:     statement("queue.put_seat"),
		subjects: []*db.Stmt{statement("ledger.subject"), statement("ledger.subject_2"), statement("ledger.subject_3")}}
}

// write writes what the next step of the visit leaves behind.
func (p *pen) write(tx *db.Tx) error {
	var err error
	switch p.step {
	case 0:
		err = p.take(tx)
	case 1:
		err = p.called(tx)
	case 2:
		err = p.moved(tx, queue.Called, queue.Serving)
	case 3:
		if err = p.moved(tx, queue.Serving, queue.Finished); err == nil {
			err = p.invited(tx)
		}
	}
	if err != nil {
		return err
	}
	for _, e := range p.steps[p.step].events {
		if err := p.event(tx, e); err != nil {
			return err
		}
	}
	c := p.steps[p.step].command
	_, err = tx.Exec(p.command, tx.Centre, p.name(16)+fmt.Sprintf("%010d", p.step), c.action, c.actor, c.input, c.answer, tx.Now)
	p.step = (p.step + 1) % 4
	return err
}

// three writes three rows, what a step is at the least: a number from a counter, how the window stands now, and that it happened.
func (p *pen) three(tx *db.Tx) error {
	if _, err := db.One(tx, p.next, db.Value[int64], tx.Centre, "call", 0); err != nil {
		return err
	}
	if err := tx.Must1(p.seat, tx.Centre, p.window, queue.Open, "", tx.Now, 0, p.ticket.Person); err != nil {
		return err
	}
	e := p.steps[2].events[0]
	_, err := tx.Exec(p.append, tx.Centre, tx.NewID(), tx.Now, e.Actor, e.Verb, e.Article, e.Record, p.digest)
	return err
}

// name is a text of that length that nobody had before.
func (p *pen) name(length int) string { return fmt.Sprintf("%0*d", length, p.n) }

func (p *pen) take(tx *db.Tx) error {
	t := p.ticket
	serial, err := db.One(tx, p.next, db.Value[int64], tx.Centre, "ticket:"+p.prefix, t.Day)
	if err != nil {
		return err
	}
	p.id, p.n = tx.NewID(), p.n+1
	_, err = tx.Exec(p.put, tx.Centre, p.id, p.name(len(t.Token)), t.Day, t.Zone, p.prefix, serial, fmt.Sprintf("%s%03d", p.prefix, serial),
		t.Item, t.Name, queue.Waiting, t.Rank, t.Reason, t.Source, "", "", tx.Now, t.Legs,
		int(t.Said.From.Seconds()), int(t.Said.About.Seconds()), int(t.Said.Until.Seconds()))
	return err
}

func (p *pen) called(tx *db.Tx) error {
	t := p.ticket
	seq, err := db.One(tx, p.next, db.Value[int64], tx.Centre, "call", 0)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(p.call, tx.Centre, seq, p.id, t.No, p.window, p.windowNo, t.Zone, t.Name, false, tx.Today(),
		tx.Now); err != nil {
		return err
	}
	return p.moved(tx, queue.Waiting, queue.Called)
}

func (p *pen) moved(tx *db.Tx, from, to queue.State) error {
	return tx.Must1(p.move, tx.Centre, p.id, from, to, int64(0), p.window, p.ticket.Person, 0, tx.Now, int64(1000), tx.Now, tx.Now)
}

func (p *pen) invited(tx *db.Tx) error {
	t := p.ticket
	_, err := tx.Exec(p.ask, tx.Centre, tx.NewID(), p.name(len(t.Token)), "window", p.id, t.Item, t.Name, p.window, p.windowNo, int64(1),
		t.Person, t.Day, int(t.Day)/100, tx.Now, t.Day, tx.Now)
	return err
}

func (p *pen) event(tx *db.Tx, e event) error {
	id := tx.NewID()
	if _, err := tx.Exec(p.append, tx.Centre, id, tx.Now, e.Actor, e.Verb, e.Article, e.Record, p.digest); err != nil {
		return err
	}
	for some := range slices.Chunk(e.about, len(p.subjects)) {
		args := []any{tx.Centre, id}
		for _, s := range some {
			subject := s.ID
			if s.Kind == "ticket" {
				subject = p.id
			}
			args = append(args, s.Kind, subject)
		}
		if _, err := tx.Exec(p.subjects[len(some)-1], args...); err != nil {
			return err
		}
	}
	return nil
}
