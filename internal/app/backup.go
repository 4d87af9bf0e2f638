package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lianban/internal/base/db"
)

// Backup copies the embedded database as it is at one instant, then keys and attachments, into a new folder. Attachments are
// copied last: a row in the copy always finds its content. A folder that is there is refused; a copy that failed is removed.
func (a *App) Backup(ctx context.Context, dir string) (err error) {
	if a.Store.Engine != db.SQLite {
		return errors.New("backup: PostgreSQL is backed up with pg_dump")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	if err := a.Store.Copy(ctx, filepath.Join(dir, "lianban.db")); err != nil {
		return err
	}
	for _, part := range []string{"keys", "files"} {
		from := filepath.Join(a.Config.Data, part)
		if _, err := os.Stat(from); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(from)); err != nil {
			return fmt.Errorf("backup: %s: %w", part, err)
		}
	}
	return private(filepath.Join(dir, "keys"))
}

// private lets nobody but the owner read the copied keys: keys that others may read are refused at the next start.
func private(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(name, 0o700) // #nosec G122 -- a folder we have just made, closed to everybody else
		}
		return os.Chmod(name, 0o600) // #nosec G122 -- as above
	})
}
