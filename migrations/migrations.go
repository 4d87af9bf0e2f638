// Package migrations is the one list of SQL files for both engines, forward only. A file that has landed is never edited.
package migrations

import "embed"

// Files are the SQL files in order of their numbers.
//
//go:embed *.sql
var Files embed.FS
