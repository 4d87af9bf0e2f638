package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// asker may do what is listed.
type asker []string

func (a asker) Ref() string { return "account:7" }

func (a asker) Allow(action string) error {
	for _, x := range a {
		if x == action {
			return nil
		}
	}
	return errs.New(errs.Forbidden, "error.forbidden")
}

var all = asker{"ledger.read", "ledger.export", "person.erase"}

const centre, other int64 = 1, 2

func write(t testing.TB, d *db.DB, centre int64, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), centre, f); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, d *db.DB, centre int64, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(context.Background(), centre, f); err != nil {
		t.Fatal(err)
	}
}

// happen appends n events about tickets.
func happen(t testing.TB, d *db.DB, centre int64, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	write(t, d, centre, func(tx *db.Tx) error {
		for i := range n {
			if err := event(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func event(tx *db.Tx, i int) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: "account:7", Verb: "ticket.called", Article: "11",
		Subject: ledger.Of("ticket", int64(i+1)), Also: []ledger.Subject{ledger.Of("window", 31), ledger.Of("person", 0)},
		Facts: map[string]any{"no": fmt.Sprintf("A%03d", i), "name": "阿依夏木·买买提 <窗口> & \",\"at\":\"1999-01-01", "n": i}})
	return err
}

func seal(t testing.TB, s *ledger.Service, centre int64) int {
	t.Helper()
	n, err := s.Seal(context.Background(), centre)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func since(t testing.TB, d *db.DB, centre, seq int64) (out []ledger.Entry) {
	t.Helper()
	read(t, d, centre, func(tx *db.Tx) (err error) { out, err = ledger.Since(tx, seq, 10000); return err })
	return out
}

// sound demands that the ledger violates nothing.
func sound(t testing.TB, d *db.DB, centre int64) {
	t.Helper()
	read(t, d, centre, func(tx *db.Tx) error {
		faults, err := ledger.Verify(tx)
		if len(faults) > 0 {
			t.Errorf("violations: %s", strings.Join(faults, "; "))
		}
		return err
	})
}

func TestEventsAreNumberedInOrderOncePerCentre(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		var told []int64
		s := &ledger.Service{Store: d, Touch: func(_, seq int64) { told = append(told, seq) }}
		happen(t, d, centre, 600) // more than two slices
		happen(t, d, other, 3)
		if got := since(t, d, centre, 0); len(got) != 0 {
			t.Fatal("unsealed events are replayed")
		}
		if err := s.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := since(t, d, centre, 0)
		if len(got) != 600 || len(since(t, d, other, 0)) != 3 || told[len(told)-1] != 3 {
			t.Fatalf("%d events, told %v", len(got), told)
		}
		for i, e := range got {
			if e.Seq != int64(i+1) || i > 0 && e.ID <= got[i-1].ID {
				t.Fatalf("event %d has the number %d", i+1, e.Seq)
			}
		}
		if rest := since(t, d, centre, 598); len(rest) != 2 || rest[0].Seq != 599 {
			t.Fatal("the feed does not go on where it was left")
		}
		if n := seal(t, s, centre); n != 0 {
			t.Fatalf("%d events were sealed twice", n)
		}
		c.Advance(2 * time.Minute)
		happen(t, d, centre, 1)
		seal(t, s, centre)
		sound(t, d, centre)
		sound(t, d, other)
	})
}

func TestManyWritersAndSealersLoseNothing(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		s := &ledger.Service{Store: d}
		const writers, each = 8, 40
		var wg, sealers sync.WaitGroup
		stop := make(chan struct{})
		for range 3 {
			sealers.Go(func() {
				for {
					if _, err := s.Sign(context.Background(), centre); err != nil {
						t.Error(err)
						return
					}
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := d.Write(context.Background(), centre, func(tx *db.Tx) error { return event(tx, w*each+i) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		close(stop)
		sealers.Wait()
		seal(t, s, centre)
		got := since(t, d, centre, 0)
		seen := map[int64]bool{}
		for i, e := range got {
			if e.Seq != int64(i+1) || seen[e.ID] {
				t.Fatalf("place %d: number %d, event %d", i+1, e.Seq, e.ID)
			}
			seen[e.ID] = true
		}
		if len(got) != writers*each {
			t.Fatalf("%d of %d events were sealed", len(got), writers*each)
		}
		sound(t, d, centre)
	})
}

// On PostgreSQL a transaction may commit after one whose ids are larger. It gets a later number; no sealed number moves.
func TestALateCommitGetsALaterNumber(t *testing.T) {
	d := testworld.Open(t, db.Postgres, clock.At(testworld.Monday))
	s := &ledger.Service{Store: d}
	wrote, let, done := make(chan struct{}, 10), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- d.Write(context.Background(), centre, func(tx *db.Tx) error {
			err := event(tx, 1)
			wrote <- struct{}{}
			<-let
			return err
		})
	}()
	<-wrote
	happen(t, d, centre, 2)
	if n := seal(t, s, centre); n != 2 {
		t.Fatalf("%d sealed", n)
	}
	close(let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	seal(t, s, centre)
	got := since(t, d, centre, 0)
	if len(got) != 3 || got[2].ID >= got[0].ID || got[2].Seq != 3 {
		t.Fatalf("%v", got)
	}
	sound(t, d, centre)
}

func TestTheTimelineOfASubjectIsNewestFirst(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		for i := range 3 {
			write(t, d, centre, func(tx *db.Tx) error { return event(tx, i) })
			c.Advance(24 * time.Hour)
		}
		happen(t, d, other, 1)
		read(t, d, centre, func(tx *db.Tx) error {
			window, err := ledger.Timeline(tx, ledger.Of("window", 31), 2)
			if err != nil || len(window) != 2 || window[0].At <= window[1].At {
				t.Errorf("%v %v", window, err)
			}
			person, err := ledger.Timeline(tx, ledger.Of("person", 0), 2)
			if err != nil || len(person) != 0 {
				t.Errorf("nobody has a timeline: %v %v", person, err)
			}
			days, err := ledger.Days(tx, clock.MustDay("2026-11-23"), clock.MustDay("2026-11-24"))
			if err != nil || len(days) != 2 || days[0].Day != clock.MustDay("2026-11-23") || days[1].Events != 1 {
				t.Errorf("%v %v", days, err)
			}
			return nil
		})
	})
}

// A day of the hall begins at its midnight, not at Greenwich's.
func TestEventsAreCountedByTheDaysOfTheHall(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		for _, at := range []string{"2026-11-23 23:59:59", "2026-11-24 00:00:00", "2026-11-24 07:59:59"} {
			c.Set(clock.Must(at))
			happen(t, d, centre, 1)
		}
		read(t, d, centre, func(tx *db.Tx) error {
			days, err := ledger.Days(tx, clock.MustDay("2026-11-01"), clock.MustDay("2026-11-30"))
			if err != nil || len(days) != 2 || days[0].Events != 1 || days[1].Events != 2 || days[1].Day.String() != "2026-11-24" {
				t.Errorf("%v %v", days, err)
			}
			return nil
		})
	})
}

func TestACheckpointIsSignedEachMinuteInWhichSomethingHappened(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		s := &ledger.Service{Store: d}
		last := func() (note string, at clock.Instant) {
			read(t, d, centre, func(tx *db.Tx) (err error) { note, at, err = ledger.LastCheckpoint(tx); return err })
			return note, at
		}
		for i := range 125 { // two minutes, an event and a sealing each second
			happen(t, d, centre, 1)
			seal(t, s, centre)
			_, at := last()
			if age := c.Now().Sub(at); age >= time.Minute {
				t.Fatalf("second %d: the checkpoint is %s old", i, age)
			}
			c.Advance(time.Second)
		}
		before, _ := last()
		c.Advance(time.Hour)
		if err := s.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, at := last()
		if after == before {
			t.Error("the last events stay unsigned")
		}
		c.Advance(time.Hour)
		seal(t, s, centre)
		if again, _ := last(); again != after {
			t.Error("nothing happened and something was signed")
		}
		c.Set(at.Add(-30 * time.Minute)) // the clock is set back
		happen(t, d, centre, 1)
		seal(t, s, centre)
		if _, now := last(); now < at {
			t.Error("a checkpoint is older than the one before it")
		}
		sound(t, d, centre)
	})
}
