package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

var (
	qTogetherPut = db.Q("db.test_together_put", `insert into db_command (centre_id, key, action, actor, input, answer, at)
		values ($1, $2, '', '', '', '', $3)`)
	qTogetherAt = db.Q("db.test_together_at", `select at from db_command where centre_id = $1 and key = $2`)
)

func TestManyCommandsInOneCommitKeepTheirOwnInstantAndTheirOwnRefusal(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		first, after := c.Now(), 0
		put := func(ctx context.Context, key string, fail error) error {
			return d.Write(ctx, 1, func(tx *db.Tx) error {
				tx.After(func() { after++ })
				return errors.Join(tx.Must1(qTogetherPut, tx.Centre, key, tx.Now), fail)
			})
		}
		refused := errs.New(errs.Conflict, "error.conflict")
		err := d.Together(t.Context(), 1, func(ctx context.Context) error {
			if err := put(ctx, "a", nil); err != nil {
				return err
			}
			c.Advance(time.Minute)
			if err := put(ctx, "b", refused); !errs.Is(err, errs.Conflict) {
				t.Errorf("the refusal is lost: %v", err)
			}
			if err := put(ctx, "c", nil); err != nil {
				return err
			}
			if at := kept(t, ctx, d, "a"); at != first {
				t.Errorf("a step does not see the one before it: %s", at)
			}
			if after != 0 {
				t.Error("after-commit work ran before the commit")
			}
			return nil
		})
		if err != nil || after != 2 {
			t.Fatalf("%d ran after the commit, %v", after, err)
		}
		for key, want := range map[string]clock.Instant{"a": first, "b": 0, "c": first.Add(time.Minute)} {
			if at := kept(t, t.Context(), d, key); at != want {
				t.Errorf("%s is at %s, want %s", key, at, want)
			}
		}
		err = d.Together(t.Context(), 1, func(ctx context.Context) error {
			return errors.Join(put(ctx, "d", nil), refused)
		})
		if !errs.Is(err, errs.Conflict) || kept(t, t.Context(), d, "d") != 0 || after != 2 {
			t.Errorf("what failed has left something behind: %v", err)
		}
	})
}

func kept(t *testing.T, ctx context.Context, d *db.DB, key string) (at clock.Instant) {
	t.Helper()
	err := d.Read(ctx, 1, func(tx *db.Tx) (err error) {
		at, _, err = db.Find(tx, qTogetherAt, db.Value[clock.Instant], tx.Centre, key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}
