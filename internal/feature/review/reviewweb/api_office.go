package reviewweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

func (h Handler) apiSums(ctx context.Context, in *sumsIn) (*sumsOut, error) {
	p := h.thisMonth()
	if in.From != 0 {
		p.From = in.From
	}
	if in.To != 0 {
		p.To = in.To
	}
	out := &sumsOut{}
	err := h.read(ctx, func(tx *db.Tx) error {
		all, err := h.Review.Sums(tx, identity.From(ctx).Sight("review.sums"), p)
		if err != nil {
			return err
		}
		out.Body = Totals{Total: tally(all.Total), Departments: parts(all.Departments), Windows: parts(all.Windows),
			People: parts(all.People), Months: parts(all.Months), AsOf: all.AsOf}
		return nil
	})
	return out, err
}

func parts(all []review.Part) []Tally {
	out := make([]Tally, len(all))
	for i, p := range all {
		out[i] = tally(p.Tally)
		out[i].ID = strconv.FormatInt(p.ID, 10)
	}
	return out
}

// tally turns what is too little into null.
func tally(t review.Tally) Tally {
	out := Tally{Invited: t.Invited, Declined: known(t.Declined), Defaulted: known(t.Defaulted), Finished: known(t.Finished),
		Aside: known(t.Aside), Flagged: known(t.Flagged)}
	if t.Finished > 0 {
		asked := t.Asked()
		out.Asked = &asked
	}
	if t.Shown {
		good := t.Good()
		out.Count, out.Good, out.Levels = &t.Count, &good, map[string]int{}
		for _, level := range review.Levels {
			out.Levels[strconv.Itoa(level)] = t.Levels[level]
		}
	}
	return out
}

func known(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// Matter is a bad review as the API gives it to a verifier.
type Matter struct {
	ID       string             `json:"id"`
	State    review.MatterState `json:"state" enum:"open,taken,contacted,asked,told,confirming,seconding,rectifying,answering,calling,closed"`
	Item     string             `json:"item"`
	Window   int                `json:"window,omitempty"`
	Day      clock.Day          `json:"day"`
	Level    int                `json:"level" minimum:"1" maximum:"5"`
	Reasons  []string           `json:"reasons"`
	Text     string             `json:"text"`
	Outcome  string             `json:"outcome,omitempty" enum:"reached,unreached,unreachable"`
	Tries    int                `json:"tries"`
	Opened   clock.Instant      `json:"opened" format:"date-time"`
	Verifier string             `json:"verifier,omitempty" doc:"The person's id"`
	Verdict  review.Verdict     `json:"verdict,omitempty" enum:"true,partly,unfounded,mistaken,malicious"`
	Weight   string             `json:"weight,omitempty" enum:"simple,complex"`
	Aside    bool               `json:"set_aside" doc:"Left out of the sums"`
	Flag     review.Flag        `json:"flag,omitempty" enum:"quick,burst"`
	Known    []string           `json:"known,omitempty" doc:"What the program knows of the service; only of a single one"`
	Steps    []Done             `json:"steps,omitempty" doc:"What was done; only of a single one"`
}

type (
	mattersOut struct{ Body []Matter }
	matterOut  struct{ Body Matter }
	contactOut struct {
		Body struct {
			Name   string `json:"name,omitempty"`
			Phone  string `json:"phone,omitempty"`
			Ticket string `json:"ticket,omitempty"`
		}
	}
	matterIn struct {
		ID string `path:"id" example:"7340032000000"`
	}
	contactIn struct {
		ID   string `path:"id" example:"7340032000000"`
		Body struct {
			Outcome string `json:"outcome" enum:"reached,unreached,unreachable"`
			Note    string `json:"note,omitempty" doc:"About the service, not about the visitor"`
		}
	}
	revealIn struct {
		ID   string `path:"id" example:"7340032000000"`
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"Stays on record"`
		}
	}
	none struct{}
)

// idOf reads an id; 0 names nothing.
func idOf(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (h Handler) apiMatters(s *web.Site) {
	op := func(id, pattern, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: "review.verify", Title: title, Tag: "reviews"}
	}
	web.API(s, op("bad-reviews", "GET /api/v1/bad-reviews", "差评核实"), h.apiList)
	web.API(s, op("bad-review", "GET /api/v1/bad-reviews/{id}", "一条差评"), h.apiMatter)
	web.API(s, op("bad-review-take", "POST /api/v1/bad-reviews/{id}/take", "接下差评"),
		func(ctx context.Context, in *matterIn) (*matterOut, error) {
			return h.after(ctx, idOf(in.ID), h.Review.Take(ctx, identity.From(ctx), idOf(in.ID)))
		})
	web.API(s, op("bad-review-contact", "POST /api/v1/bad-reviews/{id}/contact", "记录联系情况"),
		func(ctx context.Context, in *contactIn) (*matterOut, error) {
			return h.after(ctx, idOf(in.ID), h.Review.Contact(ctx, identity.From(ctx), idOf(in.ID), in.Body.Outcome, in.Body.Note))
		})
	web.API(s, op("bad-review-reveal", "POST /api/v1/bad-reviews/{id}/reveal", "查看联系方式"),
		func(ctx context.Context, in *revealIn) (*contactOut, error) {
			c, err := h.Review.Reveal(ctx, identity.From(ctx), idOf(in.ID), in.Body.Reason)
			out := &contactOut{}
			out.Body.Name, out.Body.Phone, out.Body.Ticket = c.Name, c.Phone, c.Ticket
			return out, err
		})
}

func (h Handler) apiList(ctx context.Context, _ *none) (*mattersOut, error) {
	out := &mattersOut{Body: []Matter{}}
	err := h.read(ctx, func(tx *db.Tx) error {
		all, err := h.Review.Matters(tx, identity.From(ctx), mattersShown)
		for _, m := range all {
			out.Body = append(out.Body, matter(ctx, m))
		}
		return err
	})
	return out, err
}

func (h Handler) apiMatter(ctx context.Context, in *matterIn) (*matterOut, error) {
	return h.after(ctx, idOf(in.ID), nil)
}

// after gives the matter as it stands after a step.
func (h Handler) after(ctx context.Context, id int64, err error) (*matterOut, error) {
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	out := &matterOut{}
	err = h.read(ctx, func(tx *db.Tx) error {
		m, err := h.Review.Matter(tx, identity.From(ctx), id)
		if err != nil {
			return err
		}
		out.Body = matter(ctx, m)
		return h.more(ctx, tx, m, &out.Body)
	})
	return out, err
}

func matter(ctx context.Context, m review.Matter) Matter {
	out := Matter{ID: strconv.FormatInt(m.ID, 10), State: m.State, Item: m.Item, Window: m.WindowNo, Day: m.Day, Level: m.Level,
		Reasons: []string{}, Text: m.Text, Outcome: m.Outcome, Tries: m.Tries, Opened: m.Opened,
		Verdict: m.Verdict, Weight: m.Weight, Aside: m.Aside, Flag: m.Flag}
	if m.Verifier != 0 {
		out.Verifier = strconv.FormatInt(m.Verifier, 10)
	}
	for _, r := range m.Reasons {
		out.Reasons = append(out.Reasons, text.Say(text.Of(ctx), r.Text()))
	}
	return out
}
