package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/jobs"
	"lianban/internal/testworld"
)

type letter struct{ To string }

const (
	post  jobs.Kind[letter] = "test.post"
	night jobs.Kind[letter] = "test.night"
)

// desk counts what was done, by argument.
type desk struct {
	mu   sync.Mutex
	done map[string]int
}

func (d *desk) did(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done == nil {
		d.done = map[string]int{}
	}
	d.done[what]++
}

func (d *desk) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return fmt.Sprint(d.done)
}

// handle does the job and counts it after the commit.
func (d *desk) handle(tx *db.Tx, _ jobs.Job, l letter) error {
	tx.After(func() { d.did(l.To) })
	return nil
}

func put(t *testing.T, s *db.DB, centre int64, key string, at clock.Instant, to string) (id int64) {
	t.Helper()
	err := s.Write(t.Context(), centre, func(tx *db.Tx) (err error) {
		id, err = jobs.Put(tx, post, key, at, letter{to})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func job(t *testing.T, s *db.DB, id int64) (j jobs.Job) {
	t.Helper()
	err := s.Read(t.Context(), 1, func(tx *db.Tx) (err error) {
		j, err = jobs.One(tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func once(t *testing.T, p *jobs.Pool) int {
	t.Helper()
	n, err := p.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// claimed is a job in the hands of an owner that does nothing more: it died.
func claimed(t *testing.T, p *jobs.Pool) jobs.Job {
	t.Helper()
	all, err := p.Claim(t.Context(), 1)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d claimed, %v", len(all), err)
	}
	return all[0]
}

func TestAJobRunsOnceAfterTheCommitAndNeverWithoutOne(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		p, d := jobs.New(s, jobs.Options{}), &desk{}
		jobs.Handle(p, post, d.handle)
		put(t, s, 1, "", 0, "now")
		put(t, s, 1, "", c.Now().Add(time.Hour), "later")
		undone := errors.New("undone")
		if err := s.Write(t.Context(), 1, func(tx *db.Tx) error {
			_, err := jobs.Put(tx, post, "", 0, letter{"never"})
			return errors.Join(err, undone)
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if n := once(t, p); n != 1 || d.String() != "map[now:1]" {
			t.Fatalf("%d begun, %s", n, d)
		}
		c.Advance(time.Hour)
		if n := once(t, p) + once(t, p); n != 1 || d.String() != "map[later:1 now:1]" {
			t.Fatalf("%d begun, %s", n, d)
		}
	})
}

func TestAKeyStandsOnceOnTheListAndAJobMayPutItsSuccessor(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		p, d := jobs.New(s, jobs.Options{}), &desk{}
		jobs.Handle(p, post, func(tx *db.Tx, j jobs.Job, l letter) error {
			if l.To == "first" {
				if id, err := jobs.Put(tx, post, j.Key, 0, letter{"successor"}); err != nil || id == 0 {
					return fmt.Errorf("no successor: %d, %w", id, err)
				}
			}
			return d.handle(tx, j, l)
		})
		if a, b := put(t, s, 1, "k", 0, "first"), put(t, s, 1, "k", 0, "second"); a == 0 || b != 0 {
			t.Fatalf("ids %d and %d", a, b)
		}
		put(t, s, 2, "k", 0, "other centre")
		once(t, p)
		if d.String() != "map[first:1 other centre:1 successor:1]" {
			t.Fatal(d)
		}
		if id := put(t, s, 1, "k", 0, "again"); id == 0 {
			t.Fatal("a finished job still holds its key")
		}
	})
}

func TestAFailingJobBacksOffIsDiscardedAndRunsAgainWhenAPersonSaysSo(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		told := 0
		p := jobs.New(s, jobs.Options{Limit: 3, Failed: func(context.Context, jobs.Job, error) { told++ }})
		d, sick := &desk{}, true
		jobs.Handle(p, post, func(tx *db.Tx, j jobs.Job, l letter) error {
			if sick && j.Attempt == 2 {
				panic("at the disco")
			} else if sick {
				return errors.New("no paper")
			}
			return d.handle(tx, j, l)
		})
		id := put(t, s, 1, "k", 0, "x")
		for i, want := range []jobs.State{jobs.Retryable, jobs.Retryable, jobs.Discarded} {
			if n := once(t, p); n != 1 {
				t.Fatalf("attempt %d: %d begun", i+1, n)
			}
			j := job(t, s, id)
			if j.State != want || j.Attempt != i+1 || j.Error == "" || want == jobs.Retryable && j.Next != c.Now().Add(jobs.Backoff(i+1)) {
				t.Fatalf("attempt %d: %+v", i+1, j)
			}
			if n := once(t, p); n != 0 {
				t.Fatalf("attempt %d: ran again before its time", i+1)
			}
			c.Advance(jobs.Backoff(i + 1))
		}
		if j := job(t, s, id); told != 3 || j.Ended == 0 || j.Next != 0 {
			t.Fatalf("told %d times, %+v", told, j)
		}
		retry := func() error { return s.Write(t.Context(), 1, func(tx *db.Tx) error { return jobs.Retry(tx, id) }) }
		other := put(t, s, 1, "k", c.Now().Add(time.Hour), "y")
		if err := retry(); !errs.Is(err, errs.Conflict) {
			t.Fatalf("two of one key: %v", err)
		}
		sick = false
		c.Advance(time.Hour)
		if n := once(t, p); n != 1 || job(t, s, other).State != jobs.Completed {
			t.Fatal("the other did not run")
		}
		if err := retry(); err != nil {
			t.Fatal(err)
		}
		if n := once(t, p); n != 1 || d.String() != "map[x:1 y:1]" || job(t, s, id).Attempt != 1 {
			t.Fatalf("%d begun, %s, %+v", n, d, job(t, s, id))
		}
		if err := retry(); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a retry of what is done: %v", err)
		}
	})
}

func TestBackoffDoublesUpToAnHour(t *testing.T) {
	for attempt, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second,
		10: 2560 * time.Second, 11: time.Hour, 99: time.Hour} {
		if got := jobs.Backoff(attempt); got != want {
			t.Errorf("after %d: %s, want %s", attempt, got, want)
		}
	}
}

func TestWhoeverDiesIsFollowedAndCanNeitherCompleteNorFailTheJobAnyMore(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		p, d := jobs.New(s, jobs.Options{}), &desk{}
		jobs.Handle(p, post, d.handle)
		id := put(t, s, 1, "", 0, "x")
		dead := claimed(t, p)
		c.Advance(time.Minute - time.Second)
		if n := once(t, p); n != 0 {
			t.Fatal("taken before the lease was over")
		}
		c.Advance(time.Second)
		if n := once(t, p); n != 1 || d.String() != "map[x:1]" {
			t.Fatalf("%d begun, %s", n, d)
		}
		before := job(t, s, id)
		err := p.Complete(t.Context(), dead, func(*db.Tx) error {
			t.Error("the dead worked")
			return nil
		})
		if !errors.Is(err, jobs.ErrLost) {
			t.Errorf("the dead completed: %v", err)
		}
		p.Fail(dead, errors.New("too late"))
		if after := job(t, s, id); after != before || after.State != jobs.Completed || after.Attempt != 2 {
			t.Errorf("changed from %+v to %+v", before, after)
		}
	})
}

func TestAJobThatKillsItsOwnersIsDiscardedInTheEnd(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		p := jobs.New(s, jobs.Options{Limit: 2})
		jobs.Handle(p, post, func(*db.Tx, jobs.Job, letter) error {
			t.Error("it ran")
			return nil
		})
		id := put(t, s, 1, "", 0, "x")
		for range 2 {
			claimed(t, p)
			c.Advance(time.Minute)
		}
		once(t, p)
		if j := job(t, s, id); j.State != jobs.Discarded || !strings.Contains(j.Error, "never ended") {
			t.Fatalf("%+v", j)
		}
	})
}

func TestALongCallKeepsItsLeaseAndStopsWhenItIsLost(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		slow, quick := jobs.New(s, jobs.Options{Lease: 30 * time.Millisecond}), jobs.New(s, jobs.Options{})
		var begun, lost = make(chan struct{}, 1), make(chan error, 1)
		jobs.Call(slow, post, func(ctx context.Context, _ jobs.Job, _ letter) (string, error) {
			begun <- struct{}{}
			<-ctx.Done()
			lost <- context.Cause(ctx)
			return "mine", nil
		}, func(*db.Tx, jobs.Job, letter, string) error {
			t.Error("whoever lost the lease finished")
			return nil
		})
		d := &desk{}
		jobs.Call(quick, post, func(context.Context, jobs.Job, letter) (string, error) { return "theirs", nil },
			func(tx *db.Tx, _ jobs.Job, l letter, r string) error {
				tx.After(func() { d.did(l.To + " " + r) })
				return nil
			})
		id := put(t, s, 1, "", 0, "x")
		slow.Start()
		<-begun
		// The lease is kept for longer than it was given for …
		for kept := job(t, s, id).Next; job(t, s, id).Next <= kept; {
			c.Advance(10 * time.Millisecond)
		}
		// … until the machine sleeps and another follows.
		for d.String() == "map[]" {
			c.Advance(time.Second)
			once(t, quick)
		}
		if err := <-lost; !errors.Is(err, jobs.ErrLost) {
			t.Errorf("ended by %v", err)
		}
		if err := slow.Stop(); err != nil {
			t.Error(err)
		}
		if j := job(t, s, id); d.String() != "map[x theirs:1]" || j.State != jobs.Completed || j.Error != "" {
			t.Errorf("%s, %+v", d, j)
		}
	})
}

func TestSixtyFourClaimersDoNoJobTwice(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, _ *clock.Fixed) {
		d := &desk{}
		var all []*jobs.Pool
		for range 8 {
			p := jobs.New(s, jobs.Options{Workers: 8, Poll: time.Millisecond})
			jobs.Handle(p, post, d.handle)
			all = append(all, p)
		}
		const n = 300
		for i := range n {
			put(t, s, int64(1+i%2), "", 0, fmt.Sprint(i))
		}
		var wg sync.WaitGroup
		for _, p := range all {
			wg.Go(func() {
				if _, err := p.Once(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		once(t, all[0]) // what was in another's hands when the last of them looked
		if len(d.done) != n {
			t.Errorf("%d of %d done", len(d.done), n)
		}
		for what, times := range d.done {
			if times != 1 {
				t.Errorf("%s done %d times", what, times)
			}
		}
	})
}

func TestAStartedPoolIsWokenByWhatIsPutAndStopWaitsForWhatRuns(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, _ *clock.Fixed) {
		p, d := jobs.New(s, jobs.Options{Poll: time.Hour, Grace: time.Second}), &desk{}
		begun, goOn := make(chan struct{}), make(chan struct{})
		jobs.Call(p, post, func(context.Context, jobs.Job, letter) (int, error) {
			close(begun)
			<-goOn
			return 0, nil
		}, func(tx *db.Tx, j jobs.Job, l letter, _ int) error { return d.handle(tx, j, l) })
		beaten := make(chan struct{}, 9)
		p.Beat("test", time.Hour, func(context.Context) error {
			beaten <- struct{}{}
			return nil
		})
		p.Start()
		<-beaten
		id := put(t, s, 1, "", 0, "x")
		<-begun
		if err := p.Stop(); err == nil {
			t.Fatal("stopped while something ran")
		}
		close(goOn)
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}
		if j := job(t, s, id); j.State != jobs.Completed || d.String() != "map[x:1]" {
			t.Errorf("%+v, %s", j, d)
		}
		put(t, s, 1, "", 0, "nobody does this")
		if len(beaten) != 0 {
			t.Error("the beat came before its hour")
		}
	})
}

func TestAJobNobodyDoesWaitsForThoseWhoMight(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, _ *clock.Fixed) {
		p := jobs.New(s, jobs.Options{})
		id := put(t, s, 1, "", 0, "x")
		once(t, p)
		if j := job(t, s, id); j.State != jobs.Retryable || !strings.Contains(j.Error, "nobody does") {
			t.Errorf("%+v", j)
		}
	})
}
