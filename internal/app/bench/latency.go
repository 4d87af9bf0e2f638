package bench

import (
	"context"
	"fmt"
)

// latency is probe 4: how long a step and a page take on 64 connections, at half of what the machine can do at most.
func (r *run) latency(ctx context.Context) error {
	w := r.world
	visitors, err := w.visitors(ctx)
	if err != nil {
		return err
	}
	pages, _, err := askers(ctx, w.address, get(listings[0].path, w.member), connections)
	if err != nil {
		return err
	}
	kinds := []struct {
		name  string
		all   []work
		limit Limit // of p99
		most  tally
		rate  float64
		p50   []float64
		p99   []float64
	}{{name: "主循环 main loop", all: works(visitors), limit: Limit{Gate: 25}}, {name: "列表页 page list", all: pages}}
	for i := range kinds {
		k := &kinds[i]
		if k.most, err = closed(ctx, k.all, r.span); err != nil {
			return err
		}
		k.rate = k.most.rate() / 2
	}
	for range r.rounds {
		for i := range kinds {
			k := &kinds[i]
			t, err := open(ctx, k.all, k.rate, r.span)
			if err != nil {
				return err
			}
			k.p50, k.p99 = append(k.p50, t.quantile(0.5)), append(k.p99, t.quantile(0.99))
		}
	}
	for _, k := range kinds {
		at := fmt.Sprintf("open loop, %.0f/s on %d connections, half of %.0f/s", k.rate, connections, k.most.rate())
		r.add(line(4, k.name+" p50", "ms", k.p50, Limit{}, at))
		r.add(line(4, k.name+" p99", "ms", k.p99, k.limit, fmt.Sprintf("%s; closed loop at the most: p50 %.1f ms, p99 %.1f ms", at,
			k.most.quantile(0.5), k.most.quantile(0.99))))
	}
	return end(visitors)
}
