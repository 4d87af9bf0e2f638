package deadline

import (
	"errors"
	"fmt"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// serviceIn is the clocks of the test world, wired to its calendars as the program is.
func serviceIn(w *testworld.World) *Service {
	cal := &calendar.Service{Store: w.DB}
	s := &Service{Store: w.DB, Calendar: cal, Plans: map[string]Plan{}}
	cal.Moves, cal.Recompute = s.Moves, s.Recompute
	return s
}

func wd(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDays} }

var building = New{Kind: "case.promised", Title: "施工许可", Ref: "昌受2026-0481", Path: "/cases/481", Article: "11.3",
	Subject: ledger.Of("case", 481), Owner: Owner{Department: testworld.Housing, Window: testworld.W4, Person: testworld.Abduwali},
	Limit: calendar.Limit{N: 10, Unit: calendar.WorkingDays}}

// write runs f in a writing transaction of the test's centre.
func write[T any](t *testing.T, s *Service, f func(tx *db.Tx) (T, error)) T {
	t.Helper()
	v, err := try(t, s, f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func try[T any](t *testing.T, s *Service, f func(tx *db.Tx) (T, error)) (v T, err error) {
	t.Helper()
	err = s.Store.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		v, err = f(tx)
		return err
	})
	return v, err
}

func start(t *testing.T, s *Service, n New) Deadline {
	t.Helper()
	return write(t, s, func(tx *db.Tx) (Deadline, error) { return s.Start(tx, "account:1", n) })
}

// act calls a method that takes by and id.
func act(t *testing.T, s *Service, f func(*db.Tx, string, int64) (Deadline, error), id int64) Deadline {
	t.Helper()
	return write(t, s, func(tx *db.Tx) (Deadline, error) { return f(tx, "account:1", id) })
}

func hold(t *testing.T, s *Service, id int64) Deadline {
	t.Helper()
	return write(t, s, func(tx *db.Tx) (Deadline, error) { return s.Pause(tx, "account:1", id, "听证") })
}

func shown(t *testing.T, s *Service, d Deadline) (Lamp, string) {
	t.Helper()
	lit := write(t, s, func(tx *db.Tx) ([]Lit, error) { return s.Lit(tx, d) })[0]
	return lit.Lamp, lit.Left.String()
}

func verified(t *testing.T, s *Service) {
	t.Helper()
	for _, wrong := range write(t, s, s.Verify) {
		t.Error(wrong)
	}
}

// covers: A11-3
func TestDueIsCountedByLimitPausesAndExtensionsInTheirOrder(t *testing.T) {
	days := calendar.Limit{N: 3, Unit: calendar.Days}
	for _, c := range []struct {
		name  string
		from  string
		limit calendar.Limit
		then  []change // Until empty: extension
		want  string
		total int
	}{
		{"working days from the day after", "2025-06-05 11:00", wd(3), nil, "2025-06-13", 3},
		{"an instant case is due on its day", "2025-06-05 11:00", wd(0), nil, "2025-06-05", 0},
		{"an event on a day off counts from the next working day", "2025-06-07 11:00", wd(1), nil, "2025-06-11", 1},
		{"days end on a working day", "2025-06-04 11:00", days, nil, "2025-06-11", 2},
		{"a made-up working day counts", "2026-02-13 11:00", wd(3), nil, "2026-02-25", 3},
		{"a pause and a resume on one day cost nothing", "2025-07-07 11:00", wd(5),
			[]change{paused("2025-07-09 10:00", "2025-07-09 19:00")}, "2025-07-14", 5},
		{"a night costs a day", "2025-07-07 11:00", wd(5), []change{paused("2025-07-09 10:00", "2025-07-10 09:00")}, "2025-07-15", 5},
		{"a weekend costs nothing", "2025-07-07 11:00", wd(5), []change{paused("2025-07-11 10:00", "2025-07-13 09:00")}, "2025-07-14", 5},
		{"Friday to Monday costs one day", "2025-07-07 11:00", wd(10),
			[]change{paused("2025-07-11 10:00", "2025-07-14 09:00")}, "2025-07-22", 10},
		{"a pause over the holiday costs its working days only", "2025-06-03 11:00", wd(5),
			[]change{paused("2025-06-05 10:00", "2025-06-11 10:00")}, "2025-06-16", 5},
		{"two pauses add up", "2025-07-07 11:00", wd(5),
			[]change{paused("2025-07-08 10:00", "2025-07-09 10:00"), paused("2025-07-10 10:00", "2025-07-14 10:00")}, "2025-07-17", 5},
		{"a pause that lasts moves nothing yet", "2025-07-07 11:00", wd(5), []change{paused("2025-07-08 10:00", "")}, "2025-07-14", 5},
		{"a pause on the last instant still counts", "2025-07-07 11:00", wd(5),
			[]change{paused("2025-07-15 00:00", "2025-07-16 10:00")}, "2025-07-15", 5},
		{"a pause after the end moves nothing", "2025-07-07 11:00", wd(5),
			[]change{paused("2025-07-15 00:01", "2025-07-30 10:00")}, "2025-07-14", 5},
		{"20+10 working days", "2025-06-05 11:00", wd(20), []change{extended("2025-07-01 10:00", wd(10))}, "2025-07-22", 30},
		{"an extension in days ends on a working day", "2025-07-07 11:00", wd(5),
			[]change{extended("2025-07-08 10:00", calendar.Limit{N: 5, Unit: calendar.Days})}, "2025-07-21", 10},
		{"an extension after a pause", "2025-07-07 11:00", wd(5),
			[]change{paused("2025-07-08 10:00", "2025-07-10 10:00"), extended("2025-07-11 10:00", wd(2))}, "2025-07-18", 7},
	} {
		cal, err := calendar.Shipped().Named("xinjiang")
		if err != nil {
			t.Fatal(err)
		}
		d := Deadline{New: New{From: clock.Must(c.from), Limit: c.limit}}
		if err := d.count(cal, c.then); err != nil || d.Day != clock.MustDay(c.want) || d.Total != c.total {
			t.Errorf("%s: due %s with %d days, want %s with %d (%v)", c.name, d.Day, d.Total, c.want, c.total, err)
		}
		if d.Due != d.Day.Add(1).Start() {
			t.Errorf("%s: ends at %s, not at 24:00 of %s", c.name, d.Due, d.Day)
		}
	}
}

func paused(from, until string) change {
	c := change{What: pause, From: clock.Must(from)}
	if until != "" {
		c.Until = clock.Must(until)
	}
	return c
}

func extended(at string, l calendar.Limit) change {
	return change{What: extend, From: clock.Must(at), Until: clock.Must(at), Limit: l}
}

// covers: A11-3 B-1
func TestLampsTurnYellowRedGreyAndBlue(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		d := start(t, s, building) // 10 working days from Monday 11-23: due Monday 12-07
		if d.Day != clock.MustDay("2026-12-07") || !d.Provisional {
			t.Fatalf("due %s, provisional %t", d.Day, d.Provisional)
		}
		for _, c := range []struct {
			at   string
			lamp Lamp
			left string
		}{
			{"2026-11-23 10:20", Green, "剩 10 个工作日"}, {"2026-12-02 23:59", Green, "剩 3 个工作日"},
			{"2026-12-03 00:00", Yellow, "剩 2 个工作日"}, // 20 % of 10
			{"2026-12-05 12:00", Yellow, "剩 1 个工作日"}, {"2026-12-07 16:24", Yellow, "剩 7 时 36 分"},
			{"2026-12-07 23:59:30", Yellow, "剩 0 时 0 分"}, {"2026-12-08 00:00:00", Yellow, "剩 0 时 0 分"},
			{"2026-12-08 00:00:01", Red, "超 1 天"}, {"2026-12-12 10:00", Red, "超 5 天"},
		} {
			w.Clock.Set(clock.Must(c.at))
			if lamp, left := shown(t, s, d); lamp != c.lamp || left != c.left {
				t.Errorf("%s: %s %s, want %s %s", c.at, lamp, left, c.lamp, c.left)
			}
		}
		w.Clock.Set(clock.Must("2026-12-03 10:00"))
		d = hold(t, s, d.ID)
		w.Clock.Set(clock.Must("2026-12-20 10:00"))
		if lamp, left := shown(t, s, d); lamp != Hold || left != "停表中，剩 2 个工作日" {
			t.Errorf("stopped: %s %s", lamp, left)
		}
		d = act(t, s, s.Resume, d.ID) // Sunday: two working days are left from Monday on
		if lamp, left := shown(t, s, d); d.Day != clock.MustDay("2026-12-22") || lamp != Yellow || left != "剩 2 个工作日" {
			t.Errorf("resumed: due %s %s %s", d.Day, lamp, left)
		}
		d = act(t, s, s.Meet, d.ID)
		if lamp, left := shown(t, s, d); lamp != Done || left != "按时办结" || d.Late() {
			t.Errorf("met: %s %s", lamp, left)
		}
		verified(t, s)
	})
}

func TestAShortLimitIsYellowOneWorkingDayAhead(t *testing.T) {
	cal, _ := calendar.Shipped().Named("national")
	figures, err := law.Shipped().Figures()
	if err != nil {
		t.Fatal(err)
	}
	for limit, left := range map[int]int{0: 1, 1: 1, 3: 1, 5: 1, 9: 1, 10: 2, 14: 2, 15: 3, 20: 4, 45: 9} {
		d := Deadline{New: New{From: clock.Must("2025-07-07 11:00"), Limit: wd(limit)}, State: Running}
		if err := d.count(cal, nil); err != nil {
			t.Fatal(err)
		}
		v := figures.On(20250707)
		if !d.yellow(v, left) || d.yellow(v, left+1) {
			t.Errorf("a limit of %d turns yellow otherwise than with %d left", limit, left)
		}
		if from := d.yellowFrom(cal, v); cal.Between(from, d.Day).Days != min(left, limit) {
			t.Errorf("a limit of %d turns yellow on %s", limit, from)
		}
	}
}

func TestWhatHasRunOutStaysRedWhenItIsStopped(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		n := building
		n.Limit = wd(1)
		d := start(t, s, n)
		w.Clock.Set(clock.Must("2026-11-26 10:00"))
		d = hold(t, s, d.ID)
		w.Clock.Set(clock.Must("2026-12-26 10:00"))
		if lamp, left := shown(t, s, d); lamp != Red || left != "超 2 天" {
			t.Errorf("%s %s", lamp, left)
		}
		d = act(t, s, s.Meet, d.ID)
		if lamp, left := shown(t, s, d); lamp != Done || left != "超 32 天办结" || !d.Late() || d.Day != clock.MustDay("2026-11-24") {
			t.Errorf("%s %s, due %s", lamp, left, d.Day)
		}
		verified(t, s)
	})
}

func TestAClockRefusesWhatItsStateForbidsAndChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		running, stopped, met := start(t, s, building).ID, start(t, s, building).ID, start(t, s, building).ID
		hold(t, s, stopped)
		act(t, s, s.Meet, met)
		more := func(id int64) func(tx *db.Tx) (Deadline, error) {
			return func(tx *db.Tx) (Deadline, error) { return s.Extend(tx, "x", id, wd(3), "延长") }
		}
		for name, c := range map[string]struct {
			do   func(tx *db.Tx) (Deadline, error)
			code errs.Code
		}{
			"a resume of what runs":      {func(tx *db.Tx) (Deadline, error) { return s.Resume(tx, "x", running) }, errs.Conflict},
			"a second pause":             {func(tx *db.Tx) (Deadline, error) { return s.Pause(tx, "x", stopped, "再停") }, errs.Conflict},
			"a pause without a reason":   {func(tx *db.Tx) (Deadline, error) { return s.Pause(tx, "x", running, "") }, errs.Invalid},
			"an end twice":               {func(tx *db.Tx) (Deadline, error) { return s.Meet(tx, "x", met) }, errs.Conflict},
			"a cancel of what was met":   {func(tx *db.Tx) (Deadline, error) { return s.Cancel(tx, "x", met, "撤回") }, errs.Conflict},
			"an extension of what ended": {more(met), errs.Conflict},
			"another owner of the ended": {func(tx *db.Tx) (Deadline, error) { return s.Assign(tx, "x", met, Owner{}) }, errs.Conflict},
			"a clock that is not there":  {more(7), errs.NotFound},
			"no limit at all":            {func(tx *db.Tx) (Deadline, error) { return s.Start(tx, "x", New{}) }, errs.Invalid},
			"a limit beyond the table":   {func(tx *db.Tx) (Deadline, error) { return s.Start(tx, "x", New{Limit: wd(30000)}) }, errs.Invalid},
			"a limit that is negative":   {func(tx *db.Tx) (Deadline, error) { return s.Start(tx, "x", New{Limit: wd(-1)}) }, errs.Invalid},
		} {
			before := count(t, s)
			if _, err := try(t, s, c.do); !errs.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
			if after := count(t, s); after != before {
				t.Errorf("%s: rows and events went from %s to %s", name, before, after)
			}
		}
		verified(t, s)
	})
}

var (
	qCountClocks = db.Q("deadline.test_clocks", `select count(*) from deadline_clock where centre_id = $1`)
	qCountEvents = db.Q("deadline.test_events", `select count(*) from ledger_event where centre_id = $1 and verb like 'deadline.%'`)
	qCountFired  = db.Q("deadline.test_fired", `select count(*) from deadline_fired where centre_id = $1`)
	qTamper      = db.Q("deadline.test_tamper", `update deadline_clock set due_day = 20261208, due_at = $3
		where centre_id = $1 and id = $2`)
	qTamperState = db.Q("deadline.test_tamper_state", `update deadline_clock set state = 'paused' where centre_id = $1 and id = $2`)
)

func count(t *testing.T, s *Service) string {
	t.Helper()
	return write(t, s, func(tx *db.Tx) (string, error) {
		var all []int64
		var wrong error
		for _, q := range []*db.Stmt{qCountClocks, qCountEvents, qCountFired} {
			n, err := db.One(tx, q, db.Value[int64], tx.Centre)
			all, wrong = append(all, n), errors.Join(wrong, err)
		}
		return fmt.Sprint(all), wrong
	})
}

func TestEveryChangeStandsOnTheTimelineOfTheThing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		d := start(t, s, building)
		hold(t, s, d.ID)
		act(t, s, s.Resume, d.ID)
		write(t, s, func(tx *db.Tx) (Deadline, error) { return s.Extend(tx, "account:1", d.ID, wd(3), "情况复杂") })
		act(t, s, s.Meet, d.ID)
		verbs := write(t, s, func(tx *db.Tx) (out []string, err error) {
			all, err := ledger.Timeline(tx, building.Subject, 10)
			for _, e := range all {
				out = append(out, e.Verb)
			}
			return out, err
		})
		want := "[deadline.met deadline.extended deadline.resumed deadline.paused deadline.started]"
		if fmt.Sprint(verbs) != want {
			t.Errorf("got %v", verbs)
		}
		said := write(t, s, func(tx *db.Tx) ([]text.Msg, error) { return s.Explain(tx, d.ID) })
		if len(said) < 3 || said[0].String() != "自 2026-11-23（周一）次日起算 10 个工作日，跳过 4 天周末，到期 2026-12-07（周一）（暂定：2026 年新疆放假通知尚未录入）" {
			t.Errorf("explained as %v", said)
		}
	})
}

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		d, other := start(t, s, building), start(t, s, building)
		verified(t, s)
		write(t, s, func(tx *db.Tx) (int64, error) {
			if _, err := tx.Exec(qTamperState, tx.Centre, other.ID); err != nil {
				return 0, err
			}
			return tx.Exec(qTamper, tx.Centre, d.ID, clock.MustDay("2026-12-09").Start())
		})
		wrong := write(t, s, s.Verify)
		if len(wrong) != 2 || wrong[0][:4] != "I5: " || wrong[1][:4] != "I5: " {
			t.Errorf("found %v", wrong)
		}
	})
}
