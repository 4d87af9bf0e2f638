package arch

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
)

// only says which folders may use what: time and chance come from one place, so that a day can be lived again.
var only = []struct {
	pkg, name string
	in        []string
	why       string
}{
	{"time", "Now", []string{"internal/base/clock"}, "only base/clock asks the time"},
	{"time", "Since", []string{"internal/base/clock"}, "only base/clock asks the time"},
	{"time", "Local", nil, "halls keep Beijing time"},
	{"math/rand", "", nil, "randomness is injected"},
	{"math/rand/v2", "", []string{"internal/app/sample", "internal/app/bench"}, "randomness is injected"},
	{"crypto/rand", "", []string{"internal/base/id", "internal/base/crypt"}, "only base/id and base/crypt draw secrets"},
	{"os/exec", "", nil, "the program starts no other"},
	{"plugin", "", nil, "the program loads no code"},
	{"html/template", "", []string{"internal/app/bench"}, "pages are templ components"},
	{"text/template", "", nil, "pages are templ components"},
}

func ground(all *tree.Tree) (out []string) {
	for _, f := range all.Code() {
		if strings.HasPrefix(f.Dir, "internal/arch") || strings.HasPrefix(f.Dir, "web/gallery") || strings.HasPrefix(f.Dir, "e2e") {
			continue
		}
		imports := f.Imports()
		for _, rule := range only {
			if within(f.Dir, rule.in) {
				continue
			}
			for local, p := range imports {
				if p != rule.pkg {
					continue
				}
				if rule.name == "" {
					out = append(out, fmt.Sprintf("%s imports %s: %s", f.Path, p, rule.why))
				} else if at := uses(all, f, local, rule.name); at != "" {
					out = append(out, fmt.Sprintf("%s uses %s.%s: %s", at, p, rule.name, rule.why))
				}
			}
		}
	}
	return out
}

func within(dir string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return dir == f || strings.HasPrefix(dir, f+"/") })
}

func uses(all *tree.Tree, f *tree.File, local, name string) (at string) {
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && sel.Sel.Name == name {
				at = all.At(sel.Pos())
			}
		}
		return true
	})
	return at
}

func TestTimeAndChanceComeFromOnePlace(t *testing.T) {
	report(t, ground(house(t)))
	caught(t, ground, map[string]string{"internal/core/law/x.go": "package law\n\nimport \"time\"\n\nvar x = time.Now()\n"}, "asks the time")
	caught(t, ground, map[string]string{"internal/core/law/x.go": "package law\n\nimport _ \"os/exec\"\n"}, "starts no other")
	caught(t, ground, map[string]string{"internal/core/law/x.go": "package law\n\nimport _ \"crypto/rand\"\n"}, "secrets")
}

var (
	han    = regexp.MustCompile(`\p{Han}`)
	inline = regexp.MustCompile(`\sstyle=|\son[a-z]+=|<script>|<style>|javascript:`)
	remark = regexp.MustCompile(`(?m)^\s*//.*$|\s//\s.*$`)
)

// templates hold no words of a language and nothing the CSP forbids.
func templates(all *tree.Tree) (out []string) {
	for _, f := range all.Ext(".templ") {
		for i, line := range strings.Split(f.Text, "\n") {
			code := remark.ReplaceAllString(line, "")
			if han.MatchString(code) {
				out = append(out, fmt.Sprintf("%s:%d has words of a language: they stand in the catalogue", f.Path, i+1))
			}
			if inline.MatchString(code) {
				out = append(out, fmt.Sprintf("%s:%d has inline style or script: the CSP forbids it", f.Path, i+1))
			}
		}
	}
	return out
}

func TestTemplatesHoldNeitherWordsNorInlineCode(t *testing.T) {
	report(t, templates(house(t)))
	caught(t, templates, map[string]string{"a/x.templ": "<p>\u53d6\u53f7</p>\n"}, "words of a language")
	caught(t, templates, map[string]string{"a/x.templ": "<p style=\"color:red\"></p>\n"}, "inline")
	caught(t, templates, map[string]string{"a/x.templ": "<p onclick=\"x()\"></p>\n"}, "inline")
}

// wording finds Chinese in Go outside comments: the program's words stand in the catalogues. Sample data, help texts of
// commands and names of the measures are Chinese by nature.
func wording(all *tree.Tree) (out []string) {
	free := []string{"internal/app/sample", "cmd", "internal/base/config", "web/gallery", "e2e", "internal/app/bench",
		"internal/core/law", "internal/base/web"}
	for _, f := range all.Code() {
		if within(f.Dir, free) || strings.HasPrefix(f.Dir, "internal/arch") {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if _, ok := n.(*ast.Field); ok {
				return false // tags: the words of the API's description
			}
			if lit, ok := n.(*ast.BasicLit); ok && han.MatchString(lit.Value) && len([]rune(lit.Value)) > 14 {
				out = append(out, fmt.Sprintf("%s: a sentence in Go: it belongs into the catalogue", all.At(lit.Pos())))
			}
			return true
		})
	}
	return out
}

func TestSentencesStandInTheCatalogues(t *testing.T) {
	report(t, wording(house(t)))
	caught(t, wording, map[string]string{"internal/core/people/x.go": "package people\n\nvar x = \"" + strings.Repeat("\u5b57", 20) + "\"\n"}, "sentence")
}
