// Package tree reads the source of the house as data, for the architecture tests and the generated pages: parsed Go
// files, templates, migrations, and the statements and routes that stand in the code. Nothing is compiled.
package tree

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the path of our module.
const Module = "lianban"

// File is one file of the tree.
type File struct {
	Path  string // from the root, with slashes
	Dir   string
	Text  string
	AST   *ast.File // Go files only
	Test  bool      // a _test.go file or a file of internal/testworld
	Made  bool      // generated: _templ.go
	Lines int
}

// Tree is everything that was read.
type Tree struct {
	Fset  *token.FileSet
	Files []*File // by path
	// Broken says which Go files cannot be parsed.
	Broken []string

	known map[string]map[string]ast.Expr
}

// skipped folders hold other people's code, data or output; tools is a module of its own.
var skipped = []string{".git", ".cache", "bin", "data", "tmp", "tools", "web/node_modules", "web/dist", "node_modules"}

// kinds are the endings that are read.
var kinds = []string{".go", ".templ", ".sql", ".css", ".scss", ".ts", ".mjs", ".yaml", ".md", ".sh", ".csv"}

// Root finds the folder of our go.mod from the working directory upwards.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if raw, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil &&
			strings.HasPrefix(string(raw), "module "+Module+"\n") {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("tree: no go.mod of %s above the working directory", Module)
		}
		dir = up
	}
}

// Load reads the tree below root.
func Load(root string) (*Tree, error) {
	texts := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, root), string(filepath.Separator)))
		if d.IsDir() {
			if slices.Contains(skipped, rel) || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(kinds, path.Ext(rel)) {
			return nil
		}
		raw, err := os.ReadFile(filepath.Clean(p)) // #nosec G122 -- a developer reads their own checkout
		texts[rel] = string(raw)
		return err
	})
	if err != nil {
		return nil, err
	}
	return Of(texts), nil
}

// Of makes a tree of texts by path: for tests, and for Load.
func Of(texts map[string]string) *Tree {
	t := &Tree{Fset: token.NewFileSet(), known: map[string]map[string]ast.Expr{}}
	for p, text := range texts {
		f := &File{Path: p, Dir: path.Dir(p), Text: text, Lines: strings.Count(text, "\n")}
		f.Test = strings.HasSuffix(p, "_test.go") || strings.HasPrefix(p, "internal/testworld/")
		f.Made = strings.HasSuffix(p, "_templ.go")
		t.Files = append(t.Files, f)
	}
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".go" {
			continue
		}
		parsed, err := parser.ParseFile(t.Fset, f.Path, f.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Broken = append(t.Broken, err.Error())
			continue
		}
		f.AST = parsed
	}
	return t
}

// Go lists the Go files that parse.
func (t *Tree) Go() []*File { return t.filter(func(f *File) bool { return f.AST != nil }) }

// Code lists the Go files that people write and that are no tests.
func (t *Tree) Code() []*File {
	return t.filter(func(f *File) bool { return f.AST != nil && !f.Test && !f.Made })
}

// Ext lists the files with that ending.
func (t *Tree) Ext(exts ...string) []*File {
	return t.filter(func(f *File) bool { return slices.Contains(exts, path.Ext(f.Path)) })
}

// File gives the file at that path, or nil.
func (t *Tree) File(p string) *File {
	for _, f := range t.Files {
		if f.Path == p {
			return f
		}
	}
	return nil
}

func (t *Tree) filter(keep func(*File) bool) (out []*File) {
	for _, f := range t.Files {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// Line is where a position stands.
func (t *Tree) Line(p token.Pos) int { return t.Fset.Position(p).Line }

// At is "path:line".
func (t *Tree) At(p token.Pos) string {
	at := t.Fset.Position(p)
	return at.Filename + ":" + strconv.Itoa(at.Line)
}

// Imports maps the local name of each import to its path; names are taken from the path where none is given.
func (f *File) Imports() map[string]string {
	out := map[string]string{}
	for _, s := range f.AST.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if s.Name != nil {
			name = s.Name.Name
		}
		out[name] = p
	}
	return out
}

// Ours gives the folder of a package of our module that an import names.
func Ours(importPath string) (dir string, ok bool) { return strings.CutPrefix(importPath, Module+"/") }
