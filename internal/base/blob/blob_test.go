package blob_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"lianban/internal/base/blob"
	"lianban/internal/base/crypt"
)

func folder(t *testing.T, dir string, s crypt.Suite) *blob.Folder {
	t.Helper()
	f, err := blob.New(dir, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func content(t *testing.T, f *blob.Folder, centre int64, hash string) string {
	t.Helper()
	r, err := f.Open(centre, hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFileIsFoundUnderItsDigest(t *testing.T) {
	for suite, want := range map[crypt.Suite]string{
		crypt.Intl: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		crypt.GM:   "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
	} {
		dir := t.TempDir()
		f := folder(t, dir, suite)
		b, err := f.Put(1, strings.NewReader("abc"))
		if err != nil || b.Hash != want || b.Size != 3 {
			t.Fatal(b, err)
		}
		if again, err := f.Put(1, strings.NewReader("abc")); err != nil || again != b || files(t, dir) != 1 {
			t.Fatal("the same content is kept twice", err)
		}
		if got, err := f.Stat(1, b.Hash); err != nil || got != b || content(t, f, 1, b.Hash) != "abc" {
			t.Fatal(got, err)
		}
		if _, err := f.Open(2, b.Hash); !errors.Is(err, fs.ErrNotExist) {
			t.Error("another centre opens it", err)
		}
		if err := errors.Join(f.Delete(1, b.Hash), f.Delete(1, b.Hash)); err != nil || files(t, dir) != 0 {
			t.Error("not removed, or not twice", err)
		}
		if _, err := f.Stat(1, b.Hash); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
}

func TestNamesThatAreNoDigestsReachNothing(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, filepath.Join(dir, "files"), crypt.Intl)
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := f.Put(1, strings.NewReader("abc"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "../secret", "/etc/passwd", "..", strings.ToUpper(b.Hash), b.Hash[:63], b.Hash + "0",
		strings.Repeat("../", 21) + "a", "writing/1", strings.Repeat("g", 64)} {
		if _, err := f.Open(1, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
		if err := f.Delete(1, name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "secret"), filepath.Join(dir, "files", "1", b.Hash[:2], strings.Repeat(b.Hash[:2], 32))); err != nil {
		t.Fatal(err)
	}
	if r, err := f.Open(1, strings.Repeat(b.Hash[:2], 32)); err == nil {
		raw, _ := io.ReadAll(r)
		t.Errorf("a link out of the folder was followed: %q", raw)
	}
}

func TestWhatCannotBeReadToItsEndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, crypt.Intl)
	broken := io.MultiReader(strings.NewReader(strings.Repeat("x", 100_000)), iotest.ErrReader(errors.New("the line is cut")))
	if b, err := f.Put(1, broken); err == nil || b.Hash != "" || files(t, dir) != 0 {
		t.Fatal(b, err, files(t, dir))
	}
	// What a crash leaves is gone at the next start; what was kept is not.
	b, err := f.Put(1, strings.NewReader("kept"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "writing", "9"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	f = folder(t, dir, crypt.Intl)
	if files(t, dir) != 1 || content(t, f, 1, b.Hash) != "kept" {
		t.Error("half a file stays, or a whole one went")
	}
}

func TestADamagedFileIsWholeAgainWhenItIsPutAgain(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, crypt.Intl)
	b, _ := f.Put(1, strings.NewReader("whole"))
	if err := os.WriteFile(filepath.Join(dir, "1", b.Hash[:2], b.Hash), []byte("who"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(1, strings.NewReader("whole")); err != nil || content(t, f, 1, b.Hash) != "whole" {
		t.Fatal(err)
	}
}

func TestManyPutAtOnce(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, crypt.Intl)
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			text := fmt.Sprint("content ", i/4) // each four times
			b, err := f.Put(1, strings.NewReader(text))
			if err != nil || content(t, f, 1, b.Hash) != text {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	if err := f.Each(1, func(blob.Blob) error { n++; return nil }); err != nil || n != 16 || files(t, dir) != 16 {
		t.Fatalf("%d files, %v", n, err)
	}
	if err := f.Each(7, func(blob.Blob) error { return errors.New("nobody") }); err != nil {
		t.Error("a centre without files", err)
	}
}
