package bench

import (
	"context"
	"fmt"
)

// paced is what is asked at a rate: how much it is at the most, and how long it then takes at half of that.
type paced struct {
	name     string
	all      []work
	limit    Limit // of p99
	most     tally
	p50, p99 []float64
}

// latency is probe 4: how long a step and a page take on 64 connections, at half of what the machine can do at most.
func (r *run) latency(ctx context.Context) error {
	visitors, err := r.world.visitors(ctx)
	if err != nil {
		return err
	}
	pages, _, err := askers(ctx, r.world.address, get(listings[0].path, r.world.member), connections)
	if err != nil {
		return err
	}
	both := []*paced{{name: "主循环 main loop", all: works(visitors), limit: Limit{Gate: 25}}, {name: "列表页 page list", all: pages}}
	for _, p := range both {
		if p.most, err = closed(ctx, p.all, r.span); err != nil {
			return err
		}
	}
	for range r.rounds {
		for _, p := range both {
			t, err := open(ctx, p.all, p.most.rate()/2, r.span)
			if err != nil {
				return err
			}
			p.p50, p.p99 = append(p.p50, t.quantile(0.5)), append(p.p99, t.quantile(0.99))
		}
	}
	for _, p := range both {
		at := fmt.Sprintf("open loop, %.0f/s on %d connections, half of %.0f/s", p.most.rate()/2, connections, p.most.rate())
		r.add(line(4, p.name+" p50", "ms", p.p50, Limit{}, at))
		r.add(line(4, p.name+" p99", "ms", p.p99, p.limit, fmt.Sprintf("%s; closed loop at the most: p50 %.1f ms, p99 %.1f ms", at,
			p.most.quantile(0.5), p.most.quantile(0.99))))
	}
	return end(visitors)
}
