package reviewweb

import (
	"context"

	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/review"
)

// StepView is one thing that was done, for the record on the page.
type StepView struct {
	What   string
	Choice string
	Word   string
	Who    string
	At     string
}

// choices are the words for what was chosen in a step.
var choices = map[string]string{"ruled": "verdicts", "ordered": "weights", "confirmed": "ways", "denied": "ways", "called": "calls"}

// stepViews names what was done and by whom; what has no person was the visitor's own.
func stepViews(ctx context.Context, all []review.Step, names map[int64]string) (out []StepView) {
	for _, st := range all {
		v := StepView{What: ui.T(ctx, "review.loop.step."+st.Kind), Word: st.Word, Who: names[st.Person],
			At: st.At.Format("2006-01-02 15:04")}
		if st.Person == 0 {
			v.Who = ui.T(ctx, "review.loop.visitor")
		}
		if group := choices[st.Kind]; group != "" {
			v.Choice = ui.T(ctx, "review.loop."+group+"."+st.Choice)
		}
		out = append(out, v)
	}
	return out
}

// done runs a step on a matter and shows the matter again: as it stands, or with what is wrong.
func (h Handler) done(r *web.Request, step func(id int64) error) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	if err = r.Faults(); err == nil {
		err = step(id)
	}
	if err == nil {
		return web.Reply{Redirect: matterPath(id)}, nil
	}
	return h.again(r, err, "")
}

func (h Handler) ask(r *web.Request) (web.Reply, error) {
	question := r.Must("question", 500)
	return h.done(r, func(id int64) error { return h.Review.Ask(r.Ctx(), actor(r), id, question) })
}

func (h Handler) rule(r *web.Request) (web.Reply, error) {
	in := review.Ruling{Verdict: review.Verdict(r.Text("verdict", 20)), Reason: r.Text("why", 500), Weight: r.Text("weight", 20),
		Order: r.Text("order", 500)}
	return h.done(r, func(id int64) error { return h.Review.Rule(r.Ctx(), actor(r), id, in) })
}

func (h Handler) confirm(r *web.Request) (web.Reply, error) {
	yes, way, word := r.Text("yes", 1) != "", r.Text("way", 20), r.Text("word", 500)
	return h.done(r, func(id int64) error { return h.Review.Confirmed(r.Ctx(), actor(r), id, yes, way, word) })
}

func (h Handler) second(r *web.Request) (web.Reply, error) {
	yes, reason := r.Text("yes", 1) != "", r.Text("why", 500)
	return h.done(r, func(id int64) error { return h.Review.Second(r.Ctx(), actor(r), id, yes, reason) })
}

func (h Handler) answer(r *web.Request) (web.Reply, error) {
	word := r.Text("word", 500)
	return h.done(r, func(id int64) error { return h.Review.Answer(r.Ctx(), actor(r), id, word) })
}

func (h Handler) callback(r *web.Request) (web.Reply, error) {
	outcome, word := r.Text("outcome", 20), r.Text("word", 500)
	return h.done(r, func(id int64) error { return h.Review.CallBack(r.Ctx(), actor(r), id, outcome, word) })
}

// choice is a list of words with an empty first.
func choice[T ~string](ctx context.Context, group string, all []T) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "review.matter.choose")}}
	for _, v := range all {
		out = append(out, ui.Option{Value: string(v), Label: ui.T(ctx, group+"."+string(v))})
	}
	return out
}

// verdicts are those that can be found now: without the department's word only what is no question to the department.
func verdicts(s review.MatterState) []review.Verdict {
	if s == review.Contacted {
		return []review.Verdict{review.Mistaken, review.Malicious}
	}
	return review.Verdicts
}

// waits says whose word is waited for.
func waits(v MatterView) string {
	switch {
	case v.State == review.Asked && !v.Over:
		return "review.loop.facts_wait"
	case v.State == review.Confirming && !v.Own:
		return "review.loop.confirm_wait"
	case v.State == review.Seconding && v.Own:
		return "review.loop.second_wait"
	case v.State == review.Rectifying:
		return "review.loop.rectify_wait"
	}
	return ""
}

func sayKnown(ctx context.Context, k review.Known) string { return text.Say(text.Of(ctx), k.Text) }
