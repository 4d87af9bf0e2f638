package queue

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

// must gives the answer of a step that must not be refused.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// scenes plays each scene on a working day of its own in one world per engine; the night between them must leave nothing.
func scenes(t *testing.T, all ...func(t *testing.T, w *testworld.World)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		day := w.Clock.Now().Day()
		for _, scene := range all {
			for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				day = day.Add(1)
			}
			w.Clock.Set(day.At(10, 20))
			if _, err := serviceIn(w).CloseNight(t.Context(), testworld.Centre); err != nil {
				t.Fatal(err)
			}
			name := runtime.FuncForPC(reflect.ValueOf(scene).Pointer()).Name()
			t.Run(name[strings.LastIndex(name, ".")+1:], func(t *testing.T) { scene(t, w) })
			day = day.Add(1)
		}
		sound(t, w)
	})
}

// called brings a ticket to a window: taken and called, and served when serving is said.
func called(t *testing.T, s *Service, w *testworld.World, serving bool) Ticket {
	t.Helper()
	ok := must[Ticket](t)
	take(t, s, w.Visitor(), testworld.Company)
	tk := ok(s.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1))
	if serving {
		tk = ok(s.Arrive(t.Context(), w.As(testworld.Ayxam), testworld.W1))
	}
	return tk
}

func sound(t *testing.T, w *testworld.World) {
	t.Helper()
	for _, fault := range verified(t, w.DB) {
		t.Error(fault)
	}
}

func aTransferKeepsItsPlaceAndGoesToThatWindowOnly(t *testing.T, w *testworld.World) {
	s, ok := serviceIn(w), must[Ticket](t)
	ayxam, serik := w.As(testworld.Ayxam), w.As(testworld.Serik)
	tk := called(t, s, w, true)
	for range 3 {
		take(t, s, w.Visitor(), testworld.Company)
	}
	// Window 2 calls, so that what is passed on to it is nobody else's.
	first := ok(s.CallNext(t.Context(), serik, testworld.W2))
	if got := ok(s.Transfer(t.Context(), ayxam, testworld.W1, testworld.W2)); got.State != Waiting || got.For != testworld.W2 {
		t.Fatalf("passed on: %s, for %d", got.State, got.For)
	}
	if got := ok(s.CallNext(t.Context(), ayxam, testworld.W1)); got.ID == tk.ID {
		t.Fatal("window 1 called what it had passed on")
	}
	ok(s.Miss(t.Context(), serik, testworld.W2))
	if got := ok(s.CallNext(t.Context(), serik, testworld.W2)); got.ID != tk.ID || got.No == first.No {
		t.Fatalf("window 2 called %s, want %s, which came before all others", got.No, tk.No)
	}
	sound(t, w)
}

func aTransferToAWindowThatDoesNotServeTheItemIsABreach(t *testing.T, w *testworld.World) {
	s := serviceIn(w)
	tk := called(t, s, w, true)
	for _, to := range []int64{testworld.W3, testworld.W1, 99} {
		_, err := s.Transfer(t.Context(), w.As(testworld.Ayxam), testworld.W1, to)
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Breach || len(e.Faults) == 0 || e.Faults[0].Earliest == "" {
			t.Errorf("to %d: %v", to, err)
		}
	}
	if now := must[Ticket](t)(s.Finish(t.Context(), w.As(testworld.Ayxam), testworld.W1)); now.ID != tk.ID {
		t.Error("the refused transfer moved the ticket")
	}
	sound(t, w)
}

func whatWasPassedOnToAWindowThatCallsNobodyIsCalledByTheOthers(t *testing.T, w *testworld.World) {
	s, ok := serviceIn(w), must[Ticket](t)
	tk := called(t, s, w, true)
	ok(s.Transfer(t.Context(), w.As(testworld.Ayxam), testworld.W1, testworld.W2)) // window 2 has not opened today
	if got := ok(s.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1)); got.ID != tk.ID {
		t.Fatalf("called %s", got.No)
	}
	sound(t, w)
}

func aHeldTicketFreesItsWindowAndComesBackToIt(t *testing.T, w *testworld.World) {
	s, ok, clerk := serviceIn(w), must[Ticket](t), w.As(testworld.Ayxam)
	tk := called(t, s, w, true)
	ok(s.Hold(t.Context(), clerk, testworld.W1))
	other := take(t, s, w.Visitor(), testworld.Company)
	if got := ok(s.CallNext(t.Context(), clerk, testworld.W1)); got.ID != other.ID {
		t.Fatalf("called %s", got.No)
	}
	if _, err := s.Continue(t.Context(), clerk, testworld.W1, tk.No); !errs.Is(err, errs.Conflict) {
		t.Fatalf("two at one window: %v", err)
	}
	ok(s.Miss(t.Context(), clerk, testworld.W1))
	if _, err := s.Continue(t.Context(), w.As(testworld.Serik), testworld.W2, tk.No); !errs.Is(err, errs.Conflict) {
		t.Fatalf("another window took it: %v", err)
	}
	ok(s.Continue(t.Context(), clerk, testworld.W1, tk.No))
	if got := ok(s.Finish(t.Context(), clerk, testworld.W1)); got.ID != tk.ID {
		t.Fatalf("finished %s", got.No)
	}
	sound(t, w)
}

func aMissedTicketComesBackAsOftenAsTheFigureAllows(t *testing.T, w *testworld.World) {
	s, ok, clerk := serviceIn(w), must[Ticket](t), w.As(testworld.Ayxam)
	tk := called(t, s, w, false)
	later := take(t, s, w.Visitor(), testworld.Company)
	for range 2 { // queue.requeue_max
		ok(s.Miss(t.Context(), clerk, testworld.W1))
		ok(s.Return(t.Context(), clerk, tk.No))
		if got := ok(s.CallNext(t.Context(), clerk, testworld.W1)); got.ID != tk.ID {
			t.Fatalf("called %s: the returned one lost its place to %s", got.No, later.No)
		}
	}
	ok(s.Miss(t.Context(), clerk, testworld.W1))
	if _, err := s.Return(t.Context(), clerk, tk.No); !errs.Is(err, errs.Breach) {
		t.Fatalf("a third return: %v", err)
	}
	if _, err := s.Return(t.Context(), w.Visitor(), tk.No); !errs.Is(err, errs.Unauthenticated) {
		t.Fatalf("a visitor gave themselves the place again: %v", err)
	}
	sound(t, w)
}

func aMissedTicketOfYesterdayDoesNotComeBack(t *testing.T, w *testworld.World) {
	s, clerk := serviceIn(w), w.As(testworld.Ayxam)
	tk := called(t, s, w, false)
	must[Ticket](t)(s.Miss(t.Context(), clerk, testworld.W1))
	w.Clock.Advance(24 * time.Hour)
	if _, err := s.Return(t.Context(), clerk, tk.No); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	for _, no := range []string{"", "A", "32", tk.Token, "A999"} {
		if _, err := s.Return(t.Context(), clerk, no); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", no, err)
		}
	}
}

func aPhoneThatTookANewNumberDoesNotGetTheOldOneBackAsWell(t *testing.T, w *testworld.World) {
	s, ok, clerk := serviceIn(w), must[Ticket](t), w.As(testworld.Ayxam)
	with := func() Ticket {
		return ok(s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Phone: "13900004471", Source: "phone"}))
	}
	tk := with()
	ok(s.CallNext(t.Context(), clerk, testworld.W1))
	ok(s.Miss(t.Context(), clerk, testworld.W1))
	with()
	if _, err := s.Return(t.Context(), clerk, tk.No); !errs.Is(err, errs.Conflict) {
		t.Fatal(err)
	}
	sound(t, w)
}

func aStepThatExpectsAnotherTicketAtTheWindowIsAConflict(t *testing.T, w *testworld.World) {
	s, clerk := serviceIn(w), w.As(testworld.Ayxam)
	tk := called(t, s, w, false)
	if _, err := s.Arrive(Expecting(t.Context(), tk.ID+1), clerk, testworld.W1); !errs.Is(err, errs.Conflict) {
		t.Fatalf("a stale page moved the ticket: %v", err)
	}
	must[Ticket](t)(s.Arrive(Expecting(t.Context(), tk.ID), clerk, testworld.W1))
}

func oneInThreeGoesFirstWhileOthersWait(t *testing.T, w *testworld.World) {
	s, ok, clerk := serviceIn(w), must[Ticket](t), w.As(testworld.Ayxam)
	var want []string
	for range 4 {
		want = append(want, take(t, s, w.Visitor(), testworld.Company).No)
	}
	for range 2 {
		first := ok(s.Take(t.Context(), clerk, Take{Item: testworld.Company, Priority: "70 岁以上", Source: "desk"}))
		want = append(want, first.No)
	}
	want = []string{want[4], want[0], want[1], want[5], want[2], want[3]}
	line := lineOf(t, s, w)
	for i, no := range want {
		if line[i].No != no {
			t.Errorf("place %d of the queue shows %s, want %s", i+1, line[i].No, no)
		}
	}
	for i, no := range want {
		if got := ok(s.CallNext(t.Context(), clerk, testworld.W1)); got.No != no {
			t.Fatalf("call %d: %s, want %s", i+1, got.No, no)
		}
		ok(s.Miss(t.Context(), clerk, testworld.W1))
		w.Clock.Advance(time.Second)
	}
}

func TestHowManyGoBeforeFollowsTheSameOrder(t *testing.T) {
	for _, c := range []struct {
		s    standing
		want int
	}{
		{standing{rank: 1, before: 0, first: 0, others: 5}, 0}, {standing{rank: 1, before: 4, first: 0, others: 5}, 4},
		{standing{rank: 1, before: 0, first: 2, others: 4}, 1}, {standing{rank: 1, before: 2, first: 2, others: 4}, 4},
		{standing{rank: 1, before: 3, first: 2, others: 4}, 5}, {standing{rank: 0, before: 0, first: 2, others: 4}, 0},
		{standing{rank: 0, before: 1, first: 2, others: 4}, 3}, {standing{rank: 0, before: 1, first: 2, others: 0}, 1},
	} {
		if got := c.s.ahead(3); got != c.want {
			t.Errorf("%+v: %d go before, want %d", c.s, got, c.want)
		}
	}
	if got := (standing{rank: 1, before: 2, first: 3}).ahead(1); got != 5 {
		t.Errorf("all who go first go before: %d", got)
	}
}

func lineOf(t *testing.T, s *Service, w *testworld.World) []Ticket {
	t.Helper()
	var l Line
	if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		l, err = s.LineOf(tx, testworld.W1, 12)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return l.Waiting
}

// covers: Q-2 Q-3 A11-1 A11-5 A5-4
func TestTicketsArePassedOnHeldAndComeBack(t *testing.T) {
	scenes(t,
		aTransferKeepsItsPlaceAndGoesToThatWindowOnly,
		aTransferToAWindowThatDoesNotServeTheItemIsABreach,
		whatWasPassedOnToAWindowThatCallsNobodyIsCalledByTheOthers,
		aHeldTicketFreesItsWindowAndComesBackToIt,
		aMissedTicketComesBackAsOftenAsTheFigureAllows,
		aMissedTicketOfYesterdayDoesNotComeBack,
		aPhoneThatTookANewNumberDoesNotGetTheOldOneBackAsWell,
		aStepThatExpectsAnotherTicketAtTheWindowIsAConflict,
		oneInThreeGoesFirstWhileOthersWait,
	)
}
