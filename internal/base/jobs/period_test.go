package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/jobs"
	"lianban/internal/testworld"
)

func TestAPeriodComesOnceInEveryCentreHoweverManyProcessesRun(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		d := &desk{}
		pool := func() *jobs.Pool {
			p := jobs.New(s, jobs.Options{Centres: func(context.Context) ([]int64, error) { return []int64{1, 2}, nil }})
			jobs.Handle(p, night, func(tx *db.Tx, _ jobs.Job, _ letter) error {
				tx.After(func() { d.did(fmt.Sprintf("%d %s", tx.Centre, tx.Now.Format("01-02 15:04"))) })
				return nil
			})
			jobs.Every(p, night, jobs.Daily(2, 0), letter{})
			return p
		}
		for _, at := range []string{"2026-11-23 10:20", "2026-11-23 23:59", "2026-11-24 01:59", "2026-11-24 02:00", "2026-11-24 02:01",
			"2026-11-23 12:00", "2026-11-27 09:00", "2026-11-27 09:30"} {
			c.Set(clock.Must(at))
			var wg sync.WaitGroup
			for range 4 { // each a process of its own, just started
				p := pool()
				wg.Go(func() {
					if _, err := p.Once(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			once(t, pool())
		}
		want := "map[1 11-23 10:20:1 1 11-24 02:00:1 1 11-27 09:00:1 2 11-23 10:20:1 2 11-24 02:00:1 2 11-27 09:00:1]"
		if d.String() != want {
			t.Errorf("got  %s\nwant %s", d, want)
		}
	})
}

func TestFinishedJobsGoAfterTheirTimeAndTheListTellsWhatThereIs(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, s *db.DB, c *clock.Fixed) {
		p := jobs.New(s, jobs.Options{Limit: 1, Centres: func(context.Context) ([]int64, error) { return []int64{1}, nil }})
		jobs.Handle(p, post, func(_ *db.Tx, _ jobs.Job, l letter) error {
			if l.To == "bad" {
				return errors.New("bad")
			}
			return nil
		})
		put(t, s, 1, "", 0, "good")
		put(t, s, 1, "", 0, "bad")
		put(t, s, 2, "", 0, "good")
		once(t, p)
		put(t, s, 1, "", c.Now().Add(500*time.Hour*24), "waits")
		look := func() (counts string, listed int) {
			err := s.Read(t.Context(), 1, func(tx *db.Tx) error {
				n, err := jobs.Count(tx)
				all, err2 := jobs.List(tx, jobs.Filter{Kind: string(post), Limit: 2})
				wrong, err3 := jobs.Verify(tx)
				counts, listed = fmt.Sprint(n), len(all)
				if len(wrong) > 0 {
					t.Error(wrong)
				}
				return errors.Join(err, err2, err3)
			})
			if err != nil {
				t.Fatal(err)
			}
			return counts, listed
		}
		if counts, listed := look(); counts != "map[available:1 completed:2 discarded:1]" || listed != 2 {
			t.Errorf("%s, %d listed", counts, listed)
		}
		c.Advance(8 * 24 * time.Hour)
		once(t, p)
		if counts, _ := look(); counts != "map[available:1 completed:1 discarded:1]" { // the cleaning of today
			t.Error(counts)
		}
		c.Advance(70 * 24 * time.Hour)
		once(t, p)
		if counts, _ := look(); counts != "map[available:1 completed:1]" {
			t.Error(counts)
		}
	})
}
