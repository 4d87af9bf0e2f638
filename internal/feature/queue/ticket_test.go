package queue

import (
	"errors"
	"fmt"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// serviceIn is the queue of the test world: every item may be taken.
func serviceIn(w *testworld.World) *Service {
	return &Service{Store: w.DB, Directory: w.Directory,
		Item:  func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil },
		Hours: func(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") },
		Seal:  func(_ *db.Tx, _ int64, phone string) (string, string) { return "sealed", "index:" + phone }}
}

func take(t *testing.T, s *Service, by identity.Actor, item int64) Ticket {
	t.Helper()
	tk, err := s.Take(t.Context(), by, Take{Item: item, Source: "kiosk"})
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func count(t *testing.T, w *testworld.World, sql *db.Stmt, args ...any) (n int64) {
	t.Helper()
	err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, sql, db.Value[int64], append([]any{tx.Centre}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var (
	qTickets  = db.Q("queue.test_tickets", `select count(*) from queue_ticket where centre_id = $1`)
	qEvents   = db.Q("queue.test_events", `select count(*) from ledger_event where centre_id = $1 and verb like 'ticket.%'`)
	qCallRows = db.Q("queue.test_calls", `select count(*) from queue_call where centre_id = $1`)
)

// covers: Q-1 Q-2
func TestATicketIsTakenCalledServedAndFinished(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, clerk := serviceIn(w), w.As(testworld.Ayxam)
		tk := take(t, s, w.Visitor(), testworld.Company)
		if tk.No != "A001" || tk.State != Waiting {
			t.Fatalf("got %s %s, want A001 waiting", tk.No, tk.State)
		}
		steps := []struct {
			do   func() (Ticket, error)
			want State
		}{
			{func() (Ticket, error) { return s.CallNext(t.Context(), clerk, testworld.W1) }, Called},
			{func() (Ticket, error) { return s.Recall(t.Context(), clerk, testworld.W1) }, Called},
			{func() (Ticket, error) { return s.Arrive(t.Context(), clerk, testworld.W1) }, Serving},
			{func() (Ticket, error) { return s.Finish(t.Context(), clerk, testworld.W1) }, Finished},
		}
		for i, step := range steps {
			got, err := step.do()
			if err != nil || got.State != step.want || got.ID != tk.ID {
				t.Fatalf("step %d: %s %s, %v", i, got.No, got.State, err)
			}
		}
		if n := count(t, w, qCallRows); n != 2 {
			t.Errorf("%d calls on the screens, want the call and the recall", n)
		}
		if n := count(t, w, qEvents); n != 5 {
			t.Errorf("%d events, want taken, called twice, arrived, finished", n)
		}
	})
}

func TestNumbersOfAZoneGrowWithoutGapAndZonesCountApart(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		var got []string
		for _, item := range []int64{testworld.Company, testworld.Card, testworld.Food, testworld.Building} {
			got = append(got, take(t, s, w.Visitor(), item).No)
		}
		if fmt.Sprint(got) != "[A001 B001 A002 B002]" {
			t.Fatal(got)
		}
		w.Clock.Set(clock.Must("2026-11-24 10:20"))
		if tk := take(t, s, w.Visitor(), testworld.Company); tk.No != "A001" {
			t.Fatalf("the next day begins with %s", tk.No)
		}
	})
}

func TestAWindowCallsOnlyWhatItServesAndPriorityGoesFirst(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		take(t, s, w.Visitor(), testworld.Card)
		normal := take(t, s, w.Visitor(), testworld.Company)
		first, err := s.Take(t.Context(), w.As(testworld.Ayxam), Take{Item: testworld.Food, Priority: "70 岁以上", Source: "desk"})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []Ticket{first, normal} {
			window, clerk := []int64{testworld.W1, testworld.W2}[i], []int64{testworld.Ayxam, testworld.Serik}[i]
			got, err := s.CallNext(t.Context(), w.As(clerk), window)
			if err != nil || got.No != want.No {
				t.Fatalf("call %d: got %s, want %s (%v)", i, got.No, want.No, err)
			}
		}
		if _, err := s.CallNext(t.Context(), w.As(testworld.Abduwali), testworld.W4); !errs.Is(err, errs.NotFound) {
			t.Fatalf("window 4 called somebody it does not serve: %v", err)
		}
	})
}

func TestEveryRefusalChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		closed := serviceIn(w)
		closed.Hours = func(*db.Tx) (*calendar.Hours, error) {
			return calendar.Shipped().Hours("xinjiang", calendar.Exception{From: 20261123, To: 20261123, Reason: "停电", Number: "1"})
		}
		with := func(phone string) error {
			_, err := s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Phone: phone, Source: "phone"})
			return err
		}
		if err := with("13900004471"); err != nil {
			t.Fatal(err)
		}
		cases := map[string]struct {
			do   func() error
			code errs.Code
		}{
			"a second number for the same item and phone": {func() error { return with("13900004471") }, errs.Invalid},
			"a closed hall": {func() error {
				_, err := closed.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company})
				return err
			}, errs.Breach},
			"an item that no window serves": {func() error {
				_, err := s.Take(t.Context(), w.Visitor(), Take{Item: 99})
				return err
			}, errs.Breach},
			"a call for another's window": {func() error {
				_, err := s.CallNext(t.Context(), w.As(testworld.Ma), testworld.W1)
				return err
			}, errs.Forbidden},
			"a call by nobody": {func() error {
				_, err := s.CallNext(t.Context(), w.Visitor(), testworld.W1)
				return err
			}, errs.Unauthenticated},
			"a visitor who says they go first": {func() error {
				_, err := s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Priority: "急"})
				return err
			}, errs.Unauthenticated},
			"finishing without a ticket": {func() error {
				_, err := s.Finish(t.Context(), w.As(testworld.Ayxam), testworld.W1)
				return err
			}, errs.Conflict},
		}
		for name, c := range cases {
			before := count(t, w, qTickets)*1000 + count(t, w, qEvents)
			if err := c.do(); !errs.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
			if after := count(t, w, qTickets)*1000 + count(t, w, qEvents); after != before {
				t.Errorf("%s: rows changed from %d to %d", name, before, after)
			}
		}
	})
}

func TestARefusalByTheMeasuresNamesArticleAndEarliestLawfulAlternative(t *testing.T) {
	err := mayTake(takeFacts{name: "施工许可", open: false, next: clock.Must("2026-11-23 15:30")})
	var e *errs.Error
	if !errors.As(err, &e) || len(e.Faults) != 2 {
		t.Fatalf("want both reasons at once, got %v", err)
	}
	for _, f := range e.Faults {
		if len(f.Articles) == 0 || f.Earliest == "" {
			t.Errorf("%s: articles %v, earliest %q", f.Text, f.Articles, f.Earliest)
		}
	}
}

// covers: A9-4
func TestAPausedWindowCallsNobodyUntilItIsBack(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, clerk := serviceIn(w), w.As(testworld.Ayxam)
		take(t, s, w.Visitor(), testworld.Company)
		seat, err := s.Pause(t.Context(), clerk, testworld.W1, "away")
		if err != nil || seat.BackBy != clock.Must("2026-11-23 10:35") {
			t.Fatalf("back by %s, %v", seat.BackBy, err)
		}
		if _, err := s.CallNext(t.Context(), clerk, testworld.W1); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a paused window called: %v", err)
		}
		if _, err := s.Resume(t.Context(), clerk, testworld.W1); err != nil {
			t.Fatal(err)
		}
		if _, err := s.CallNext(t.Context(), clerk, testworld.W1); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Pause(t.Context(), clerk, testworld.W1, "away"); !errs.Is(err, errs.Conflict) {
			t.Fatalf("paused with somebody called: %v", err)
		}
	})
}

//
func TestNightLeavesNoTicketInAStateThatCannotGoOn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		for range 3 {
			take(t, s, w.Visitor(), testworld.Company)
		}
		if _, err := s.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Arrive(t.Context(), w.As(testworld.Ayxam), testworld.W1); err != nil {
			t.Fatal(err)
		}
		if n, err := s.CloseNight(t.Context(), testworld.Centre); err != nil || n != 0 {
			t.Fatalf("the running day lost %d tickets, %v", n, err)
		}
		w.Clock.Set(clock.Must("2026-11-24 01:00"))
		if n, err := s.CloseNight(t.Context(), testworld.Centre); err != nil || n != 3 {
			t.Fatalf("%d ended, %v", n, err)
		}
		if n := count(t, w, qOpenTickets); n != 0 {
			t.Fatalf("%d tickets are still open", n)
		}
	})
}

var qOpenTickets = db.Q("queue.test_open", `select count(*) from queue_ticket where centre_id = $1
	and state in ('waiting', 'called', 'serving')`)
