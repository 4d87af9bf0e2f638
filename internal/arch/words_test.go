package arch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// keyed finds the keys of the catalogue where they are used: T(ctx, "…"), text.M("…"), errs.New(code, "…"), errs.Field(f, "…").
var keyed = regexp.MustCompile(`(?:\bT\((?:ctx|draw|r\.Ctx\(\)|tx\.Ctx), |\btext\.M\(|\berrs\.New\(errs\.\w+, |\berrs\.Field\((?:"[^"]*"|[\w.]+), |\bM\()"([a-z0-9_.-]+)"`)

// composed finds keys that are put together around a name: "identity."+page+".title".
var composed = regexp.MustCompile(`\b[TM]\([^"\n]*"([a-z0-9_.]+\.)"\s*\+\s*[\w.]+(?:\([\w.]*\))?\s*\+\s*"(\.[a-z0-9_.]+)"`)

// named finds the names that pages give their frames, whose titles are composed: h.door(r, centres, "login").
var named = regexp.MustCompile(`\bh\.(?:door|shell)\(r(?:, centres)?, "([a-z_]+)"\)`)

// unknownTitles are composed keys of which no catalogue has one, and pages whose composed title no catalogue has.
func unknownTitles(all *tree.Tree) (out []string) {
	known := text.Keys(text.Zh)
	titles := map[string][]string{} // the frames' beginnings, by folder
	for _, f := range all.Files {
		if f.Test || f.Made || strings.HasPrefix(f.Dir, "web/") || ext(f.Path) == ".md" {
			continue
		}
		for _, m := range composed.FindAllStringSubmatch(f.Text, -1) {
			if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, m[1]) && strings.HasSuffix(k, m[2]) }) {
				out = append(out, fmt.Sprintf("%s: the catalogue has no %s…%s", f.Path, m[1], m[2]))
			}
			if m[2] == ".title" {
				titles[f.Dir] = append(titles[f.Dir], m[1])
			}
		}
	}
	for _, f := range all.Files {
		for _, m := range named.FindAllStringSubmatch(f.Text, -1) {
			for _, begin := range titles[f.Dir] {
				if !f.Test && !slices.Contains(known, begin+m[1]+".title") {
					out = append(out, fmt.Sprintf("%s: the page %s has no title: %s%s.title", f.Path, m[1], begin, m[1]))
				}
			}
		}
	}
	return out
}

func TestEveryPageHasItsTitle(t *testing.T) {
	report(t, unknownTitles(house(t)))
	caught(t, unknownTitles, map[string]string{"a/x.go": "package a\n\nvar x = ui.T(r.Ctx(), \"nothing.\" + page + \".title\")\n"}, "nothing.")
	caught(t, unknownTitles, map[string]string{"a/x.go": "package a\n\nvar x = ui.T(r.Ctx(), \"admin.\" + page + \".title\")\n\nvar y = h.door(r, centres, \"login\")\n"},
		"admin.login.title")
}

// unknownWords are keys that no catalogue has. A key ending in a dot is the beginning of several.
func unknownWords(all *tree.Tree) (out []string) {
	known := text.Keys(text.Zh)
	for _, f := range all.Files {
		if f.Test || f.Made || strings.HasPrefix(f.Dir, "web/") || ext(f.Path) == ".md" {
			continue
		}
		for _, m := range keyed.FindAllStringSubmatch(f.Text, -1) {
			key := m[1]
			found := slices.Contains(known, key)
			if strings.HasSuffix(key, ".") || strings.HasSuffix(key, "_") {
				found = slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, key) })
			}
			if !found {
				out = append(out, fmt.Sprintf("%s: the catalogue has no %q", f.Path, key))
			}
		}
	}
	return out
}

func TestEveryKeyHasItsWords(t *testing.T) {
	report(t, unknownWords(house(t)))
	caught(t, unknownWords, map[string]string{"a/x.templ": `{ ui.T(ctx, "no.such_key") }` + "\n"}, "no.such_key")
	caught(t, unknownWords, map[string]string{"a/x.go": "package a\n\nvar x = errs.Field(\"f\", \"no.such_key\")\n"}, "no.such_key")
}

// cited finds articles where refusals, findings and deadlines name them.
var cited = regexp.MustCompile(`(?:Articles: \[\]string\{|Article: (?:law\.Ref\()?|Cite\()"([0-9.]+)"`)

func unknownArticles(all *tree.Tree) (out []string) {
	rb := law.Shipped()
	for _, f := range all.Files {
		if f.Test || f.Made {
			continue
		}
		for _, m := range cited.FindAllStringSubmatch(f.Text, -1) {
			if !rb.Has(law.Ref(m[1])) {
				out = append(out, fmt.Sprintf("%s cites %s, which the measures do not have", f.Path, m[1]))
			}
		}
	}
	return out
}

func TestEveryCitedArticleExists(t *testing.T) {
	report(t, unknownArticles(house(t)))
	caught(t, unknownArticles, map[string]string{"a/x.go": "package a\n\nvar x = e{Article: \"99.9\"}\n"}, "99.9")
}

// verb finds what may be the kind of an event of the ledger, by its family.
var verb = regexp.MustCompile(`"((?:account|calendar|case|deadline|device|directory|file|finding|guide|hall|items?|job|ledger|people|` +
	`person|post|review|session|ticket|window)\.[a-z_]+)"`)

// another finds the lines of code on which such a word is something else: a statement, a refusal, an action, a kind of clock.
var another = regexp.MustCompile(`db\.Q\(|errs\.|text\.M\(|law\.|May\(|Allow\(|Sight\(|jobs\.|Kind: |Clock +=|ledger\.Of\(|Erase|place\(|field|, "\d`)

// things are such words that name what is kept: who applied, a bad review to verify.
var things = []string{"case.applicant", "review.matter"}

// unsaidEvents are kinds of events that somebody may write and the trail has no words for.
func unsaidEvents(all *tree.Tree) (out []string) {
	known := text.Keys(text.Zh)
	for _, f := range all.Files {
		in := strings.HasPrefix(f.Dir, "internal/core/") || strings.HasPrefix(f.Dir, "internal/feature/") || strings.HasPrefix(f.Dir, "a")
		if f.Test || f.Made || !in || ext(f.Path) != ".go" || strings.HasSuffix(f.Dir, "web") || strings.HasSuffix(f.Path, "/policy.go") {
			continue
		}
		for line := range strings.Lines(f.Text) {
			line, _, _ = strings.Cut(line, "//")
			if another.MatchString(line) && !strings.Contains(line, "tell(") && !strings.Contains(line, "Verb:") {
				continue
			}
			for _, m := range verb.FindAllStringSubmatch(line, -1) {
				if !slices.Contains(things, m[1]) && !identity.Known(m[1]) && !slices.Contains(known, m[1]) && !slices.Contains(known, "admin.verb."+m[1]) {
					out = append(out, fmt.Sprintf("%s: the trail has no words for %s", f.Path, m[1]))
				}
			}
		}
	}
	return out
}

func TestEveryKindOfEventReadsInWords(t *testing.T) {
	report(t, unsaidEvents(house(t)))
	caught(t, unsaidEvents, map[string]string{"a/x.go": "package a\n\nvar x = ledger.Event{Verb: \"ticket.swallowed\"}\n"}, "ticket.swallowed")
}
