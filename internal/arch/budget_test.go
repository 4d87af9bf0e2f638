package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
)

// Budgets that fail (design: function 60, file 400, handler 30, package 3,000 lines). What may be larger stands in
// docs/decisions.md as "- budget `path` or `path:function`: reason".
const (
	maxFunction = 60
	maxFile     = 400
	maxHandler  = 30
	maxPackage  = 3000
	maxColumns  = 140
)

// excused are the exceptions that docs/decisions.md gives a reason for.
func excused(all *tree.Tree) map[string]bool {
	out := map[string]bool{}
	f := all.File("docs/decisions.md")
	if f == nil {
		return out
	}
	for line := range strings.SplitSeq(f.Text, "\n") {
		if rest, ok := strings.CutPrefix(line, "- budget `"); ok {
			what, reason, ok := strings.Cut(rest, "`: ")
			if ok && strings.TrimSpace(reason) != "" {
				out[what] = true
			}
		}
	}
	return out
}

func budgets(all *tree.Tree) (out []string) {
	over := func(what string, n, limit int) {
		if n > limit && !excused(all)[what] {
			out = append(out, fmt.Sprintf("%s has %d lines, at most %d", what, n, limit))
		}
	}
	packages := map[string]int{}
	for _, f := range all.Files {
		if f.Made || (!strings.HasSuffix(f.Path, ".go") && !strings.HasSuffix(f.Path, ".templ")) {
			continue
		}
		over(f.Path, f.Lines, maxFile)
		if f.AST != nil && !f.Test {
			packages[f.Dir] += f.Lines
		}
		if f.AST == nil {
			continue
		}
		for _, d := range f.AST.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				limit := maxFunction
				if handles(fn) && !f.Test {
					limit = maxHandler
				}
				over(f.Path+":"+fn.Name.Name, all.Line(fn.End())-all.Line(fn.Pos())+1, limit)
			}
		}
	}
	for dir, n := range packages {
		over(dir, n, maxPackage)
	}
	slices.Sort(out)
	return out
}

// handles tells whether a function is a page's handler: it takes a *web.Request and gives a web.Reply.
func handles(fn *ast.FuncDecl) bool {
	if fn.Type.Results == nil || len(fn.Type.Results.List) != 2 {
		return false
	}
	sel, ok := fn.Type.Results.List[0].Type.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Reply"
}

func TestNothingGrowsOverItsBudget(t *testing.T) {
	report(t, budgets(house(t)))
	caught(t, budgets, map[string]string{"internal/base/x/x.go": "package x\n\nfunc long() {\n" + strings.Repeat("\t_ = 1\n", 61) + "}\n"},
		"long has")
	caught(t, budgets, map[string]string{"internal/base/x/x.go": "package x\n" + strings.Repeat("\n", 400)}, "x.go has")
	caught(t, budgets, map[string]string{"a/aweb/a.go": "package aweb\n\nfunc page(r *web.Request) (web.Reply, error) {\n" +
		strings.Repeat("\t_ = 1\n", 31) + "}\n"}, "page has")
}

func columns(all *tree.Tree) (out []string) {
	for _, f := range all.Go() {
		if f.Made || f.Test || strings.HasPrefix(f.Dir, "web/gallery") {
			continue
		}
		for i, line := range strings.Split(f.Text, "\n") {
			if strings.Contains(line, "`json:") || strings.Contains(line, " doc:") {
				continue // the description of a field for the API cannot be broken
			}
			if n := len([]rune(strings.ReplaceAll(line, "\t", "    "))); n > maxColumns {
				out = append(out, fmt.Sprintf("%s:%d has %d columns, at most %d", f.Path, i+1, n, maxColumns))
			}
		}
	}
	return out
}

func TestLinesFitAScreen(t *testing.T) {
	report(t, columns(house(t)))
	caught(t, columns, map[string]string{"internal/base/x/x.go": "package x\n\n// " + strings.Repeat("x", 140) + "\n"}, "columns")
}

// twice finds blocks of thirty or more lines that stand in two places.
func twice(all *tree.Tree) (out []string) {
	const block = 30
	seen := map[string]string{}
	for _, f := range all.Files {
		if f.Made || f.Path == "LICENSE" || !slices.Contains([]string{".go", ".templ", ".ts", ".scss", ".sql", ".sh"}, ext(f.Path)) {
			continue
		}
		var lines []string
		var at []int
		for i, line := range strings.Split(f.Text, "\n") {
			if s := strings.TrimSpace(line); len(s) > 2 {
				lines, at = append(lines, s), append(at, i+1)
			}
		}
		for i := 0; i+block <= len(lines); i++ {
			key := strings.Join(lines[i:i+block], "\n")
			here := fmt.Sprintf("%s:%d", f.Path, at[i])
			if first, ok := seen[key]; ok {
				out = append(out, here+" repeats thirty lines of "+first)
				break
			}
			seen[key] = here
		}
	}
	return out
}

func ext(p string) string { return p[strings.LastIndex(p, "."):] }

func TestNoBlockStandsTwice(t *testing.T) {
	report(t, twice(house(t)))
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "var name%d = %d\n", i, i)
	}
	caught(t, twice, map[string]string{"internal/a/a.go": "package a\n" + b.String(), "internal/b/b.go": "package b\n" + b.String()}, "repeats")
}
