//go:build unix

package crypt

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// exclusive says that the system keeps files from others by their mode.
const exclusive = true

// lock lets one process at a time make or change the file of keys.
func lock(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}
