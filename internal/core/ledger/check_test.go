package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/core/ledger/proof"
	"lianban/internal/testworld"
)

// What somebody with the database in hand may do to it, and what verify says then.
var damages = map[string]struct {
	do   *db.Stmt
	args []any
	want string
}{
	"a record changed": {db.Q("ledger.test_d1", `update ledger_event set record = replace(record, 'A003', 'A004')
		where centre_id = $1 and seq = $2`), []any{4}, "is not what its digest says"},
	"record and digest changed": {db.Q("ledger.test_d2", `update ledger_event set record = '{}', digest = $3
		where centre_id = $1 and seq = $2`), []any{4, leafOf("{}")}, "not those that were signed"},
	"an event deleted": {db.Q("ledger.test_d3", `delete from ledger_event where centre_id = $1 and seq = $2`), []any{4}, "where 4 is due"},
	"the last ones deleted": {db.Q("ledger.test_d4", `delete from ledger_event where centre_id = $1 and seq > $2`), []any{4},
		"a checkpoint over 600 events was signed, there are 4"},
	"numbers swapped": {db.Q("ledger.test_d5", `update ledger_event set seq = case seq when $2 then 100000 else seq end
		where centre_id = $1`), []any{4}, "where 4 is due"},
	"the tree changed": {db.Q("ledger.test_d6", `update ledger_tree set size = size - $2 where centre_id = $1`), []any{1}, "the tree has"},
	"a checkpoint moved": {db.Q("ledger.test_d7", `update ledger_checkpoint set size = size - $2 where centre_id = $1`), []any{1},
		"under another number"},
	"a checkpoint forged": {db.Q("ledger.test_d8", `update ledger_checkpoint set note = replace(note, $2, '+09:00') where centre_id = $1`),
		[]any{"+08:00"}, "is not signed"},
	"the keys forgotten": {db.Q("ledger.test_d9", `delete from ledger_key where centre_id = $1 and at > $2`), []any{0}, "is not signed"},
	"an open event changed": {db.Q("ledger.test_d10", `update ledger_event set record = '{}' where centre_id = $1 and seq = $2`), []any{0},
		"is not what its digest says"},
	"an open event deleted": {db.Q("ledger.test_d11", `delete from ledger_event where centre_id = $1 and seq = $2`), []any{0}, "timelines show"},
}

// leafOf stands for the digest of a record in the suite of the test.
type leafOf string

func (l leafOf) in(s crypt.Suite) string { return fmt.Sprintf("%x", proof.LeafOf(s, []byte(l))) }

func TestVerifyNamesEveryDamageToTheTables(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		s := &ledger.Service{Store: d}
		happen(t, d, centre, 600)
		seal(t, s, centre)
		c.Advance(time.Second)
		happen(t, d, centre, 1)
		sound(t, d, centre)
		for name, damage := range damages {
			back := errors.New("back")
			args := []any{centre}
			for _, a := range damage.args {
				if l, ok := a.(leafOf); ok {
					a = l.in(d.Keys().Suite())
				}
				args = append(args, a)
			}
			err := d.Write(t.Context(), centre, func(tx *db.Tx) error {
				if n, err := tx.Exec(damage.do, args...); err != nil || n == 0 {
					t.Errorf("%s: %d rows, %v", name, n, err)
				}
				faults, err := ledger.Verify(tx)
				if err != nil || !strings.Contains(strings.Join(faults, "; "), damage.want) {
					t.Errorf("%s: want %q, got %v %v", name, damage.want, faults, err)
				}
				return back
			})
			if !errors.Is(err, back) {
				t.Fatal(err)
			}
		}
		sound(t, d, centre)
	})
}

func TestADamagedEventIsNotSealed(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		s := &ledger.Service{Store: d}
		happen(t, d, centre, 3)
		happen(t, d, other, 1)
		write(t, d, centre, func(tx *db.Tx) error {
			_, err := tx.Exec(damages["an open event changed"].do, tx.Centre, 0)
			return err
		})
		if err := s.SealAll(t.Context()); err == nil || !strings.Contains(err.Error(), "is damaged") {
			t.Fatal(err)
		}
		if len(since(t, d, centre, 0)) != 0 || len(since(t, d, other, 0)) != 1 {
			t.Error("the damaged centre was sealed, or the sound one was held up")
		}
	})
}

func TestForeignKeysDoNotGoOnWithALedgerAndRotatedOnesDo(t *testing.T) {
	c := clock.At(testworld.Monday)
	dir := t.TempDir()
	open := func(k *crypt.Keys) (*db.DB, *ledger.Service) {
		d, err := db.Open(t.Context(), db.Options{Dir: dir, Clock: c, Keys: k})
		if err != nil {
			t.Fatal(err)
		}
		return d, &ledger.Service{Store: d}
	}
	keys, foreign := testworld.Keys(t), testworld.Keys(t)
	d, s := open(keys)
	happen(t, d, centre, 2)
	_, held := export(t, s)
	if err := keys.Rotate(crypt.Signing); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Hour)
	if err := s.Ready(context.Background(), centre); err != nil {
		t.Fatal(err)
	}
	happen(t, d, centre, 2)
	files, _ := export(t, s)
	r := verify(t, files, proof.Known{Held: []string{held.Checkpoint}})
	if len(r.Faults) > 0 || r.Held != 1 || strings.Count(string(files[proof.KeysFile].Data), "\n") != 2 {
		t.Errorf("after a rotation: %+v", r)
	}
	sound(t, d, centre)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, s = open(foreign)
	defer d.Close()
	if err := s.Ready(context.Background(), centre); err == nil {
		t.Error("foreign keys are ready to go on")
	}
	c.Advance(time.Hour)
	happen(t, d, centre, 1)
	if _, err := s.Seal(context.Background(), centre); err == nil || !strings.Contains(err.Error(), "other keys") {
		t.Errorf("foreign keys signed: %v", err)
	}
	if err := s.Ready(context.Background(), other); err != nil {
		t.Errorf("a new centre: %v", err)
	}
}

func TestOneEventIsProvenWithoutTheOthers(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		s := &ledger.Service{Store: d}
		happen(t, d, centre, 1300) // subtrees of 1,024 and 256 are kept as nodes
		seal(t, s, centre)
		c.Advance(time.Second)
		happen(t, d, centre, 1)
		seal(t, s, centre) // sealed, not signed
		events := since(t, d, centre, 0)
		public, _ := d.Keys().Public()
		keys := []proof.Key{{Origin: "lianban/centre/1", Public: public}}
		read(t, d, centre, func(tx *db.Tx) error {
			for _, i := range []int{0, 1, 255, 256, 700, 1023, 1024, 1279, 1280, 1298, 1299} {
				one, err := ledger.Prove(tx, events[i].ID)
				if err != nil {
					t.Fatal(err)
				}
				if at, err := one.Verify(keys); err != nil || at.Size != 1300 || one.Seq != int64(i+1) || len(one.Path) > 11 {
					t.Errorf("event %d: %v", i, err)
				}
				one.Record = strings.Replace(one.Record, "called", "missed", 1)
				if _, err := one.Verify(keys); err == nil {
					t.Errorf("event %d: another record is proven", i)
				}
			}
			if _, err := ledger.Prove(tx, events[1300].ID); !errors.Is(err, ledger.ErrNotSigned) {
				t.Errorf("an unsigned event is proven: %v", err)
			}
			return nil
		})
	})
}
