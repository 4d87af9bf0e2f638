package tree

import (
	"go/ast"
	"regexp"
	"strings"
)

// Route is one line of a table of contents: a call or literal that names "METHOD /path" and an action.
type Route struct {
	Method, Path, Action string
	Article              string // of the action's line in the permission table
	File                 string
	Line                 int
}

// String is "METHOD /path".
func (r Route) String() string { return r.Method + " " + r.Path }

var pattern = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE) (/\S*)$`)

// Routes lists the routes that the packages declare.
func (t *Tree) Routes() (out []Route) {
	articles := t.actions()
	for _, f := range t.Code() {
		if !strings.HasSuffix(f.Dir, "web") && !strings.HasPrefix(f.Dir, "internal/app") {
			continue
		}
		for _, d := range f.AST.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				if r, ok := t.route(f, d, n); ok {
					r.Article = articles[r.Action]
					out = append(out, r)
				}
				return true
			})
		}
	}
	return out
}

func (t *Tree) route(f *File, within, n ast.Node) (Route, bool) {
	var args []ast.Expr
	switch n := n.(type) {
	case *ast.CallExpr:
		args = n.Args
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			args = append(args, e)
		}
	default:
		return Route{}, false
	}
	for i, a := range args {
		s, ok := t.Fold(f, within, a)
		m := pattern.FindStringSubmatch(s)
		if !ok || m == nil {
			continue
		}
		r := Route{Method: m[1], Path: m[2], File: f.Path, Line: t.Line(n.Pos())}
		if i+1 < len(args) {
			r.Action, _ = t.Fold(f, within, args[i+1])
		}
		return r, true
	}
	return Route{}, false
}

// actions maps the actions of the permission table (core/identity's Policy) to the clause they are written from.
func (t *Tree) actions() map[string]string {
	out := map[string]string{}
	for _, f := range t.Code() {
		if f.Dir != "internal/core/identity" {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) < 2 {
				return true
			}
			action, ok := t.Fold(f, nil, lit.Elts[0])
			article, also := t.Fold(f, nil, lit.Elts[1])
			if ok && also && strings.Contains(action, ".") && dotted.MatchString(article) {
				out[action] = article
			}
			return true
		})
	}
	return out
}
