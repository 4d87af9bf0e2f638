package reviewweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// Invitation is what a link asks about. Whether and how it was answered is not in it, but for whether it still can be.
type Invitation struct {
	Item    string        `json:"item" example:"内资有限公司设立登记"`
	Window  int           `json:"window,omitempty" example:"12" doc:"The number of the window; none for a case applied for online"`
	Day     clock.Day     `json:"day" example:"2026-11-23"`
	Ends    clock.Instant `json:"ends" format:"date-time" doc:"The first instant at which no answer is taken any more"`
	Open    bool          `json:"open" doc:"A first answer is taken"`
	More    bool          `json:"more" doc:"The one addition is taken"`
	Online  bool          `json:"online" doc:"Of a case applied for online: stages may be named"`
	Answer  string        `json:"answer,omitempty" doc:"What the office answered"`
	Confirm bool          `json:"confirm,omitempty" doc:"The office asks whether the level was a mistake"`
	Reasons []Reason      `json:"reasons" doc:"The national options"`
}

// Reason is an option of the national scheme.
type Reason struct {
	Code  int         `json:"code" example:"517"`
	Level int         `json:"level" minimum:"1" maximum:"5" example:"5"`
	Side  review.Side `json:"side" enum:"efficiency,attitude,skill"`
	Text  string      `json:"text" example:"服务热情效率高"`
}

// Tally is a sum of reviews; what is null is too little to be shown.
type Tally struct {
	ID        string         `json:"id,omitempty" doc:"Of the window, department or person; a month reads 202611"`
	Count     *int           `json:"count" doc:"Real reviews; null when there are too few to be shown"`
	Good      *int           `json:"good_permille" doc:"Share of the upper three levels" example:"964"`
	Levels    map[string]int `json:"levels,omitempty" example:"{\"5\":41,\"4\":12,\"3\":1,\"2\":0,\"1\":2}"`
	Declined  *int           `json:"declined"`
	Defaulted *int           `json:"defaulted" doc:"Defaults, which are no reviews"`
	Invited   int            `json:"invited"`
	Finished  *int           `json:"finished" doc:"Finished services at windows"`
	Asked     *int           `json:"asked_permille" doc:"引导率: share of finished services with an invitation, whatever was said"`
	Aside     *int           `json:"set_aside" doc:"Mistaken or malicious; they count in nothing else"`
	Flagged   *int           `json:"flagged" doc:"Came in a burst; they count"`
}

// Totals are the published sums in sight.
type Totals struct {
	Total       Tally         `json:"total"`
	Departments []Tally       `json:"departments"`
	Windows     []Tally       `json:"windows"`
	People      []Tally       `json:"people"`
	Months      []Tally       `json:"months"`
	AsOf        clock.Instant `json:"as_of" format:"date-time" doc:"Sums are published by night"`
}

type (
	tokenIn struct {
		Token string `path:"token" maxLength:"40" doc:"The invitation's token"`
	}
	giveIn struct {
		Token string `path:"token" maxLength:"40" doc:"The invitation's token"`
		Body  struct {
			Level   int      `json:"level,omitempty" minimum:"1" maximum:"5" example:"5"`
			Reasons []int    `json:"reasons,omitempty" example:"[510,517]" doc:"Codes of the chosen level"`
			Text    string   `json:"text,omitempty" doc:"As long as review.text_max says"`
			Decline bool     `json:"decline,omitempty" doc:"Not this time"`
			More    bool     `json:"more,omitempty" doc:"This is the one addition"`
			Stages  []string `json:"stages,omitempty" doc:"item, consult, accept, decide, deliver; of a case applied for online"`
			Confirm string   `json:"confirm,omitempty" enum:"yes,no" doc:"Whether the level was a mistake, when the office asks; nothing else is taken then"`
		}
	}
	padIn struct {
		Window string `path:"window" example:"7340032000000"`
		Body   struct {
			Offer   string `json:"offer" doc:"The id of what the pad asks about"`
			Level   int    `json:"level,omitempty" minimum:"1" maximum:"5"`
			Reasons []int  `json:"reasons,omitempty"`
			Decline bool   `json:"decline,omitempty"`
		}
	}
	sumsIn struct {
		From int `query:"from" minimum:"202001" maximum:"209912" example:"202611" doc:"The first month; this month when left out"`
		To   int `query:"to" minimum:"202001" maximum:"209912" example:"202611"`
	}
	invitationOut struct{ Body Invitation }
	receiptOut    struct {
		Body struct {
			Until clock.Day `json:"until" example:"2026-12-23" doc:"Until when something can be added"`
		}
	}
	sumsOut struct{ Body Totals }
)

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "reviews"}
	}
	web.API(s, op("review", "GET /api/v1/reviews/{token}", "review.give", "评价邀请"), h.apiInvitation)
	web.API(s, op("review-give", "POST /api/v1/reviews/{token}", "review.give", "提交评价"), h.apiGive)
	web.API(s, op("review-pad", "POST /api/v1/pads/{window}/review", "pad.use", "评价器提交评价"), h.apiPad)
	web.API(s, op("review-sums", "GET /api/v1/reviews/sums", "review.sums", "好差评汇总"), h.apiSums)
	h.apiMatters(s)
	h.apiLoop(s)
}

func (h Handler) apiInvitation(ctx context.Context, in *tokenIn) (*invitationOut, error) {
	by := identity.From(ctx)
	if by.Account != 0 {
		return nil, errs.New(errs.Forbidden, "review.not_staff")
	}
	v, err := h.Review.ByToken(ctx, by.Centre, in.Token)
	if err != nil {
		return nil, err
	}
	reply, err := h.Review.Reply(ctx, by.Centre, in.Token)
	if err != nil {
		return nil, err
	}
	now := h.Review.Store.Clock().Now()
	out := &invitationOut{Body: Invitation{Item: v.Name, Window: v.WindowNo, Day: v.Day, Ends: v.Ends,
		Open: now < v.Ends && !v.Standing.Answered(), Online: v.Online, More: now < v.Ends && v.Standing.Given() && !v.Added}}
	out.Body.Answer, out.Body.Confirm = reply.Word, reply.Confirm
	for _, r := range review.Reasons {
		out.Body.Reasons = append(out.Body.Reasons, Reason{Code: r.Code, Level: r.Level, Side: r.Side,
			Text: text.Say(text.Of(ctx), r.Text())})
	}
	return out, nil
}

func (h Handler) apiGive(ctx context.Context, in *giveIn) (*receiptOut, error) {
	b := in.Body
	if b.Confirm != "" {
		return receipt(review.Receipt{}, h.Review.Confirm(ctx, identity.From(ctx), in.Token, b.Confirm == "yes"))
	}
	return receipt(h.Review.Give(ctx, identity.From(ctx), in.Token, review.Answer{Level: b.Level, Reasons: b.Reasons, Text: b.Text,
		Decline: b.Decline, More: b.More, Stages: stages(b.Stages)}))
}

func stages(all []string) (out []review.Stage) {
	for _, s := range all {
		out = append(out, review.Stage(s))
	}
	return out
}

func (h Handler) apiPad(ctx context.Context, in *padIn) (*receiptOut, error) {
	window, err := strconv.ParseInt(in.Window, 10, 64)
	if err != nil {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	offer, err := strconv.ParseInt(in.Body.Offer, 10, 64)
	if err != nil {
		return nil, errs.Field("offer", "error.not_number")
	}
	b := in.Body
	return receipt(h.Review.GiveAtPad(ctx, identity.From(ctx), window, offer,
		review.Answer{Level: b.Level, Reasons: b.Reasons, Decline: b.Decline}))
}

func receipt(r review.Receipt, err error) (*receiptOut, error) {
	if err != nil {
		return nil, err
	}
	out := &receiptOut{}
	out.Body.Until = r.Until
	return out, nil
}
