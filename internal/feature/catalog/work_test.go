package catalog

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

func clocked(t *testing.T, w *testworld.World) (*Service, *deadline.Service) {
	t.Helper()
	s := filled(t, w)
	d := &deadline.Service{Store: w.DB, Calendar: &calendar.Service{Store: w.DB}}
	s.Clocks = d
	return s, d
}

func clocks(t *testing.T, w *testworld.World, d *deadline.Service, item int64) (all []deadline.Deadline) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		all, err = d.Of(tx, ledger.Of("item", item))
		return err
	})
	return all
}

// covers: A4-6
func TestAGuidesUpdateIsInTimeOnlyWhenThePlatformShowsIt(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, d := clocked(t, w)
		li, g := w.As(testworld.Li), aGuide("内资有限公司设立登记")
		li.Name, g.Promised = "李建国", Limit{3, WorkingDays}
		cause := Cause{Kind: "process", Day: clock.MustDay("2026-11-20")} // Friday
		v, err := s.DraftGuide(t.Context(), li, testworld.Company, g, cause)
		if err != nil || v.No != 2 {
			t.Fatalf("%+v, %v", v, err)
		}
		if _, err := s.DraftGuide(t.Context(), li, testworld.Company, g, cause); err != nil {
			t.Fatal(err)
		}
		all := clocks(t, w, d, testworld.Company)
		if len(all) != 1 || all[0].Day != clock.MustDay("2026-11-24") || all[0].Owner.Department != testworld.Market ||
			all[0].Article != "4.3" || all[0].State != deadline.Running {
			t.Fatalf("two working days from the Friday: %+v", all)
		}
		w.Clock.Advance(time.Hour)
		v, err = s.PublishGuide(t.Context(), li, v.ID)
		if err != nil || v.State != Published || v.Declared != (Declaration{testworld.Li, "李建国"}) {
			t.Fatalf("%+v, %v", v, err)
		}
		if all = clocks(t, w, d, testworld.Company); all[0].State != deadline.Running {
			t.Fatal("publishing here met the clock")
		}
		seen := PlatformConfirmation{At: w.Clock.Now(), URL: "https://zwfw.xinjiang.gov.cn/item/1", Digest: v.Digest}
		other := seen
		other.Digest = "another"
		_, err = s.ConfirmGuide(t.Context(), li, v.ID, other)
		if f := breach(t, err); f[0].Articles[0] != "4.3" || f[0].Earliest == "" {
			t.Errorf("another text: %+v", f)
		}
		for field, c := range map[string]PlatformConfirmation{"url": {At: seen.At, URL: "javascript:alert(1)", Digest: v.Digest},
			"at": {At: seen.At + 1, URL: seen.URL, Digest: v.Digest}} {
			if _, err := s.ConfirmGuide(t.Context(), li, v.ID, c); !errs.Is(err, errs.Invalid) || errs.As(err).Faults[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if all = clocks(t, w, d, testworld.Company); all[0].State != deadline.Running {
			t.Fatal("a refused confirmation met the clock")
		}
		v, err = s.ConfirmGuide(t.Context(), li, v.ID, seen)
		if all = clocks(t, w, d, testworld.Company); err != nil || v.Confirmed.URL != seen.URL || all[0].State != deadline.Met || all[0].Late() {
			t.Errorf("%+v, %v, %+v", v.Confirmed, err, all)
		}
		if _, err := s.ConfirmGuide(t.Context(), li, v.ID, seen); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed twice: %v", err)
		}
	})
}

func TestWhoMayWorkOnAGuideAndWhatACauseIs(t *testing.T) {
	once(t, func(t *testing.T, w *testworld.World) {
		s, d := clocked(t, w)
		g, day := aGuide("食品经营许可新办"), clock.MustDay("2026-11-23")
		li, zhang := w.As(testworld.Li), w.As(testworld.Zhang)
		if _, err := s.DraftGuide(t.Context(), li, testworld.Card, g, Cause{"content", day}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("another department's guide: %v", err)
		}
		for field, c := range map[string]Cause{"cause": {"", day}, "changed": {"content", 0}, "changed ": {"content", day.Add(1)}} {
			if _, err := s.DraftGuide(t.Context(), li, testworld.Company, g, c); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", field, err)
			}
		}
		first, err := s.DraftGuide(t.Context(), li, testworld.Food, g, Cause{})
		if err != nil {
			t.Fatalf("a first guide needs no cause: %v", err)
		}
		if _, err := s.PublishGuide(t.Context(), zhang, first.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the office declares for a department: %v", err)
		}
		if _, err := s.ConfirmGuide(t.Context(), zhang, first.ID, PlatformConfirmation{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the office confirms for a department: %v", err)
		}
		if _, err := s.ConfirmGuide(t.Context(), li, first.ID, PlatformConfirmation{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a draft is confirmed: %v", err)
		}
		if n := len(clocks(t, w, d, testworld.Food)) + len(clocks(t, w, d, testworld.Card)) + len(clocks(t, w, d, testworld.Company)); n != 0 {
			t.Errorf("%d clocks run", n)
		}
		if n := count(t, w, testworld.Centre, qTestEvents, "guide.drafted"); n != 1 {
			t.Errorf("%d drafts in the ledger", n)
		}
	})
}

// covers: A4-2
func TestAnItemIsClassifiedByTheOfficeWithinTheRules(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		it := itemOf(t, s, w, testworld.Food)
		good := Classification{Kind: Record, Level: "州", Mode: Delegated, Tolerance: true}
		for who, want := range map[int64]errs.Code{testworld.Li: errs.Forbidden, testworld.Ayxam: errs.Forbidden} {
			if _, err := s.Classify(t.Context(), w.As(who), it.ID, it.Changed, good); !errs.Is(err, want) {
				t.Errorf("%d: %v", who, err)
			}
		}
		office := w.As(testworld.Gulina)
		for name, c := range map[string]Classification{
			"reason document mode": {Kind: Licence, Mode: Negative}, "kind level mode": {Kind: "ninth", Level: "国", Mode: "x"},
			"reason": {Kind: Licence, Mode: None, Reason: "场地限制"},
		} {
			_, err := s.Classify(t.Context(), office, it.ID, it.Changed, c)
			fields := ""
			for i, f := range breach(t, err) {
				if i > 0 {
					fields += " "
				}
				fields += f.Field
			}
			if fields != name {
				t.Errorf("%q, want %q", fields, name)
			}
		}
		now, err := s.Classify(t.Context(), office, it.ID, it.Changed, good)
		if err != nil || now.Kind != Record || now.Mode != Delegated || !now.Tolerance || now.Changed == it.Changed {
			t.Fatalf("%+v, %v", now, err)
		}
		if _, err := s.Classify(t.Context(), office, it.ID, it.Changed, Classification{Kind: Licence, Mode: Stationed}); !errs.Is(err, errs.Conflict) {
			t.Errorf("over somebody else's change: %v", err)
		}
		if _, err := s.Classify(t.Context(), office, it.ID, now.Changed, good); err != nil {
			t.Error(err)
		}
		if n := count(t, w, testworld.Centre, qTestEvents, "item.classified"); n != 1 {
			t.Errorf("%d events of one change", n)
		}
	})
}

func itemOf(t *testing.T, s *Service, w *testworld.World, id int64) (it Item) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		it, err = s.Item(tx, id)
		return err
	})
	return it
}
