package law

import (
	"slices"

	"lianban/internal/base/text"
)

// Ruling is what one rule said about the facts, with the clause it rests on.
type Ruling struct {
	Rule     string
	Article  Ref
	Modality Modality
	Wording  string
	Outcome
}

// Rulings are what all rules said, in the order of the rules.
type Rulings []Ruling

// Judge asks every rule, not only the first that objects: whoever is refused sees all reasons at once.
func Judge[F any](v View, rules []Rule[F], facts F) Rulings {
	out := make(Rulings, 0, len(rules))
	for _, r := range rules {
		out = append(out, Ruling{Rule: r.ID, Article: r.Article, Modality: r.Modality, Wording: r.Wording,
			Outcome: r.judge(v, facts)})
	}
	return out
}

func (r Rule[F]) judge(v View, facts F) Outcome {
	if !v.InForce() || v.Day() < r.From || (r.Until != 0 && v.Day() >= r.Until) {
		return Outcome{Verdict: NotInForce}
	}
	if r.Applies != nil && !r.Applies(facts) {
		return Outcome{Verdict: NotApplicable}
	}
	o := r.Check(facts, v)
	switch {
	case o.Verdict == "":
		panic("law: rule " + r.ID + " gave no verdict")
	case o.Verdict == Breached && r.Modality == May:
		o.Verdict = Warned
	case o.Verdict == Breached && r.Modality == InPrinciple:
		o.Exception = true
	}
	return o
}

// Of gives the rulings with that verdict.
func (rs Rulings) Of(verdict Verdict) Rulings {
	return slices.DeleteFunc(slices.Clone(rs), func(r Ruling) bool { return r.Verdict != verdict })
}

// Findings gives the rulings that let it go on but propose a finding.
func (rs Rulings) Findings() Rulings {
	return slices.DeleteFunc(slices.Clone(rs), func(r Ruling) bool { return !r.Finding })
}

// Excusable tells whether a director or deputy director could let it pass: something is breached, and every breach knows
// an exception.
func (rs Rulings) Excusable() bool {
	breaches := rs.Of(Breached)
	return len(breaches) > 0 && !slices.ContainsFunc(breaches, func(r Ruling) bool { return !r.Exception })
}

// Refusal turns the breaches into one refusal, Breach, with a fault for each: its article, its reason, and the earliest
// lawful alternative or the statement that there is none. Without a breach it is nil.
func (rs Rulings) Refusal() error {
	breaches := rs.Of(Breached)
	if len(breaches) == 0 {
		return nil
	}
	grounds := make([]Ground, len(breaches))
	for i, r := range breaches {
		grounds[i] = Because(r.Article, r.Reason, r.Instead).At(r.Field)
	}
	return Refuse(text.M("law.refused"), grounds...)
}
