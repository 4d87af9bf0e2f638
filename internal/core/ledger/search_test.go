package ledger_test

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// happened fills two centres with three days of events.
func happened(t *testing.T, d *db.DB, c *clock.Fixed) {
	t.Helper()
	put := func(centre int64, actor, verb string, about ...ledger.Subject) {
		err := d.Write(t.Context(), centre, func(tx *db.Tx) error {
			_, err := ledger.Append(tx, ledger.Event{Actor: actor, Verb: verb, Subject: about[0], Also: about[1:],
				Facts: map[string]any{"n": 1}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		put(1, "account:7", "account.closed", ledger.Of("account", 9), ledger.Of("person", 5))
		put(1, "account:8", "ticket.called", ledger.Of("ticket", 3))
		put(2, "account:7", "account.closed", ledger.Of("account", 9))
		c.Advance(24 * time.Hour)
	}
}

func TestTheSearchNarrowsBySubjectActorVerbAndDayAndTurnsPages(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		happened(t, d, c)
		search := func(q ledger.Query) (out []ledger.Entry) {
			err := d.Read(t.Context(), 1, func(tx *db.Tx) (err error) {
				out, err = ledger.Search(tx, q)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		monday := clock.Must(testworld.Monday).Day()
		for name, c := range map[string]struct {
			q    ledger.Query
			want int
		}{
			"all":                  {ledger.Query{}, 6},
			"an actor":             {ledger.Query{Actor: "account:7"}, 3},
			"a verb":               {ledger.Query{Verb: "ticket.called"}, 3},
			"a beginning":          {ledger.Query{Verb: "account."}, 3},
			"no such verb":         {ledger.Query{Verb: "acc.x"}, 0},
			"a subject":            {ledger.Query{Subject: ledger.Of("person", 5)}, 3},
			"a subject on one day": {ledger.Query{Subject: ledger.Of("person", 5), From: monday.Add(1), To: monday.Add(1)}, 1},
			"from a day":           {ledger.Query{From: monday.Add(1)}, 4},
			"to a day":             {ledger.Query{To: monday}, 2},
		} {
			if got := len(search(c.q)); got != c.want {
				t.Errorf("%s: %d entries, want %d", name, got, c.want)
			}
		}
		var pages []int64
		for q := (ledger.Query{Limit: 2}); ; {
			page := search(q)
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				pages = append(pages, e.ID)
			}
			q.Before = page[len(page)-1].Place()
		}
		all := search(ledger.Query{})
		for i, e := range all {
			if i >= len(pages) || pages[i] != e.ID {
				t.Fatalf("pages %v", pages)
			}
		}
		told, err := all[1].Told()
		if err != nil || len(told.Subject) != 2 || told.Facts["n"] == nil {
			t.Errorf("%+v, %v", told, err)
		}
	})
}
