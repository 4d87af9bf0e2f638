package law

import (
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
)

// order is a document by which the centre sets the off-post limit.
func order(value, from, until string) Override {
	o := Override{Figure: "offpost.max_minutes", Value: value, From: clock.MustDay(from), Number: "昌政务办〔2026〕3号",
		Dated: clock.MustDay("2026-02-20"), Signer: "主任"}
	if until != "" {
		o.Until = clock.MustDay(until)
	}
	return o
}

func TestACentresNumberHoldsFromItsFirstDayUntilItsLast(t *testing.T) {
	limit := Number("offpost.max_minutes")
	orders := []Override{order("10", "2026-03-01", "2026-09-01"), order("12", "2026-06-01", "")}
	for day, want := range map[string]int{
		"2026-02-28": 15, "2026-03-01": 10, "2026-05-31": 10, "2026-06-01": 12, "2026-09-01": 12, "2030-01-01": 12,
	} {
		if got := limit.In(view(t, day, orders...)); got != want {
			t.Errorf("on %s: %d, want %d", day, got, want)
		}
	}
	for day, want := range map[string]int{"2026-03-01": 10, "2026-09-01": 15} {
		if got := limit.In(view(t, day, orders[0])); got != want {
			t.Errorf("with one order on %s: %d, want %d", day, got, want)
		}
	}
	figures, _ := Shipped().Figures(orders...)
	if o, ok := figures.Overridden("offpost.max_minutes", 20260301); !ok || o.Signer != "主任" {
		t.Errorf("the document is not shown: %+v", o)
	}
	if _, ok := figures.Overridden("offpost.max_minutes", 20260228); ok {
		t.Error("an order holds before its first day")
	}
	if _, ok := figures.Overridden("cover.lead_wd", 20260301); ok {
		t.Error("another figure is overridden")
	}
}

func TestANumberIsNotChangedWithoutADocumentNorAgainstALaw(t *testing.T) {
	bare := Override{Figure: "offpost.max_minutes", Value: "10", From: 20260301}
	for name, c := range map[string]struct {
		orders []Override
		fields []string
	}{
		"no document":      {[]Override{bare}, []string{"overrides.0.number", "overrides.0.dated", "overrides.0.signer"}},
		"a statute":        {[]Override{with(order("4", "2026-03-01", ""), "onetime.notice_wd")}, []string{"overrides.0.figure"}},
		"no such figure":   {[]Override{with(order("4", "2026-03-01", ""), "no.such")}, []string{"overrides.0.figure"}},
		"no number":        {[]Override{order("ten", "2026-03-01", "")}, []string{"overrides.0.value"}},
		"two numbers":      {[]Override{order("1,2", "2026-03-01", "")}, []string{"overrides.0.value"}},
		"ends too early":   {[]Override{order("10", "2026-03-01", "2026-03-01")}, []string{"overrides.0.until"}},
		"same day, second": {[]Override{order("10", "2026-03-01", ""), order("9", "2026-03-01", "")}, []string{"overrides.1.from"}},
	} {
		figures, err := Shipped().Figures(c.orders...)
		if figures != nil || !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		faults := errs.As(err).Faults
		if len(faults) != len(c.fields) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, f := range faults {
			if f.Field != c.fields[i] {
				t.Errorf("%s: fault at %s, want %s", name, f.Field, c.fields[i])
			}
		}
	}
}

func with(o Override, figure string) Override {
	o.Figure = figure
	return o
}

// covers: A23-1
func TestADraftNumberCanBeTriedOnAPastDayAndChangesNothing(t *testing.T) {
	figures, _ := Shipped().Figures(order("12", "2026-03-01", ""))
	draft, err := figures.Try("offpost.max_minutes", "10")
	if err != nil {
		t.Fatal(err)
	}
	limit := Number("offpost.max_minutes")
	for day, want := range map[clock.Day]int{20250601: 15, 20260601: 12} {
		if got := limit.In(draft.On(day)); got != 10 {
			t.Errorf("draft on %s: %d", day, got)
		}
		if got := limit.In(figures.On(day)); got != want {
			t.Errorf("in force on %s: %d, want %d", day, got, want)
		}
	}
	if _, err := figures.Try("no.such", "1"); !errs.Is(err, errs.Invalid) {
		t.Errorf("an unknown figure was tried: %v", err)
	}
	if _, err := figures.Try("offpost.max_minutes", "long"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a word was tried: %v", err)
	}
}

// covers: A23-1
func TestTheMeasuresHoldFromTheDayEnteredLastWheneverItWasEntered(t *testing.T) {
	for day, want := range map[string]bool{"2024-12-31": false, "2025-01-01": true, "2026-06-01": true} {
		if got := view(t, day).InForce(); got != want {
			t.Errorf("on %s in force = %v", day, got)
		}
	}
	published := with(order("2025-03-10", "2026-02-20", ""), "measures.in_force_from")
	for day, want := range map[string]bool{"2025-03-09": false, "2025-03-10": true, "2026-06-01": true} {
		if got := view(t, day, published).InForce(); got != want {
			t.Errorf("published on 2025-03-10: on %s in force = %v", day, got)
		}
	}
}
