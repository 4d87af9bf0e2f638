package queue

import (
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

//
func TestTheHallAtAGlanceCountsTheSameQueuesAsEachWindow(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, ok := serviceIn(w), must[Ticket](t)
		same := func(want map[int64]int) {
			t.Helper()
			err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
				h, err := s.Hall(tx)
				if err != nil {
					return err
				}
				for _, window := range []int64{testworld.W1, testworld.W2, testworld.W3, testworld.W4} {
					line, err := s.LineOf(tx, window, 1)
					if err != nil {
						return err
					}
					if h.Lines[window] != line.Total || h.Lines[window] != want[window] {
						t.Errorf("window %d: %d at a glance, %d on its console, not %d", window, h.Lines[window], line.Total, want[window])
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		take(t, s, w.Visitor(), testworld.Card)
		for range 2 {
			take(t, s, w.Visitor(), testworld.Company)
		}
		same(map[int64]int{testworld.W1: 2, testworld.W2: 2, testworld.W3: 1})
		must[Seat](t)(s.Resume(t.Context(), w.As(testworld.Serik), testworld.W2))
		ok(s.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1))
		ok(s.Transfer(t.Context(), w.As(testworld.Ayxam), testworld.W1, testworld.W2))
		same(map[int64]int{testworld.W1: 1, testworld.W2: 2, testworld.W3: 1}) // passed on to 2, which is open: 1 may not call it
		must[Seat](t)(s.Pause(t.Context(), w.As(testworld.Serik), testworld.W2, "device"))
		same(map[int64]int{testworld.W1: 2, testworld.W2: 2, testworld.W3: 1}) // nobody calls there: it is everybody's again
	})
}
