package day

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// waits counts a number that waits and wakes a window that is free.
func (p *play) waits(t queue.Ticket) error {
	dep := int((t.Item - itemBase) % departments)
	p.wait[dep]++
	for w := dep; w < p.n.Windows; w += departments {
		d := p.desks[w]
		if !d.busy && !d.paused && (t.For == 0 || t.For == windowBase+d.w) {
			d.busy = true
			p.in(3, func() error { return p.next(d) })
			return nil
		}
	}
	return nil
}

func (p *play) clerk(d *desk) identity.Actor {
	return clerk(p.n, d.w, p.clock.Now() >= today.At(0, afternoon[0]))
}

type act func(ctx context.Context, by identity.Actor, window int64) (queue.Ticket, error)

func (p *play) at(d *desk, name string, do act) (queue.Ticket, bool, error) {
	return command(p, name, func(ctx context.Context) (queue.Ticket, error) { return do(ctx, p.clerk(d), windowBase+d.w) })
}

// next goes on with who is back, or calls the next one.
func (p *play) next(d *desk) error {
	d.busy = true
	if len(d.fetches) > 0 {
		no := d.fetches[0]
		d.fetches = d.fetches[1:]
		t, ok, err := p.at(d, "continue", func(ctx context.Context, by identity.Actor, w int64) (queue.Ticket, error) {
			return p.a.Queue.Continue(ctx, by, w, no)
		})
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("%s does not go on at window %d", no, d.w+1))
		}
		p.in(120, func() error { return p.ends(d, t, casework.Case{}) })
		return nil
	}
	dep := d.w % departments
	if p.wait[dep] == 0 {
		d.busy = false
		return nil
	}
	t, ok, err := p.at(d, "call", p.a.Queue.CallNext)
	if err != nil {
		return err
	}
	if !ok { // they wait for another window of the department
		p.in(30, func() error { return p.next(d) })
		return nil
	}
	p.wait[(t.Item-itemBase)%departments]--
	i := p.visit[t.ID]
	if t.Returns == 0 && p.chance(i, "absent") < 0.06 {
		p.in(40, func() error { return p.absent(d, i) })
		return nil
	}
	p.in(5+30*p.chance(i, "walk"), func() error { return p.arrives(d, i) })
	return nil
}

// absent is called once more, and misses the turn; half of them come back.
func (p *play) absent(d *desk, i int) error {
	if _, _, err := p.at(d, "recall", p.a.Queue.Recall); err != nil {
		return err
	}
	p.in(45, func() error {
		t, ok, err := p.at(d, "miss", p.a.Queue.Miss)
		if err != nil || !ok {
			return err
		}
		if p.chance(i, "returns") < 0.5 {
			p.in(60+300*p.chance(i, "late"), func() error {
				t, ok, err := command(p, "return", func(ctx context.Context) (queue.Ticket, error) {
					return p.a.Queue.Return(ctx, guide(), t.No)
				})
				if err != nil || !ok {
					return err
				}
				return p.waits(t)
			})
		}
		return p.next(d)
	})
	return nil
}

func (p *play) arrives(d *desk, i int) error {
	t, ok, err := p.at(d, "arrive", p.a.Queue.Arrive)
	if err != nil || !ok {
		return err
	}
	minutes := 3 + 10*p.chance(i, "service")
	switch r := p.chance(i, "course"); {
	case r < 0.02 && !p.passed[i] && p.n.Windows > departments:
		p.passed[i] = true
		p.in(60, func() error { return p.passes(d) })
	case r < 0.06:
		p.in(60, func() error { return p.aside(d, i) })
	case r < 0.8:
		p.in(minutes*40, func() error { return p.accepts(d, t, i, minutes*20) })
	default:
		p.in(minutes*60, func() error { return p.ends(d, t, casework.Case{}) })
	}
	return nil
}

// passes passes the number on to the next window of the department (11(1)).
func (p *play) passes(d *desk) error {
	to := d.w + departments
	if to >= int64(p.n.Windows) {
		to = d.w % departments
	}
	t, ok, err := p.at(d, "transfer", func(ctx context.Context, by identity.Actor, w int64) (queue.Ticket, error) {
		return p.a.Queue.Transfer(ctx, by, w, windowBase+to)
	})
	if err != nil || !ok {
		return err
	}
	if err := p.waits(t); err != nil {
		return err
	}
	return p.next(d)
}

// aside frees the window while a copy is fetched.
func (p *play) aside(d *desk, i int) error {
	t, ok, err := p.at(d, "hold", p.a.Queue.Hold)
	if err != nil || !ok {
		return err
	}
	p.in(60+300*p.chance(i, "copy"), func() error {
		d.fetches = append(d.fetches, t.No)
		if d.busy || d.paused {
			return nil
		}
		return p.next(d)
	})
	return p.next(d)
}

// accepts takes in what was brought: complete, with something missing, or with something to follow.
func (p *play) accepts(d *desk, t queue.Ticket, i int, rest float64) error {
	item := t.Item - itemBase
	in := casework.Take{Window: windowBase + d.w, Ticket: t.ID, Item: t.Item, Applicant: somebody(i),
		Marks: []material.Marking{{Mark: material.Present}, {Mark: material.Present}}}
	switch r := p.chance(i, "materials"); {
	case r < 0.08:
		in.Marks[0].Mark = material.Missing
	case r < 0.25 && tolerant(item):
		in.Marks[1].Mark, in.Promise = material.Deferred, true
	}
	c, _, err := command(p, "accept", func(ctx context.Context) (casework.Case, error) {
		return p.a.Casework.Accept(ctx, p.clerk(d), in)
	})
	if err != nil {
		return err
	}
	p.in(rest, func() error { return p.ends(d, t, c) })
	return nil
}

// somebody is an invented applicant, born on a 30th of February.
func somebody(i int) applicant.Applicant {
	number, sum := fmt.Sprintf("6523011%03d0230%03d", 950+i%49, i%1000), 0
	for k, weight := len(number)-1, 2; k >= 0; k, weight = k-1, weight*2%11 {
		sum += int(number[k]-'0') * weight
	}
	return applicant.Applicant{Name: "测试人", Phone: fmt.Sprintf("12%09d", i), IDNumber: number + "10X98765432"[sum%11:sum%11+1]}
}

// ends hands an instant result over and ends the service; then the visitor may say something about it (11(7)).
func (p *play) ends(d *desk, t queue.Ticket, c casework.Case) error {
	if c.ID != 0 && c.Instant && c.State == casework.Accepted {
		_, _, err := command(p, "hand", func(ctx context.Context) (casework.Case, error) {
			return p.a.Casework.Finish(ctx, p.clerk(d), c.ID, 0)
		})
		if err != nil {
			return err
		}
	}
	done, ok, err := p.at(d, "finish", p.a.Queue.Finish)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("%s does not end at window %d", t.No, d.w+1))
	}
	i := p.visit[t.ID]
	if p.chance(i, "says") < 0.4 && done.State == queue.Finished {
		p.in(30+900*p.chance(i, "when"), func() error { return p.says(done, i) })
	}
	switch done.State {
	case queue.Serving: // the next thing of the same number
		p.in(180, func() error { return p.ends(d, done, casework.Case{}) })
		return nil
	case queue.Waiting:
		if err := p.waits(done); err != nil {
			return err
		}
	}
	p.in(5+20*p.chance(i, "gap"), func() error { return p.next(d) })
	return nil
}

// says gives a review by the link of the number.
func (p *play) says(t queue.Ticket, i int) error {
	var token string
	err := p.a.Store.Read(p.ctx, centre, func(tx *db.Tx) (err error) {
		token, err = review.TokenOf(tx, cmp.Or(t.Service, t.ID))
		return err
	})
	if err != nil || token == "" {
		return err
	}
	in := review.Answer{Level: review.VerySatisfied}
	switch r := p.chance(i, "level"); {
	case r < 0.01:
		in.Level, in.Text = review.Dissatisfied, "等候时间太长。"
	case r < 0.3:
		in.Level = review.Satisfied
	}
	_, _, err = command(p, "review", func(ctx context.Context) (review.Receipt, error) {
		return p.a.Review.Give(ctx, identity.Actor{Centre: centre}, token, in)
	})
	return err
}

// leaves puts the sign on the window for some minutes, when nobody is there (9(4)).
func (p *play) leaves(d *desk, i int) error {
	if d.busy {
		p.in(60, func() error { return p.leaves(d, i) })
		return nil
	}
	by := p.clerk(d)
	reason := queue.Pauses[i/4%len(queue.Pauses)]
	_, ok, err := command(p, "pause", func(ctx context.Context) (queue.Seat, error) {
		return p.a.Queue.Pause(ctx, by, windowBase+d.w, reason)
	})
	if err != nil || !ok {
		return err
	}
	d.paused = true
	minutes := 4 + 9*p.chance(i, "away")
	if i%40 == 1 {
		minutes = 22 // longer than the fifteen of 9(4): a finding
	}
	p.in(minutes*60, func() error {
		_, _, err := command(p, "resume", func(ctx context.Context) (queue.Seat, error) {
			return p.a.Queue.Resume(ctx, by, windowBase+d.w)
		})
		d.paused = false
		return errors.Join(err, p.next(d))
	})
	return nil
}
