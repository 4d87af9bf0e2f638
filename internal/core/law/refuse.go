package law

import (
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Ground is one reason for which something is refused: the clauses it rests on, the reason in words, and the earliest lawful
// alternative or the statement that there is none.
type Ground struct {
	articles []string
	reason   text.Msg
	instead  Alternative
	field    string
}

// Because makes a ground. NoAlternative states that nothing lawful can be done instead.
func Because(article Ref, reason text.Msg, instead Alternative) Ground {
	return Ground{articles: []string{string(article)}, reason: reason, instead: instead}
}

// And rests the ground on another clause as well.
func (g Ground) And(article Ref) Ground {
	g.articles = append(g.articles[:len(g.articles):len(g.articles)], string(article))
	return g
}

// At points the ground at a field of the form.
func (g Ground) At(field string) Ground {
	g.field = field
	return g
}

// Fault is the ground as it is shown beside its field.
func (g Ground) Fault() errs.Fault {
	return errs.Fault{Field: g.field, Text: g.reason, Articles: g.articles, Earliest: g.instead.Words().String()}
}

// Refuse is the refusal on those grounds, nil without any. It and Rulings.Refusal are the only makers of errs.Breach
// (internal/arch): so no refusal goes out without its article and without saying what would be lawful.
func Refuse(what text.Msg, grounds ...Ground) error {
	if len(grounds) == 0 {
		return nil
	}
	refusal := errs.New(errs.Breach, what.Key, what.KV...)
	for _, g := range grounds {
		refusal.With(g.Fault())
	}
	return refusal
}
