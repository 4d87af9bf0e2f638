package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
	"lianban/internal/feature/catalog/find"
)

// guideFacts is all that the rules of a guide may know.
type guideFacts struct {
	item    Item
	guide   Guide
	windows int // that serve the item now
}

// say records one thing that is wrong: the field, the reason and what would be lawful.
type say func(field string, reason text.Msg, instead law.Alternative)

// amend: a guide that is refused may be amended and published at once; until then the one in force binds.
var amend = law.Instead(text.M("catalog.rule.amend"))

// guideRule is one rule. What rests on the measures refuses the publication; the audit practice of other places is
// advice, shown to whoever publishes.
type guideRule struct {
	article law.Ref
	refuses bool
	judge   func(f guideFacts, no say)
}

// guideRules are all of them; each is run, and every reason is given at once.
var guideRules = []guideRule{
	{"4.3", true, complete},
	{"4.3", true, readable},
	{"11.3", true, promiseWithinStatute},
	{"11.3", true, instantWithinVisit},
	{"11.4", true, deferredOnList},
	{"11.4", true, deferredInTime},
	{"4.3", true, phonesDiffer},
	{"4.3", true, datesFollow},
	{"4.3", true, feesRestOnLaw},
	{"4", true, negativeNotInHall},
	{"11.3", false, unitsCompare},
	{"4.3", false, resultFits},
	{"4.3", false, visitsExplained},
	{"4.3", false, paymentFits},
	{"4.3", false, areaCodes},
	{"4.3", false, themesFit},
	{"4.3", false, licenceExplained},
	{"4.3", false, hallServes},
	{"4.3", false, reachFits},
	{"4.3", false, powerFits},
}

// CheckGuide judges a guide by every rule: what refuses its publication, and what is advised. windows is how many
// windows serve the item now.
func CheckGuide(item Item, g Guide, windows int) (refusals, advice []errs.Fault) {
	grounds, advice := judged(item, g, windows)
	for _, no := range grounds {
		refusals = append(refusals, no.Fault())
	}
	return refusals, advice
}

func judged(item Item, g Guide, windows int) (refusals []law.Ground, advice []errs.Fault) {
	f := guideFacts{item: item, guide: g, windows: windows}
	for _, r := range guideRules {
		r.judge(f, func(field string, reason text.Msg, instead law.Alternative) {
			if g := law.Because(r.article, reason, instead).At(field); r.refuses {
				refusals = append(refusals, g)
			} else {
				advice = append(advice, errs.Fault{Field: field, Text: reason, Articles: []string{string(r.article)}})
			}
		})
	}
	return refusals, advice
}

// mayPublish refuses a guide with every reason at once.
func mayPublish(item Item, g Guide, windows int) error {
	grounds, _ := judged(item, g, windows)
	return law.Refuse(text.M("catalog.guide_refused", "item", item.Name), grounds...)
}

// 4(3): the department answers for accuracy, truth and completeness; an empty field is not complete.
func complete(f guideFacts, no say) {
	must := map[string]string{"name": f.guide.Name, "organ": f.guide.Organ}
	if f.item.InHall() {
		must["place"], must["hours"] = f.guide.Place, f.guide.Hours
	}
	for _, field := range []string{"name", "organ", "place", "hours"} {
		if v, asked := must[field]; asked && strings.TrimSpace(v) == "" {
			no(field, text.M("catalog.rule.missing", "what", text.M("catalog.field."+field)), amend)
		}
	}
	if !f.guide.Promised.Said() {
		no("promised", text.M("catalog.rule.missing", "what", text.M("catalog.field.promised")), amend)
	}
	for i, m := range f.guide.Materials {
		if strings.TrimSpace(m.Name) == "" {
			no(at("materials", i, "name"), text.M("catalog.rule.missing", "what", text.M("catalog.field.material")), amend)
		}
	}
}

// readable refuses words and numbers that no page and no clock could read.
func readable(f guideFacts, no say) {
	g := f.guide
	odd := func(field string) { no(field, text.M("catalog.rule.unreadable"), amend) }
	for _, l := range []struct {
		field string
		Limit
	}{{"promised", g.Promised}, {"statutory", g.Statutory}, {"receive", g.Receive}, {"precheck", g.Precheck}} {
		if l.N < 0 || !slices.Contains([]Unit{"", WorkingDays, CalendarDays, Hours}, l.Unit) {
			odd(l.field)
		}
	}
	for i, m := range g.Materials {
		if !slices.Contains([]Need{Required, Optional, Deferrable}, m.Need) {
			odd(at("materials", i, "need"))
		}
		if m.Originals < 0 || m.Copies < 0 || m.Days < 0 {
			odd(at("materials", i, "originals"))
		}
		unlisted(odd, at("materials", i, "type"), "material", m.Type)
		unlisted(odd, at("materials", i, "collect"), "collect", m.Collect...)
	}
	if g.Visits < 0 {
		odd("visits")
	}
	unlisted(odd, "power_source", "power", g.Power.Source)
	unlisted(odd, "organ_type", "organ_type", g.OrganType)
	unlisted(odd, "use_level", "use_level", g.UseLevel)
	unlisted(odd, "depth", "depth", g.Depth)
	unlisted(odd, "result.type", "result_type", g.Result.Type)
	unlisted(odd, "result.delivery", "delivery", g.Result.Delivery...)
	if g.Map != "" && !coordinates.MatchString(g.Map) {
		odd("map")
	}
}

// coordinates are longitude and latitude in degrees: 87.308,44.011.
var coordinates = regexp.MustCompile(`^\d{1,3}\.\d{1,8},\d{1,2}\.\d{1,8}$`)

// unlisted says of a word that it does not stand in its list; nothing said is never wrong.
func unlisted(odd func(field string), field, list string, words ...string) {
	for _, w := range words {
		if w != "" && !slices.Contains(Choices[list], w) {
			odd(field)
		}
	}
}

// 11(3): the promise may be shorter than the law, never longer. Limits of different units are not compared here.
func promiseWithinStatute(f guideFacts, no say) {
	p, s := f.guide.Promised, f.guide.Statutory
	if p.Said() && s.Said() && p.Unit == s.Unit && p.N > s.N {
		no("promised", text.M("catalog.rule.promise_over", "promised", p.Text(), "statutory", s.Text()),
			law.Instead(text.M("catalog.rule.promise_at_most", "statutory", s.Text())))
	}
}

// dayHours is the longest promise in hours that is still within the day of the visit.
const dayHours = 8

// 11(3): an instant case ends within the visit; a commitment case has a date to end by.
func instantWithinVisit(f guideFacts, no say) {
	p := f.guide.Promised
	switch {
	case !p.Said():
	case f.guide.Instant && p.N > 0 && (p.Unit != Hours || p.N > dayHours):
		no("promised", text.M("catalog.rule.instant_limit", "promised", p.Text()), amend)
	case !f.guide.Instant && p.N == 0:
		no("instant", text.M("catalog.rule.commitment_limit"), amend)
	}
}

// 11(4): only items on the published tolerance list may be accepted with a material to follow.
func deferredOnList(f guideFacts, no say) {
	for i, m := range f.guide.Materials {
		if m.Need == Deferrable && !f.item.Tolerance {
			no(at("materials", i, "need"), text.M("catalog.rule.not_tolerant", "material", m.Name),
				law.Instead(text.M("catalog.rule.list_first")))
		}
	}
}

// 11(4): the deferred material comes within the promised limit, for no result goes out before it.
func deferredInTime(f guideFacts, no say) {
	p := f.guide.Promised
	for i, m := range f.guide.Materials {
		if m.Need != Deferrable {
			continue
		}
		most := p.N
		if p.Unit == Hours {
			most = p.N / dayHours
		}
		switch {
		case m.Days <= 0:
			no(at("materials", i, "days"), text.M("catalog.rule.no_days", "material", m.Name), amend)
		case p.Said() && m.Days > most:
			no(at("materials", i, "days"), text.M("catalog.rule.days_over", "material", m.Name, "days", m.Days,
				"promised", p.Text()), amend)
		}
	}
}

// 4(3): whoever complains must not reach the one they complain about.
func phonesDiffer(f guideFacts, no say) {
	a, b := digits(f.guide.Consult), digits(f.guide.Complain)
	if a != "" && a == b {
		no("complain", text.M("catalog.rule.same_phone"), amend)
	}
}

// 4(3): what ends does not end before it begins.
func datesFollow(f guideFacts, no say) {
	if g := f.guide; g.Cancel != 0 && g.Cancel <= g.Effective {
		no("cancel", text.M("catalog.rule.cancel_first"), amend)
	}
}

// 4(3): a fee without its basis is not charged.
func feesRestOnLaw(f guideFacts, no say) {
	for i, fee := range f.guide.Fees {
		if strings.TrimSpace(fee.Name) == "" {
			no(at("fees", i, "name"), text.M("catalog.rule.missing", "what", text.M("catalog.field.fee")), amend)
		}
		if strings.TrimSpace(fee.Basis) == "" {
			no(at("fees", i, "basis"), text.M("catalog.rule.fee_basis", "fee", fee.Name), amend)
		}
	}
}

// 4: what stands on the negative list is not done in the hall, so nobody is made to come for it.
func negativeNotInHall(f guideFacts, no say) {
	if f.item.Mode == Negative && (f.guide.Appoint || f.windows > 0) {
		no("appoint", text.M("catalog.negative"), amend)
	}
}

func at(list string, i int, field string) string { return fmt.Sprintf("%s.%d.%s", list, i, field) }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, find.Fold(s))
}
