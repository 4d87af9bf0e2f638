package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"lianban/internal/arch/tree"
)

type pack struct {
	doc          string
	lines, tests int
	imports      map[string]bool
}

// packagesPage lists the packages by floor: what each says it is, its size, and what it stands on.
func packagesPage(t *tree.Tree) string {
	all := map[string]*pack{}
	for _, f := range t.Go() {
		p := all[f.Dir]
		if p == nil {
			p = &pack{imports: map[string]bool{}}
			all[f.Dir] = p
		}
		p.add(f)
	}
	var b strings.Builder
	b.WriteString("# Packages\n\nLines without generated files, rounded up to the next fifty; imports without tests.\n")
	floor := ""
	for _, dir := range slices.SortedFunc(maps.Keys(all), byFloor) {
		if now := floorOf(dir); now != floor {
			floor = now
			fmt.Fprintf(&b, "\n## %s\n\n| package | what | lines | of tests | stands on |\n|---|---|--:|--:|---|\n", floor)
		}
		p := all[dir]
		fmt.Fprintf(&b, "| `%s` | %s | %d | %d | %s |\n", strings.TrimPrefix(dir, "internal/"), cell(p.doc), round(p.lines),
			round(p.tests), strings.Join(slices.Sorted(maps.Keys(p.imports)), " "))
	}
	return b.String()
}

func (p *pack) add(f *tree.File) {
	switch {
	case f.Made:
	case strings.HasSuffix(f.Path, "_test.go"):
		p.tests += f.Lines
		return
	default:
		p.lines += f.Lines
	}
	if f.AST.Doc != nil && p.doc == "" {
		p.doc, _, _ = strings.Cut(strings.Join(strings.Fields(f.AST.Doc.Text()), " "), ". ")
		p.doc = strings.TrimPrefix(strings.TrimSuffix(p.doc, "."), "Package "+path.Base(f.Dir)+" ")
	}
	for _, imported := range f.Imports() {
		if dir, ok := tree.Ours(imported); ok {
			p.imports[strings.TrimPrefix(strings.TrimPrefix(dir, "internal/"), "base/")] = true
		}
	}
}

var floors = []string{"cmd", "app", "feature", "core", "base", "other"}

func floorOf(dir string) string {
	p := strings.Split(dir, "/")
	if p[0] == "cmd" || len(p) > 1 && p[0] == "internal" && slices.Contains(floors, p[1]) {
		return strings.TrimPrefix(strings.Join(p[:min(2, len(p))], "/"), "internal/")
	}
	return "other"
}

func byFloor(a, b string) int {
	fa, fb := slices.Index(floors, floorOf(a)), slices.Index(floors, floorOf(b))
	if fa != fb {
		return fa - fb
	}
	return strings.Compare(a, b)
}

func round(n int) int { return (n + 49) / 50 * 50 }

// cell makes a text fit for a cell of a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", "\\|")
}
