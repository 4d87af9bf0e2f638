package boardweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
)

// Finding is a finding as the API shows it.
type Finding struct {
	ID       string        `json:"id" example:"7340032000041"`
	Kind     string        `json:"kind" example:"offpost.over"`
	Title    string        `json:"title" example:"擅自离岗"`
	Article  string        `json:"article" example:"9.4"`
	State    finding.State `json:"state" enum:"proposed,stated,ready,confirmed,withdrawn"`
	Day      clock.Day     `json:"day" format:"date" doc:"The day of the fact"`
	Due      clock.Day     `json:"due" format:"date" doc:"The last day to state one's case"`
	Text     string        `json:"text"`
	Who      string        `json:"who" doc:"The person concerned, else the department"`
	Reason   string        `json:"reason,omitempty" doc:"Why it was confirmed or withdrawn"`
	Evidence []Evidence    `json:"evidence,omitempty"`
}

// Evidence is what one source says.
type Evidence struct {
	Source string        `json:"source" enum:"detector,patrol,office,statement"`
	Text   string        `json:"text"`
	At     clock.Instant `json:"at" format:"date-time"`
}

func (f fact) api(ctx context.Context) Finding {
	out := Finding{ID: strconv.FormatInt(f.ID, 10), Kind: f.Kind, Title: f.title(ctx), Article: f.Article, State: f.State, Day: f.Day,
		Due: f.Due, Text: say(ctx, f.Text), Who: f.Who, Reason: f.Reason}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, Evidence{Source: e.Source, Text: say(ctx, e.Text), At: e.At})
	}
	return out
}

type findingsIn struct {
	State  finding.State `query:"state" enum:"proposed,stated,ready,confirmed,withdrawn"`
	Before string        `query:"before" doc:"Only older ones than this id"`
}

func (h Handler) apiFindings(ctx context.Context, in *findingsIn) (*struct{ Body []Finding }, error) {
	f := finding.Filter{Limit: pageOf}
	if in.State != "" {
		f.States = []finding.State{in.State}
	}
	if in.Before != "" {
		n, err := clockIn{in.Before}.id()
		if err != nil {
			return nil, err
		}
		f.Before = n
	}
	all, err := h.Findings.List(ctx, identity.From(ctx), f)
	if err != nil {
		return nil, err
	}
	named, err := h.named(ctx, identity.From(ctx), all)
	out := &struct{ Body []Finding }{[]Finding{}}
	for _, f := range named {
		out.Body = append(out.Body, f.api(ctx))
	}
	return out, err
}

func (h Handler) apiFinding(ctx context.Context, in *clockIn) (*struct{ Body Finding }, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	f, err := h.Findings.Read(ctx, identity.From(ctx), id)
	if err != nil {
		return nil, err
	}
	named, err := h.named(ctx, identity.From(ctx), []finding.Finding{f})
	if err != nil {
		return nil, err
	}
	return &struct{ Body Finding }{named[0].api(ctx)}, nil
}

type decideIn struct {
	ID   string `path:"id" doc:"The finding's id" example:"7340032000041"`
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"2000" doc:"The statement, or the reason of the decision"`
	}
}

func (h Handler) apiDecided(do func(context.Context, identity.Actor, int64, string) (finding.Answer, error)) func(context.Context,
	*decideIn) (*struct{ Body finding.Answer }, error) {
	return func(ctx context.Context, in *decideIn) (*struct{ Body finding.Answer }, error) {
		id, err := clockIn{in.ID}.id()
		if err != nil {
			return nil, err
		}
		a, err := do(ctx, identity.From(ctx), id, in.Body.Text)
		if err != nil {
			return nil, err
		}
		return &struct{ Body finding.Answer }{a}, nil
	}
}
