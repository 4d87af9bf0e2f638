package app_test

import (
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// rated are services of departments: a chief is asked about the department's own, wherever they stand.
func rated(d door) (out []thing) {
	for _, p := range places {
		out = append(out, thing{place: p, stage: d.stage, is: func(a *asker) []string {
			b := *a
			b.windows = nil
			return p.to(&b, p.department)
		}})
	}
	return out
}

// verifier is who has taken a bad review on in verified.
func (w *world) verifier(p place, as *asker) identity.Actor {
	by := w.acting(identity.Member, p.centre, 0)
	if as.person != 0 && as.person != p.clerk {
		by.Person = as.person
	}
	return by
}

// onward brings a bad review that was taken on further, step by step.
func onward(from stage, steps ...func(w *world, p place, by identity.Actor, matter int64) error) stage {
	return func(w *world, p place, as *asker) scene {
		s := from(w, p, as)
		matter, _ := strconv.ParseInt(s["matter"], 10, 64)
		for _, step := range steps {
			w.must(step(w, p, w.verifier(p, as), matter))
		}
		s.put("request", w.rows.one("select request_id from review_matter where centre_id = $1 and id = $2", p.centre, matter))
		return s
	}
}

func getInTouch(w *world, _ place, by identity.Actor, matter int64) error {
	return w.Review.Contact(w.t.Context(), by, matter, review.Reached, "")
}

func askChief(w *world, _ place, by identity.Actor, matter int64) error {
	return w.Review.Ask(w.t.Context(), by, matter, because)
}

func chiefTells(w *world, p place, _ identity.Actor, matter int64) error {
	request := w.rows.one("select request_id from review_matter where centre_id = $1 and id = $2", p.centre, matter)
	return w.Review.TellFacts(w.t.Context(), w.acting(identity.Chief, p.centre, p.department), request, because)
}

func find(v review.Verdict) func(w *world, p place, by identity.Actor, matter int64) error {
	return func(w *world, _ place, by identity.Actor, matter int64) error {
		return w.Review.Rule(w.t.Context(), by, matter, review.Ruling{Verdict: v, Reason: because, Weight: "simple", Order: because})
	}
}

func answerVisitor(w *world, _ place, by identity.Actor, matter int64) error {
	return w.Review.Answer(w.t.Context(), by, matter, because)
}

var (
	reached    = onward(verified, getInTouch)
	questioned = onward(verified, getInTouch, askChief)
	explained  = onward(verified, getInTouch, askChief, chiefTells)
	ordered    = onward(verified, getInTouch, askChief, chiefTells, find(review.True))
	unfounded  = onward(verified, getInTouch, askChief, chiefTells, find(review.Unfounded))
	replied    = onward(verified, getInTouch, askChief, chiefTells, find(review.Unfounded), answerVisitor)
	mistaken   = onward(verified, getInTouch, find(review.Mistaken))
)

// maligned is a bad review that another of the office than who asks has found malicious.
func maligned(w *world, p place, _ *asker) scene {
	return onward(verified, getInTouch, find(review.Malicious))(w, p, &asker{})
}

// written are words of a visitor that could be made public: the sums that hold them are published.
func written(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	var tokens []string
	w.must(w.Store.Write(w.t.Context(), p.centre, func(tx *db.Tx) error {
		tokens = nil
		for range 5 {
			of := tx.NewID()
			if err := w.Review.Invite(tx, w.clerkOf(p), review.Invitation{Of: of, Item: p.item(), Name: "事项", Window: p.window, Person: p.clerk}); err != nil {
				return err
			}
			token, err := review.TokenOf(tx, of)
			if err != nil {
				return err
			}
			tokens = append(tokens, token)
		}
		return nil
	}))
	for i, token := range tokens {
		a := review.Answer{Level: 5}
		if i == 0 {
			a.Text = because
		}
		_, err := w.Review.Give(w.t.Context(), identity.Actor{Centre: p.centre}, token, a)
		w.must(err)
	}
	_, err := w.Review.Publish(w.t.Context(), p.centre)
	w.must(err)
	s.put("opinion", w.rows.one("select max(invitation_id) from review_answer where centre_id = $1 and text <> ''", p.centre))
	return s
}
