package siteweb

import (
	"context"
	"fmt"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/catalog/describe"
)

// fill takes over what was published.
func (v *Guide) fill(ctx context.Context, it catalog.Item, version catalog.Version) {
	g := version.Guide
	say := func(m text.Msg) string { return text.Say(text.Of(ctx), m) }
	v.Name, v.Agency, v.Owner = g.Name, g.Organ, it.DepartmentName
	v.Updated = version.Published.Day().String()
	v.Tags = append(v.Tags, say(it.Kind.Text()))
	for _, tag := range []struct {
		key string
		on  bool
	}{{"tolerance", it.Tolerance && deferrable(g)}, {"agency", g.Agency}, {"online", g.Online == "accept" || g.Online == "full"}} {
		if tag.on {
			v.Tags = append(v.Tags, ui.T(ctx, "site.guide.tag."+tag.key))
		}
	}
	v.Facts = []ui.Pair{{Label: ui.T(ctx, "site.guide.promised"), Value: limit(ctx, g.Promised)},
		{Label: ui.T(ctx, "site.guide.statutory"), Value: limit(ctx, g.Statutory)},
		{Label: ui.T(ctx, "site.guide.fee"), Value: fee(ctx, g)},
		{Label: ui.T(ctx, "site.guide.visits"), Value: visits(ctx, g.Visits)}}
	for _, m := range g.Materials {
		v.Materials = append(v.Materials, material(ctx, it, m))
	}
	for _, s := range g.Steps {
		line := s.Name
		if s.Limit.Said() {
			line = joined(line, limit(ctx, s.Limit))
		}
		v.Steps = append(v.Steps, line)
	}
	v.Basis = g.Basis
	for _, q := range g.Questions {
		v.Questions = append(v.Questions, ui.Pair{Label: q.Ask, Value: q.Answer})
	}
	v.Consult = g.Consult
	v.More = folds(ctx, g)
}

// parts are the fold-outs of a guide and the elements that each shows (A4-1). What stands above them on the page, such as the
// materials, is not repeated.
var parts = []struct {
	key      string
	elements []string
}{
	{"who", []string{"scope", "audience", "conditions", "forbidden", "quantity", "quantity_why"}},
	{"ways", []string{"online", "depth", "mail", "terminal", "appoint_number", "appoint_rule", "agency", "area", "cross"}},
	{"time", []string{"case", "handling", "promised_note", "statutory_note", "receive", "precheck", "special", "effective", "cancel"}},
	{"result", []string{"result", "result_sample", "delivery", "fees", "pay_online", "flow_chart"}},
	{"where", []string{"place", "window", "hours", "traffic", "map", "complain", "progress"}},
	{"rights", []string{"rights", "duties", "relief"}},
	{"organ", []string{"organ_type", "power_source", "use_level", "decides", "entrusted", "joint", "catalog_code", "task_code",
		"handle_code", "local_code", "task_version"}},
}

// folds are the parts of the guide that say something.
func folds(ctx context.Context, g catalog.Guide) (out []Fold) {
	said := map[string]describe.Element{}
	for _, e := range describe.Guide(text.Of(ctx), g) {
		said[e.Key] = e
	}
	for _, p := range parts {
		f := Fold{Title: ui.T(ctx, "site.guide.more."+p.key)}
		for _, key := range p.elements {
			if e := said[key]; len(e.Values) > 0 {
				f.Pairs = append(f.Pairs, Said{Label: e.Label, Values: e.Values})
			}
		}
		if f.Pairs != nil {
			out = append(out, f)
		}
	}
	return out
}

// visits is how often people have to come.
func visits(ctx context.Context, n int) string {
	if n == 0 {
		return ui.T(ctx, "site.guide.never")
	}
	return ui.T(ctx, "site.guide.times", "n", n)
}

// bare is an item that can be found and not yet be come for: its department is still writing (4(3)).
func (v *Guide) bare(ctx context.Context, it catalog.Item) {
	v.Bare, v.Name, v.Owner = true, it.Name, it.DepartmentName
	v.Tags = append(v.Tags, text.Say(text.Of(ctx), it.Kind.Text()))
	v.NowTitle, v.NowText = ui.T(ctx, "site.guide.bare"), ui.T(ctx, "site.guide.bare_text", "department", it.DepartmentName)
	if it.Mode == catalog.Negative {
		v.NowTitle = ui.T(ctx, "site.guide.elsewhere")
	}
}

func deferrable(g catalog.Guide) bool {
	for _, m := range g.Materials {
		if m.Need == catalog.Deferrable {
			return true
		}
	}
	return false
}

// material says what to bring of one paper, and whether it may follow later (11(4)).
func material(ctx context.Context, it catalog.Item, m catalog.Material) Material {
	out := Material{Name: m.Name, Fetched: m.Fetched, Sample: m.Sample}
	if m.Originals > 0 {
		out.Sub = ui.T(ctx, "site.guide.originals", "n", m.Originals)
	}
	if m.Copies > 0 {
		out.Sub = strings.TrimPrefix(out.Sub+ui.T(ctx, "site.comma")+ui.T(ctx, "site.guide.copies", "n", m.Copies), ui.T(ctx, "site.comma"))
	}
	out.Sub = joined(out.Sub, m.Size)
	out.Sub = joined(out.Sub, m.Accept)
	out.Sub = joined(out.Sub, m.Note)
	if m.Need == catalog.Optional {
		out.Sub = joined(out.Sub, ui.T(ctx, "site.guide.optional"))
	}
	if m.Need == catalog.Deferrable && it.Tolerance {
		out.Tolerance = ui.T(ctx, "site.guide.later", "n", m.Days)
	}
	return out
}

func limit(ctx context.Context, l catalog.Limit) string { return text.Say(text.Of(ctx), l.Text()) }

// fee is what it costs.
func fee(ctx context.Context, g catalog.Guide) string {
	if len(g.Fees) == 0 {
		return ui.T(ctx, "site.guide.free")
	}
	var out []string
	for _, f := range g.Fees {
		out = append(out, fmt.Sprintf("%s ¥%d.%02d", f.Name, f.Fen/100, f.Fen%100))
	}
	return strings.Join(out, ui.T(ctx, "site.comma"))
}

func guideFrame(ctx context.Context, v Guide) ui.PhonePage {
	p := v.page(ui.T(ctx, "site.guide.title"), PathSearch)
	if v.Book != "" || v.Take != "" {
		p.Bar = guideBar(v)
	}
	return p
}

func nowKind(can bool) ui.Kind {
	if can {
		return ui.OK
	}
	return ui.Hold
}

// faultOf finds what is wrong with a field.
func faultOf(faults []ui.Fault, field string) string {
	for _, f := range faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}
