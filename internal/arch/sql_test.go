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
			if !strings.HasPrefix(table, owner+"_") && !slices.Contains(readers[owner], table) && !inside(s, table) {
				out = append(out, fmt.Sprintf("%s: %s names %s, which is not a table of %s", s.At, s.Name, table, owner))
			}
		}
	}
	return out
}

// inside tells whether a statement of a room inside a feature only reads that feature's table: what looks back on it.
func inside(s tree.Statement, table string) bool {
	p := strings.Split(s.Dir, "/")
	return len(p) == 4 && p[1] == "feature" && strings.HasPrefix(table, p[2]+"_") && strings.HasPrefix(strings.TrimSpace(s.SQL), "select ") &&
		!strings.Contains(s.SQL, "@lock")
}

func TestEveryTableHasOneOwner(t *testing.T) {
	report(t, owners(house(t)))
	caught(t, owners, map[string]string{"internal/feature/review/q.go": "package review\n\nimport \"lianban/internal/base/db\"\n\n" +
		"var q = db.Q(\"review.x\", `select id from queue_ticket where centre_id = $1`)\n"}, "queue_ticket")
	room := func(sql string) map[string]string {
		return map[string]string{"internal/feature/queue/room/q.go": "package room\n\nimport \"lianban/internal/base/db\"\n\nvar q = db.Q(\"room.x\", `" + sql + "`)\n"}
	}
	caught(t, owners, room("select id from review_answer where centre_id = $1"), "review_answer")
	caught(t, owners, room("update queue_ticket set no = '' where centre_id = $1"), "queue_ticket")
	report(t, owners(tree.Of(room("select id from queue_ticket where centre_id = $1"))))
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
