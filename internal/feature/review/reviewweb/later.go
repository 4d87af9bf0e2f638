package reviewweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

type padLaterIn struct {
	Window string `path:"window" example:"7340032000000"`
	Body   struct {
		Answers []struct {
			ID    string        `json:"id" maxLength:"80" doc:"Made by the pad; it is taken once"`
			Level int           `json:"level" minimum:"1" maximum:"5"`
			At    clock.Instant `json:"at" format:"date-time" doc:"When it was said"`
		} `json:"answers" maxItems:"200"`
	}
}

type padLaterOut struct {
	Body struct {
		Kept int `json:"kept"`
	}
}

// later is what pads tell when the server is back.
func (h Handler) later(s *web.Site) {
	web.API(s, web.Op{ID: "review-pad-later", Pattern: "POST /api/v1/pads/{window}/later", Action: "pad.use", Title: "评价器断网评价补传",
		Tag: "reviews"}, h.apiPadLater)
}

func (h Handler) apiPadLater(ctx context.Context, in *padLaterIn) (*padLaterOut, error) {
	window, err := strconv.ParseInt(in.Window, 10, 64)
	if err != nil {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	var all []review.Kept
	for _, a := range in.Body.Answers {
		all = append(all, review.Kept{ID: a.ID, Level: a.Level, At: a.At})
	}
	if err := h.Review.KeepFromPad(ctx, identity.From(ctx), window, all); err != nil {
		return nil, err
	}
	out := &padLaterOut{}
	out.Body.Kept = len(all)
	return out, nil
}
