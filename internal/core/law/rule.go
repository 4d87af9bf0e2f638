package law

import (
	"errors"
	"fmt"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Verdict is what a rule says about the facts.
type Verdict string

// The verdicts.
const (
	NotInForce    Verdict = "not_in_force"   // the measures, or the rule, did not hold on that day
	NotApplicable Verdict = "not_applicable" // the rule does not speak of such facts
	Passed        Verdict = "pass"
	Warned        Verdict = "warn"   // it may go on, but somebody should know
	Breached      Verdict = "breach" // it may not go on
)

// Modality is how strictly the article speaks.
type Modality string

// The modalities.
const (
	Must        Modality = "must"         // 应、须、不得
	InPrinciple Modality = "in_principle" // 原则上: refused by default, an exception is possible
	May         Modality = "may"          // 可: what one may do cannot be breached, so such a rule warns at most
)

// Rule is one sentence of the measures as a pure function. Rules stand in exported slices of the features that own them.
type Rule[F any] struct {
	ID       string    // "attendance.offpost_limit"
	Article  Ref       // the clause it puts into effect
	Wording  string    // the clause's own words
	From     clock.Day // the first day on which it holds, 0 = from the first day of the measures
	Until    clock.Day // the first day on which it no longer holds, 0 = it still does
	Modality Modality
	Applies  func(F) bool          // nil = to all facts
	Check    func(F, View) Outcome // what Pass, Warn, Breach or Lateness.Outcome made
}

// Outcome is what a rule's Check found.
type Outcome struct {
	Verdict   Verdict
	Reason    text.Msg    // why, with the facts used
	Instead   Alternative // the earliest lawful alternative
	Field     string      // the field of the form it is about, empty for the whole
	Finding   bool        // it goes on, and a finding is proposed
	Exception bool        // a director or deputy director may decide otherwise, in writing
}

// Pass finds nothing against it.
func Pass() Outcome { return Outcome{Verdict: Passed} }

// Warn lets it go on and says what should be known.
func Warn(reason text.Msg) Outcome { return Outcome{Verdict: Warned, Reason: reason} }

// Breach says no, why, and what would be lawful instead; NoAlternative states that there is nothing.
func Breach(reason text.Msg, instead Alternative) Outcome {
	return Outcome{Verdict: Breached, Reason: reason, Instead: instead}
}

// At points the outcome at a field of the form.
func (o Outcome) At(field string) Outcome {
	o.Field = field
	return o
}

// Alternative is the earliest lawful alternative to what was refused. The zero value states that there is none.
type Alternative struct{ words text.Msg }

// NoAlternative states that nothing lawful can be done instead.
var NoAlternative = Alternative{}

// EarliestAt is the same thing from that instant on.
func EarliestAt(at clock.Instant) Alternative {
	return Alternative{text.M("law.earliest", "at", at.Format("2006-01-02 15:04"))}
}

// Instead is something else, in words.
func Instead(words text.Msg) Alternative { return Alternative{words} }

// Exists tells whether there is an alternative.
func (a Alternative) Exists() bool { return a.words.Key != "" || len(a.words.KV) > 0 }

// Words says what can be done, or that nothing can.
func (a Alternative) Words() text.Msg {
	if !a.Exists() {
		return text.M("law.no_alternative")
	}
	return a.words
}

// CheckRules tells everything wrong with a slice of rules: an id given twice, an article that does not exist, words the
// article does not say, no Check, a time that ends before it begins. Features call it in a test.
func CheckRules[F any](rb *Rulebook, rules []Rule[F]) error {
	var wrong []error
	seen := map[string]bool{}
	for _, r := range rules {
		if err := r.check(rb); err != nil {
			wrong = append(wrong, fmt.Errorf("rule %s: %w", r.ID, err))
		}
		if seen[r.ID] {
			wrong = append(wrong, fmt.Errorf("rule %s stands twice", r.ID))
		}
		seen[r.ID] = true
	}
	return errors.Join(wrong...)
}

func (r Rule[F]) check(rb *Rulebook) error {
	switch {
	case r.ID == "":
		return errors.New("has no id")
	case !rb.Has(r.Article):
		return fmt.Errorf("no such article: %s", r.Article)
	case r.Wording == "" || !strings.Contains(rb.Text(r.Article), r.Wording):
		return fmt.Errorf("%s does not say %q", r.Article.Zh(), r.Wording)
	case r.Modality != Must && r.Modality != InPrinciple && r.Modality != May:
		return fmt.Errorf("no such modality: %q", r.Modality)
	case r.Check == nil:
		return errors.New("checks nothing")
	case r.Until != 0 && r.Until <= r.From:
		return errors.New("ends before it begins")
	}
	return nil
}
