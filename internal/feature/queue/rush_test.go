package queue

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// The rush: so many clients at so many windows, all at once.
const (
	rushClients = 64
	rushWindows = 20
	rushTickets = 26
	rushItem    = 9001
)

// rush is a hall of twenty windows that all serve the same.
func rush(t *testing.T, d *db.DB) *Service {
	t.Helper()
	setup := directory.Setup{Centre: directory.Centre{Code: "652301", Name: "昌吉", Short: "昌吉", Rulebook: "changji"},
		Departments: []directory.Department{{ID: 11, Code: "D", Name: "部门", Short: "部门", Level: "市"}},
		Zones:       []directory.Zone{{ID: 21, Prefix: "A", Name: "区域"}}}
	for i := range int64(rushWindows) {
		setup.Windows = append(setup.Windows, directory.Window{ID: 100 + i, Zone: 21, Department: 11, No: int(i) + 1, Name: "窗口", Short: "窗口"})
		setup.Services = append(setup.Services, directory.Serving{Window: 100 + i, Item: rushItem})
	}
	s := &Service{Store: d, Directory: &directory.Service{Store: d},
		Item:  func(*db.Tx, int64) (string, error) { return "事项", nil },
		Hours: func(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") }}
	if err := d.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return s.Directory.Import(tx, "test", setup) }); err != nil {
		t.Fatal(err)
	}
	return s
}

// seen is what the clients of a rush were told.
type seen struct {
	mu      sync.Mutex
	taken   map[string]int // numbers given
	called  map[string]int // numbers called
	strange []error
}

func (s *seen) note(m map[string]int, no string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m[no]++
}

func (s *seen) odd(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strange = append(s.strange, err)
}

// wrong tells what must never happen: a number given twice, a ticket called twice, one that nobody called.
func (s *seen) wrong() (out []string) {
	for no, n := range s.taken {
		if n != 1 {
			out = append(out, fmt.Sprintf("%s was given %d times", no, n))
		}
		if s.called[no] != 1 {
			out = append(out, fmt.Sprintf("%s was called %d times", no, s.called[no]))
		}
	}
	if len(s.taken) != rushTickets {
		out = append(out, fmt.Sprintf("%d numbers for %d visitors", len(s.taken), rushTickets))
	}
	return out
}

// rushOnce lets all clients take the numbers and then call until nobody waits, several at each window.
func rushOnce(t *testing.T, s *Service) *seen {
	t.Helper()
	out := &seen{taken: map[string]int{}, called: map[string]int{}}
	everybody(rushTickets, func(int) {
		tk, err := s.Take(t.Context(), identity.Actor{Centre: testworld.Centre}, Take{Item: rushItem, Source: "kiosk"})
		if err != nil {
			out.odd(err)
			return
		}
		out.note(out.taken, tk.No)
	})
	everybody(rushClients, func(i int) { rushClient(t.Context(), s, out, int64(i)) })
	return out
}

func everybody(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// rushClient is one of the three or four places from which a window is worked at once.
func rushClient(ctx context.Context, s *Service, out *seen, i int64) {
	window := 100 + i%rushWindows
	by := identity.Actor{Centre: testworld.Centre, Account: 1000 + i, Person: 500 + window,
		Grants: []identity.Grant{{Role: identity.Clerk}}, Windows: []int64{window}}
	for {
		tk, err := s.CallNext(ctx, by, window)
		switch {
		case errs.Is(err, errs.NotFound):
			return
		case errs.Is(err, errs.Conflict):
			continue // another place of the same window was first
		case err != nil:
			out.odd(err)
			return
		}
		out.note(out.called, tk.No)
		if i%2 == 0 {
			_, err = s.Miss(ctx, by, window)
		} else if _, err = s.Arrive(ctx, by, window); err == nil {
			_, err = s.Finish(ctx, by, window)
		}
		if err != nil {
			out.odd(err)
		}
	}
}

func verified(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	err := d.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		out, err = Verify(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// covers: Q-2 Q-8
func TestSixtyFourClientsAtTwentyWindowsCallNoTicketTwiceAndLoseNone(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		s := rush(t, d)
		for round := range rushRounds {
			got := rushOnce(t, s)
			for _, w := range got.wrong() {
				t.Errorf("round %d: %s", round, w)
			}
			for _, err := range got.strange {
				t.Errorf("round %d: %v", round, err)
			}
			// Numbers go on from round to round, as they do within a day.
			if t.Failed() {
				break
			}
		}
		for _, w := range verified(t, d) {
			t.Error(w)
		}
	})
}
