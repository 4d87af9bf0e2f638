package app

import (
	"context"
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/jobs"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/outage"
	"lianban/internal/feature/review"
)

// check is what one package says of its own rows: the invariants that are violated, as sentences.
type check struct {
	name string
	run  func(tx *db.Tx) ([]string, error)
}

// checks are the invariants of every package that has tables (reliability: I1 to I8, I12).
func (a *App) checks() []check {
	return []check{
		{"directory", directory.Verify}, {"people", people.Verify}, {"identity", identity.Verify}, {"calendar", a.Calendar.Verify},
		{"deadline", a.Deadline.Verify}, {"ledger", ledger.Verify}, {"finding", finding.Verify}, {"notice", notice.Verify},
		{"file", a.File.Verify}, {"register", register.Verify}, {"jobs", jobs.Verify}, {"catalog", catalog.Verify}, {"queue", queue.Verify},
		{"outage", outage.Verify}, {"casework", casework.Verify}, {"review", review.Verify},
	}
}

// Violation is one broken invariant of one centre.
type Violation struct {
	Centre int64  `json:"centre,string"`
	Who    string `json:"who"`
	What   string `json:"what"`
}

// Verify checks every invariant on the store as it stands: those of the rows by the packages that own them, and the
// engine's own (I11). It reads and changes nothing. The order of the answer is that of the checks.
func (a *App) Verify(ctx context.Context) ([]Violation, error) {
	out, err := a.engine(ctx)
	if err != nil {
		return nil, err
	}
	centres, err := a.Directory.Centres(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range centres {
		for _, k := range a.checks() {
			err := a.Store.Read(ctx, c.ID, func(tx *db.Tx) error {
				found, err := k.run(tx)
				for _, what := range found {
					out = append(out, Violation{Centre: c.ID, Who: k.name, What: what})
				}
				return err
			})
			if err != nil {
				return out, fmt.Errorf("verify %s of centre %d: %w", k.name, c.ID, err)
			}
		}
	}
	return out, nil
}

// engine asks the engine whether its own structures are whole (I11).
func (a *App) engine(ctx context.Context) (out []Violation, err error) {
	ask := "pragma integrity_check"
	if a.Store.Engine == db.Postgres {
		// Without extensions PostgreSQL tells which indexes it does not trust; damaged pages fail the reads of the other checks.
		ask = "select 'invalid index ' || c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisvalid"
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
		if s != "ok" {
			out = append(out, Violation{Who: "engine", What: "I11: " + s})
		}
	}
	return out, rows.Err()
}
