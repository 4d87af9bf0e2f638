package tree

import (
	"go/ast"
	"go/token"
	"strconv"
)

// Fold works out a string made of literals, + and names that are given a value once: in the package, or in the function
// that within is (nil for none). It tells whether it could.
func (t *Tree) Fold(f *File, within ast.Node, e ast.Expr) (string, bool) {
	return folder{t.constants(f.Dir), locals(within)}.fold(e, 0)
}

type folder struct{ global, local map[string]ast.Expr }

func (k folder) fold(e ast.Expr, depth int) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.ParenExpr:
		return k.fold(e.X, depth)
	case *ast.BinaryExpr:
		a, ok := k.fold(e.X, depth)
		b, also := k.fold(e.Y, depth)
		return a + b, ok && also && e.Op == token.ADD
	case *ast.Ident:
		v, ok := k.local[e.Name]
		if !ok {
			v, ok = k.global[e.Name]
		}
		if ok && depth < 20 {
			return k.fold(v, depth+1)
		}
	}
	return "", false
}

// constants are the package's names that are given a value once.
func (t *Tree) constants(dir string) map[string]ast.Expr {
	if known, ok := t.known[dir]; ok {
		return known
	}
	out := map[string]ast.Expr{}
	for _, f := range t.Go() {
		if f.Dir != dir {
			continue
		}
		for _, d := range f.AST.Decls {
			if gen, ok := d.(*ast.GenDecl); ok && (gen.Tok == token.CONST || gen.Tok == token.VAR) {
				values(gen, out)
			}
		}
	}
	t.known[dir] = out
	return out
}

func values(gen *ast.GenDecl, into map[string]ast.Expr) {
	for _, s := range gen.Specs {
		if v, ok := s.(*ast.ValueSpec); ok && len(v.Values) == len(v.Names) {
			for i, name := range v.Names {
				into[name.Name] = v.Values[i]
			}
		}
	}
}

// locals are the names that a function gives a value by :=, the first one of each.
func locals(within ast.Node) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	if within == nil {
		return out
	}
	ast.Inspect(within, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
			return true
		}
		if name, ok := a.Lhs[0].(*ast.Ident); ok && out[name.Name] == nil {
			out[name.Name] = a.Rhs[0]
		}
		return true
	})
	return out
}
