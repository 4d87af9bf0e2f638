package sample

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// sound asks every owner of tables whether rows and ledger agree.
func sound(t *testing.T, d Deps) {
	t.Helper()
	checks := map[string]func(*db.Tx) ([]string, error){"queue": queue.Verify, "casework": casework.Verify, "review": review.Verify,
		"deadline": d.Deadlines.Verify, "ledger": ledger.Verify}
	for name, check := range checks {
		err := d.Store.Read(t.Context(), d.Centre, func(tx *db.Tx) error {
			wrong, err := check(tx)
			for _, w := range wrong {
				t.Errorf("%s: %s", name, w)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// each runs a test on both engines.
func each(t *testing.T, f func(t *testing.T, d Deps)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) { f(t, house(t, e)) })
	}
}

func fill(t *testing.T, d Deps) Logins {
	t.Helper()
	l, err := Fill(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func read1[T any](t *testing.T, d Deps, f func(tx *db.Tx) (T, error)) (out T) {
	t.Helper()
	err := d.Store.Read(t.Context(), d.Centre, func(tx *db.Tx) (err error) {
		out, err = f(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheCentreStandsWithItsHistoryAndEveryRowAgreesWithTheLedger(t *testing.T) {
	each(t, func(t *testing.T, d Deps) {
		d.Days, d.Visits = 9, 20
		l := fill(t, d)
		sound(t, d)
		now := d.Clock.Now()
		if now != clock.Must(tenTwenty) {
			t.Errorf("the clock stands at %s", now)
		}
		hall := read1(t, d, d.Directory.Fresh)
		if len(hall.Departments) != 12 || len(hall.Zones) != 4 || len(hall.Open(now)) != 24 || len(read1(t, d, people.List)) != 40 {
			t.Errorf("%d departments, %d zones, %d windows", len(hall.Departments), len(hall.Zones), len(hall.Open(now)))
		}
		items := read1(t, d, func(tx *db.Tx) (catalog.Counts, error) { return d.Catalog.Count(tx, identity.Sight{All: true}) })
		if items.WithGuide < 60 || items.Unplaced != 0 || items.ByMode[catalog.Negative] == 0 {
			t.Errorf("%+v", items)
		}
		if len(l.People) != 40 || len(l.Machines) != 7+2*24 {
			t.Errorf("%d people, %d machines", len(l.People), len(l.Machines))
		}
		days := counts(t, d, qTestDays)
		if len(days) != 10 || days["20261116"] < days["20261117"]*13/10 || days["20261121"] != 0 || days["20261123"] < 60 {
			t.Errorf("visits by day: %v", days)
		}
		if open := counts(t, d, qTestOpen); len(open) != 1 || open["20261123"] < 20 {
			t.Errorf("open tickets by day: %v", open)
		}
		if tickets := counts(t, d, qTestTickets); tickets["void"] > 1 || tickets["missed"] == 0 {
			t.Errorf("tickets: %v", tickets)
		}
		for _, s := range []string{"accepted", "delivered", "closed", "noticed"} {
			if cases := counts(t, d, qTestCases); cases[s] == 0 {
				t.Errorf("no case is %s: %v", s, cases)
			}
		}
	})
}

func TestAtTheBeginningOneWindowIsPausedOneIsVacantAndOneCaseIsOverItsTime(t *testing.T) {
	d := house(t, db.SQLite)
	d.Days, d.Visits = 10, 30
	fill(t, d)
	now := d.Clock.Now()
	hall := read1(t, d, d.Directory.Fresh)
	seats := read1(t, d, queue.Seats)
	vacant, paused := 0, 0
	for _, w := range hall.Open(now) {
		posts := hall.Posts(w.ID, now)
		switch {
		case len(posts) == 0 || posts[0].Post != "A":
			vacant++
			if seats[w.ID].State == queue.Open {
				t.Errorf("window %d is vacant and open", w.No)
			}
		case seats[w.ID].State == queue.Paused && seats[w.ID].Reason == queue.Away:
			paused++
			if seats[w.ID].BackBy <= now {
				t.Errorf("window %d has been away for too long", w.No)
			}
		case seats[w.ID].State != queue.Open:
			t.Errorf("window %d is %q", w.No, seats[w.ID].State)
		}
	}
	if vacant != 1 || paused < 1 || paused > 3 {
		t.Errorf("%d vacant, %d paused", vacant, paused)
	}
	lit := read1(t, d, func(tx *db.Tx) (map[deadline.Lamp]int, error) {
		out := map[deadline.Lamp]int{}
		all, err := d.Deadlines.List(tx, identity.Sight{All: true}, deadline.Filter{})
		for _, one := range all {
			l, err := d.Deadlines.Lamp(tx, one)
			if err != nil {
				return nil, err
			}
			out[l]++
		}
		return out, err
	})
	if lit["red"] < 1 || lit["red"] > 3 || lit["green"] < 10 {
		t.Errorf("lamps: %v", lit)
	}
}

func TestEverybodyGetsInWithTheirOwnPasswordAndNobodyElse(t *testing.T) {
	d := house(t, db.SQLite)
	d.Days, d.Visits = 1, 10
	l := fill(t, d)
	seen := map[string]bool{}
	for _, p := range l.People {
		if seen[p.Password] || len(p.Password) != 19 {
			t.Errorf("%s: the password is another's, or short", p.Login)
		}
		seen[p.Password] = true
		key, err := d.Identity.Login(t.Context(), 1, p.Login, p.Password, "test", "127.0.0.1")
		if err != nil {
			t.Fatalf("%s: %v", p.Login, err)
		}
		if who, _, err := d.Identity.Enter(t.Context(), key); err != nil || who.Name != p.Name || len(who.Grants) == 0 {
			t.Errorf("%s enters as %q with %v, %v", p.Login, who.Name, who.Grants, err)
		}
	}
	for _, m := range l.Machines {
		if who, _, err := d.Identity.EnterDevice(t.Context(), m.Secret); err != nil || !who.Is(identity.Role(m.Duty)) {
			t.Errorf("%s enters as %v, %v", m.Name, who.Grants, err)
		}
	}
	sheet := l.Text()
	for _, p := range l.People {
		if !strings.Contains(sheet, p.Password) || !strings.Contains(sheet, p.Name) {
			t.Errorf("%s is not on the sheet", p.Login)
		}
	}
	_, err := d.Identity.Login(t.Context(), 1, l.People[0].Login, l.People[1].Password, "test", "127.0.0.1")
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("another's password opened: %v", err)
	}
	if _, err := Fill(t.Context(), d); !errs.Is(err, errs.Conflict) {
		t.Errorf("filled twice: %v", err)
	}
}

func TestAnInterruptedFillHasNotHappened(t *testing.T) {
	each(t, func(t *testing.T, d Deps) {
		d.Days, d.Visits = 1, 10
		ctx, stop := context.WithCancel(t.Context())
		d.Queue.Touch = func(...string) { t.Error("something was told to the screens") }
		done, n := d.Queue.Done, 0
		d.Queue.Done = func(tx *db.Tx, by identity.Actor, t queue.Ticket) error {
			if n++; n == 5 {
				stop()
			}
			return done(tx, by, t)
		}
		if _, err := Fill(ctx, d); !errors.Is(err, context.Canceled) && !errs.Is(err, errs.Unavailable) {
			t.Fatal(err)
		}
		if all, err := d.Directory.Centres(t.Context()); err != nil || len(all) != 0 {
			t.Fatalf("%d centres, %v", len(all), err)
		}
		if now := d.Clock.Now(); now != clock.Must(tenTwenty) {
			t.Errorf("the clock stands at %s", now)
		}
	})
}

func TestTheSameSeedIsTheSameHistory(t *testing.T) {
	var days [2]map[string]int
	for i := range days {
		d := house(t, db.SQLite)
		d.Days, d.Visits, d.Seed = 2, 60, 7
		fill(t, d)
		days[i] = map[string]int{}
		for _, s := range []*db.Stmt{qTestTickets, qTestCases, qTestReviews, qTestLife} {
			for k, n := range counts(t, d, s) {
				days[i][k] = n
			}
		}
	}
	for k, n := range days[0] {
		if days[1][k] != n {
			t.Errorf("%s: %d and %d", k, n, days[1][k])
		}
	}
}

func TestTheMorningIsThatOfTheLatestWorkingDay(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-23 09:00": "2026-11-23 10:20", "2026-11-23 23:00": "2026-11-23 10:20", "2026-11-22 12:00": "2026-11-20 10:20",
		"2026-10-04 12:00": "2026-09-30 10:20", "2026-07-15 01:00": "2026-07-15 10:20"} {
		got, err := Morning(clock.Must(now))
		if err != nil || got != clock.Must(want) {
			t.Errorf("%s: %s, %v, want %s", now, got, err, want)
		}
	}
	c := NewClock(clock.Must(tenTwenty))
	if c.Speed() != 0 || c.Now() != clock.Must(tenTwenty) {
		t.Error("a new clock runs")
	}
	c.Run(60)
	if c.Speed() != 60 || c.Now() < clock.Must(tenTwenty) || c.Now().Sub(clock.Must(tenTwenty)) > time.Hour {
		t.Errorf("at speed %v it is %s", c.Speed(), c.Now())
	}
}

// qTestLife is every ticket with its times, as one line each.
var qTestLife = db.Q("sample.test_life", `select no || ' ' || cast(day as text) || ' ' || item_name || ' ' ||
	cast(taken_at as text) || ' ' || cast(called_at as text) || ' ' || cast(ended_at as text), calls from queue_ticket where centre_id = $1`)
