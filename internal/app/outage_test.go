package app_test

import (
	"strconv"

	"lianban/internal/feature/queue/outage"
)

// leased is a window that holds a number for the time without the server, and nobody else does.
func leased(w *world, p place, as *asker) scene {
	s := waiting(w, p, as)
	w.rows.exec("delete from queue_window where centre_id = $1 and window_id <> $2", p.centre, p.window)
	_, err := w.Queue.Resume(w.t.Context(), w.clerkOf(p), p.window)
	w.must(err)
	_, err = w.Outage.Renew(w.t.Context(), w.clerkOf(p), outage.Ask{Window: p.window, Holder: "browser", Seq: w.Store.IDs().Next()})
	w.must(err)
	return s
}

// refusedLater is a call that a window made without the server and without a lease.
func refusedLater(w *world, p place, as *asker) scene {
	s := waiting(w, p, as)
	ticket, _ := strconv.ParseInt(s["ticket"], 10, 64)
	s["step"] = "step-" + s["ticket"]
	_, err := w.Outage.Later(w.t.Context(), w.clerkOf(p), p.window, "browser", []outage.Step{{ID: s["step"], Ticket: ticket, Do: "call",
		At: w.Store.Clock().Now()}})
	w.must(err)
	return s
}
