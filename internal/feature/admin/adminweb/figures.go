package adminweb

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/law"
)

// figuresView is the page of the figures.
type figuresView struct {
	Page     ui.StaffPage
	Title    string // of the measures
	Version  string
	Articles []articleView
}

// articleView is an article with its figures.
type articleView struct {
	Ref     string
	Figures []figureView
}

// figureView is one figure as it holds today.
type figureView struct {
	Title   string
	Name    string
	Value   string
	Ref     string
	Wording string // the words it puts into a number
	Given   law.Given
	Source  string
	Since   clock.Day
	Own     *law.Override // the centre's own number, with its document
	Next    string        // what will hold, and from when
}

func (h Handler) figures(r *web.Request) (web.Reply, error) {
	v := figuresView{Page: h.shell(r, "figure")}
	err := h.Identity.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) error {
		figures, err := h.held(tx)
		if err != nil {
			return err
		}
		v.Title, v.Version = figures.Rulebook().Title, figures.Rulebook().Version
		v.Articles = figureList(r.Ctx(), figures, tx.Today())
		return nil
	})
	return web.Reply{Page: figuresPage(v)}, err
}

// held are the figures of the centre.
func (h Handler) held(tx *db.Tx) (*law.Figures, error) {
	if h.Figures != nil {
		return h.Figures(tx)
	}
	return law.Shipped().Figures()
}

func figureList(ctx context.Context, figures *law.Figures, today clock.Day) (out []articleView) {
	view, at := figures.On(today), map[law.Ref]int{}
	for _, f := range figures.Rulebook().Listed() {
		article := f.Article.Article()
		i, ok := at[article]
		if !ok {
			i = len(out)
			at[article] = i
			out = append(out, articleView{Ref: string(article)})
		}
		out[i].Figures = append(out[i].Figures, figureOf(ctx, figures, view, f, today))
	}
	return out
}

func figureOf(ctx context.Context, figures *law.Figures, view law.View, f law.Figure, today clock.Day) figureView {
	lang := text.Of(ctx)
	out := figureView{Title: f.Zh, Name: f.Name, Ref: string(f.Article), Wording: f.Wording, Given: f.Given, Source: f.Source}
	if lang != text.Zh {
		out.Title = f.En
	}
	if f.Given == law.ByDefault {
		out.Source = "" // nobody says it: that is what the tag tells
	}
	if msg, ok := view.Value(f.Name); ok {
		out.Value = text.Say(lang, msg)
	}
	for _, d := range f.Values {
		if d.From <= today || out.Since == 0 {
			out.Since = d.From
		} else if out.Next == "" {
			out.Next = ui.T(ctx, "admin.figure.next", "value", d.Value.In(f.Unit), "from", d.From)
		}
	}
	if o, own := figures.Overridden(f.Name, today); own {
		out.Own, out.Since = &o, o.From
	}
	return out
}
