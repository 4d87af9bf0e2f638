package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"

	"lianban/internal/base/errs"
	"lianban/migrations"
)

// migrate brings the tables up to date from the one list of files, and refuses a database made by a newer program.
func migrate(ctx context.Context, pool *sql.DB, e Engine) error {
	files, err := rendered(migrations.Files, e)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if e == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if last := sources[len(sources)-1].Version; have > last {
		return errs.New(errs.Unavailable, "db.newer", "have", have, "know", last)
	}
	return nil
}

// rendered maps the words of the one list to an engine: on SQLite the types to those of strict tables.
func rendered(all fs.FS, e Engine) (fs.FS, error) {
	names, err := fs.Glob(all, "*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, name := range names {
		raw, err := fs.ReadFile(all, name)
		if err != nil {
			return nil, err
		}
		text, err := forEngine(string(raw), e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return out, nil
}

var (
	only      = regexp.MustCompile(`(?s)-- \+only (\w+)\n(.*?)-- \+end\n`)
	liteTypes = strings.NewReplacer(" bigint", " integer", " boolean", " integer", " jsonb", " text", " bytea", " blob",
		" default true", " default 1", " default false", " default 0")
	closing = regexp.MustCompile(`(?m)^\);`)
)

func forEngine(text string, e Engine) (string, error) {
	text = only.ReplaceAllStringFunc(text, func(block string) string {
		m := only.FindStringSubmatch(block)
		if Engine(m[1]) == e {
			return m[2]
		}
		return ""
	})
	if strings.Contains(text, "-- +only") {
		return "", errors.New("a block -- +only without -- +end")
	}
	if e == Postgres {
		return text, nil
	}
	return closing.ReplaceAllString(liteTypes.Replace(text), ") strict;"), nil
}
