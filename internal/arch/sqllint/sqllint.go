// Package sqllint reads the one dialect of our SQL well enough to hold it to its rules: every table a statement names is
// bound to a centre, nothing that only one engine knows, no words that distributed engines refuse. It judges text, so it
// errs on the strict side.
package sqllint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	space   = regexp.MustCompile(`\s+`)
	literal = regexp.MustCompile(`'(?:[^']|'')*'`)
	named   = regexp.MustCompile(`\b(?:from|join|into|update)\s+([a-z_][a-z0-9_]*)(?:\s+(?:as\s+)?([a-z_][a-z0-9_]*))?`)
	with    = regexp.MustCompile(`(?:\bwith(?:\s+recursive)?|,)\s+([a-z_][a-z0-9_]*)\s+as\s+(?:materialized\s+)?\(`)
	bound   = regexp.MustCompile(`\b(?:([a-z_][a-z0-9_]*)\.)?centre_id\s*=\s*(\$\d+|[a-z_][a-z0-9_]*\.centre_id)`)
)

// words follow a table without being its alias.
var words = []string{"where", "set", "on", "join", "left", "inner", "order", "group", "values", "select", "limit", "using",
	"returning", "cross", "having", "union", "for", "full", "default", "default", "as", "when", "from"}

// Tables lists the tables that a statement names, without its own with-names.
func Tables(sql string) []string {
	var out []string
	for _, u := range uses(clean(sql)) {
		if !slices.Contains(out, u.table) {
			out = append(out, u.table)
		}
	}
	slices.Sort(out)
	return out
}

// use is one naming of a table: what rows of it are called, and at which depth of parentheses.
type use struct{ table, alias string }

func clean(sql string) string {
	return strings.TrimSpace(space.ReplaceAllString(literal.ReplaceAllString(sql, "''"), " "))
}

func uses(sql string) (out []use) {
	own := map[string]bool{}
	for _, m := range with.FindAllStringSubmatch(sql, -1) {
		own[m[1]] = true
	}
	for _, m := range named.FindAllStringSubmatchIndex(sql, -1) {
		table := sql[m[2]:m[3]]
		// "on conflict do update set" and "for update skip locked" name no table.
		if own[table] || slices.Contains(words, table) || table == "skip" || table == "json_each" ||
			strings.HasSuffix(strings.TrimRight(sql[:m[0]], " "), "distinct") {
			continue
		}
		alias := ""
		if m[4] >= 0 {
			if alias = sql[m[4]:m[5]]; slices.Contains(words, alias) {
				alias = ""
			}
		}
		out = append(out, use{table, alias})
	}
	return out
}

// Faults tells what is wrong with a registered statement. across allows one that reads over the centres, as the first of
// the two steps of a worker does.
func Faults(sql string, across bool) (out []string) {
	if lower := strings.ToLower(literal.ReplaceAllString(sql, "''")); lower != literal.ReplaceAllString(sql, "''") {
		out = append(out, "is not in lower case")
	}
	c := clean(sql)
	for _, f := range forbidden {
		if f.what.MatchString(c) {
			out = append(out, f.why)
		}
	}
	if !across {
		out = append(out, centreFaults(c)...)
	}
	return out
}

var forbidden = []struct {
	what *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`select \*|\bselect [a-z_]+\.\*`), "selects * instead of naming columns"},
	{regexp.MustCompile(`::`), "casts with ::, which SQLite does not read"},
	{regexp.MustCompile(`\bnow\(\)|current_timestamp|\brandom\(\)|gen_random_uuid`), "takes time or chance from the engine"},
	{regexp.MustCompile(`\bilike\b|(?:^|[^d]|[^e]d|[^d]ed) like\b`), "uses like on text that is not folded"},
	{regexp.MustCompile(`values \([^)]*\(select`), "has a subselect inside values"},
	{regexp.MustCompile(`\bany\s*\(\$`), "uses any($n), which SQLite does not read: @ints"},
	{regexp.MustCompile(`for update(?: skip locked)?`), "locks by hand: @lock or @skip"},
	{regexp.MustCompile(`\?\d*`), "binds with ?: $n"},
	{regexp.MustCompile(`insert or |replace into|on duplicate`), "uses one engine's own insert"},
}

// centreFaults demands that the rows of every table are those of a bound centre.
func centreFaults(sql string) (out []string) {
	if insertOnly(sql) {
		if !strings.Contains(sql, "centre_id") {
			out = append(out, "writes a row without centre_id")
		}
		return out
	}
	all := uses(sql)
	bind := map[string]int{}
	for _, m := range bound.FindAllStringSubmatch(sql, -1) {
		bind[m[1]]++
	}
	need := map[string]int{}
	for _, u := range all {
		name := u.alias
		if name == "" && bind[u.table] > 0 {
			name = u.table
		}
		need[name]++
	}
	for name, n := range need {
		// A row of an alias is bound by name; rows without one are bound one condition each.
		if bind[name] < min(n, max(1, n)) {
			what := "a table"
			if name != "" {
				what = name
			}
			out = append(out, fmt.Sprintf("does not bind centre_id of %s for each time it is named (%d of %d)", what, bind[name], n))
		}
	}
	slices.Sort(out)
	return out
}

var insert = regexp.MustCompile(`^insert into [a-z_0-9]+ ?\(`)

// insertOnly tells whether the statement is an insert of values, with or without an upsert, and reads nothing.
func insertOnly(sql string) bool {
	return insert.MatchString(sql) && strings.Contains(sql, ") values (") && !strings.Contains(sql, " from ") ||
		insert.MatchString(sql) && strings.Contains(sql, ") values (") && len(uses(sql)) <= 1
}
