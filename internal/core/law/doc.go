// Package law is the measures as versioned data (规则库): the articles as text, the figures by first day of validity, the
// rules as pure functions that cite their article. Facts go in, law is applied, reasons come out. The package knows
// neither clock nor store; what it judges with is a Rulebook, loaded once and never changed.
//
//	rb, err := law.Open("")                      // the shipped rulebook, or a folder of the same form
//	figures, err := rb.Figures(overrides...)     // as they hold in one centre
//	rulings := law.Judge(figures.On(day), rules, facts)
//	if err := rulings.Refusal(); err != nil { … } // one errs.Breach with every article, reason and lawful alternative
//	return law.Refuse(what, law.Because("5.3", reason, law.Instead(words))) // the same where there is but one question
package law
