package blob

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync/atomic"

	"lianban/internal/base/crypt"
)

// Blob is a kept file: the digest of its content, in hex, and its size.
type Blob struct {
	Hash string
	Size int64
}

// Store keeps files. It is as small as an object store of the S3 kind can be.
type Store interface {
	// Put keeps what is read and returns when it is on the disk. The same content is kept once.
	Put(centre int64, r io.Reader) (Blob, error)
	// Open reads a file; fs.ErrNotExist when there is none.
	Open(centre int64, hash string) (io.ReadSeekCloser, error)
	// Stat gives the size of a file; fs.ErrNotExist when there is none.
	Stat(centre int64, hash string) (Blob, error)
	// Delete removes a file. One that is not there is removed already.
	Delete(centre int64, hash string) error
}

// Folder is the Store on a disk: <folder>/<centre>/<first two digits>/<digest>. Nothing outside the folder can be reached,
// whatever a name says.
type Folder struct {
	root  *os.Root
	suite crypt.Suite
	next  atomic.Int64
}

// temp holds what is being written; what a crash left there is removed at the next start.
const temp = "writing"

// New opens the folder, making it when it is not there. One process uses it at a time.
func New(dir string, s crypt.Suite) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(root.RemoveAll(temp), root.Mkdir(temp, 0o700)); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Folder{root: root, suite: s}, nil
}

// Close ends the use of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// place is where a digest stands. What is no digest stands nowhere.
func (f *Folder) place(centre int64, hash string) (dir, file string, err error) {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != crypt.Size || strings.ToLower(hash) != hash || centre <= 0 {
		return "", "", fmt.Errorf("blob: %q is no digest: %w", hash, fs.ErrNotExist)
	}
	dir = path.Join(strconv.FormatInt(centre, 10), hash[:2])
	return dir, path.Join(dir, hash), nil
}

// Put implements Store: written beside, synced, renamed under the digest, and the folders synced.
func (f *Folder) Put(centre int64, r io.Reader) (b Blob, err error) {
	name := path.Join(temp, strconv.FormatInt(f.next.Add(1), 10))
	w, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return b, err
	}
	done := false
	defer func() {
		if !done {
			err = errors.Join(err, f.root.Remove(name))
		}
	}()
	h := f.suite.Hash()
	b.Size, err = io.Copy(io.MultiWriter(w, h), r)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return Blob{}, err
	}
	b.Hash = hex.EncodeToString(h.Sum(nil))
	dir, file, err := f.place(centre, b.Hash)
	if err != nil {
		return Blob{}, err
	}
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return Blob{}, err
	}
	// Over a file that is there already: it has the same content, or was damaged and is whole again.
	if err := f.root.Rename(name, file); err != nil {
		return Blob{}, err
	}
	done = true
	return b, f.sync(dir, path.Dir(dir), ".")
}

func (f *Folder) sync(dirs ...string) error {
	for _, name := range dirs {
		d, err := f.root.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
	}
	return nil
}

// Open implements Store.
func (f *Folder) Open(centre int64, hash string) (io.ReadSeekCloser, error) {
	_, file, err := f.place(centre, hash)
	if err != nil {
		return nil, err
	}
	return f.root.Open(file)
}

// Stat implements Store.
func (f *Folder) Stat(centre int64, hash string) (Blob, error) {
	_, file, err := f.place(centre, hash)
	if err != nil {
		return Blob{}, err
	}
	info, err := f.root.Lstat(file)
	if err != nil {
		return Blob{}, err
	}
	return Blob{Hash: hash, Size: info.Size()}, nil
}

// Delete implements Store.
func (f *Folder) Delete(centre int64, hash string) error {
	dir, file, err := f.place(centre, hash)
	if err != nil {
		return nil //nolint:nilerr // what cannot be there need not be removed
	}
	if err := f.root.Remove(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	return f.sync(dir)
}

// Each tells of every file of a centre, in the order of their digests, until told returns an error.
func (f *Folder) Each(centre int64, told func(Blob) error) error {
	err := fs.WalkDir(f.root.FS(), strconv.FormatInt(centre, 10), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		return told(Blob{Hash: path.Base(name), Size: info.Size()})
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
