package record

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

var monday = Period{20261123, 20261123}

// story lives a small day through the queue's own commands.
type story struct {
	*testing.T
	w *testworld.World
	q *queue.Service
	s *Service
}

func hours(*db.Tx) (*calendar.Hours, error) { return calendar.Shipped().Hours("xinjiang") }

func begin(t *testing.T, w *testworld.World) story {
	return story{t, w, &queue.Service{Store: w.DB, Directory: w.Directory, Hours: hours,
		Item: func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil }},
		&Service{Directory: w.Directory, Hours: hours}}
}

func (s story) at(hhmm string) { s.w.Clock.Set(clock.Must("2026-11-23 " + hhmm)) }

func (s story) take(items ...int64) {
	s.Helper()
	for _, item := range items {
		if _, err := s.q.Take(s.Context(), s.w.Visitor(), queue.Take{Item: item, Source: "kiosk"}); err != nil {
			s.Fatal(err)
		}
	}
}

func (s story) ok(t queue.Ticket, err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// day is a day with everything that happens in a hall: a number called again, missed, come back, passed on; lunch between a
// number and its call and in the middle of a service; one who never comes and one who goes home.
func (s story) day() {
	ctx, ayxam, serik := s.Context(), s.w.As(testworld.Ayxam), s.w.As(testworld.Serik)
	call := func(at string, by identity.Actor, window int64) {
		s.Helper()
		s.at(at)
		s.ok(s.q.CallNext(ctx, by, window))
	}
	serve := func(to string, by identity.Actor, window int64) {
		s.Helper()
		s.ok(s.q.Arrive(ctx, by, window))
		s.at(to)
		s.ok(s.q.Finish(ctx, by, window))
	}
	s.at("10:20")
	s.take(testworld.Company) // A001
	call("10:25", ayxam, testworld.W1)
	serve("10:35", ayxam, testworld.W1)
	s.at("10:40")
	s.take(testworld.Company, testworld.Food) // A002 A003
	call("10:50", ayxam, testworld.W1)
	s.ok(s.q.Recall(ctx, ayxam, testworld.W1))
	s.at("10:52")
	s.ok(s.q.Miss(ctx, ayxam, testworld.W1))
	s.at("11:00")
	s.ok(s.q.Return(ctx, ayxam, "A002"))
	call("11:05", ayxam, testworld.W1)
	s.ok(s.q.Arrive(ctx, ayxam, testworld.W1))
	s.at("11:10")
	s.ok(s.q.Transfer(ctx, ayxam, testworld.W1, testworld.W2))
	call("11:12", serik, testworld.W2)
	serve("11:20", serik, testworld.W2)
	call("11:20", ayxam, testworld.W1) // A003
	serve("11:25", ayxam, testworld.W1)
	s.afternoon(call)
	s.w.Clock.Set(clock.Must("2026-11-24 01:00"))
	if n, err := s.q.CloseNight(ctx, testworld.Centre); err != nil || n != 1 {
		s.Fatalf("%d ended, %v", n, err)
	}
}

// afternoon begins before lunch: a number and a service that it falls into.
func (s story) afternoon(call func(at string, by identity.Actor, window int64)) {
	ctx, ayxam, ma := s.Context(), s.w.As(testworld.Ayxam), s.w.As(testworld.Ma)
	s.at("13:50")
	s.take(testworld.Company, testworld.Card) // A004 B001
	call("13:55", ma, testworld.W3)
	s.ok(s.q.Arrive(ctx, ma, testworld.W3))
	s.at("13:58")
	s.take(testworld.Card) // B002, whom nobody calls
	call("15:35", ayxam, testworld.W1)
	s.ok(s.q.Arrive(ctx, ayxam, testworld.W1))
	s.at("15:40")
	s.ok(s.q.Finish(ctx, ma, testworld.W3))
	if _, err := s.q.Pause(ctx, ma, testworld.W3, queue.Away); err != nil {
		s.Fatal(err)
	}
	s.at("15:45")
	s.ok(s.q.Finish(ctx, ayxam, testworld.W1))
	s.at("15:50")
	if _, err := s.q.Resume(ctx, ma, testworld.W3); err != nil {
		s.Fatal(err)
	}
	s.at("16:00")
	s.take(testworld.Company) // A005, who does not come
	call("16:10", ayxam, testworld.W1)
	s.at("16:11")
	s.ok(s.q.Miss(ctx, ayxam, testworld.W1))
}

var everything = identity.Sight{All: true}

func (s story) figures(p Period, sight, people identity.Sight) (f Figures) {
	s.Helper()
	if err := s.w.DB.Read(s.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		f, err = s.s.Read(tx, p, sight, people)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return f
}

func min5(n, median, p90, mean, longest float64) Spread {
	m := func(v float64) time.Duration { return time.Duration(v * float64(time.Minute)) }
	return Spread{int(n), m(median), m(p90), m(mean), m(longest)}
}

func (s story) same(what string, got, want any) {
	s.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// covers: Q-2 Q-3 B-3
func TestEveryFigureOfADayIsWhatHappenedInIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := begin(t, w)
		s.day()
		f := s.figures(monday, everything, everything)
		s.same("total", f.Total.Sum, Sum{Taken: 7, Finished: 5, Missed: 1, Void: 1, Called: 6, Returned: 1, Transferred: 1, Recalled: 1,
			// Waits 5 5 10 15 17 40: lunch, 90 minutes, is no part of the 15 of A004. Services 5 10 10 13 15: nor of B001's.
			Wait: min5(6, 10, 40, 92.0/6, 40), Handling: min5(5, 10, 15, 10.6, 15)})
		s.same("lost", f.Total.Lost(), 286)
		s.same("away", f.Total.Away, Absences{1, 10 * time.Minute})
		halves := ""
		for _, l := range f.Halves {
			halves += fmt.Sprintf("%02d:%02d %d %s %d|", l.ID/2, l.ID%2*30, l.Taken, l.Wait.Median, l.Windows)
		}
		s.same("half hours: none lies in the lunch, 14:00 to 15:30", halves, "10:00 1 5m0s 1|10:30 2 17m0s 1|11:00 0 0s 2|11:30 0 0s 0|"+
			"12:00 0 0s 0|12:30 0 0s 0|13:00 0 0s 0|13:30 3 5m0s 1|15:30 0 0s 2|16:00 1 10m0s 1|16:30 0 0s 0|17:00 0 0s 0|17:30 0 0s 0|"+
			"18:00 0 0s 0|18:30 0 0s 0|19:00 0 0s 0|")
		brief := func(all []Line) (out string) {
			for _, l := range all {
				out += fmt.Sprintf("%d%s %d/%d/%d/%d %s %s %d|", l.ID, l.Name, l.Taken, l.Finished, l.Missed, l.Void, l.Wait.Mean, l.Handling.Mean,
					l.Away.Times)
			}
			return out
		}
		s.same("items", brief(f.Items), "41事项41 4/3/1/0 11m45s 11m0s 0|43事项43 2/1/0/1 5m0s 15m0s 0|42事项42 1/1/0/0 40m0s 5m0s 0|")
		s.same("windows", brief(f.Windows), "31 4/3/1/0 17m30s 8m20s 0|32 1/1/0/0 17m0s 13m0s 0|33 1/1/0/0 5m0s 15m0s 1|")
		s.same("persons", brief(f.Persons), "51 4/3/1/0 17m30s 8m20s 0|52 1/1/0/0 17m0s 13m0s 0|53 1/1/0/0 5m0s 15m0s 1|")
		s.same("window 1 first and last", f.Windows[0].First.Format("15:04")+f.Windows[0].Last.Format(" 15:04"), "10:25 16:11")
	})
}

func TestADepartmentSeesItsOwnWindowsAndLeadersSeeNobody(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := begin(t, w)
		s.day()
		market := identity.Sight{Departments: []int64{testworld.Market}}
		f := s.figures(monday, market, market)
		s.same("the market's", []int{f.Total.Taken, len(f.Windows), len(f.Persons), len(f.Items), f.Total.Away.Times}, []int{5, 2, 2, 2, 0})
		social := identity.Sight{Departments: []int64{testworld.Social}}
		f = s.figures(monday, social, social)
		// B002 was never called: it is of those who serve its item.
		s.same("the social department's", []int{f.Total.Taken, f.Total.Void, len(f.Windows), f.Total.Away.Times}, []int{2, 1, 1, 1})
		f = s.figures(monday, everything, identity.Sight{})
		s.same("a leader's", []int{f.Total.Taken, len(f.Windows), len(f.Persons)}, []int{7, 3, 0})
		f = s.figures(monday, identity.Sight{}, identity.Sight{})
		s.same("nobody's", []int{f.Total.Taken, len(f.Windows)}, []int{0, 0})
	})
}

func TestTheTicketsBehindAFigureAreAsManyAsItSays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := begin(t, w)
		s.day()
		f := s.figures(monday, everything, everything)
		for what, n := range map[string]int{"": f.Total.Taken, "called": f.Total.Called, "finished": f.Total.Finished, "missed": 1, "void": 1,
			"open": 0, "returned": 1, "transferred": 1, "recalled": 1} {
			got, total := s.tickets(Filter{Half: -1, What: what})
			if total != n || len(got) != n {
				t.Errorf("%q: %d of %d tickets, the figure says %d", what, len(got), total, n)
			}
		}
		got, _ := s.tickets(Filter{Half: 27})
		nos := ""
		for _, tk := range got {
			nos += tk.No + tk.Name + " "
		}
		s.same("taken from 13:30 to 14:00", nos, "A004事项41 B001事项43 B002事项43 ")
		got, total := s.tickets(Filter{Half: -1, Window: testworld.W2, Person: testworld.Serik, Item: testworld.Company})
		if total != 1 || got[0].No != "A002" || got[0].Wait != 17*time.Minute {
			t.Errorf("%+v", got)
		}
	})
}

func (s story) tickets(f Filter) (all []Ticket, n int) {
	s.Helper()
	if err := s.w.DB.Read(s.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		all, n, err = s.s.Tickets(tx, monday, everything, f, 1, 50)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return all, n
}

func TestADayWithoutVisitorsHasItsHoursAndNoughts(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := begin(t, w)
		f := s.figures(monday, everything, everything)
		s.same("nothing", []int{f.Total.Taken, f.Total.Lost(), f.Total.Wait.N, len(f.Halves), len(f.Items), len(f.Windows)}, []int{0, -1, 0, 16, 0, 0})
		sunday := s.figures(Period{20261122, 20261122}, everything, everything)
		s.same("a day off", len(sunday.Halves), 0)
	})
}
