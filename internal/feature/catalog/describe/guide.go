package describe

import (
	"fmt"
	"slices"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/feature/catalog"
)

// Element is one thing that a guide says: its key, its label, and its values; none where the guide is silent.
type Element struct {
	Key    string
	Label  string
	Values []string
}

// writer collects the elements of a guide in one language.
type writer struct {
	lang text.Lang
	out  []Element
}

// Guide gives all that a guide may say, always the same elements in the same order (domain.md §2.3).
func Guide(lang text.Lang, g catalog.Guide) []Element {
	w := &writer{lang: lang}
	w.identity(g)
	w.time(g)
	w.reach(g)
	w.add("conditions", g.Conditions...)
	w.add("forbidden", g.Forbidden...)
	w.add("materials", w.materials(g)...)
	w.add("steps", w.steps(g)...)
	w.add("flow_chart", g.FlowChart)
	w.add("fees", w.fees(g)...)
	w.yes("pay_online", g.PayOnline)
	w.add("result", g.Result.Name, w.words("result_kind", g.Result.Kind), w.words("result_type", g.Result.Type))
	w.add("result_sample", g.Result.Sample)
	w.add("delivery", w.words("delivery", g.Result.Delivery...))
	w.add("basis", g.Basis...)
	w.contact(g)
	return w.out
}

func (w *writer) identity(g catalog.Guide) {
	w.add("name", g.Name)
	w.add("words", strings.Join(g.Words, w.t("between")))
	w.add("catalog_code", g.CatalogCode)
	w.add("task_code", g.TaskCode)
	w.add("handle_code", g.HandleCode)
	w.add("local_code", g.LocalCode)
	w.add("task_version", g.TaskVersion)
	w.add("scope", g.Scope)
	w.add("audience", w.words("audience", g.Audience...))
	w.add("themes", strings.Join(slices.Concat(g.Personal, g.Business), w.t("between")))
	w.add("organ", g.Organ)
	w.add("organ_type", w.words("organ_type", g.OrganType))
	w.add("power_source", w.words("power", g.Power.Source))
	w.add("use_level", w.words("use_level", g.UseLevel))
	w.add("decides", g.Decides)
	w.add("entrusted", g.Entrusted)
	w.add("joint", strings.Join(g.Joint, w.t("between")))
}

func (w *writer) time(g catalog.Guide) {
	w.add("promised", text.Say(w.lang, g.Promised.Text()))
	w.add("promised_note", g.PromisedNote)
	w.limit("statutory", g.Statutory)
	w.add("statutory_note", g.StatutoryNote)
	w.limit("receive", g.Receive)
	w.limit("precheck", g.Precheck)
	// domain.md §2.3, check 1: done on the spot is judged and done at once, everything else is checked in front and decided
	// behind; so it is said and never typed.
	w.add("case", w.t(map[bool]string{true: "instant", false: "commitment"}[g.Instant]))
	w.add("handling", w.t(map[bool]string{true: "at_once", false: "in_turn"}[g.Instant]))
	w.add("special", g.Special...)
	w.add("effective", g.Effective.String())
	w.add("cancel", g.Cancel.String())
}

func (w *writer) reach(g catalog.Guide) {
	w.add("visits", w.t("times", "n", g.Visits), g.VisitWhy)
	w.add("online", w.words("online_way", g.Online))
	w.add("depth", w.words("depth", g.Depth))
	w.yes("mail", g.Mail)
	w.yes("terminal", g.Terminal, g.TerminalPlace)
	w.yes("appoint", g.Appoint)
	w.add("appoint_number", g.AppointNumber)
	w.add("appoint_rule", g.AppointRule)
	w.yes("agency", g.Agency)
	w.add("area", g.Area)
	w.yes("cross", g.Cross)
	w.add("quantity", g.Quantity)
	w.add("quantity_why", g.QuantityWhy)
}

func (w *writer) contact(g catalog.Guide) {
	w.add("place", g.Place)
	w.add("window", g.Window)
	w.add("hours", g.Hours)
	w.add("traffic", g.Traffic)
	w.add("map", g.Map)
	w.add("consult", g.Consult)
	w.add("complain", g.Complain)
	w.add("progress", g.Progress)
	w.add("relief", w.relief(g)...)
	w.add("rights", g.Rights)
	w.add("duties", g.Duties)
	w.add("questions", questions(g)...)
}

func (w *writer) t(key string, kv ...any) string {
	return text.Say(w.lang, text.M("catalog.guide."+key, kv...))
}

func (w *writer) add(key string, values ...string) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
	w.out = append(w.out, Element{Key: key, Label: w.t(key), Values: values})
}

func (w *writer) yes(key string, is bool, more ...string) {
	if !is {
		w.add(key)
		return
	}
	w.add(key, append([]string{w.t("yes")}, more...)...)
}

func (w *writer) limit(key string, l catalog.Limit) {
	if l.Said() {
		w.add(key, text.Say(w.lang, l.Text()))
	} else {
		w.add(key)
	}
}

// words writes values of a closed list; one that is not in it stands as it is.
func (w *writer) words(list string, values ...string) string {
	var out []string
	for _, v := range values {
		if v == "" {
			continue
		}
		if word := text.Say(w.lang, text.M("catalog."+list+"."+v)); !strings.HasPrefix(word, "[") {
			v = word
		}
		out = append(out, v)
	}
	return strings.Join(out, w.t("between"))
}

func (w *writer) materials(g catalog.Guide) (out []string) {
	for _, m := range g.Materials {
		about := []string{m.Source, w.words("need", string(m.Need)), w.words("material", m.Type), w.words("form", m.Form)}
		if m.Originals > 0 {
			about = append(about, w.t("originals", "n", m.Originals))
		}
		if m.Copies > 0 {
			about = append(about, w.t("copies", "n", m.Copies))
		}
		if m.Days > 0 {
			about = append(about, w.t("later", "n", m.Days))
		}
		if m.Fetched {
			about = append(about, w.t("fetched"))
		}
		about = append(about, w.what("size", m.Size), w.words("collect", m.Collect...), w.what("accept", m.Accept),
			w.what("has_blank", m.Blank), w.what("has_sample", m.Sample), m.Note)
		about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
		out = append(out, w.t("of", "what", m.Name, "about", strings.Join(about, w.t("between"))))
	}
	return out
}

func (w *writer) what(key, value string) string {
	if value == "" {
		return ""
	}
	return w.t(key, "what", value)
}

func (w *writer) steps(g catalog.Guide) (out []string) {
	for i, s := range g.Steps {
		one, limit := fmt.Sprintf("%d. %s", i+1, s.Name), ""
		if s.Limit.Said() {
			limit = text.Say(w.lang, s.Limit.Text())
		}
		for _, more := range []string{s.Who, limit, s.Text} {
			if more != "" {
				one += w.t("between") + more
			}
		}
		out = append(out, one)
	}
	return out
}

func (w *writer) fees(g catalog.Guide) (out []string) {
	for _, f := range g.Fees {
		out = append(out, w.t("of", "what", f.Name+" ¥"+fmt.Sprintf("%d.%02d", f.Fen/100, f.Fen%100), "about",
			strings.Trim(f.Basis+" "+f.Standard+" "+f.Reduction, " ")))
	}
	return out
}

func (w *writer) relief(g catalog.Guide) (out []string) {
	for _, r := range g.Relief {
		out = append(out, strings.Join(strings.Fields(w.words("relief", r.Kind)+" "+r.Organ+" "+r.Place+" "+r.Phone), " "))
	}
	return out
}

func questions(g catalog.Guide) (out []string) {
	for _, q := range g.Questions {
		out = append(out, q.Ask+" "+q.Answer)
	}
	return out
}
