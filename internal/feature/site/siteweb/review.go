package siteweb

import (
	"context"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/review"
)

var reviewText = law.Number("review.text_max")

// review shows the form, what happened to it, or that the time is over. It never shows what was said.
func (h Handler) review(r *web.Request) (web.Reply, error) {
	v, err := h.reviewOf(r)
	return shown(ReviewPage(v), err)
}

// give takes the review. A refusal shows the form again with what was chosen.
func (h Handler) give(r *web.Request) (web.Reply, error) {
	v, err := h.reviewOf(r)
	if err != nil {
		return web.Reply{}, err
	}
	if said := r.Text("confirm", 3); said != "" {
		err = h.Confirm(r.Ctx(), identity.From(r.Ctx()), r.PathValue("token"), said == "yes")
		return web.Reply{Redirect: ReviewPath + r.PathValue("token")}, err
	}
	a := answerOf(r)
	if err = r.Faults(); err == nil {
		_, err = h.Give(r.Ctx(), identity.From(r.Ctx()), r.PathValue("token"), a)
	}
	if err == nil {
		return web.Reply{Redirect: ReviewPath + r.PathValue("token")}, nil
	}
	if !errs.Is(err, errs.Invalid) {
		return web.Reply{}, err
	}
	v.State, v.Level, v.Text, v.Chosen = "ask", strconv.Itoa(a.Level), a.Text, r.PostForm["reason"]
	v.Staged = r.PostForm["stage"]
	v.More, v.Faults = a.More, faults(r.Ctx(), err)
	return web.Reply{Page: ReviewPage(v)}, err
}

// answerOf reads what was said.
func answerOf(r *web.Request) review.Answer {
	a := review.Answer{Decline: r.Text("decline", 1) != "", More: r.Text("more", 1) != "", Text: r.Text("text", 2000)}
	if a.Decline {
		return a
	}
	a.Level, _ = strconv.Atoi(r.FormValue("level"))
	a.Reasons = chosen(r.PostForm["reason"], a.Level)
	for _, s := range r.PostForm["stage"] {
		a.Stages = append(a.Stages, review.Stage(s))
	}
	return a
}

// chosen reads the reasons of the chosen level. Those of another were ticked before somebody changed their mind.
func chosen(codes []string, level int) (out []int) {
	for _, reason := range review.ReasonsOf(level) {
		for _, c := range codes {
			if c == strconv.Itoa(reason.Code) {
				out = append(out, reason.Code)
			}
		}
	}
	return out
}

// reviewOf reads the invitation. Somebody who is logged in as staff is not asked (11(7): 不得干扰评价人).
func (h Handler) reviewOf(r *web.Request) (Review, error) {
	f, err := h.frame(r)
	if err != nil {
		return Review{}, err
	}
	by := identity.From(r.Ctx())
	if by.Account != 0 {
		return Review{}, errs.New(errs.Forbidden, "review.not_staff")
	}
	in, err := h.Review.ByToken(r.Ctx(), by.Centre, r.PathValue("token"))
	if err != nil {
		return Review{}, err
	}
	v := Review{Frame: f, Command: newCommand(h), Item: in.Name, Where: day(r.Ctx(), in.Day), Reasons: reasonsOf(r.Ctx())}
	v.Self = ReviewPath + in.Token
	if in.WindowNo != 0 {
		v.Where = joined(ui.T(r.Ctx(), "site.offer.window", "no", in.WindowNo), v.Where)
	}
	v.state(r.Ctx(), in, r.URL.Query().Get("more") != "")
	if in.Online {
		v.Stages = stagesOf(r.Ctx())
	}
	reply, err := h.Review.Reply(r.Ctx(), by.Centre, in.Token)
	if err != nil {
		return v, err
	}
	v.Answer, v.Confirm = reply.Word, reply.Confirm
	if v.Answer != "" {
		v.Answered = day(r.Ctx(), reply.Day)
	}
	err = h.Store.Read(r.Ctx(), by.Centre, func(tx *db.Tx) error {
		figures, err := h.view(tx)
		v.Max = reviewText.In(figures)
		return err
	})
	return v, err
}

// state says what the page is: the form, the thanks, the addition, or over.
func (v *Review) state(ctx context.Context, in review.Invitation, more bool) {
	until := day(ctx, in.Ends.Day().Add(-1))
	switch {
	case v.Now >= in.Ends:
		v.State = "over"
	case in.Standing.Given() && in.Added, in.Standing == review.SetAside:
		v.State = "thanks"
	case in.Standing.Given() && more:
		v.State, v.More = "ask", true
	case in.Standing.Given():
		v.State, v.Later, v.Again = "thanks", until, v.Self+"?more=1"
	case in.Standing == review.Declined && !more:
		v.State, v.Later, v.Again = "declined", until, v.Self+"?more=1"
	default:
		v.State = "ask"
	}
	v.Declined = in.Standing == review.Declined || in.Standing == review.Defaulted
}

// reasonsOf is the national options by level, as the form offers them.
func reasonsOf(ctx context.Context) map[string][]ui.Option {
	out := map[string][]ui.Option{}
	for _, r := range review.Reasons {
		level := strconv.Itoa(r.Level)
		out[level] = append(out[level], ui.Option{Value: strconv.Itoa(r.Code), Label: text.Say(text.Of(ctx), r.Text())})
	}
	return out
}

// stagesOf is what a case applied for online went through.
func stagesOf(ctx context.Context) (out []ui.Option) {
	for _, s := range review.Stages {
		out = append(out, ui.Option{Value: string(s), Label: text.Say(text.Of(ctx), s.Text())})
	}
	return out
}

// reviewLater says that a word can be added once more, or that one can still change one's mind, while it can.
func reviewLater(ctx context.Context, v Review) string {
	if v.Later == "" {
		return ""
	}
	return ui.T(ctx, "site.review."+v.State+"_later", "until", v.Later)
}
