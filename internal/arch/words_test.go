package arch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// keyed finds the keys of the catalogue where they are used: T(ctx, "…"), text.M("…"), errs.New(code, "…"), errs.Field(f, "…").
var keyed = regexp.MustCompile(`(?:\bT\(ctx, |\btext\.M\(|\berrs\.New\(errs\.\w+, |\berrs\.Field\((?:"[^"]*"|[\w.]+), |\bM\()"([a-z0-9_.-]+)"`)

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
