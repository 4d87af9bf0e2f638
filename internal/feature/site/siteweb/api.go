package siteweb

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Hall is the hall now, as the API gives it.
type Hall struct {
	Centre  string        `json:"centre" example:"昌吉市政务服务中心"`
	Open    bool          `json:"open"`
	State   string        `json:"state" example:"午休中，15:30 开放"`
	Next    clock.Instant `json:"next" format:"date-time" doc:"When it opens next"`
	Hours   []string      `json:"hours" doc:"Today's hours" example:"[\"10:00–14:00\",\"15:30–19:30\"]"`
	Waiting int           `json:"waiting"`
	Minutes *int          `json:"minutes" doc:"About how long the newest one waits; null while it is not known"`
	Zones   []HallZone    `json:"zones"`
}

// HallZone is a zone now.
type HallZone struct {
	Prefix  string `json:"prefix" example:"A"`
	Name    string `json:"name"`
	Place   string `json:"place" example:"一楼东侧"`
	Waiting int    `json:"waiting"`
	Windows int    `json:"windows" doc:"How many windows call"`
	Minutes *int   `json:"minutes"`
}

// Provision is an article or clause of the measures with what follows it.
type Provision struct {
	Ref     string     `json:"ref" example:"9.4"`
	Name    string     `json:"name" example:"第九条（四）"`
	Chapter string     `json:"chapter,omitempty"`
	Text    string     `json:"text" doc:"In the words of the measures, one paragraph a line"`
	Follows []Followed `json:"follows,omitempty"`
}

// Followed is a figure or rule that follows the provision.
type Followed struct {
	What   string `json:"what"`
	Figure string `json:"figure,omitempty" example:"15 分钟"`
}

type (
	hallOut  struct{ Body Hall }
	lawsOut  struct{ Body []Provision }
	lawOut   struct{ Body Provision }
	nothing  struct{}
	lawRefIn struct {
		Ref string `path:"ref" maxLength:"12" example:"9.4"`
	}
)

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: "site.read", Title: title, Tag: "site"}
	}
	web.API(s, op("hall", "GET /api/v1/hall", "大厅现在"), h.apiHall)
	web.API(s, op("open-reviews", "GET /api/v1/open/reviews", "好差评公开"), h.apiOpenReviews)
	web.API(s, op("law", "GET /api/v1/law", "管理办法的条款"), h.apiLaws)
	web.API(s, op("law-provision", "GET /api/v1/law/{ref}", "一个条款"), h.apiLaw)
}

func (h Handler) apiHall(ctx context.Context, _ *nothing) (*hallOut, error) {
	out := &hallOut{}
	err := h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		n, err := h.now(tx)
		if err != nil {
			return err
		}
		people, minutes := n.waiting()
		out.Body = Hall{Centre: n.Centre.Name, Open: n.open, State: n.state(ctx), Next: n.next, Waiting: people,
			Minutes: known(minutes), Hours: []string{}, Zones: []HallZone{}}
		for _, s := range n.hours.Open {
			out.Body.Hours = append(out.Body.Hours, s.String())
		}
		for _, z := range n.Zones {
			waiting := n.paces[z.ID].Waiting
			out.Body.Zones = append(out.Body.Zones, HallZone{Prefix: z.Prefix, Name: z.Name, Place: z.Place, Waiting: waiting,
				Windows: n.paces[z.ID].Windows, Minutes: known(n.minutes(z.ID, waiting))})
		}
		return nil
	})
	return out, err
}

// known is a number of minutes, or null.
func known(minutes int) *int {
	if minutes < 0 {
		return nil
	}
	return &minutes
}

func (h Handler) apiLaws(context.Context, *nothing) (*lawsOut, error) {
	out := &lawsOut{Body: []Provision{}}
	for _, ref := range h.Rulebook.Refs() {
		out.Body = append(out.Body, Provision{Ref: string(ref), Name: ref.Zh(), Text: h.Rulebook.Text(ref)})
	}
	return out, nil
}

func (h Handler) apiLaw(ctx context.Context, in *lawRefIn) (*lawOut, error) {
	ref := law.Ref(in.Ref)
	if !h.Rulebook.Has(ref) {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	v, err := h.articleOf(ctx, ref)
	if err != nil {
		return nil, err
	}
	out := &lawOut{Body: Provision{Ref: in.Ref, Name: ref.Zh(), Chapter: v.Chapter, Text: h.Rulebook.Text(ref)}}
	for _, d := range v.Depends {
		out.Body.Follows = append(out.Body.Follows, Followed{What: d.What, Figure: d.Figure})
	}
	return out, nil
}
