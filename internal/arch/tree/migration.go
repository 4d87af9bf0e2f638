package tree

import (
	"path"
	"regexp"
	"strings"
)

// Table is a table that a migration creates.
type Table struct {
	Name  string
	Doc   string   // the comment above it
	Parts []string // columns and keys, as written, without line breaks
	File  string
}

// Owner is the package the table is named after.
func (t Table) Owner() string {
	owner, _, _ := strings.Cut(t.Name, "_")
	return owner
}

var createTable = regexp.MustCompile(`(?is)^create\s+table\s+(\w+)\s*\((.*)\)$`)

// Tables lists the tables of the migrations, in their order.
func (t *Tree) Tables() (out []Table) {
	for _, f := range t.Migrations() {
		for _, s := range Split(f.Text) {
			if m := createTable.FindStringSubmatch(s.SQL); m != nil {
				out = append(out, Table{Name: strings.ToLower(m[1]), Doc: s.Doc, Parts: parts(m[2]), File: f.Path})
			}
		}
	}
	return out
}

// Migrations lists the migration files.
func (t *Tree) Migrations() []*File {
	return t.filter(func(f *File) bool { return path.Dir(f.Path) == "migrations" && path.Ext(f.Path) == ".sql" })
}

// Change is one statement of a migration with the comment above it.
type Change struct{ SQL, Doc string }

// Split cuts a migration into its statements. Lines that begin with -- are comments; the one above belongs to the statement.
func Split(text string) (out []Change) {
	var doc, sql []string
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" && len(sql) == 0:
			doc = nil
		case strings.HasPrefix(trimmed, "-- +"):
		case strings.HasPrefix(trimmed, "--") && len(sql) == 0:
			doc = append(doc, strings.TrimSpace(strings.TrimPrefix(trimmed, "--")))
		case strings.HasPrefix(trimmed, "--") || trimmed == "":
		default:
			if code, _, found := strings.Cut(trimmed, " --"); found {
				trimmed = strings.TrimSpace(code)
			}
			sql = append(sql, trimmed)
			if strings.HasSuffix(trimmed, ";") {
				out = append(out, Change{strings.TrimSuffix(strings.Join(sql, " "), ";"), strings.Join(doc, " ")})
				sql, doc = nil, nil
			}
		}
	}
	if len(sql) > 0 {
		out = append(out, Change{strings.Join(sql, " "), strings.Join(doc, " ")})
	}
	return out
}

// parts cuts the inside of a create table at its outer commas.
func parts(s string) (out []string) {
	depth, from := 0, 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.Join(strings.Fields(s[from:i]), " "))
				from = i + 1
			}
		}
	}
	return append(out, strings.Join(strings.Fields(s[from:]), " "))
}
