package crypt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// keyFile is the one file of the folder that holds keys: all of them appear at once or not at all.
const keyFile = "lianban.keys"

const keyHead = `# The keys of this installation of Lianban. Who has them reads every sealed value and signs in its name.
# Keep a copy, apart from the copies of the data: without it the sealed values are lost.
`

// Open reads the keys of that folder, and makes them at the first start. Refused: a suite other than the one the keys were
// made for (nil takes whichever it is, and Intl to make), a file that others may read, a file that is damaged.
func Open(dir string, s Suite) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock, err := lock(dir)
	if err != nil {
		return nil, err
	}
	defer unlock()
	k, err := readKeys(dir, s)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if s == nil {
		s = Intl
	}
	if k, err = New(s); err != nil {
		return nil, err
	}
	k.dir = dir
	return k, writeKeys(dir, s, *k.ring.Load())
}

func readKeys(dir string, want Suite) (*Keys, error) {
	name := filepath.Join(dir, keyFile)
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if exclusive && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("crypt: refuses %s: others may read it (mode %o, wants 600)", name, info.Mode().Perm())
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s, r, err := parseKeys(string(raw))
	if err != nil {
		return nil, fmt.Errorf("crypt: %s: %w", name, err)
	}
	if want != nil && want.Name() != s.Name() {
		return nil, fmt.Errorf("crypt: the keys in %s are of suite %s, not %s", dir, s.Name(), want.Name())
	}
	return keysOf(s, dir, r, false), nil
}

// parseKeys reads lines "purpose number base64"; the first line is "suite name" and the last one a digest of the others.
func parseKeys(text string) (s Suite, r ring, err error) {
	body, sum, ok := strings.Cut(text, "check ")
	r = ring{}
	for line := range strings.Lines(body) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case len(f) == 2 && f[0] == "suite" && s == nil:
			if s, err = Named(f[1]); err != nil {
				return nil, nil, err
			}
		case len(f) == 3:
			p := Purpose(f[0])
			key, err := base64.StdEncoding.DecodeString(f[2])
			if err != nil || f[1] != strconv.Itoa(len(r[p])+1) {
				return nil, nil, fmt.Errorf("the line of key %s %s is damaged", f[0], f[1])
			}
			r[p] = append(r[p], key)
		default:
			return nil, nil, errors.New("a line is damaged")
		}
	}
	if s == nil || !ok || strings.TrimSpace(sum) != check(s, body) {
		return nil, nil, errors.New("the file is damaged or cut off")
	}
	for _, p := range purposes {
		if len(r[p]) == 0 {
			return nil, nil, fmt.Errorf("no key for %s", p)
		}
	}
	return s, r, nil
}

func check(s Suite, body string) string {
	sum := Sum(s, []byte(body))
	return coding.EncodeToString(sum[:12])
}

func writeKeys(dir string, s Suite, r ring) error {
	var b bytes.Buffer
	b.WriteString(keyHead)
	fmt.Fprintf(&b, "suite %s\n", s.Name())
	for _, p := range purposes {
		for i, key := range r[p] {
			fmt.Fprintf(&b, "%s %d %s\n", p, i+1, base64.StdEncoding.EncodeToString(key))
		}
	}
	fmt.Fprintf(&b, "check %s\n", check(s, b.String()))
	return writeFile(dir, keyFile, b.Bytes())
}

// writeFile puts a file in place at once or not at all: written beside it, synced, renamed, and the folder synced.
func writeFile(dir, name string, data []byte) (err error) {
	f, err := os.CreateTemp(dir, ".keys-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
