package sample

import (
	"context"
	"lianban/internal/feature/casework/acceptance"
	"strconv"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/id"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
	"lianban/internal/testworld"
)

const tenTwenty = "2026-11-23 10:20" // a Monday

// house wires the services as the app does, on an empty store of that engine.
func house(t testing.TB, e db.Engine) Deps {
	t.Helper()
	c := NewClock(clock.Must(tenTwenty))
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		t.Fatal(err)
	}
	o := db.Options{Clock: c, IDs: id.New(c, 1, nil), Dir: t.TempDir(), Keys: keys, NoSync: true}
	if e == db.Postgres {
		o.Database = testworld.Database(t)
	}
	store, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	d := Deps{Store: store, Clock: c, Centre: 1, Directory: &directory.Service{Store: store}, Calendar: &calendar.Service{Store: store}}
	d.Identity = &identity.Service{Store: store, Directory: d.Directory, Hasher: testworld.Plain{}, Centre: 1}
	d.Catalog = &catalog.Service{Store: store, Directory: d.Directory}
	d.Deadlines = &deadline.Service{Store: store, Calendar: d.Calendar}
	d.Reviews = &review.Service{Store: store, Directory: d.Directory, Calendar: d.Calendar, Deadline: d.Deadlines}
	d.Queue = &queue.Service{Store: store, Directory: d.Directory, Hours: d.Calendar.Hours, Item: d.Catalog.Bookable,
		Seal: func(_ *db.Tx, id int64, phone string) (string, string) {
			sealed, err := keys.Seal("queue.ticket:"+strconv.FormatInt(id, 10), phone)
			if err != nil {
				panic(err)
			}
			return sealed, keys.Index("phone", phone)
		},
		Done: func(tx *db.Tx, by identity.Actor, t queue.Ticket) error {
			return d.Reviews.Invite(tx, by, review.Invitation{Of: t.ID, Item: t.Item, Name: t.Name, Window: t.Window, Person: t.Person})
		}}
	d.Cases = &casework.Service{Store: store, Directory: d.Directory, Calendar: d.Calendar, Deadlines: d.Deadlines, Prefix: "CJ",
		Seal: keys.Seal, Open: keys.Open, Index: keys.Index,
		Item: func(tx *db.Tx, item int64) (acceptance.Item, error) { return itemOf(tx, d, item) },
		Serving: func(tx *db.Tx, window int64) (casework.Ticket, bool, error) {
			t, found, err := queue.Current(tx, window)
			return casework.Ticket{ID: t.ID, No: t.No, Item: t.Item}, found && t.State == queue.Serving, err
		}}
	return d
}

func itemOf(tx *db.Tx, d Deps, id int64) (acceptance.Item, error) {
	it, err := d.Catalog.Item(tx, id)
	if err != nil {
		return acceptance.Item{}, err
	}
	out := acceptance.Item{ID: it.ID, Code: it.Code, Name: it.Name, Kind: string(it.Kind), Department: it.Department,
		DepartmentName: it.DepartmentName, Licence: it.Kind == catalog.Licence,
		Negative: it.Mode == catalog.Negative, Tolerance: it.Tolerance}
	v, err := d.Catalog.GuideInForce(tx, id, tx.Now)
	if err != nil {
		return out, err
	}
	g := v.Guide
	out.Guide = &acceptance.Guide{ID: v.ID, Version: v.No, Published: v.Published, Promised: limitOf(g.Promised),
		Statutory: limitOf(g.Statutory), Instant: g.Instant, Result: g.Result.Name}
	for i, m := range g.Materials {
		out.Guide.Materials = append(out.Guide.Materials, material.Material{N: i + 1, Name: m.Name, Source: m.Source,
			Originals: m.Originals, Copies: m.Copies, Need: material.Need(m.Need), Days: m.Days, Fetched: m.Fetched})
	}
	if g.Result.Kind == "none" {
		out.Guide.Result = ""
	}
	return out, nil
}

func limitOf(l catalog.Limit) calendar.Limit {
	if l.Unit == catalog.CalendarDays {
		return calendar.Limit{N: l.N, Unit: calendar.Days}
	}
	return calendar.Limit{N: l.N, Unit: calendar.WorkingDays}
}

var (
	qTestTickets = db.Q("sample.test_tickets", `select state, count(*) from queue_ticket where centre_id = $1 group by state`)
	qTestCases   = db.Q("sample.test_cases", `select state, count(*) from casework_case where centre_id = $1 group by state`)
	qTestOpen    = db.Q("sample.test_open", `select cast(day as text), count(*) from queue_ticket where centre_id = $1
		and state in ('waiting', 'called', 'serving', 'held') group by day`)
	qTestDays    = db.Q("sample.test_days", `select cast(day as text), count(*) from queue_ticket where centre_id = $1 group by day`)
	qTestReviews = db.Q("sample.test_reviews", `select standing, count(*) from review_invitation where centre_id = $1 group by standing`)
)

// counts reads how many there are of what.
func counts(t testing.TB, d Deps, s *db.Stmt) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := d.Store.Read(context.Background(), d.Centre, func(tx *db.Tx) error {
		_, err := db.Rows(tx, s, func(row db.Scan) (struct{}, error) {
			var key string
			var n int
			err := row(&key, &n)
			out[key] = n
			return struct{}{}, err
		}, tx.Centre)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
