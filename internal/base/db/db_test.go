package db_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

var (
	qPut = db.Q("test.put", `insert into db_command (centre_id, key, action, actor, input, answer, at)
		values ($1, $2, '', '', '', $3, 0)`)
	qCount = db.Q("test.count", `select count(*) from db_command where centre_id = $1`)
	qList  = db.Q("test.list", `select key from db_command where centre_id = $1 and cast(answer as bigint) in @ints($2) order by key`)
)

func put(tx *db.Tx, key, answer string) error {
	_, err := tx.Exec(qPut, tx.Centre, key, answer)
	return err
}

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.Read(t.Context(), 1, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, qCount, db.Value[int64], tx.Centre)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFailedOperationLeavesNothingAndRunsNoAfterwards(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		after := 0
		wrong := errors.New("no")
		err := d.Write(t.Context(), 1, func(tx *db.Tx) error {
			tx.After(func() { after++ })
			if err := put(tx, "a", "1"); err != nil {
				return err
			}
			return wrong
		})
		if !errors.Is(err, wrong) || after != 0 || count(t, d) != 0 {
			t.Fatalf("err %v, afterwards %d, rows %d", err, after, count(t, d))
		}
	})
}

func TestAPanicIsInternalAndRollsBack(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		err := d.Write(t.Context(), 1, func(tx *db.Tx) error {
			if err := put(tx, "a", "1"); err != nil {
				return err
			}
			panic("boom")
		})
		if !errs.Is(err, errs.Internal) || count(t, d) != 0 {
			t.Fatalf("err %v, rows %d", err, count(t, d))
		}
		if err := d.Write(t.Context(), 1, func(tx *db.Tx) error { return put(tx, "b", "1") }); err != nil {
			t.Fatalf("the store does not go on after a panic: %v", err)
		}
	})
}

func TestOneFailureInAGroupDoesNotTouchTheOthers(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		var wg sync.WaitGroup
		var ok atomic.Int64
		for i := range 200 {
			wg.Go(func() {
				// Every key is put twice: exactly one of each pair may succeed.
				err := d.Write(t.Context(), 1, func(tx *db.Tx) error { return put(tx, fmt.Sprint(i/2), "1") })
				if err == nil {
					ok.Add(1)
				} else if db.KindOf(err) != db.Unique {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if ok.Load() != 100 || count(t, d) != 100 {
			t.Fatalf("%d acknowledged, %d there, want 100 of each", ok.Load(), count(t, d))
		}
	})
}

func TestACommandIsCarriedOutOnceAndAnsweredTheSameAgain(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		ctx := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "take", Actor: "7", Input: "x"})
		runs := 0
		do := func() (int64, error) {
			return db.Do(ctx, d, 1, func(tx *db.Tx) (int64, error) {
				runs++
				return int64(40 + runs), nil
			})
		}
		first, err1 := do()
		again, err2 := do()
		if err1 != nil || err2 != nil || first != again || runs != 1 {
			t.Fatalf("answers %d and %d (%v, %v) after %d runs", first, again, err1, err2, runs)
		}
		other := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "take", Actor: "7", Input: "y"})
		_, err := db.Do(other, d, 1, func(*db.Tx) (int64, error) { return 0, nil })
		if !errs.Is(err, errs.Conflict) {
			t.Fatalf("the same id with another input: %v", err)
		}
	})
}

func TestTheSameCommandManyTimesAtOnceHasOneEffect(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		for round := range 10 {
			ctx := db.WithCommand(t.Context(), db.Command{Key: fmt.Sprint("k", round)})
			var wg sync.WaitGroup
			answers := make([]int64, 16)
			for i := range answers {
				wg.Go(func() {
					n, err := db.Do(ctx, d, 2, func(tx *db.Tx) (int64, error) { return tx.NewID(), nil })
					if err != nil {
						t.Error(err)
					}
					answers[i] = n
				})
			}
			wg.Wait()
			for _, n := range answers {
				if n != answers[0] {
					t.Fatalf("round %d: different answers %v", round, answers)
				}
			}
		}
	})
}

func TestAWrongNumberOfArgumentsIsRefusedBeforeTheEngineSeesIt(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		err := d.Write(t.Context(), 1, func(tx *db.Tx) error {
			_, err := tx.Exec(qPut, tx.Centre, "a", "1", "surplus")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "wants 3 arguments, got 4") {
			t.Fatal(err)
		}
	})
}

func TestAListOfNumbersSelectsTheSameRowsOnBothEngines(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		var got []string
		err := d.Write(t.Context(), 1, func(tx *db.Tx) error {
			for _, n := range []string{"1", "2", "30"} {
				if err := put(tx, "k"+n, n); err != nil {
					return err
				}
			}
			var err error
			got, err = db.Rows(tx, qList, db.Value[string], tx.Centre, db.Ints([]int64{2, 30, 99}))
			return err
		})
		if err != nil || strings.Join(got, ",") != "k2,k30" {
			t.Fatal(got, err)
		}
	})
}

func TestReadingTransactionsCannotWrite(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		err := d.Read(t.Context(), 1, func(tx *db.Tx) error { return put(tx, "a", "1") })
		if err == nil || count(t, d) != 0 {
			t.Fatal("a reading transaction wrote")
		}
	})
}

func TestASecondProcessOnTheSameDataIsRefused(t *testing.T) {
	dir := t.TempDir()
	c := clock.At(testworld.Monday)
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: c}); !errs.Is(err, errs.Unavailable) {
		t.Fatalf("the second was let in: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err = db.Open(t.Context(), db.Options{Dir: dir, Clock: c})
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	_ = d.Close()
}

func TestASecondProcessOnTheSamePostgresIsRefused(t *testing.T) {
	url := testworld.Database(t)
	c := clock.At(testworld.Monday)
	d, err := db.Open(t.Context(), db.Options{Database: url, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := db.Open(t.Context(), db.Options{Database: url, Clock: c}); !errs.Is(err, errs.Unavailable) {
		t.Fatalf("the second was let in: %v", err)
	}
}

func TestEveryStatementIsPreparedByBothEngines(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		for _, s := range db.All() {
			st, err := d.Pool().PrepareContext(t.Context(), s.Text(d.Engine))
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			_ = st.Close()
		}
	})
}
