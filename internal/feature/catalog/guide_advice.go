package catalog

import (
	"regexp"
	"slices"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// unitsCompare: working days and calendar days are not compared by number; a person looks.
func unitsCompare(f guideFacts, no say) {
	p, s := f.guide.Promised, f.guide.Statutory
	if p.Said() && s.Said() && p.Unit != s.Unit && p.N > 0 {
		no("promised", text.M("catalog.advice.units", "promised", p.Text(), "statutory", s.Text()), law.NoAlternative)
	}
}

// resultFits: …证 is 出证办结, …文 is 出文办结, …批复 is 审批办结; what people will hold they want to see before.
func resultFits(f guideFacts, no say) {
	r := f.guide.Result
	for _, e := range []struct{ end, kind string }{{"批复", "approval"}, {"证", "licence"}, {"文", "document"}} {
		if strings.HasSuffix(r.Name, e.end) && r.Kind != e.kind {
			no("result.kind", text.M("catalog.advice.result", "result", r.Name), law.NoAlternative)
		}
	}
	if r.Name != "" && r.Sample == "" {
		no("result.sample", text.M("catalog.advice.result_sample"), law.NoAlternative)
	}
}

// visitsExplained: a visit needs its reason; no visit needs another way to hand in.
func visitsExplained(f guideFacts, no say) {
	g := f.guide
	online := g.Online == "accept" || g.Online == "full"
	switch {
	case g.Visits > 0 && g.Online == "full":
		no("visits", text.M("catalog.advice.full_online"), law.NoAlternative)
	case g.Visits > 0 && strings.TrimSpace(g.VisitWhy) == "":
		no("visit_why", text.M("catalog.advice.visit_why"), law.NoAlternative)
	case g.Visits == 0 && !online && !g.Mail:
		no("mail", text.M("catalog.advice.no_way"), law.NoAlternative)
	}
}

// paymentFits: what is charged can be paid online, and only that.
func paymentFits(f guideFacts, no say) {
	if charged := len(f.guide.Fees) > 0; charged != f.guide.PayOnline {
		key := "catalog.advice.pay_nothing"
		if charged {
			key = "catalog.advice.pay_online"
		}
		no("pay_online", text.M(key), law.NoAlternative)
	}
}

// phone is a number with its area code, a mobile one, or a short public one such as 12345.
var phone = regexp.MustCompile(`^(0\d{9,11}|1\d{10}|1\d{4}|[48]00\d{7})$`)

// areaCodes: people ring from elsewhere.
func areaCodes(f guideFacts, no say) {
	for _, v := range []struct{ field, number string }{{"consult", f.guide.Consult}, {"complain", f.guide.Complain}} {
		if !phone.MatchString(digits(v.number)) {
			no(v.field, text.M("catalog.advice.area_code", "what", text.M("catalog.field."+v.field)), law.NoAlternative)
		}
	}
}

// themesFit: themes of a person's life for persons, themes of a company's life for everybody else.
func themesFit(f guideFacts, no say) {
	g := f.guide
	person := slices.Contains(g.Audience, "person")
	other := slices.ContainsFunc(g.Audience, func(a string) bool { return a != "person" })
	if len(g.Audience) == 0 || len(g.Personal) > 0 && !person || len(g.Business) > 0 && !other {
		no("audience", text.M("catalog.advice.themes"), law.NoAlternative)
	}
}

// Figures of the audit rules read in the wild (domain.md §2.3, rule 7).
const (
	licenceSteps     = 5
	licenceQuestions = 1
)

// licenceExplained: a licence has its basis in law, a process people can follow, and a question answered.
func licenceExplained(f guideFacts, no say) {
	g := f.guide
	if f.item.Kind != Licence {
		return
	}
	if len(g.Basis) == 0 {
		no("basis", text.M("catalog.advice.basis"), law.NoAlternative)
	}
	if len(g.Steps) < licenceSteps {
		no("steps", text.M("catalog.advice.steps", "n", licenceSteps), law.NoAlternative)
	}
	if len(g.Questions) < licenceQuestions {
		no("questions", text.M("catalog.advice.questions", "n", licenceQuestions), law.NoAlternative)
	}
}

// hallServes: an item in the hall has a window.
func hallServes(f guideFacts, no say) {
	if f.item.InHall() && f.windows == 0 {
		no("", text.M("catalog.advice.no_window"), law.NoAlternative)
	}
}

// reachFits: how far it goes online is one answer in two fields; a terminal has a place; what is sent can be sent.
func reachFits(f guideFacts, no say) {
	g := f.guide
	far := g.Depth == "handle" || g.Depth == "result"
	if g.Depth != "" && g.Online != "" && far != (g.Online == "full") {
		no("depth", text.M("catalog.advice.depth"), law.NoAlternative)
	}
	if g.Terminal && strings.TrimSpace(g.TerminalPlace) == "" {
		no("terminal_place", text.M("catalog.advice.terminal"), law.NoAlternative)
	}
	if slices.Contains(g.Result.Delivery, "mail") && !g.Result.Mail {
		no("result.delivery", text.M("catalog.advice.delivery"), law.NoAlternative)
	}
	if !g.Appoint && g.AppointNumber+g.AppointRule != "" {
		no("appoint", text.M("catalog.advice.appoint"), law.NoAlternative)
	}
}

// powerFits: whoever acts for another is named, and nobody else; a limit of quantity says how it is held to.
func powerFits(f guideFacts, no say) {
	g := f.guide
	entrusted := strings.HasPrefix(g.Power.Source, "entrusted") || g.OrganType == "entrusted"
	if said := strings.TrimSpace(g.Entrusted) != ""; said != entrusted && (said || g.OrganType == "entrusted") {
		no("entrusted", text.M("catalog.advice.entrusted"), law.NoAlternative)
	}
	if g.QuantityWhy != "" && g.Quantity == "" {
		no("quantity", text.M("catalog.advice.quantity"), law.NoAlternative)
	}
}
