package outage

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// covers: Q-2 Q-4 Q-8 A11-7
func TestWhatAWindowDidWhileTheServerWasAwayIsTakenInOnceAndShownAsLate(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(4)
		h.renew(testworld.W1)
		called := h.pass(2 * time.Minute)
		ended := h.pass(5 * time.Minute)
		h.pass(4 * time.Minute)
		steps := []Step{{ID: "1", Ticket: all[0].ID, Do: "call", At: called}, {ID: "2", Ticket: all[0].ID, Do: "arrive", At: called.Add(time.Second)},
			{ID: "3", Ticket: all[0].ID, Do: "finish", At: ended}, {ID: "4", Ticket: all[1].ID, Do: "call", At: ended.Add(time.Second)},
			{ID: "5", Ticket: all[1].ID, Do: "miss", At: ended.Add(time.Minute)}}
		for range 2 { // the answer was lost, so it is told again
			for _, got := range h.later(testworld.W1, steps...) {
				h.want("step "+got.ID, got.Why, "")
			}
		}
		first, second := h.ticket(all[0].ID), h.ticket(all[1].ID)
		h.want("the first", first.State, queue.Finished)
		h.want("called at", first.Called.Format("15:04"), "10:22")
		h.want("served for", first.Served, 5*time.Minute-time.Second)
		h.want("waited for", first.Waited, 2*time.Minute)
		h.want("the second", second.State, queue.Missed)
		if first.Late == 0 || second.Late == 0 {
			t := "a late step leaves no mark"
			h.t.Error(t)
		}
		h.want("the review was asked for", h.done, "[A001 10:27]")
		h.must(h.w.DB.Read(h.t.Context(), testworld.Centre, func(tx *db.Tx) error {
			shown, err := queue.Calls(tx, 10)
			h.want("calls on the displays", len(shown), 0)
			if err != nil {
				return err
			}
			after, err := queue.CallsAfter(tx, 0)
			h.want("calls to be spoken", len(after), 0)
			return err
		}))
	})
}

func TestACallOutsideALeaseIsRefusedAndNobodyIsLost(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(6)
		h.renew(testworld.W1)
		at := h.pass(time.Minute)
		got := h.later(testworld.W1, Step{ID: "1", Ticket: all[3].ID, Do: "call", At: at},
			Step{ID: "2", Ticket: all[3].ID, Do: "arrive", At: at}, Step{ID: "3", Ticket: all[0].ID, Do: "call", At: at.Add(time.Hour)})
		h.want("answers", got, []Taken{{"1", "A004", notLeased}, {"2", "A004", moved}, {"3", "A001", untimely}})
		h.want("waits still", h.ticket(all[3].ID).State, queue.Waiting)
		// After the end of the lease somebody else has called it.
		late := h.pass(16 * time.Minute)
		h.renew(testworld.W2)
		got = h.later(testworld.W1, Step{ID: "4", Ticket: all[0].ID, Do: "call", At: at}, Step{ID: "5", Ticket: all[1].ID, Do: "call", At: late})
		h.want("answers", got, []Taken{{"4", "A001", notLeased}, {"5", "A002", notLeased}})
		h.want("leased to", h.ticket(all[0].ID).LeasedTo, testworld.W2)
	})
}

func TestACallThatNoConsoleSawIsTakenBackAndOneThatWasLostOnTheWayCounts(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(4)
		h.renew(testworld.W1)
		first, err := h.q.Take(h.t.Context(), h.w.As(testworld.Ayxam), queue.Take{Item: testworld.Company, Priority: "70 岁以上", Source: "desk"})
		h.must(err)
		// The server calls whoever goes first, but the answer never arrives: the console calls the number in its hand.
		tk, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1)
		h.must(err)
		h.want("the server called", tk.No, first.No)
		at := h.pass(time.Minute)
		h.want("taken in", h.later(testworld.W1, Step{ID: "1", Ticket: all[0].ID, Do: "call", At: at}), []Taken{{"1", "A001", ""}})
		h.want("waits again", h.ticket(first.ID).State, queue.Waiting)
		h.want("called", h.ticket(all[0].ID).State, queue.Called)
		h.want("once more", h.later(testworld.W1, Step{ID: "2", Ticket: all[0].ID, Do: "call", At: at}), []Taken{{"2", "A001", ""}})
	})
}

// covers: A11-6 Q-2
func TestAServiceKeptOnPaperIsEnteredAndMarked(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(1)
		h.pass(time.Hour)
		clerk, day := h.w.As(testworld.Ayxam), clock.MustDay("2026-11-23")
		in := Entry{Window: testworld.W1, No: "A001", Day: day, From: 10*60 + 30, To: 10*60 + 40, Reason: "10:25 起断网"}
		tk, err := h.s.Enter(h.t.Context(), clerk, in)
		h.must(err)
		h.want("entered", tk.State, queue.Finished)
		if got := h.ticket(all[0].ID); got.Late == 0 || got.Called.Format("15:04") != "10:30" || got.Person != testworld.Ayxam {
			h.t.Errorf("%+v", got)
		}
		_, err = h.s.Enter(h.t.Context(), clerk, in)
		h.refused(err, "outage.entry.known")
		in.No, in.Item = "", testworld.Food
		_, err = h.s.Enter(h.t.Context(), clerk, in)
		h.refused(err, "outage.entry.overlaps")
		in.From, in.To = 10*60+50, 11*60
		tk, err = h.s.Enter(h.t.Context(), clerk, in)
		h.must(err)
		h.want("a number was taken", tk.No+" "+tk.Source, "A002 later")
		h.want("reviews", h.done, "[A001 10:40 A002 11:00]")
		for name, change := range map[string]func(*Entry){
			"outage.entry.hours":      func(e *Entry) { e.From, e.To = 6*60, 6*60+5 },
			"outage.entry.order":      func(e *Entry) { e.From, e.To = 11*60+5, 11*60 },
			"outage.entry.not_served": func(e *Entry) { e.From, e.To, e.Item = 11*60+5, 11*60+6, testworld.Card },
		} {
			wrong := in
			change(&wrong)
			_, err := h.s.Enter(h.t.Context(), clerk, wrong)
			h.refused(err, name)
		}
		h.w.Clock.Set(clock.Must("2026-11-24 19:00"))
		in.From, in.To = 11*60+10, 11*60+20
		_, err = h.s.Enter(h.t.Context(), clerk, in)
		h.must(err)
		h.w.Clock.Set(clock.Must("2026-11-25 10:00"))
		in.From, in.To = 11*60+30, 11*60+40
		_, err = h.s.Enter(h.t.Context(), clerk, in)
		h.refused(err, "outage.entry.too_late")
	})
}

// refused demands a breach on that ground, with a clause and what is lawful instead.
func (h *hall) refused(err error, ground string) {
	h.t.Helper()
	e := errs.As(err)
	if e == nil || e.Code != errs.Breach {
		h.t.Errorf("%s: got %v", ground, err)
		return
	}
	for _, f := range e.Faults {
		if f.Text.Key == ground && f.Earliest != "" && law.Shipped().Has(law.Ref(f.Articles[0])) && text.Say(text.En, f.Text) != "" {
			return
		}
	}
	h.t.Errorf("not refused by %s but by %v", ground, e.Faults)
}

func TestANumberOfYesterdayIsEnteredAfterTheNight(t *testing.T) {
	each(t, func(h *hall) {
		all := h.take(1)
		h.w.Clock.Set(clock.Must("2026-11-24 00:10"))
		_, err := h.q.CloseNight(h.t.Context(), testworld.Centre)
		h.must(err)
		h.w.Clock.Set(clock.Must("2026-11-24 10:10"))
		_, err = h.s.Enter(h.t.Context(), h.w.As(testworld.Ayxam), Entry{Window: testworld.W1, No: "A001", Day: clock.MustDay("2026-11-23"),
			From: 11 * 60, To: 11*60 + 10, Reason: "停电"})
		h.must(err)
		h.want("finished", h.ticket(all[0].ID).State, queue.Finished)
	})
}
