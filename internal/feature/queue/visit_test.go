package queue

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/series"
	"lianban/internal/testworld"
)

// thingsOf says the things of a number and where they stand.
func thingsOf(t *testing.T, w *testworld.World, s *Service, token string) (out string) {
	t.Helper()
	p, err := s.ByToken(t.Context(), testworld.Centre, token)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range p.Things {
		out += string(l.State) + " "
	}
	return out
}

func serial(t Ticket) int {
	n, _ := strconv.Atoi(t.No[1:])
	return n
}

// nobodys is an item that no window serves.
const nobodys = 99

// serviceTold is the queue that notes for which services an invitation was asked.
func serviceTold(w *testworld.World) (*Service, *[]Ticket) {
	s, told := serviceIn(w), &[]Ticket{}
	s.Done = func(_ *db.Tx, _ identity.Actor, t Ticket) error {
		*told = append(*told, t)
		return nil
	}
	return s, told
}

func twoThingsAtOneWindowAreOneServiceUnderOneNumber(t *testing.T, w *testworld.World) {
	s, told := serviceTold(w)
	ok, clerk := must[Ticket](t), w.As(testworld.Ayxam)
	tk := ok(s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Also: []int64{testworld.Food}, Source: "phone"}))
	ok(s.CallNext(t.Context(), clerk, testworld.W1))
	ok(s.Arrive(t.Context(), clerk, testworld.W1))
	w.Clock.Advance(10 * time.Minute)
	got := ok(s.Finish(t.Context(), clerk, testworld.W1))
	if got.State != Serving || got.Item != testworld.Food || got.No != tk.No || len(*told) != 0 {
		t.Fatalf("after the first thing: %s %d, %d services told", got.State, got.Item, len(*told))
	}
	if got := thingsOf(t, w, s, tk.Token); got != "done now " {
		t.Errorf("the holder reads %q", got)
	}
	w.Clock.Advance(5 * time.Minute)
	got = ok(s.Finish(t.Context(), clerk, testworld.W1))
	if got.State != Finished || got.Served != 15*time.Minute {
		t.Errorf("%s after %s", got.State, got.Served)
	}
	if len(*told) != 1 || (*told)[0].Service == tk.ID || (*told)[0].Service == 0 {
		t.Errorf("told of %+v", *told)
	}
	sound(t, w)
}

func whatAnotherWindowServesWaitsThereAtItsOldPlace(t *testing.T, w *testworld.World) {
	s, told := serviceTold(w)
	ok, clerk, other := must[Ticket](t), w.As(testworld.Ayxam), w.As(testworld.Ma)
	tk := ok(s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Also: []int64{testworld.Card}, Phone: "13800000001", Source: "phone"}))
	later := take(t, s, w.Visitor(), testworld.Card)
	ok(s.CallNext(t.Context(), clerk, testworld.W1))
	ok(s.Arrive(t.Context(), clerk, testworld.W1))
	got := ok(s.Finish(t.Context(), clerk, testworld.W1))
	if got.State != Waiting || got.Item != testworld.Card || got.Zone != testworld.ZoneB || got.Window != 0 {
		t.Fatalf("%s for %d in %d at %d", got.State, got.Item, got.Zone, got.Window)
	}
	if len(*told) != 1 || (*told)[0].Window != testworld.W1 || (*told)[0].Item != testworld.Company {
		t.Errorf("told of %+v", *told)
	}
	if got := ok(s.CallNext(t.Context(), other, testworld.W3)); got.ID != tk.ID {
		t.Errorf("window 3 called %s before %s, who took it first", got.No, tk.No)
	}
	ok(s.Arrive(t.Context(), other, testworld.W3))
	if got := ok(s.Finish(t.Context(), other, testworld.W3)); got.State != Finished {
		t.Errorf("%s", got.State)
	}
	if len(*told) != 2 || (*told)[1].Window != testworld.W3 || (*told)[0].Service == (*told)[1].Service {
		t.Errorf("two windows served, told of %+v", *told)
	}
	if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		no, sealed, err := Phone(tx, (*told)[1].Service)
		if no != tk.No || sealed == "" {
			t.Errorf("the service leads to %q", no)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if got := ok(s.CallNext(t.Context(), other, testworld.W3)); got.ID != later.ID {
		t.Errorf("then %s", got.No)
	}
	sound(t, w)
}

func whatIsRefusedOfSeveralThingsTakesNoNumber(t *testing.T, w *testworld.World) {
	s := serviceIn(w)
	before, last := count(t, w, qTickets), take(t, s, w.Visitor(), testworld.Company)
	for name, also := range map[string][]int64{
		"the same thing twice":    {testworld.Company},
		"more than the figure":    {testworld.Food, testworld.Card, testworld.Pension, testworld.Building, nobodys},
		"what no window does now": {nobodys},
	} {
		_, err := s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Also: also, Source: "phone"})
		if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Breach) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, w, qTickets); n != before+1 {
		t.Errorf("%d numbers were given", n-before-1)
	}
	if got := take(t, s, w.Visitor(), testworld.Company); serial(got) != serial(last)+1 {
		t.Errorf("the refusals used up numbers: %s follows %s", got.No, last.No)
	}
}

func theNightLeavesNoThingOpen(t *testing.T, w *testworld.World) {
	s := serviceIn(w)
	ok, clerk := must[Ticket](t), w.As(testworld.Ayxam)
	tk := ok(s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Company, Also: []int64{testworld.Card}, Source: "phone"}))
	ok(s.CallNext(t.Context(), clerk, testworld.W1))
	ok(s.Arrive(t.Context(), clerk, testworld.W1))
	w.Clock.Advance(24 * time.Hour)
	if _, err := s.CloseNight(t.Context(), testworld.Centre); err != nil {
		t.Fatal(err)
	}
	if got := thingsOf(t, w, s, tk.Token); got != "done dropped " {
		t.Errorf("after the night: %q", got)
	}
	sound(t, w)
}

// covers: Q-1 Q-2 A11-1
func TestOneNumberStandsForSeveralThings(t *testing.T) {
	scenes(t, twoThingsAtOneWindowAreOneServiceUnderOneNumber, whatAnotherWindowServesWaitsThereAtItsOldPlace,
		whatIsRefusedOfSeveralThingsTakesNoNumber, theNightLeavesNoThingOpen)
}

// groupsIn are the groups of the test world.
func groupsIn(w *testworld.World) *series.Service {
	return &series.Service{Store: w.DB, Directory: w.Directory, Item: serviceIn(w).Item}
}

func aGroupHasItsOwnLetterAndSoManyNumbersADay(t *testing.T, w *testworld.World) {
	s, office := serviceIn(w), w.As(testworld.Gulina)
	g, err := groupsIn(w).Put(t.Context(), office, series.Group{Name: "社保卡", Prefix: "s", Ceiling: 2, Items: []int64{testworld.Card}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"S001", "S002"} {
		if got := take(t, s, w.Visitor(), testworld.Card); got.No != want {
			t.Errorf("got %s, want %s", got.No, want)
		}
	}
	_, err = s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Card, Source: "kiosk"})
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Breach || e.Faults[0].Articles[0] != "11.6" || e.Faults[0].Earliest == "" {
		t.Fatalf("beyond the ceiling: %v", err)
	}
	// 11(5): who goes first by a reason is not sent home by a ceiling.
	first, err := s.Take(t.Context(), w.As(testworld.Ma), Take{Item: testworld.Card, Priority: "70 岁以上", Source: "desk"})
	if err != nil || first.No != "S003" {
		t.Errorf("%s, %v", first.No, err)
	}
	if got := take(t, s, w.Visitor(), testworld.Pension); got.No != "B001" {
		t.Errorf("an item of no group got %s", got.No)
	}
	w.Clock.Advance(24 * time.Hour)
	if got := take(t, s, w.Visitor(), testworld.Card); got.No != "S001" {
		t.Errorf("the next day begins with %s", got.No)
	}
	if _, err := groupsIn(w).Drop(t.Context(), office, g.ID); err != nil {
		t.Fatal(err)
	}
	if got := take(t, s, w.Visitor(), testworld.Card); got.No != "B001" {
		t.Errorf("without the group: %s", got.No)
	}
	sound(t, w)
}

func aGroupThatCannotBeIsRefusedWithEveryFault(t *testing.T, w *testworld.World) {
	office := w.As(testworld.Gulina)
	put := func(g series.Group) []errs.Fault {
		_, err := groupsIn(w).Put(t.Context(), office, g)
		if err == nil {
			return nil
		}
		return errs.As(err).Faults
	}
	if f := put(series.Group{Prefix: "K", Ceiling: -1}); len(f) != 4 {
		t.Errorf("no name, K, a ceiling below none, no items: %v", f)
	}
	if f := put(series.Group{Name: "企业", Prefix: "A", Items: []int64{testworld.Company}}); len(f) != 1 || f[0].Field != "prefix" {
		t.Errorf("the letter of a zone: %v", f)
	}
	if f := put(series.Group{Name: "企业", Prefix: "Q", Items: []int64{testworld.Company}}); f != nil {
		t.Fatal(f)
	}
	if f := put(series.Group{Name: "又一个", Prefix: "Q", Items: []int64{testworld.Company}}); len(f) != 2 {
		t.Errorf("letter and item of another group: %v", f)
	}
	if _, err := groupsIn(w).Put(t.Context(), w.As(testworld.Ayxam), series.Group{Name: "我的", Items: []int64{testworld.Food}}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a clerk: %v", err)
	}
}

//
func TestItemsHaveLettersAndCeilingsByGroup(t *testing.T) {
	scenes(t, aGroupHasItsOwnLetterAndSoManyNumbersADay, aGroupThatCannotBeIsRefusedWithEveryFault)
}

func whoWaitedForTooLongIsNotPassedByAReason(t *testing.T, w *testworld.World) {
	s := serviceIn(w)
	ok, clerk := must[Ticket](t), w.As(testworld.Ayxam)
	old := take(t, s, w.Visitor(), testworld.Company)
	w.Clock.Advance(45 * time.Minute)
	first := ok(s.Take(t.Context(), clerk, Take{Item: testworld.Company, Priority: "孕妇", Source: "desk"}))
	if got := lineOf(t, s, w); got[0].ID != first.ID {
		t.Fatalf("after exactly 45 minutes %s is next", got[0].No)
	}
	w.Clock.Advance(time.Second)
	if got := lineOf(t, s, w); got[0].ID != old.ID {
		t.Errorf("a second later %s is next", got[0].No)
	}
	if got := ok(s.CallNext(t.Context(), clerk, testworld.W1)); got.ID != old.ID {
		t.Errorf("%s was called", got.No)
	}
	sound(t, w)
}

func everyPlaceInTheQueueIsExplained(t *testing.T, w *testworld.World) {
	s := serviceIn(w)
	ok, clerk := must[Ticket](t), w.As(testworld.Ayxam)
	take(t, s, w.Visitor(), testworld.Company)
	ok(s.Take(t.Context(), clerk, Take{Item: testworld.Company, Priority: "孕妇", Source: "desk"}))
	ok(s.Take(t.Context(), w.Visitor(), Take{Item: testworld.Food, Also: []int64{testworld.Card}, Source: "phone"}))
	if err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		l, err := s.LineOf(tx, testworld.W1, 10)
		for i, want := range []string{"queue.why.first", "queue.why.number", "queue.why.things"} {
			if l.Why[i].Key != want {
				t.Errorf("%s stands at %d by %s", l.Waiting[i].No, i, l.Why[i].Key)
			}
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	p, err := s.ByToken(t.Context(), testworld.Centre, take(t, s, w.Visitor(), testworld.Company).Token)
	if err != nil || p.Ahead != 3 || p.First != 1 {
		t.Errorf("%d ahead, %d of them by a reason, %v", p.Ahead, p.First, err)
	}
}

// covers: Q-3 A11-5
func TestTheOrderIsFairAndExplained(t *testing.T) {
	scenes(t, whoWaitedForTooLongIsNotPassedByAReason, everyPlaceInTheQueueIsExplained)
}
