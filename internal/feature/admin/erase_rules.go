package admin

import (
	"unicode/utf8"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
)

// checkDecision refuses an erasure that no document carries: 15(2) protects what the visitors entrusted, so it goes by
// decision and not by whim. All faults at once.
func checkDecision(d ledger.Decision, today clock.Day) error {
	e := errs.New(errs.Invalid, "admin.erase.decision")
	fault := func(field, key string, kv ...any) {
		e.Faults = append(e.Faults, errs.Field(field, key, kv...).Faults...)
	}
	if d.Number == "" {
		fault("document", "error.required")
	}
	switch {
	case d.Day == 0:
		fault("dated", "error.required")
	case d.Day > today:
		fault("dated", "admin.erase.future")
	}
	switch n := utf8.RuneCountInString(d.Reason); {
	case n == 0:
		fault("reason", "error.required")
	case n > maxReason:
		fault("reason", "error.too_long", "max", maxReason, "n", n)
	}
	if len(e.Faults) == 0 {
		return nil
	}
	return e
}

// erasable refuses what is not kept about that person, or not finished yet.
func erasable(held []Held, s ledger.Subject) error {
	for _, h := range held {
		if h.Subject == s && h.Open {
			return errs.Field("chosen", "admin.erase.open", "label", h.Label)
		}
		if h.Subject == s {
			return nil
		}
	}
	return errs.Field("chosen", "admin.erase.not_held")
}
