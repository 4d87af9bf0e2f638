package catalogweb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// guideView is a version of a guide, readable, beside the one before it.
type guideView struct {
	Page     ui.StaffPage
	Item     catalog.Item
	Version  catalog.Version
	Former   *catalog.Version
	Lines    []line
	Refusals []errs.Fault // of a draft
	Advice   []errs.Fault
	Publish  bool // the person may
	Confirm  bool
	Command  string
}

// line is one element of a guide: its label, its values, and what stood there before.
type line struct {
	Label   string
	Values  []string
	Was     []string
	Changed bool
}

// guide shows any version of an item's guide and what it changed.
func (h Handler) guide(r *web.Request) (web.Reply, error) {
	n, err := r.ID("guide")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	v := guideView{Command: h.command()}
	if err := h.Catalog.Read(r.Ctx(), by, func(tx *db.Tx) error { return h.loadGuide(tx, by, n, r.PathValue("id"), &v) }); err != nil {
		return web.Reply{}, err
	}
	thing := identity.Thing{Department: v.Item.Department}
	v.Publish = v.Version.State == catalog.Draft && by.May("guide.publish", thing) == nil
	v.Confirm = v.Version.State == catalog.Published && v.Version.Confirmed.At == 0 && by.May("guide.confirm", thing) == nil
	v.Lines = lines(r.Ctx(), v.Version.Guide, v.Former)
	v.Page = h.Shell(r.Ctx(), v.Item.Name, ui.T(r.Ctx(), "catalog.guide.sub", "n", v.Version.No))
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "catalog.page.title"), Href: "/items"},
		{Label: v.Item.Name, Href: catalog.Path(v.Item.ID)}}
	return web.Reply{Page: guidePage(v)}, nil
}

func (h Handler) loadGuide(tx *db.Tx, by identity.Actor, n int64, item string, v *guideView) (err error) {
	if v.Version, err = h.Catalog.VisibleVersion(tx, by, n); err != nil {
		return err
	}
	if id(v.Version.Item) != item {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if v.Item, err = h.Catalog.Visible(tx, by, v.Version.Item); err != nil {
		return err
	}
	if v.Version.State == catalog.Draft {
		if v.Refusals, v.Advice, err = h.Catalog.Check(tx, v.Version); err != nil {
			return err
		}
	}
	all, err := h.Catalog.Versions(tx, v.Item.ID)
	for i := range all {
		if all[i].No == v.Version.No-1 {
			v.Former = &all[i]
		}
	}
	return err
}

// lines writes a guide element by element, with what stood there in the former version. What neither says is left out.
func lines(ctx context.Context, g catalog.Guide, former *catalog.Version) (out []line) {
	now := elements(ctx, g)
	var was []line
	if former != nil {
		was = elements(ctx, former.Guide)
	}
	for i, l := range now {
		if was != nil {
			l.Was = was[i].Values
			l.Changed = !slices.Equal(l.Was, l.Values)
		}
		if len(l.Values)+len(l.Was) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// elements are all that a guide may say, always the same and in the same order.
func elements(ctx context.Context, g catalog.Guide) []line {
	t := func(key string, kv ...any) string { return ui.T(ctx, "catalog.guide."+key, kv...) }
	var out []line
	add := func(key string, values ...string) {
		values = slices.DeleteFunc(values, func(v string) bool { return strings.TrimSpace(v) == "" })
		out = append(out, line{Label: t(key), Values: values})
	}
	yes := func(key string, is bool) {
		if is {
			add(key, t("yes"))
		} else {
			add(key)
		}
	}
	add("name", g.Name)
	add("words", strings.Join(g.Words, t("between")))
	add("audience", words(ctx, "audience", g.Audience))
	add("themes", strings.Join(slices.Concat(g.Personal, g.Business), t("between")))
	add("organ", g.Organ)
	add("decides", g.Decides)
	add("promised", say(ctx, g.Promised.Text()))
	if g.Statutory.Said() {
		add("statutory", say(ctx, g.Statutory.Text()))
	} else {
		add("statutory")
	}
	add("case", t(map[bool]string{true: "instant", false: "commitment"}[g.Instant]))
	add("special", g.Special...)
	add("visits", t("times", "n", g.Visits), g.VisitWhy)
	add("online", words(ctx, "online_way", []string{g.Online}))
	yes("mail", g.Mail)
	yes("appoint", g.Appoint)
	yes("agency", g.Agency)
	add("area", g.Area)
	add("quantity", g.Quantity)
	add("conditions", g.Conditions...)
	add("forbidden", g.Forbidden...)
	add("materials", materials(ctx, g)...)
	add("steps", steps(ctx, g)...)
	add("fees", fees(ctx, g)...)
	add("result", g.Result.Name, words(ctx, "result_kind", []string{g.Result.Kind}))
	add("basis", g.Basis...)
	add("place", g.Place)
	add("hours", g.Hours)
	add("consult", g.Consult)
	add("complain", g.Complain)
	add("relief", relief(ctx, g)...)
	add("rights", g.Rights)
	add("questions", questions(g)...)
	return out
}

// words writes values of a closed list; one that is not in it stands as it is.
func words(ctx context.Context, list string, values []string) string {
	var out []string
	for _, v := range values {
		if v == "" {
			continue
		}
		if w := ui.T(ctx, "catalog."+list+"."+v); !strings.HasPrefix(w, "[") {
			v = w
		}
		out = append(out, v)
	}
	return strings.Join(out, ui.T(ctx, "catalog.guide.between"))
}

func materials(ctx context.Context, g catalog.Guide) (out []string) {
	for _, m := range g.Materials {
		about := []string{m.Source, ui.T(ctx, "catalog.need."+string(m.Need))}
		if m.Originals > 0 {
			about = append(about, ui.T(ctx, "catalog.guide.originals", "n", m.Originals))
		}
		if m.Copies > 0 {
			about = append(about, ui.T(ctx, "catalog.guide.copies", "n", m.Copies))
		}
		if m.Days > 0 {
			about = append(about, ui.T(ctx, "catalog.guide.later", "n", m.Days))
		}
		if m.Fetched {
			about = append(about, ui.T(ctx, "catalog.guide.fetched"))
		}
		about = append(about, m.Note)
		about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
		out = append(out, ui.T(ctx, "catalog.guide.of", "what", m.Name, "about", strings.Join(about, ui.T(ctx, "catalog.guide.between"))))
	}
	return out
}

func steps(ctx context.Context, g catalog.Guide) (out []string) {
	for i, s := range g.Steps {
		one := fmt.Sprintf("%d. %s", i+1, s.Name)
		for _, more := range []string{s.Who, limitOf(ctx, s.Limit), s.Text} {
			if more != "" {
				one += ui.T(ctx, "catalog.guide.between") + more
			}
		}
		out = append(out, one)
	}
	return out
}

func limitOf(ctx context.Context, l catalog.Limit) string {
	if !l.Said() {
		return ""
	}
	return say(ctx, l.Text())
}

func fees(ctx context.Context, g catalog.Guide) (out []string) {
	for _, f := range g.Fees {
		out = append(out, ui.T(ctx, "catalog.guide.of", "what", f.Name+" ¥"+fmt.Sprintf("%d.%02d", f.Fen/100, f.Fen%100), "about",
			strings.Trim(f.Basis+" "+f.Standard+" "+f.Reduction, " ")))
	}
	return out
}

func relief(ctx context.Context, g catalog.Guide) (out []string) {
	for _, r := range g.Relief {
		out = append(out, strings.Join(strings.Fields(words(ctx, "relief", []string{r.Kind})+" "+r.Organ+" "+r.Place+" "+r.Phone), " "))
	}
	return out
}

func questions(g catalog.Guide) (out []string) {
	for _, q := range g.Questions {
		out = append(out, q.Ask+" "+q.Answer)
	}
	return out
}
