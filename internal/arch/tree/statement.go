package tree

import (
	"go/ast"
	"strings"
)

// Statement is SQL registered with db.Q.
type Statement struct {
	Name   string
	SQL    string
	Dir    string // the package's folder
	At     string
	Doc    string // the comment above it
	Opaque string // why the text cannot be read from the source, empty when it can
	Test   bool
}

// Statements lists what is registered with db.Q and db.Sorted, in tests too.
func (t *Tree) Statements() (out []Statement) {
	for _, f := range t.Go() {
		if f.Made {
			continue
		}
		docs := comments(t, f)
		ast.Inspect(f.AST, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isQ(f, call) || len(call.Args) < 2 {
				return true
			}
			s := Statement{Dir: f.Dir, At: t.At(call.Pos()), Doc: docs[t.Line(call.Pos())-1], Test: f.Test}
			if s.Name, ok = t.Fold(f, nil, call.Args[0]); !ok {
				s.Opaque = "its name is no constant"
			} else if s.SQL, ok = t.Fold(f, nil, call.Args[1]); !ok {
				s.Opaque = "its text is no constant"
			}
			out = append(out, s)
			return true
		})
	}
	return out
}

// isQ tells whether a call registers statements: db.Q or db.Sorted (a name and a text first), or Q inside base/db.
func isQ(f *File, call *ast.CallExpr) bool {
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		x, ok := fun.X.(*ast.Ident)
		return ok && (fun.Sel.Name == "Q" || fun.Sel.Name == "Sorted") && f.Imports()[x.Name] == Module+"/internal/base/db"
	case *ast.Ident:
		return fun.Name == "Q" && f.Dir == "internal/base/db" && f.Path != "internal/base/db/sorted.go"
	}
	return false
}

// comments maps the last line of each comment to its text.
func comments(t *Tree, f *File) map[int]string {
	out := map[int]string{}
	for _, c := range f.AST.Comments {
		out[t.Line(c.End())] = c.Text()
	}
	return out
}

// Owner is the package that a folder's tables and statements are named after: internal/feature/queue/queueweb belongs to
// queue; a package inside another that is no …web is its own, as core/file/register.
func Owner(dir string) string {
	p := strings.Split(dir, "/")
	switch last := p[len(p)-1]; {
	case len(p) > 3 && p[0] == "internal" && !strings.HasSuffix(last, "web") && p[1] != "base":
		return last
	case len(p) > 2 && p[0] == "internal" && (p[1] == "base" || p[1] == "core" || p[1] == "feature"):
		return p[2]
	case len(p) > 1 && p[0] == "internal":
		return p[1]
	}
	return p[0]
}
