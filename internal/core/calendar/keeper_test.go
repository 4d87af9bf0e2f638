package calendar_test

import (
	"os"
	"path/filepath"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// national2026 is the published file of holiday-cn for 2026.
func national2026(t *testing.T) calendar.Notice {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "holiday-cn-2026.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("the published notice is not here: %v", err)
	}
	n, err := calendar.ParseNotice(raw)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// bare is a service whose layers know no notice of 2026.
func bare(t *testing.T, w *testworld.World) *calendar.Service {
	t.Helper()
	layers := calendar.Shipped().Layers()
	kept := layers.Notices[:0]
	for _, n := range layers.Notices {
		if n.Year < 2026 {
			kept = append(kept, n)
		}
	}
	layers.Notices = kept
	base, err := calendar.Build(layers)
	if err != nil {
		t.Fatal(err)
	}
	return &calendar.Service{Store: w.DB, Base: base}
}

// due is the last day of a limit by one of the centre's calendars.
func due(t *testing.T, s *calendar.Service, centre int64, name, from string, n int) (d calendar.Date) {
	t.Helper()
	err := s.Store.Read(t.Context(), centre, func(tx *db.Tx) error {
		set, err := s.Set(tx)
		if err != nil {
			return err
		}
		c, err := set.Named(name)
		if err != nil {
			return err
		}
		d = c.AddWorkingDays(clock.MustDay(from), n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func overlay(t *testing.T, number, day string) calendar.Notice {
	t.Helper()
	n, err := calendar.Overlay("xinjiang", 2026, number, clock.MustDay("2026-01-05"),
		[]calendar.Special{{Day: clock.MustDay(day), Name: "古尔邦节", Off: true}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func imported(t *testing.T, s *calendar.Service, by identity.Actor, n calendar.Notice, preview bool) calendar.Imported {
	t.Helper()
	out, err := s.Import(t.Context(), testworld.Centre, by, n, preview)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// covers: A4-5 A4-6 A11-3
func TestImportedNoticesHoldForTheirCentreAndTakeTheProvisionalMarkAway(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, by := bare(t, w), w.As(testworld.Zhang)
		before := due(t, s, testworld.Centre, "xinjiang", "2026-09-18", 1)
		if before.Day != 20260921 || !before.Provisional {
			t.Fatalf("without a notice: %+v", before)
		}
		n := national2026(t)
		if out := imported(t, s, by, n, true); !out.Changed || len(out.Days.Days) == 0 || due(t, s, testworld.Centre, "national", "2026-09-18", 1) != before {
			t.Fatalf("the preview did something or foresaw nothing: %+v", out)
		}
		imported(t, s, by, n, false)
		// The made-up Sunday counts; for Xinjiang the region's notice is still missing.
		for name, provisional := range map[string]bool{"national": false, "xinjiang": true} {
			if got := due(t, s, testworld.Centre, name, "2026-09-18", 1); got.Day != 20260920 || got.Provisional != provisional {
				t.Errorf("%s: %+v", name, got)
			}
		}
		out := imported(t, s, by, overlay(t, "新政办发〔2026〕1号", "2026-09-20"), false)
		if got := due(t, s, testworld.Centre, "xinjiang", "2026-09-18", 1); got.Day != 20260921 || got.Provisional {
			t.Errorf("with the region's day off: %+v", got)
		}
		if got := due(t, s, testworld.Centre, "national", "2026-09-18", 1); got.Day != 20260920 {
			t.Errorf("the region's day off holds for the nation: %+v", got)
		}
		if len(out.Days.Settled) != 1 || out.Days.Settled[0] != 2026 {
			t.Errorf("settled %v", out.Days.Settled)
		}
		if got := due(t, s, testworld.Other, "xinjiang", "2026-09-18", 1); got != before {
			t.Errorf("the other centre's calendar changed: %+v", got)
		}
		// After a restart the same comes out of the tables.
		if got := due(t, bare(t, w), testworld.Centre, "xinjiang", "2026-09-18", 1); got.Day != 20260921 || got.Provisional {
			t.Errorf("after a restart: %+v", got)
		}
	})
}

func TestACorrectedNoticeTakesThePlaceOfTheFormerAndTheSameOneDoesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, by := &calendar.Service{Store: w.DB}, w.As(testworld.Zhang)
		imported(t, s, by, overlay(t, "1号", "2026-05-27"), false)
		if out := imported(t, s, by, overlay(t, "1号", "2026-05-27"), false); out.Changed {
			t.Error("the same notice changed something")
		}
		imported(t, s, by, overlay(t, "2号", "2026-05-28"), false)
		for from, want := range map[string]clock.Day{"2026-05-26": 20260527, "2026-05-27": 20260529} {
			if got := due(t, s, testworld.Centre, "xinjiang", from, 1); got.Day != want {
				t.Errorf("the working day after %s is %s, want %s", from, got.Day, want)
			}
		}
		if n := notices(t, s); n != 2 {
			t.Errorf("%d notices are kept, want both", n)
		}
	})
}

func notices(t *testing.T, s *calendar.Service) (n int) {
	t.Helper()
	err := s.Store.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		all, err := calendar.Notices(tx)
		n = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARefusedNoticeChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &calendar.Service{Store: w.DB}
		good := overlay(t, "1号", "2026-05-27")
		with := func(f func(n *calendar.Notice)) calendar.Notice {
			n := good
			f(&n)
			return n
		}
		for name, c := range map[string]struct {
			by   int64
			n    calendar.Notice
			code errs.Code
		}{
			"by a clerk":                  {testworld.Ayxam, good, errs.Forbidden},
			"by a chief":                  {testworld.Li, good, errs.Forbidden},
			"without a number":            {testworld.Zhang, with(func(n *calendar.Notice) { n.Number = "" }), errs.Invalid},
			"without a date":              {testworld.Zhang, with(func(n *calendar.Notice) { n.Dated = 0 }), errs.Invalid},
			"of a region there is not":    {testworld.Zhang, with(func(n *calendar.Notice) { n.Region = "atlantis" }), errs.Invalid},
			"with a day of another year":  {testworld.Zhang, with(func(n *calendar.Notice) { n.Year = 2028 }), errs.Invalid},
			"national without any source": {testworld.Zhang, with(func(n *calendar.Notice) { n.Region, n.Number = calendar.National, "" }), errs.Invalid},
		} {
			for _, preview := range []bool{true, false} {
				if _, err := s.Import(t.Context(), testworld.Centre, w.As(c.by), c.n, preview); !errs.Is(err, c.code) {
					t.Errorf("%s: %v, want %s", name, err, c.code)
				}
			}
		}
		if n := notices(t, s); n != 0 {
			t.Errorf("%d notices were kept", n)
		}
	})
}

func TestWhenTheDeadlinesCannotBeCountedTheNoticeIsNotTaken(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &calendar.Service{Store: w.DB}
		s.Recompute = func(*db.Tx, string, *calendar.Set) (calendar.Effect, error) {
			return calendar.Effect{}, errs.New(errs.Unavailable, "error.unavailable")
		}
		_, err := s.Import(t.Context(), testworld.Centre, w.As(testworld.Zhang), overlay(t, "1号", "2026-05-27"), false)
		if !errs.Is(err, errs.Unavailable) || notices(t, s) != 0 {
			t.Errorf("%v, %d notices", err, notices(t, s))
		}
		if got := due(t, s, testworld.Centre, "xinjiang", "2026-05-26", 1); got.Day != 20260527 {
			t.Errorf("the kept calendar changed: %+v", got)
		}
	})
}

func TestAnExceptionChangesOpeningHoursAndNoLimit(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, by := &calendar.Service{Store: w.DB}, w.As(testworld.Zhang)
		open := func(centre int64, at string) (open bool) {
			err := w.DB.Read(t.Context(), centre, func(tx *db.Tx) error {
				h, err := s.Hours(tx)
				if err == nil {
					open = h.IsOpen(clock.Must(at))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return open
		}
		limit := due(t, s, testworld.Centre, "xinjiang", "2026-11-23", 1)
		if !open(testworld.Centre, "2026-11-24 10:00") {
			t.Fatal("closed on an ordinary Tuesday")
		}
		e := calendar.Exception{From: 20261124, To: 20261124, Reason: "消防演练", Number: "昌政服〔2026〕9号",
			Open: []calendar.Span{{From: 12 * 60, To: 14 * 60}, {From: 15*60 + 30, To: 18 * 60}}}
		id, err := s.Except(t.Context(), testworld.Centre, by, e)
		if err != nil {
			t.Fatal(err)
		}
		if open(testworld.Centre, "2026-11-24 10:00") || !open(testworld.Centre, "2026-11-24 17:59") || !open(testworld.Other, "2026-11-24 10:00") {
			t.Error("the exception does not hold, or holds elsewhere")
		}
		if got := due(t, s, testworld.Centre, "xinjiang", "2026-11-23", 1); got != limit {
			t.Errorf("a limit moved: %+v", got)
		}
		e.Number = ""
		if _, err := s.Except(t.Context(), testworld.Centre, by, e); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a document: %v", err)
		}
		if err := s.EndException(t.Context(), testworld.Centre, w.As(testworld.Ayxam), id); !errs.Is(err, errs.Forbidden) {
			t.Errorf("ended by a clerk: %v", err)
		}
		if err := s.EndException(t.Context(), testworld.Centre, by, id); err != nil {
			t.Fatal(err)
		}
		if !open(testworld.Centre, "2026-11-24 10:00") {
			t.Error("the exception still holds")
		}
		if err := s.EndException(t.Context(), testworld.Centre, by, id); !errs.Is(err, errs.NotFound) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

func TestTheMissingNoticesOfThisYearAndTheNextAreTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &calendar.Service{Store: w.DB}
		missing := func() (n int) {
			err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
				all, err := s.Missing(tx)
				n = len(all)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := missing(); n != 3 { // Xinjiang 2026, both of 2027
			t.Errorf("%d missing", n)
		}
		imported(t, s, w.As(testworld.Zhang), overlay(t, "1号", "2026-05-27"), false)
		if n := missing(); n != 2 {
			t.Errorf("%d missing after the import", n)
		}
	})
}
