package outage

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// covers: Q-2 Q-8
func TestALeasedNumberIsCalledByItsWindowAloneUntilTheLeaseEnds(t *testing.T) {
	each(t, func(h *hall) {
		h.take(4)
		first := h.renew(testworld.W1)
		h.want("the first window holds", nos(first.Tickets), "[A001 A002]")
		h.want("the second window holds", nos(h.renew(testworld.W2).Tickets), "[A003 A004]")
		// The second gives its own back; then nothing is left for it to call.
		h.seq++
		_, err := h.s.Renew(h.t.Context(), h.w.As(testworld.Serik), Ask{Window: testworld.W2, Holder: "browser32", Seq: h.seq, Close: true})
		h.must(err)
		for _, want := range []string{"A003", "A004"} {
			tk, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Serik), testworld.W2)
			h.must(err)
			h.want("the second window calls", tk.No, want)
			_, err = h.q.Miss(h.t.Context(), h.w.As(testworld.Serik), testworld.W2)
			h.must(err)
		}
		if _, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Serik), testworld.W2); !errs.Is(err, errs.NotFound) {
			h.t.Fatalf("a leased number was called elsewhere: %v", err)
		}
		h.pass(15*time.Minute + time.Second)
		tk, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Serik), testworld.W2)
		h.must(err)
		h.want("after the lease", tk.No, "A001")
	})
}

func TestALeaseShrinksOnlyWhenTheConsoleHasSaidThatItDroppedIt(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(4)
		serve(h)
		hand := h.renew(testworld.W1)
		h.want("in hand", nos(hand.Tickets), "[A002]") // three wait for two windows
		h.take(1)
		hand = h.renew(testworld.W1, ids(hand.Tickets)...)
		h.want("in hand", nos(hand.Tickets), "[A002 A003]")
		h.pass(longService + time.Second)
		held := ids(hand.Tickets)
		hand = h.renew(testworld.W1, held...)
		h.want("who is busy for long keeps", nos(hand.Tickets), "[A002]")
		if !hand.Drop || h.ticket(all[2].ID).LeasedTo != testworld.W1 {
			h.t.Fatal("the number is free before the console let it go")
		}
		h.renew(testworld.W1, ids(hand.Tickets)...)
		h.want("leased to", h.ticket(all[2].ID).LeasedTo, 0)
		// A request that was overtaken changes nothing.
		_, err := h.s.Renew(h.t.Context(), h.w.As(testworld.Ayxam), Ask{Window: testworld.W1, Holder: "browser31", Seq: 1})
		if !errs.Is(err, errs.Conflict) {
			h.t.Fatal(err)
		}
		h.want("leased to", h.ticket(all[1].ID).LeasedTo, testworld.W1)
		// A second browser at the window gets nothing while the first holds.
		other, err := h.s.Renew(h.t.Context(), h.w.As(testworld.Ayxam), Ask{Window: testworld.W1, Holder: "another", Seq: 99})
		h.must(err)
		h.want("another browser", fmt.Sprint(other.Other, len(other.Tickets)), "true 0")
	})
}

// serve calls the next to window 1 and serves them.
func serve(h *hall) {
	h.t.Helper()
	_, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1)
	h.must(err)
	_, err = h.q.Arrive(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1)
	h.must(err)
}

func TestAPausedWindowHoldsNothing(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(4)
		hand := h.renew(testworld.W1)
		_, err := h.q.Pause(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1, "errand")
		h.must(err)
		if hand = h.renew(testworld.W1, ids(hand.Tickets)...); len(hand.Tickets) != 0 || !hand.Drop {
			h.t.Fatalf("a paused window keeps %v", nos(hand.Tickets))
		}
		h.renew(testworld.W1)
		h.want("leased to", h.ticket(all[0].ID).LeasedTo, 0)
	})
}

func TestWhoGoesFirstIsLeasedFirstAndTransferredTicketsStayWithTheirWindow(t *testing.T) {
	each(t, func(h *hall) {
		h.take(3)
		_, err := h.q.Take(h.t.Context(), h.w.As(testworld.Ayxam), queue.Take{Item: testworld.Company, Priority: "70 岁以上", Source: "desk"})
		h.must(err)
		h.want("in hand", nos(h.renew(testworld.W2).Tickets), "[A004 A001]")
		serve(h) // A002 at window 1, which is passed on to window 2
		_, err = h.q.Transfer(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1, testworld.W2)
		h.must(err)
		h.want("in hand of the first", nos(h.renew(testworld.W1).Tickets), "[A003]")
	})
}

//
func TestTheOfficeGivesALeaseBackAndALateCallOfItIsRefusedAndListed(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(4)
		h.renew(testworld.W1)
		if _, err := h.s.GiveBack(h.t.Context(), h.w.As(testworld.Serik), testworld.W1, "断网"); !errs.Is(err, errs.Forbidden) {
			h.t.Fatalf("a clerk gave a lease back: %v", err)
		}
		at := h.pass(time.Minute)
		n, err := h.s.GiveBack(h.t.Context(), h.w.As(testworld.Gulina), testworld.W1, "该窗口断网，已当面告知")
		h.must(err)
		h.want("given back", n, 2)
		tk, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Serik), testworld.W2)
		h.must(err)
		h.want("the other window calls", tk.No, "A001")
		h.pass(time.Minute)
		got := h.later(testworld.W1, Step{ID: "a", Ticket: all[0].ID, Do: "call", At: at}, Step{ID: "b", Ticket: all[1].ID, Do: "call", At: at})
		h.want("taken in", got, []Taken{{"a", "A001", givenBack}, {"b", "A002", givenBack}})
		h.must(h.w.DB.Read(h.t.Context(), testworld.Centre, func(tx *db.Tx) error {
			open, err := h.s.Open(tx, func(int64) bool { return true })
			h.want("listed", len(open), 2)
			return err
		}))
		no, err := h.s.Settle(h.t.Context(), h.w.As(testworld.Li), "b")
		h.must(err)
		h.want("settled", no, "A002")
		h.want("waits still", h.ticket(all[1].ID).State, queue.Waiting)
	})
}

// covers: Q-2 Q-8
func TestSixtyFourWindowsLeaseAtOnceAndNoNumberIsLeasedTwice(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		s, by := crowd(t, d)
		const waiting = 150
		for range waiting {
			if _, err := s.Queue.Take(t.Context(), identity.Actor{Centre: testworld.Centre}, queue.Take{Item: 9001, Source: "kiosk"}); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		owner, called := map[int64]int64{}, map[int64]int64{}
		for i := range int64(windows) {
			wg.Go(func() {
				hand, err := s.Renew(t.Context(), by(i), Ask{Window: 100 + i, Holder: fmt.Sprint("b", i), Seq: 1})
				if err != nil {
					t.Error(err)
					return
				}
				tk, err := s.Queue.CallNext(t.Context(), by(i), 100+i)
				mu.Lock()
				defer mu.Unlock()
				for _, l := range hand.Tickets {
					if owner[l.ID] != 0 {
						t.Errorf("%s is leased to windows %d and %d", l.No, owner[l.ID], i+1)
					}
					owner[l.ID] = i + 1
				}
				if err != nil {
					t.Error(err)
				} else {
					called[tk.ID] = i + 1
				}
			})
		}
		wg.Wait()
		for id, w := range called {
			if owner[id] != 0 && owner[id] != w {
				t.Errorf("window %d called what window %d holds", w, owner[id])
			}
		}
		if len(called) != windows || len(owner) == 0 {
			t.Errorf("%d windows called, %d numbers leased", len(called), len(owner))
		}
	})
}

const windows = 64

// crowd is a hall of that many open windows that all serve the same.
func crowd(t *testing.T, d *db.DB) (*Service, func(int64) identity.Actor) {
	t.Helper()
	setup := directory.Setup{Centre: directory.Centre{Code: "652301", Name: "昌吉", Short: "昌吉", Rulebook: "changji"},
		Departments: []directory.Department{{ID: 11, Code: "D", Name: "部门", Short: "部门", Level: "市"}},
		Zones:       []directory.Zone{{ID: 21, Prefix: "A", Name: "区域"}}}
	for i := range int64(windows) {
		setup.Windows = append(setup.Windows, directory.Window{ID: 100 + i, Zone: 21, Department: 11, No: int(i) + 1, Name: "窗口", Short: "窗口"})
		setup.Services = append(setup.Services, directory.Serving{Window: 100 + i, Item: 9001})
	}
	dir := &directory.Service{Store: d}
	if err := d.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return dir.Import(tx, "test", setup) }); err != nil {
		t.Fatal(err)
	}
	q := &queue.Service{Store: d, Directory: dir, Item: func(*db.Tx, int64) (string, error) { return "事项", nil }, Hours: hours}
	by := func(i int64) identity.Actor {
		return identity.Actor{Centre: testworld.Centre, Account: 1000 + i, Person: 500 + i,
			Grants: []identity.Grant{{Role: identity.Clerk}}, Windows: []int64{100 + i}}
	}
	for i := range int64(windows) {
		if _, err := q.Resume(t.Context(), by(i), 100+i); err != nil {
			t.Fatal(err)
		}
	}
	return &Service{Store: d, Directory: dir, Queue: q}, by
}
