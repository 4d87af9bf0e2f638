package siteweb

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Stated is a rule of the program: what it does by which article.
type Stated struct {
	Article law.Ref
	Words   text.Msg
}

// lawIndex lists the articles by chapter.
func (h Handler) lawIndex(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := LawIndex{Frame: f, Title: h.Rulebook.Title, Interpreter: h.Rulebook.Interpreter}
	for _, p := range h.Rulebook.Articles() {
		if len(v.Chapters) == 0 || v.Chapters[len(v.Chapters)-1].Name != p.Chapter {
			v.Chapters = append(v.Chapters, Chapter{Name: p.Chapter})
		}
		c := &v.Chapters[len(v.Chapters)-1]
		c.Articles = append(c.Articles, ArticleLine{Ref: string(p.Ref), Begins: begins(p)})
	}
	v.Version, err = h.inForce(r.Ctx())
	return shown(LawPage(v), err)
}

// begins is the first words of an article, without its label.
func begins(p law.Provision) string {
	const most = 34
	words := []rune(strings.TrimSpace(strings.TrimPrefix(p.Head[0], p.Ref.Zh())))
	if len(words) > most {
		return string(words[:most]) + "…"
	}
	return string(words)
}

// article shows an article or a clause with what follows it here.
func (h Handler) article(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.articleOf(r.Ctx(), law.Ref(r.PathValue("ref")))
	v.Frame = f
	return shown(ArticlePage(v), err)
}

func (h Handler) articleOf(ctx context.Context, ref law.Ref) (v Article, err error) {
	if !h.Rulebook.Has(ref) {
		return v, errs.New(errs.NotFound, "error.not_found")
	}
	all := h.Rulebook.Articles()
	i := slices.IndexFunc(all, func(p law.Provision) bool { return p.Ref == ref.Article() })
	whole := all[i]
	v = Article{Ref: string(ref), Rulebook: h.Rulebook.Title, Chapter: whole.Chapter, This: whole.Ref == ref,
		Text: whole.Head, Tail: whole.Tail, Clauses: clauses(whole.Parts, ref, 1)}
	v.Prev, v.Next = h.beside(ref)
	if v.Version, err = h.inForce(ctx); err != nil {
		return v, err
	}
	v.Depends, err = h.depends(ctx, ref)
	return v, err
}

// clauses lists the parts of a provision, the numbered ones below their clause.
func clauses(parts []law.Provision, ref law.Ref, depth int) (out []Clause) {
	for _, p := range parts {
		out = append(out, Clause{Ref: string(p.Ref), Text: p.Head, This: p.Ref == ref, Depth: depth})
		out = append(out, clauses(p.Parts, ref, depth+1)...)
		if len(p.Tail) > 0 {
			out = append(out, Clause{Text: p.Tail, Depth: depth})
		}
	}
	return out
}

// beside gives what stands before and after: articles beside an article, clauses and articles beside a clause.
func (h Handler) beside(ref law.Ref) (prev, next string) {
	depth := strings.Count(string(ref), ".")
	same := slices.DeleteFunc(h.Rulebook.Refs(), func(r law.Ref) bool { return strings.Count(string(r), ".") > depth })
	i := slices.Index(same, ref)
	if i > 0 {
		prev = string(same[i-1])
	}
	if i >= 0 && i+1 < len(same) {
		next = string(same[i+1])
	}
	return prev, next
}

// depends lists the figures and rules that follow the article or clause.
func (h Handler) depends(ctx context.Context, ref law.Ref) (out []Dependent, err error) {
	under := func(r law.Ref) bool { return r == ref || strings.HasPrefix(string(r), string(ref)+".") }
	lang := text.Of(ctx)
	for _, s := range h.Stated {
		if under(s.Article) {
			out = append(out, Dependent{What: text.Say(lang, s.Words)})
		}
	}
	err = h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		view, err := h.view(tx)
		if err != nil {
			return err
		}
		for _, f := range h.Rulebook.Listed() {
			value, ok := view.Value(f.Name)
			if !ok || !under(f.Article) || f.Unit == "word" {
				continue // a word is a name the program knows, not a figure people count with
			}
			d := Dependent{What: f.Zh, Figure: text.Say(lang, value)}
			if lang == text.En {
				d.What = f.En
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

// inForce says from when the measures hold.
func (h Handler) inForce(ctx context.Context) (out string, err error) {
	err = h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		view, err := h.view(tx)
		if value, ok := view.Value("measures.in_force_from"); ok && err == nil {
			out = text.Say(text.Of(ctx), text.M("site.law.from", "day", value))
		}
		return err
	})
	return out, err
}
