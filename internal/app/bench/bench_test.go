package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
)

// TestMain lets the test binary be its own child, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "bench" && os.Args[2] == Word {
		if err := Child(context.Background(), os.Args[3:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// tiny is a run whose figures mean nothing.
func tiny(t *testing.T, o Options) *run {
	t.Helper()
	o.Quick = true
	r, err := prepare(o)
	if err != nil {
		t.Fatal(err)
	}
	r.span, r.rounds, r.screens, r.idle = span{count: 20 * time.Millisecond}, 2, 20, 0
	return r
}

func open1(t *testing.T, r *run) {
	t.Helper()
	var err error
	t.Cleanup(func() {
		if err := r.close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if r.world, err = r.openWorld(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, r Report, probe int, name string) Line {
	t.Helper()
	i := slices.IndexFunc(r.Lines, func(l Line) bool { return l.Probe == probe && strings.Contains(l.Name, name) })
	if i < 0 {
		t.Fatalf("probe %d has no line %q: %+v", probe, name, r.Lines)
	}
	return r.Lines[i]
}

func TestEveryProbeMeasuresSomethingAndLeavesNothingBehind(t *testing.T) {
	r := tiny(t, Options{})
	report, err := r.all(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for no, name := range map[int]string{1: "main loop", 2: "grouped", 3: "/items", 4: "main loop p99", 5: "screen", 6: "ready", 7: "per step"} {
		if l := find(t, report, no, name); l.Value <= 0 || l.Min > l.Value || l.Max < l.Value || l.Detail == "" {
			t.Errorf("%+v", l)
		}
	}
	if report.Synchronous != "full" || !strings.Contains(report.Engine, "SQLite 3") || report.Cores == 0 || !strings.Contains(report.Rows, "queue_ticket") {
		t.Errorf("%+v", report)
	}
	var page strings.Builder
	report.Print(&page)
	if s := page.String(); !strings.Contains(s, "synchronous=full") || !strings.Contains(s, "gate ≥ 0.25") || !strings.Contains(s, "goal ≥ 0.50") {
		t.Error(s)
	}
	if raw, err := json.Marshal(report); err != nil || !strings.Contains(string(raw), `"synchronous":"full"`) {
		t.Error(string(raw), err)
	}
	if _, err := os.Stat(r.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", r.dir, err)
	}
}

func TestOnPostgreSQLTheStoreIsMeasuredInADatabaseOfItsOwn(t *testing.T) {
	url := os.Getenv("LIANBAN_TEST_POSTGRES")
	if url == "" {
		t.Skip("no PostgreSQL: LIANBAN_TEST_POSTGRES is not set (make test sets it)")
	}
	report, err := tiny(t, Options{Database: url}).all(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if find(t, report, 1, "main loop").Value <= 0 || find(t, report, 4, "p99").Value <= 0 || !strings.Contains(report.Engine, "PostgreSQL") ||
		!strings.HasPrefix(report.Synchronous, "on") {
		t.Errorf("%+v", report)
	}
	if i := slices.IndexFunc(report.Lines, func(l Line) bool { return l.Probe > 4 || l.Probe == 2 }); i >= 0 {
		t.Errorf("measured what is not of this engine: %+v", report.Lines[i])
	}
}

// The negative control: a platform that is slow must not pass.
func TestASlowHandlerMakesTheGatesFail(t *testing.T) {
	r := tiny(t, Options{Only: []int{1, 4}})
	open1(t, r)
	q := r.world.app.Queue
	item, touch := q.Item, q.Touch
	q.Item = func(tx *db.Tx, id int64) (string, error) {
		<-time.After(20 * time.Millisecond)
		return item(tx, id)
	}
	q.Touch = func(topics ...string) {
		<-time.After(40 * time.Millisecond)
		touch(topics...)
	}
	r.span.count = 200 * time.Millisecond
	for _, probe := range []func(*run, context.Context) error{(*run).mainLoop, (*run).latency} {
		if err := probe(r, t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for probe, name := range map[int]string{1: "main loop", 4: "main loop p99"} {
		if l := find(t, r.report, probe, name); l.Met {
			t.Errorf("passed: %+v", l)
		}
	}
	if r.report.Passed() {
		t.Error("the run passed")
	}
}

func TestTheRawStoreWritesAsManyRowsOfTheSameLengthAsTheMainLoop(t *testing.T) {
	r := tiny(t, Options{})
	open1(t, r)
	w := r.world
	pens, err := w.pens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	visitors, err := w.visitors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := written(t, w.app.Store, w.app.Identity.Centre)
	for range 8 {
		if err := visitors[1].next(); err != nil {
			t.Fatal(err)
		}
	}
	ours := minus(written(t, w.app.Store, w.app.Identity.Centre), before)
	do := alone(t.Context(), w.raw, pens[1], (*pen).write)
	for range 8 {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	theirs := written(t, w.raw, rawCentre)
	for what, n := range ours {
		// Facts differ by some characters: numbers and windows have more or fewer digits.
		if m := theirs[what]; m < n*95/100 || m > n*105/100 {
			t.Errorf("%s: the main loop %d, the raw store %d", what, n, m)
		}
	}
	if ours["queue_ticket"] != 2 || ours["ledger_event"] < 8 || ours["db_command"] != 8 {
		t.Errorf("%v", ours)
	}
	if err := end(visitors); err != nil {
		t.Error(err)
	}
}

// written counts what stands in the tables of a centre: rows, and characters where they are long.
func written(t *testing.T, d *db.DB, centre int64) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for what, sql := range map[string]string{"queue_ticket": "count(*) from queue_ticket", "queue_call": "count(*) from queue_call",
		"queue_ticket finished": "count(case when state = 'finished' then 1 end) from queue_ticket",
		"ledger_event":          "count(*) from ledger_event", "ledger_subject": "count(*) from ledger_subject",
		"db_command": "count(*) from db_command", "review_invitation": "count(*) from review_invitation",
		"characters of records": "sum(length(record)) from ledger_event", "characters of answers": "sum(length(answer)) from db_command"} {
		var n int64
		ask := "select coalesce(" + strings.Replace(sql, " from", ", 0) from", 1) + " where centre_id = ?"
		if err := d.Pool().QueryRowContext(t.Context(), ask, centre).Scan(&n); err != nil {
			t.Fatal(what, err)
		}
		out[what] = n
	}
	return out
}

func minus(a, b map[string]int64) map[string]int64 {
	for k := range a {
		a[k] -= b[k]
	}
	return a
}

func TestALineIsJudgedByItsMedian(t *testing.T) {
	l := line(1, "x", "", []float64{0.3, 0.1, 0.9}, Limit{Least: true, Gate: 0.25, Goal: 0.5}, "")
	if l.Value != 0.3 || l.Min != 0.1 || l.Max != 0.9 || !l.Met || l.Goal {
		t.Errorf("%+v", l)
	}
	if l := line(4, "x", "ms", []float64{30, 20, 26}, Limit{Gate: 25}, ""); l.Met || !l.Goal || l.verdict() != "门槛 gate ≤ 25.0 未达到 MISSED" {
		t.Errorf("%+v %s", l, l.verdict())
	}
	if l := line(4, "x", "ms", nil, Limit{Gate: 25}, ""); l.Met {
		t.Error("what was not measured passed")
	}
	if _, err := Run(t.Context(), Options{Only: []int{8}}); err == nil {
		t.Error("a probe that there is not was measured")
	}
}
