package app_test

import (
	"strconv"

	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/series"
)

// grouped has a group of one item.
func grouped(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	item, err := strconv.ParseInt(s["item"], 10, 64)
	w.must(err)
	g, err := w.Groups.Put(w.t.Context(), w.acting(identity.Member, p.centre, 0), series.Group{Name: "社保卡", Prefix: "Y", Items: []int64{item}})
	w.must(err)
	s.put("group", g.ID)
	return s
}
