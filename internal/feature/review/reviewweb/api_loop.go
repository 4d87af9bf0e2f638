package reviewweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// Done is one step that was taken.
type Done struct {
	Kind   string        `json:"kind" enum:"asked,told,ruled,ordered,seconded,refused,confirmed,denied,reported,answered,called"`
	Choice string        `json:"choice,omitempty" doc:"The verdict, weight, way or outcome"`
	Word   string        `json:"word"`
	At     clock.Instant `json:"at" format:"date-time"`
}

// Request is what the office asks of a department, without whatever leads to the visitor.
type Request struct {
	ID      string             `json:"id"`
	Item    string             `json:"item"`
	Day     *clock.Day         `json:"day" doc:"Null where too few had the item done that day"`
	Month   *int               `json:"month" doc:"Null where too few had it done that month"`
	State   review.MatterState `json:"state"`
	Verdict review.Verdict     `json:"verdict,omitempty" enum:"true,partly"`
	Weight  string             `json:"weight,omitempty" enum:"simple,complex"`
	Steps   []Done             `json:"steps,omitempty"`
}

// Opinion is what a visitor wrote, masked, before it is made public.
type Opinion struct {
	ID     string `json:"id"`
	Item   string `json:"item"`
	Month  int    `json:"month" example:"202611"`
	Level  int    `json:"level"`
	Word   string `json:"word"`
	Answer string `json:"answer,omitempty"`
}

type (
	askIn struct {
		ID   string `path:"id"`
		Body struct {
			Question string `json:"question" maxLength:"500" doc:"About the service, no word on the visitor"`
		}
	}
	ruleIn struct {
		ID   string `path:"id"`
		Body struct {
			Verdict review.Verdict `json:"verdict" enum:"true,partly,unfounded,mistaken,malicious"`
			Reason  string         `json:"reason" maxLength:"500"`
			Weight  string         `json:"weight,omitempty" enum:"simple,complex"`
			Order   string         `json:"order,omitempty" maxLength:"500" doc:"What is to be rectified; the chief reads it"`
		}
	}
	confirmIn struct {
		ID   string `path:"id"`
		Body struct {
			Yes  bool   `json:"yes"`
			Way  string `json:"way" enum:"phone,desk"`
			Word string `json:"word" maxLength:"500"`
		}
	}
	secondIn struct {
		ID   string `path:"id"`
		Body struct {
			Yes    bool   `json:"yes"`
			Reason string `json:"reason" maxLength:"500"`
		}
	}
	wordIn struct {
		ID   string `path:"id"`
		Body struct {
			Word string `json:"word" maxLength:"500"`
		}
	}
	callIn struct {
		ID   string `path:"id"`
		Body struct {
			Outcome string `json:"outcome" enum:"satisfied,unsatisfied,unreachable"`
			Word    string `json:"word" maxLength:"500"`
		}
	}
	releaseIn struct {
		ID   string `path:"id"`
		Body struct {
			Show   bool   `json:"show"`
			Word   string `json:"word" maxLength:"500"`
			Answer string `json:"answer,omitempty" maxLength:"500"`
		}
	}
	requestOut  struct{ Body Request }
	requestsOut struct{ Body []Request }
	opinionsOut struct{ Body []Opinion }
)

// apiLoop is the work on a bad review after the contact.
//
// covers: A11-7
func (h Handler) apiLoop(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "reviews"}
	}
	const bad, verify, rectify = "POST /api/v1/bad-reviews/{id}/", "review.verify", "review.rectify"
	web.API(s, op("bad-review-ask", bad+"ask", verify, "请部门说明"), func(ctx context.Context, in *askIn) (*matterOut, error) {
		return h.after(ctx, idOf(in.ID), h.Review.Ask(ctx, identity.From(ctx), idOf(in.ID), in.Body.Question))
	})
	web.API(s, op("bad-review-rule", bad+"rule", verify, "作出核实结论"), func(ctx context.Context, in *ruleIn) (*matterOut, error) {
		return h.after(ctx, idOf(in.ID), h.Review.Rule(ctx, identity.From(ctx), idOf(in.ID), review.Ruling(in.Body)))
	})
	web.API(s, op("bad-review-confirm", bad+"confirm", verify, "记录评价人确认误评"), h.apiConfirmed)
	web.API(s, op("bad-review-second", bad+"second", verify, "第二人确认恶意评价"), func(ctx context.Context, in *secondIn) (*matterOut, error) {
		return h.after(ctx, idOf(in.ID), h.Review.Second(ctx, identity.From(ctx), idOf(in.ID), in.Body.Yes, in.Body.Reason))
	})
	web.API(s, op("bad-review-answer", bad+"answer", verify, "答复评价人"), func(ctx context.Context, in *wordIn) (*matterOut, error) {
		return h.after(ctx, idOf(in.ID), h.Review.Answer(ctx, identity.From(ctx), idOf(in.ID), in.Body.Word))
	})
	web.API(s, op("bad-review-callback", bad+"callback", verify, "记录回访"), func(ctx context.Context, in *callIn) (*matterOut, error) {
		return h.after(ctx, idOf(in.ID), h.Review.CallBack(ctx, identity.From(ctx), idOf(in.ID), in.Body.Outcome, in.Body.Word))
	})
	web.API(s, op("rectifications", "GET /api/v1/rectifications", rectify, "评价整改"), h.apiRequests)
	web.API(s, op("rectification", "GET /api/v1/rectifications/{id}", rectify, "一件评价整改"), h.apiRequest)
	web.API(s, op("rectification-facts", "POST /api/v1/rectifications/{id}/facts", rectify, "说明服务情况"), h.apiFacts)
	web.API(s, op("rectification-report", "POST /api/v1/rectifications/{id}/report", rectify, "报告整改情况"), h.apiReport)
	web.API(s, op("opinions", "GET /api/v1/opinions", verify, "待公开的评价"), h.apiOpinions)
	web.API(s, op("opinion-release", "POST /api/v1/opinions/{id}", verify, "公开或不公开"), h.apiRelease)
}

func (h Handler) apiConfirmed(ctx context.Context, in *confirmIn) (*matterOut, error) {
	b := in.Body
	return h.after(ctx, idOf(in.ID), h.Review.Confirmed(ctx, identity.From(ctx), idOf(in.ID), b.Yes, b.Way, b.Word))
}

func (h Handler) apiRequest(ctx context.Context, in *matterIn) (*requestOut, error) {
	return h.afterWord(ctx, idOf(in.ID), nil)
}

func (h Handler) apiFacts(ctx context.Context, in *wordIn) (*requestOut, error) {
	return h.afterWord(ctx, idOf(in.ID), h.Review.TellFacts(ctx, identity.From(ctx), idOf(in.ID), in.Body.Word))
}

func (h Handler) apiReport(ctx context.Context, in *wordIn) (*requestOut, error) {
	return h.afterWord(ctx, idOf(in.ID), h.Review.Report(ctx, identity.From(ctx), idOf(in.ID), in.Body.Word))
}

// more adds to a single matter what was done and what the program knows.
func (h Handler) more(ctx context.Context, tx *db.Tx, m review.Matter, out *Matter) error {
	steps, err := m.Steps(tx)
	if err != nil {
		return err
	}
	out.Steps = doneSteps(steps)
	known, err := h.Review.KnownOf(tx, identity.From(ctx), m.ID)
	for _, k := range known {
		out.Known = append(out.Known, sayKnown(ctx, k))
	}
	return err
}

func doneSteps(all []review.Step) (out []Done) {
	for _, st := range all {
		out = append(out, Done{Kind: st.Kind, Choice: st.Choice, Word: st.Word, At: st.At})
	}
	return out
}

func (h Handler) apiRequests(ctx context.Context, _ *none) (*requestsOut, error) {
	out := &requestsOut{Body: []Request{}}
	err := h.read(ctx, func(tx *db.Tx) error {
		all, err := h.Review.Requests(tx, identity.From(ctx), mattersShown)
		for _, r := range all {
			out.Body = append(out.Body, request(r))
		}
		return err
	})
	return out, err
}

// afterWord gives the request as it stands after the chief's word.
func (h Handler) afterWord(ctx context.Context, id int64, err error) (*requestOut, error) {
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	out := &requestOut{}
	err = h.read(ctx, func(tx *db.Tx) error {
		r, err := h.Review.Request(tx, identity.From(ctx), id)
		out.Body = request(r)
		return err
	})
	return out, err
}

func request(r review.Request) Request {
	out := Request{ID: strconv.FormatInt(r.ID, 10), Item: r.Item, State: r.State, Verdict: r.Verdict, Weight: r.Weight,
		Steps: doneSteps(r.Steps)}
	if r.Day != 0 {
		out.Day = &r.Day
	}
	if r.Month != 0 {
		out.Month = &r.Month
	}
	return out
}

func (h Handler) apiRelease(ctx context.Context, in *releaseIn) (*none, error) {
	return &none{}, h.Review.Release(ctx, identity.From(ctx), idOf(in.ID), in.Body.Show, in.Body.Word, in.Body.Answer)
}

func (h Handler) apiOpinions(ctx context.Context, _ *none) (*opinionsOut, error) {
	out := &opinionsOut{Body: []Opinion{}}
	err := h.read(ctx, func(tx *db.Tx) error {
		all, err := h.Review.Unreleased(tx, identity.From(ctx))
		for _, o := range all {
			out.Body = append(out.Body, Opinion{ID: strconv.FormatInt(o.ID, 10), Item: o.Item, Month: o.Month, Level: o.Level,
				Word: o.Word, Answer: o.Answer})
		}
		return err
	})
	return out, err
}
