package sample

import (
	"context"
	"errors"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

var errOver = errors.New("over")

// lived runs the sample centre on a clock that jumps, until that instant. at is told of every moment.
func lived(t *testing.T, d Deps, until string, at func(ctx context.Context, now clock.Instant)) {
	t.Helper()
	end := clock.Must(until)
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	d.Wait = func(ctx context.Context, next clock.Instant) error {
		now := max(d.Clock.Now(), next)
		if now >= end {
			stop(errOver)
			return context.Cause(ctx)
		}
		d.Clock.Set(now)
		if at != nil {
			at(ctx, now)
		}
		return nil
	}
	if err := Run(ctx, d); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(context.Cause(ctx), errOver) {
		t.Fatalf("it stopped at %s: %v", d.Clock.Now(), context.Cause(ctx))
	}
}

// covers: A11-6 Q-2 Q-8
func TestAHallLivesThroughClosingNightAndTheNextOpeningAndLeavesNobodyBehind(t *testing.T) {
	d := house(t, db.SQLite)
	d.Days, d.Visits, d.PerMinute = 1, 20, 0.45
	fill(t, d)
	var seen [4]bool
	asked := clock.Instant(0)
	lived(t, d, "2026-11-24 10:40", func(_ context.Context, now clock.Instant) {
		if now.Sub(asked) < 10*time.Minute {
			return
		}
		asked = now
		for s, n := range counts(t, d, qTestTickets) {
			for i, want := range []string{"held", "missed", "serving", "called"} {
				seen[i] = seen[i] || s == want && n > 0
			}
		}
		open := counts(t, d, qTestOpen)
		if now > clock.Must("2026-11-23 21:30") && open["20261123"] > 0 || now.Day() > 20261123 && open["20261123"] > 0 {
			t.Errorf("%s: %d of yesterday are still open", now, open["20261123"])
		}
	})
	sound(t, d)
	tickets, cases := counts(t, d, qTestTickets), counts(t, d, qTestCases)
	if seen != [4]bool{true, true, true, true} || tickets["void"] != 0 {
		t.Errorf("seen held, missed, serving, called: %v; tickets %v", seen, tickets)
	}
	for _, s := range []string{"accepted", "granted", "delivered", "closed", "noticed"} {
		if cases[s] == 0 {
			t.Errorf("no case is %s: %v", s, cases)
		}
	}
	days := counts(t, d, qTestDays)
	if days["20261123"] < 200 || days["20261124"] < 20 {
		t.Errorf("visits by day: %v", days)
	}
	reviews := counts(t, d, qTestReviews)
	if reviews["5"] == 0 || reviews["4"] == 0 || reviews["8"] == 0 {
		t.Errorf("reviews: %v", reviews)
	}
}

func TestAtLeastThreeComeInEveryMinuteOfOpeningAndMoreAtTheDoors(t *testing.T) {
	all := loaded(t)
	h := &hall{data: all, byID: map[int64]*item{}}
	for _, it := range all.Items {
		if it.complete() {
			h.items, h.often = append(h.items, it), h.often+float64(it.Often)
		}
	}
	hours, err := shipped(20261124)
	if err != nil {
		t.Fatal(err)
	}
	h.hours = hours
	h.begin(20261124)
	by, items := map[string]int{}, map[int64]bool{}
	for _, v := range h.coming {
		by[v.at.Format("15:04")]++
		items[v.item] = true
	}
	for _, s := range hours.On(20261124).Open {
		for m := s.From + 1; m < s.To; m += 5 {
			n := 0
			for i := range min(5, s.To-m) {
				n += by[clock.Day(20261124).At(0, m+i).Format("15:04")]
			}
			if n < 3*min(5, s.To-m) {
				t.Errorf("only %d in the minutes from %s", n, clock.Day(20261124).At(0, m).Format("15:04"))
			}
		}
	}
	if by["10:05"] < by["12:00"] || by["14:30"] != 0 || by["09:59"] != 0 || by["19:45"] != 0 {
		t.Errorf("%d at 10:05, %d at 12:00, %d at lunch", by["10:05"], by["12:00"], by["14:30"])
	}
	if len(items) < len(h.items)*9/10 {
		t.Errorf("only %d of %d items are asked for", len(items), len(h.items))
	}
}

func TestARestartedHallTakesUpWhatItFindsAndKnowsUntilWhenItHasLived(t *testing.T) {
	d := house(t, db.SQLite)
	if _, there, err := Stands(t.Context(), d); err != nil || there {
		t.Fatalf("an empty store stands: %v", err)
	}
	d.Days, d.Visits, d.PerMinute = 1, 20, 0.8
	fill(t, d)
	for _, until := range []string{"2026-11-23 10:50", "2026-11-23 11:20"} {
		lived(t, d, until, nil)
		at, there, err := Stands(t.Context(), d)
		if err != nil || !there || clock.Must(until).Sub(at) > 5*time.Minute || at > clock.Must(until) {
			t.Errorf("it has lived until %s, %v", at, err)
		}
	}
	sound(t, d)
	before := counts(t, d, qTestTickets)["finished"]
	d.Clock.Set(clock.Must("2026-11-26 10:20")) // three days later nobody finds yesterday's queue
	lived(t, d, "2026-11-26 10:40", nil)
	if open := counts(t, d, qTestOpen); open["20261123"] != 0 || open["20261126"] == 0 {
		t.Errorf("open tickets by day: %v", open)
	}
	if after := counts(t, d, qTestTickets)["finished"]; after <= before {
		t.Errorf("%d finished before, %d now", before, after)
	}
	sound(t, d)
}

func TestWhoeverIsLoggedInAtAWindowFindsNobodyElseAtIt(t *testing.T) {
	d := house(t, db.SQLite)
	d.Days, d.Visits, d.PerMinute = 1, 20, 1
	l := fill(t, d)
	mine, _ := l.Of("w18")
	key, err := d.Identity.Login(t.Context(), 1, mine.Login, mine.Password, "test", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	who, _, err := d.Identity.Enter(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	begun := d.Clock.Now()
	held, asked := queue.Ticket{}, clock.Instant(0)
	lived(t, d, "2026-11-23 10:29", func(ctx context.Context, now clock.Instant) {
		if now.Sub(begun) < time.Minute || now.Sub(asked) < time.Minute {
			return
		}
		asked = now
		got := read1(t, d, queue.Busy)[who.Windows[0]]
		if held.ID != 0 && (got.ID != held.ID || got.State != held.State) {
			t.Errorf("%s: somebody has moved %s to %s", now, held.No, got.State)
		}
		if held.ID == 0 {
			if got.ID == 0 {
				if got, err = d.Queue.CallNext(ctx, who, who.Windows[0]); err != nil {
					return
				}
			}
			held = got
		}
	})
	if held.ID == 0 {
		t.Fatal("nobody came to the window")
	}
	if err := d.Identity.Logout(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	lived(t, d, "2026-11-23 11:00", nil)
	if got := read1(t, d, queue.Busy)[who.Windows[0]]; got.ID == held.ID {
		t.Errorf("%s is still there", held.No)
	}
}

func TestARefusedActionIsNormalLife(t *testing.T) {
	d := house(t, db.SQLite)
	d.Days, d.Visits, d.PerMinute = 1, 20, 1
	fill(t, d)
	boss := identity.Actor{Centre: 1, Key: "job:sample", Grants: identity.Job(1, "sample").Grants}
	n := 0
	lived(t, d, "2026-11-23 10:45", func(ctx context.Context, now clock.Instant) {
		// Somebody else acts at windows as well: whatever they do, the hall goes on.
		window := windowBase + 1 + int64(n)%9
		switch n++; n % 40 {
		case 0:
			_, _ = d.Queue.Finish(ctx, boss, window)
		case 10:
			_, _ = d.Queue.Pause(ctx, boss, window, "device")
		case 20:
			_, _ = d.Queue.Miss(ctx, boss, window)
		case 30:
			_, _ = d.Queue.CallNext(ctx, boss, window)
		}
	})
	if n < 100 {
		t.Errorf("only %d moments", n)
	}
	sound(t, d)
}
