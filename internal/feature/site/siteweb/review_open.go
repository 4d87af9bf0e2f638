package siteweb

import (
	"context"
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// OpenReviews is what everybody may know of the reviews: rates, and what visitors wrote and the office has released.
type OpenReviews struct {
	Frame
	Least int
	From  string
	To    string
	All   *OpenRate // of the whole hall; nil where too few
	Lists []OpenList
	Said  []review.Opinion
}

// OpenList is the rates by one thing.
type OpenList struct {
	Title string
	Rows  []OpenRate
}

// OpenRate is one rate.
type OpenRate struct {
	Name  string `json:"name"`
	Rate  string `json:"rate" example:"98.2%"`
	Count int    `json:"count,omitempty"` // 0 where it is not shown
}

// openMonths is how many months are shown, this one included.
const openMonths = 6

// openReviews is the page of the published reviews.
//
// covers: A11-7
func (h Handler) openReviews(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := OpenReviews{Frame: f}
	err = h.Store.Read(r.Ctx(), identity.From(r.Ctx()).Centre, func(tx *db.Tx) error { return h.fill(r.Ctx(), tx, &v) })
	return shown(OpenReviewsPage(v), err)
}

// fill reads the rates and names what they are of.
func (h Handler) fill(ctx context.Context, tx *db.Tx, v *OpenReviews) error {
	rates, p, err := h.rates(tx)
	if err != nil {
		return err
	}
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	if v.Least, err = h.Review.Least(tx); err != nil {
		return err
	}
	v.From, v.To, v.Said = monthName(ctx, p.From), monthName(ctx, p.To), rates.Opinions
	if rates.Total.Shown {
		all := rate(ui.T(ctx, "site.review.open_total"), rates.Total)
		v.All = &all
	}
	v.list(ctx, "departments", rates.Departments, func(id int64) string { d, _ := hall.Department(id); return d.Short })
	v.list(ctx, "windows", rates.Windows, func(id int64) string { return windowName(ctx, hall, id) })
	items, err := h.itemRates(ctx, tx, rates.Items)
	if len(items.Rows) > 0 {
		v.Lists = append(v.Lists, items)
	}
	v.list(ctx, "months", rates.Months, func(m int64) string { return monthName(ctx, int(m)) })
	return err
}

// rates are those of the last months.
func (h Handler) rates(tx *db.Tx) (review.Rates, review.Period, error) {
	to := review.Month(tx.Today())
	from := to - openMonths + 1
	if from%100 == 0 || from%100 > 12 {
		from -= 88 // into the year before
	}
	p := review.Period{From: from, To: to}
	r, err := h.Review.Public(tx, p)
	return r, p, err
}

// list adds what is shown of the rates by one thing.
func (v *OpenReviews) list(ctx context.Context, key string, parts []review.Part, name func(int64) string) {
	l := OpenList{Title: ui.T(ctx, "review.sums."+key)}
	for _, p := range parts {
		if p.Shown {
			l.Rows = append(l.Rows, rate(name(p.ID), p.Tally))
		}
	}
	if len(l.Rows) > 0 {
		v.Lists = append(v.Lists, l)
	}
}

func (h Handler) itemRates(ctx context.Context, tx *db.Tx, all []review.Rate) (OpenList, error) {
	l := OpenList{Title: ui.T(ctx, "review.opinion.items")}
	for _, x := range all {
		it, err := h.Catalog.Item(tx, x.Item)
		if err != nil {
			return l, err
		}
		l.Rows = append(l.Rows, OpenRate{Name: it.Name, Rate: fmt.Sprintf("%d%%", x.Percent)})
	}
	return l, nil
}

func rate(name string, t review.Tally) OpenRate {
	return OpenRate{Name: name, Rate: fmt.Sprintf("%d.%d%%", t.Good()/10, t.Good()%10), Count: t.Count}
}

func windowName(ctx context.Context, hall *directory.Hall, id int64) string {
	w, _ := hall.Window(id)
	return ui.T(ctx, "site.offer.window", "no", w.No) + " " + w.Short
}

func monthName(ctx context.Context, m int) string {
	return ui.T(ctx, "review.opinion.month", "y", m/100, "m", m%100)
}

// openReviewsOut is the same for programs.
type openReviewsOut struct {
	Body struct {
		To    int         `json:"to" example:"202611"`
		All   *OpenRate   `json:"all"`
		Lists []openRates `json:"lists"`
		Said  []openWords `json:"said"`
	}
}

type openRates struct {
	Title string     `json:"title" doc:"By what"`
	Rates []OpenRate `json:"rates"`
}

type openWords struct {
	Item   string `json:"item"`
	Month  int    `json:"month"`
	Level  int    `json:"level"`
	Word   string `json:"word"`
	Answer string `json:"answer,omitempty"`
}

func (h Handler) apiOpenReviews(ctx context.Context, _ *nothing) (*openReviewsOut, error) {
	out := &openReviewsOut{}
	out.Body.Lists, out.Body.Said = []openRates{}, []openWords{}
	err := h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		var v OpenReviews
		if err := h.fill(ctx, tx, &v); err != nil {
			return err
		}
		out.Body.To, out.Body.All = review.Month(tx.Today()), v.All
		for _, l := range v.Lists {
			out.Body.Lists = append(out.Body.Lists, openRates{Title: l.Title, Rates: l.Rows})
		}
		for _, o := range v.Said {
			out.Body.Said = append(out.Body.Said, openWords{Item: o.Item, Month: o.Month, Level: o.Level, Word: o.Word, Answer: o.Answer})
		}
		return nil
	})
	return out, err
}
