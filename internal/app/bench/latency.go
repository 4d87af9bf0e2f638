package bench

import (
	"context"
	"fmt"
)

// rush is ten times what a prefecture's hall asks for when it opens, in steps a second: 300 windows, 8,000 visits of ten steps a
// day, four times the average in the first minutes.
const rush = 137

// paced is what is asked at a rate, and how long it then takes.
type paced struct {
	name, at string
	all      []work
	rate     float64
	limit    Limit // of p99
	p50, p99 []float64
}

// latency is probe 4: how long a step and a page take on 64 connections: at the rush, and at half of what the machine can do at
// most.
func (r *run) latency(ctx context.Context) error {
	visitors, err := r.world.visitors(ctx)
	if err != nil {
		return err
	}
	pages, _, err := askers(ctx, r.world.address, get(listings[0].path, r.world.member), connections)
	if err != nil {
		return err
	}
	steps := works(visitors)
	all := []*paced{{name: "主循环 main loop", at: "ten times the opening peak of a prefecture", all: steps, rate: rush,
		limit: Limit{Gate: 25}}}
	for _, p := range []*paced{{name: "主循环，半载 main loop at half load", all: steps}, {name: "列表页，半载 page list at half load", all: pages}} {
		most, err := closed(ctx, p.all, r.span)
		if err != nil {
			return err
		}
		p.rate = most.rate() / 2
		p.at = fmt.Sprintf("half of %.0f/s; closed loop at the most: p50 %.1f ms, p99 %.1f ms", most.rate(), most.quantile(0.5),
			most.quantile(0.99))
		all = append(all, p)
	}
	for range r.rounds {
		for _, p := range all {
			t, err := open(ctx, p.all, p.rate, r.span)
			if err != nil {
				return err
			}
			p.p50, p.p99 = append(p.p50, t.quantile(0.5)), append(p.p99, t.quantile(0.99))
		}
	}
	for _, p := range all {
		at := fmt.Sprintf("open loop, %.0f/s on %d connections, %s", p.rate, connections, p.at)
		r.add(line(4, p.name+" p50", "ms", p.p50, Limit{}, at))
		r.add(line(4, p.name+" p99", "ms", p.p99, p.limit, at))
	}
	return end(visitors)
}
