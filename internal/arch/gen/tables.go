package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lianban/internal/arch/sqllint"
	"lianban/internal/arch/tree"
)

// tablesPage lists the tables under their only owner, and who else reads them.
func tablesPage(t *tree.Tree) string {
	others := map[string]map[string]bool{}
	for _, s := range t.Statements() {
		if s.Test {
			continue
		}
		for _, table := range sqllint.Tables(s.SQL) {
			if owner := tree.Owner(s.Dir); !strings.HasPrefix(table, owner+"_") {
				if others[table] == nil {
					others[table] = map[string]bool{}
				}
				others[table][owner] = true
			}
		}
	}
	tables := t.Tables()
	slices.SortFunc(tables, func(a, b tree.Table) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	b.WriteString("# Tables\n\nEvery table is named after its only owner; who else reads it is declared in internal/arch.\n")
	owner := ""
	for _, table := range tables {
		if table.Owner() != owner {
			owner = table.Owner()
			fmt.Fprintf(&b, "\n## %s\n\n| table | what | columns | also read by | made in |\n|---|---|--:|---|---|\n", owner)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %d | %s | %s |\n", table.Name, cell(table.Doc), columns(table),
			strings.Join(slices.Sorted(maps.Keys(others[table.Name])), " "), strings.TrimPrefix(table.File, "migrations/"))
	}
	return b.String()
}

func columns(t tree.Table) (n int) {
	for _, p := range t.Parts {
		word, _, _ := strings.Cut(p, " ")
		if !slices.Contains([]string{"primary", "unique", "foreign", "check", "constraint", "unique("}, word) {
			n++
		}
	}
	return n
}
