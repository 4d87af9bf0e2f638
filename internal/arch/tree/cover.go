package tree

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Mark says that something in the source stands behind requirements of the measures, or behind a clause.
//
// A comment names requirements: "// covers: A11-3 Q-2". In a test, or above it, it marks the test; beside routes it marks
// the routes from its line to the next blank line; elsewhere it marks the rule or declaration it stands at. A comment that
// begins with a clause, as the house writes them above a line that obeys one ("// 9(4): ..."), marks the test or file.
type Mark struct {
	IDs    []string // requirements, or
	Clause string   // a clause: "9.4"
	Kind   Kind
	What   string
}

// Kind is what stands behind a requirement.
type Kind string

// The kinds.
const (
	ByRule  Kind = "rule"
	ByTest  Kind = "test"
	ByRoute Kind = "route"
)

var (
	covers = regexp.MustCompile(`(?m)^covers: +((?:(?:[AB]\d+|[BQ])(?:-\d+)?[ ,]*)+)$`)
	ids    = regexp.MustCompile(`[A-Z]\d*(?:-\d+)?`)
	clause = regexp.MustCompile(`^(\d+)(?:\((\d+)\))?(\d+)?: `)
	dotted = regexp.MustCompile(`^\d+(\.\d+){0,2}$`)
)

// Marks collects every mark of the tree.
func (t *Tree) Marks() (out []Mark) {
	routes := t.Routes()
	for _, f := range t.Go() {
		if f.Made || strings.HasPrefix(f.Dir, "internal/arch") {
			continue
		}
		for _, group := range f.AST.Comments {
			for _, c := range group.List {
				text := strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
				if m := covers.FindStringSubmatch(text); m != nil {
					out = append(out, t.covered(f, c, ids.FindAllString(m[1], -1), routes)...)
				} else if m := clause.FindStringSubmatch(text); m != nil {
					out = append(out, t.obeyed(f, c, dots(m[1:])))
				}
			}
		}
		out = append(out, t.rules(f)...)
	}
	for _, r := range routes {
		if r.Article != "" {
			out = append(out, Mark{Clause: r.Article, Kind: ByRoute, What: r.String()})
		}
	}
	return out
}

// dots turns 4(1)2 into 4.1.2.
func dots(parts []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), ".")
}

func (t *Tree) covered(f *File, c *ast.Comment, ids []string, routes []Route) (out []Mark) {
	if name := t.test(f, c); name != "" {
		return []Mark{{IDs: ids, Kind: ByTest, What: name}}
	}
	line := t.Line(c.Pos())
	last := until(f, line)
	for _, r := range routes {
		if r.File == f.Path && r.Line >= line && r.Line <= last {
			out = append(out, Mark{IDs: ids, Kind: ByRoute, What: r.String()})
		}
	}
	if out == nil {
		out = []Mark{{IDs: ids, Kind: ByRule, What: t.declared(f, c)}}
	}
	return out
}

// until is the last line before the next blank one, or before the next covers comment; a comment behind code reaches no
// further than its line.
func until(f *File, line int) int {
	lines := strings.Split(f.Text, "\n")
	if !strings.HasPrefix(strings.TrimSpace(lines[line-1]), "//") {
		return line
	}
	for i := line; i < len(lines); i++ {
		if s := strings.TrimSpace(lines[i]); s == "" || strings.HasPrefix(s, "// covers:") {
			return i
		}
	}
	return len(lines)
}

func (t *Tree) obeyed(f *File, c *ast.Comment, clause string) Mark {
	if name := t.test(f, c); name != "" {
		return Mark{Clause: clause, Kind: ByTest, What: name}
	}
	return Mark{Clause: clause, Kind: ByRule, What: strings.TrimPrefix(f.Path, "internal/")}
}

// test names the test that a comment stands in or above: "queue.TestName".
func (t *Tree) test(f *File, c *ast.Comment) string {
	if !strings.HasSuffix(f.Path, "_test.go") {
		return ""
	}
	if d := t.around(f, c); strings.HasPrefix(d, "Test") {
		return path.Base(f.Dir) + "." + d
	}
	return path.Base(f.Dir) + "/" + path.Base(f.Path)
}

// declared names what a comment stands in or above: "queue.mayTake".
func (t *Tree) declared(f *File, c *ast.Comment) string {
	if d := t.around(f, c); d != "" {
		return path.Base(f.Dir) + "." + d
	}
	return strings.TrimPrefix(f.Path, "internal/")
}

// around is the name of the top declaration around or right below a comment.
func (t *Tree) around(f *File, c *ast.Comment) string {
	for _, d := range f.AST.Decls {
		from := t.Line(d.Pos())
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Doc != nil {
				from = t.Line(d.Doc.Pos())
			}
			if line := t.Line(c.Pos()); line >= from && line <= t.Line(d.End()) {
				return d.Name.Name
			}
		case *ast.GenDecl:
			if d.Doc != nil {
				from = t.Line(d.Doc.Pos())
			}
			if line := t.Line(c.Pos()); line >= from && line <= t.Line(d.End()) {
				return t.spec(d, line)
			}
		}
	}
	return ""
}

func (t *Tree) spec(d *ast.GenDecl, line int) string {
	name := ""
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.ValueSpec:
			name = s.Names[0].Name
		case *ast.TypeSpec:
			name = s.Name.Name
		}
		if line <= t.Line(s.End()) {
			break
		}
	}
	return name
}

// rules are the entries of a *_rules.go file that name their article: {ID: "leave.half", Article: "9.2"} or, without
// names, a clause and a function.
func (t *Tree) rules(f *File) (out []Mark) {
	if !strings.HasSuffix(f.Path, "_rules.go") {
		return nil
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		name, article := "", ""
		for _, e := range lit.Elts {
			key, v := "", e
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				v = kv.Value
				if k, ok := kv.Key.(*ast.Ident); ok {
					key = k.Name
				}
			}
			name, article = t.entry(f, key, v, name, article)
		}
		if name != "" && article != "" {
			out = append(out, Mark{Clause: article, Kind: ByRule, What: name})
		}
		return true
	})
	return out
}

// entry reads one element of a rule's literal into its name and article.
func (t *Tree) entry(f *File, key string, v ast.Expr, name, article string) (string, string) {
	s, isText := t.Fold(f, nil, v)
	fun, isName := v.(*ast.Ident)
	call, isCall := v.(*ast.CallExpr)
	switch {
	case slices.Contains([]string{"ID", "Key", "Code"}, key) && isText:
		name = s
	case key == "Article" || key == "Clause" || key == "Ref", key == "" && isText && dotted.MatchString(s):
		if isCall && len(call.Args) == 1 {
			s, _ = t.Fold(f, nil, call.Args[0])
		}
		if dotted.MatchString(s) {
			article = s
		}
	case key == "" && isName && fun.Name != "true" && fun.Name != "false":
		name = Owner(f.Dir) + "." + fun.Name
	}
	return name, article
}
