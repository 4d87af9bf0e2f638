package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/sqllint"
	"lianban/internal/arch/tree"
)

// across marks, in the comment above it, a statement that reads over the centres: the first of a worker's two steps, or
// the search for a login.
const across = "Across the centres"

func statements(all *tree.Tree) (out []string) {
	for _, s := range all.Statements() {
		if s.Test {
			continue
		}
		if s.Opaque != "" {
			out = append(out, fmt.Sprintf("%s: %s", s.At, s.Opaque))
			continue
		}
		owner := tree.Owner(s.Dir)
		if !strings.HasPrefix(s.Name, owner+".") {
			out = append(out, fmt.Sprintf("%s: %s is not named after its owner %s", s.At, s.Name, owner))
		}
		for _, f := range sqllint.Faults(s.SQL, strings.Contains(s.Doc, across)) {
			out = append(out, fmt.Sprintf("%s: %s %s", s.At, s.Name, f))
		}
	}
	return out
}

func TestEveryStatementKeepsToTheOneDialectAndItsCentre(t *testing.T) {
	report(t, statements(house(t)))
	wrong := "package queue\n\nimport \"lianban/internal/base/db\"\n\nvar q = db.Q(\"queue.x\", `select id from queue_ticket`)\n"
	caught(t, statements, map[string]string{"internal/feature/queue/q.go": wrong}, "centre_id")
	caught(t, statements, map[string]string{"internal/feature/queue/q.go": strings.Replace(wrong, "queue.x", "other.x", 1)}, "named after")
	caught(t, statements, map[string]string{"internal/feature/queue/q.go": strings.Replace(wrong, "`select id from queue_ticket`", "f()", 1)}, "no constant")
}

// readers are packages that read a table of another owner; nobody writes one.
var readers = map[string][]string{"tally": {"casework_case"}}

func owners(all *tree.Tree) (out []string) {
	for _, s := range all.Statements() {
		if s.Test || s.Opaque != "" {
			continue
		}
		owner := tree.Owner(s.Dir)
		for _, table := range sqllint.Tables(s.SQL) {
			if !strings.HasPrefix(table, owner+"_") && !slices.Contains(readers[owner], table) {
				out = append(out, fmt.Sprintf("%s: %s names %s, which is not a table of %s", s.At, s.Name, table, owner))
			}
		}
	}
	return out
}

func TestEveryTableHasOneOwner(t *testing.T) {
	report(t, owners(house(t)))
	caught(t, owners, map[string]string{"internal/feature/review/q.go": "package review\n\nimport \"lianban/internal/base/db\"\n\n" +
		"var q = db.Q(\"review.x\", `select id from queue_ticket where centre_id = $1`)\n"}, "queue_ticket")
}

func tables(all *tree.Tree) (out []string) {
	for _, table := range all.Tables() {
		if len(table.Parts) == 0 || table.Parts[0] != "centre_id bigint not null" {
			out = append(out, table.Name+": the first column is centre_id bigint not null")
		}
		primary := false
		for _, p := range table.Parts {
			for _, key := range []string{"primary key (", "unique (", "foreign key ("} {
				if rest, ok := strings.CutPrefix(p, key); ok {
					primary = primary || key == "primary key ("
					if !strings.HasPrefix(rest, "centre_id") {
						out = append(out, fmt.Sprintf("%s: %q does not begin with centre_id", table.Name, p))
					}
				}
			}
			if strings.Contains(p, "timestamp") || strings.Contains(p, "numeric") || strings.Contains(p, " real") {
				out = append(out, fmt.Sprintf("%s: %q: instants, days and money are numbers", table.Name, p))
			}
		}
		if !primary {
			out = append(out, table.Name+" has no primary key")
		}
	}
	for _, f := range all.Migrations() {
		for _, c := range tree.Split(f.Text) {
			s := strings.ToLower(c.SQL)
			if strings.Contains(s, "unique index") && !strings.Contains(s, "(centre_id") {
				out = append(out, f.Path+": a unique index does not begin with centre_id: "+c.SQL)
			}
			if strings.Contains(s, "trigger") || strings.Contains(s, "create function") {
				out = append(out, f.Path+": no triggers and no functions: "+c.SQL)
			}
		}
	}
	return out
}

func TestEveryTableBelongsToACentre(t *testing.T) {
	report(t, tables(house(t)))
	caught(t, tables, map[string]string{"migrations/0001_x.sql": "create table x_y (\n  id bigint not null,\n  primary key (id)\n);\n"}, "first column")
	caught(t, tables, map[string]string{"migrations/0001_x.sql": "create table x_y (\n  centre_id bigint not null,\n  unique (id)\n);\n"}, "begin with centre_id")
	caught(t, tables, map[string]string{"migrations/0001_x.sql": "create unique index a on x_y (id);\n"}, "unique index")
}
