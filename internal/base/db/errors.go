package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lianban/internal/base/errs"
)

// Kind is what a database said, in the few words the code above cares about.
type Kind int

// The kinds of refusal of an engine.
const (
	Other     Kind = iota
	Unique         // a unique or primary key stands in the way
	Foreign        // a row that is referred to is missing, or still referred to
	Check          // a value is not allowed
	Retry          // the transaction may simply be repeated
	Away           // the server is not there, or a commit is in doubt
	Full           // no room on the disk
	DiskFault      // the disk refused a write or a sync: nothing may be acknowledged any more
)

// fail names the statement; a refusal of ours passes as it is.
func fail(s *Stmt, err error) error {
	if err == nil {
		return nil
	}
	var ours *errs.Error
	if errors.As(err, &ours) {
		return err
	}
	switch KindOf(err) {
	case Unique, Foreign, Check:
		return fmt.Errorf("%s: %w", s.Name, err)
	case Away, Retry, Full:
		return errs.New(errs.Unavailable, "error.unavailable").Cause(fmt.Errorf("%s: %w", s.Name, err))
	}
	return fmt.Errorf("%s: %w", s.Name, err)
}

// KindOf classifies an engine's error.
func KindOf(err error) Kind {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return liteKind(lite)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pgKind(pg)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) {
		return Away
	}
	return Other
}

func liteKind(e *sqlite.Error) Kind {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return Unique
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return Foreign
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		return Check
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return Away
	case sqlite3.SQLITE_FULL:
		return Full
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT:
		return DiskFault
	}
	return Other
}

func pgKind(e *pgconn.PgError) Kind {
	switch e.Code {
	case "23505", "23P01":
		return Unique
	case "23503":
		return Foreign
	case "23514", "23502":
		return Check
	case "40001", "40P01":
		return Retry
	case "53100":
		return Full
	}
	if strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P0") || e.Code == "XX000" || e.Code == "53300" {
		return Away
	}
	return Other
}
