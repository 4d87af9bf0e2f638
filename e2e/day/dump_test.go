package day

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"lianban/internal/app"
	"lianban/internal/base/db"
)

// business are the tables of what happened, by the beginning of their names.
var business = []string{"queue_", "casework_", "review_", "deadline", "finding", "ledger_event"}

var (
	ids    = regexp.MustCompile(`\b\d{17,19}\b`)         // ids have so many digits, instants sixteen
	random = regexp.MustCompile(`[A-Za-z0-9+/=_-]{26,}`) // tokens, salts, digests, sealed values
)

// dump writes every row of the business tables as a line of JSON, in the order in which rows came to be; ids are their
// ordinals in order of appearance, and what is drawn or signed is left out. It gives the digest of it all.
func dump(ctx context.Context, a *app.App, out io.Writer) (digest string, rows int, err error) {
	names, err := tables(ctx, a)
	if err != nil {
		return "", 0, err
	}
	sum, seen := sha256.New(), map[string]int{}
	w := io.MultiWriter(sum, out)
	for _, name := range names {
		n, err := dumpTable(ctx, a.Store.Pool(), name, w, seen)
		if err != nil {
			return "", 0, fmt.Errorf("%s: %w", name, err)
		}
		rows += n
	}
	return fmt.Sprintf("%x", sum.Sum(nil)), rows, nil
}

func tables(ctx context.Context, a *app.App) (out []string, err error) {
	ask := "select name from sqlite_master where type = 'table'"
	if a.Store.Engine == db.Postgres {
		ask = "select table_name from information_schema.tables where table_schema = current_schema()"
	}
	rows, err := a.Store.Pool().QueryContext(ctx, ask)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(business, func(p string) bool { return strings.HasPrefix(s, p) }) {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out, rows.Err()
}

func dumpTable(ctx context.Context, pool *sql.DB, table string, w io.Writer, seen map[string]int) (n int, err error) {
	head, err := pool.QueryContext(ctx, "select * from "+table+" where 1 = 0")
	if err != nil {
		return 0, err
	}
	names, err := head.Columns()
	_ = head.Close()
	if err != nil {
		return 0, err
	}
	order := "1, 2, 3"
	if slices.Contains(names, "id") {
		order = "id"
	}
	rows, err := pool.QueryContext(ctx, "select * from "+table+" order by "+order)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); n++ {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		row := map[string]any{"table": table}
		for i, name := range names {
			if _, bytes := values[i].([]byte); !bytes { // signed or sealed
				row[name] = values[i]
			}
		}
		raw, err := json.Marshal(row)
		if err != nil {
			return n, err
		}
		_, _ = fmt.Fprintln(w, canonical(string(raw), seen)) // a digest and a buffer do not fail
	}
	return n, rows.Err()
}

func canonical(line string, seen map[string]int) string {
	line = ids.ReplaceAllStringFunc(line, func(id string) string {
		if seen[id] == 0 {
			seen[id] = len(seen) + 1
		}
		return fmt.Sprintf("#%d", seen[id])
	})
	return random.ReplaceAllString(line, "~")
}
