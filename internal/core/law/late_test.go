package law

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

func TestBeingLateMeansWhatTheWordingOfTheArticleMakesIt(t *testing.T) {
	latest := clock.Must("2025-06-05 20:00")
	for _, c := range []struct {
		class                        Late
		accepted, finding, exception bool
		verdict                      Verdict
	}{
		{LateDuty, true, true, false, Warned},
		{LateCondition, false, false, true, Breached},
		{LateInPrinciple, false, false, true, Breached},
		{LateApproval, false, false, false, Breached},
		{Late("unknown"), false, false, false, Breached},
	} {
		got := c.class.Judge(latest.Add(90*time.Second), latest)
		if !got.Late || got.By != 90*time.Second || got.Accepted != c.accepted || got.Meaning.Finding != c.finding ||
			got.Meaning.Exception != c.exception {
			t.Errorf("%s: %+v", c.class, got)
		}
		o := got.Outcome(text.Plain("晚了"), NoAlternative)
		if o.Verdict != c.verdict || o.Finding != c.finding || o.Exception != c.exception {
			t.Errorf("%s: outcome %+v", c.class, o)
		}
		if text.Say(text.Zh, got.Meaning.Text) == "" || text.Say(text.En, got.Meaning.Text) == "" {
			t.Errorf("%s has no words", c.class)
		}
	}
}

func TestTheLastInstantIsInTimeAndTheNextIsLate(t *testing.T) {
	latest := clock.Must("2025-06-05 20:00")
	for _, class := range []Late{LateDuty, LateCondition, LateInPrinciple, LateApproval} {
		if got := class.Judge(latest, latest); got.Late || !got.Accepted || got.By != 0 {
			t.Errorf("%s: at closing: %+v", class, got)
		}
		if o := class.Judge(latest, latest).Outcome(text.Plain("x"), NoAlternative); o.Verdict != Passed || o.Finding {
			t.Errorf("%s: at closing: %+v", class, o)
		}
		if got := class.Judge(latest+1, latest); !got.Late {
			t.Errorf("%s: a microsecond later is in time", class)
		}
	}
}
