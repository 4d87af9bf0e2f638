package outage

import (
	"fmt"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// hall is the test world's queue with what keeps it going while the server is away.
type hall struct {
	t    *testing.T
	w    *testworld.World
	q    *queue.Service
	s    *Service
	seq  int64
	done []string // what the review was asked for
}

// each runs a story on both engines: windows 1 and 2 are open and serve the same.
func each(t *testing.T, story func(h *hall)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := &hall{t: t, w: w}
		h.q = &queue.Service{Store: w.DB, Directory: w.Directory,
			Item:  func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil },
			Hours: hours,
			Done: func(_ *db.Tx, _ identity.Actor, t queue.Ticket) error {
				h.done = append(h.done, t.No+" "+t.Ended.Format("15:04"))
				return nil
			}}
		h.s = &Service{Store: w.DB, Directory: w.Directory, Queue: h.q,
			Calendar: func(*db.Tx) (*calendar.Calendar, error) { return calendar.Shipped().Named("xinjiang") }}
		for window, clerk := range map[int64]int64{testworld.W1: testworld.Ayxam, testworld.W2: testworld.Serik} {
			_, err := h.q.Resume(t.Context(), w.As(clerk), window)
			h.must(err)
		}
		story(h)
		if faults := h.verify(); len(faults) > 0 {
			t.Errorf("the invariants do not hold: %v", faults)
		}
	})
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) verify() (out []string) {
	h.t.Helper()
	h.must(h.w.DB.Read(h.t.Context(), testworld.Centre, func(tx *db.Tx) error {
		a, err := queue.Verify(tx)
		if err != nil {
			return err
		}
		b, err := Verify(tx)
		out = append(a, b...)
		return err
	}))
	return out
}

// take takes so many numbers.
func (h *hall) take(n int) (out []queue.Ticket) {
	h.t.Helper()
	for range n {
		t, err := h.q.Take(h.t.Context(), h.w.Visitor(), queue.Take{Item: testworld.Company, Source: "kiosk"})
		h.must(err)
		out = append(out, t)
	}
	return out
}

var clerks = map[int64]int64{testworld.W1: testworld.Ayxam, testworld.W2: testworld.Serik}

// renew asks as the console of a window that holds those numbers.
func (h *hall) renew(window int64, held ...int64) Hand {
	h.t.Helper()
	h.seq++
	out, err := h.s.Renew(h.t.Context(), h.w.As(clerks[window]), Ask{Window: window, Holder: fmt.Sprint("browser", window), Seq: h.seq, Held: held})
	h.must(err)
	return out
}

func (h *hall) later(window int64, steps ...Step) []Taken {
	h.t.Helper()
	out, err := h.s.Later(h.t.Context(), h.w.As(clerks[window]), window, fmt.Sprint("browser", window), steps)
	h.must(err)
	return out
}

// pass lets time go by.
func (h *hall) pass(d time.Duration) clock.Instant {
	h.w.Clock.Set(h.w.Clock.Now().Add(d))
	return h.w.Clock.Now()
}

func ids(all []queue.Ticket) (out []int64) {
	for _, t := range all {
		out = append(out, t.ID)
	}
	return out
}

func nos(all []queue.Ticket) (out []string) {
	for _, t := range all {
		out = append(out, t.No)
	}
	return out
}

func (h *hall) ticket(id int64) (t queue.Ticket) {
	h.t.Helper()
	h.must(h.w.DB.Write(h.t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		t, err = queue.Locked(tx, id)
		return err
	}))
	return t
}

// want fails the story when two things do not read the same.
func (h *hall) want(what string, got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func hours(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") }
