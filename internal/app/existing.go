package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lianban/internal/base/config"
	"lianban/internal/base/errs"
)

// Existing refuses settings that name no installation: a command that only reads must not make one. With PostgreSQL the
// folder has the keys, which the first start made.
func Existing(c config.Config) error {
	name := filepath.Join(c.Data, "lianban.db")
	if c.Database != "" {
		name = filepath.Join(c.Data, "keys", "lianban.keys")
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return errs.New(errs.NotFound, "app.no_installation", "dir", c.Data)
	} else if err != nil {
		return err
	}
	return nil
}
