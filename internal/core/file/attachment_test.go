package file_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lianban/internal/base/blob"
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/file"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// hall is a world with a folder of files. Whoever stands at window 1 may change case 1, the chief may see it.
type hall struct {
	*testworld.World
	files *file.Service
	dir   string
}

var one = ledger.Of("case", 1)

func newHall(t *testing.T, w *testworld.World) hall {
	t.Helper()
	dir := t.TempDir()
	b, err := blob.New(dir, w.DB.Keys().Suite())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	access := func(_ *db.Tx, by identity.Actor, subject ledger.Subject, change bool) error {
		if subject.Kind == "case" && (by.Person == testworld.Ayxam || by.Person == testworld.Li && !change) {
			return nil
		}
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	return hall{w, &file.Service{Store: w.DB, Blobs: b, Access: access}, dir}
}

func (h hall) attach(by int64, name, content string, confirm bool) (file.Attachment, error) {
	return h.files.Attach(context.Background(), h.As(by), file.New{Subject: one, Field: "material.1", Name: name,
		Content: strings.NewReader(content), Confirm: confirm})
}

// stored counts the contents on the disk.
func (h hall) stored(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(h.dir, func(_ string, e fs.DirEntry, err error) error {
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

func (h hall) verify(t *testing.T) []string {
	t.Helper()
	var faults []string
	err := h.DB.Read(context.Background(), testworld.Centre, func(tx *db.Tx) (err error) { faults, err = h.files.Verify(tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func (h hall) events(t *testing.T, subject ledger.Subject) (verbs []string, records string) {
	t.Helper()
	err := h.DB.Read(context.Background(), testworld.Centre, func(tx *db.Tx) error {
		all, err := ledger.Timeline(tx, subject, 100)
		for _, e := range all {
			verbs = append(verbs, e.Verb)
			records += e.Record
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return verbs, records
}

func TestAFileIsAttachedShownAndTakenAway(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h, ctx := newHall(t, w), t.Context()
		a, err := h.attach(testworld.Ayxam, `C:\fakepath\阿依夏木·买买提的身份证.txt`, "内容", false)
		if err != nil {
			t.Fatal(err)
		}
		if a.Name != "阿依夏木·买买提的身份证.txt" || a.Size != 6 || a.Type != "text/plain; charset=utf-8" || a.Person != testworld.Ayxam {
			t.Errorf("%+v", a)
		}
		got, r, err := h.files.Open(ctx, w.As(testworld.Li), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(r)
		if _ = r.Close(); string(raw) != "内容" || got != a {
			t.Errorf("%q %+v", raw, got)
		}
		again, err := h.attach(testworld.Ayxam, "同样.txt", "内容", false)
		if err != nil || again.Hash != a.Hash || again.ID == a.ID || h.stored(t) != 1 {
			t.Errorf("the same content twice: %v, %d on the disk", err, h.stored(t))
		}
		if all, err := h.files.List(ctx, w.As(testworld.Li), one); err != nil || len(all) != 2 || all[0] != a {
			t.Errorf("%v %v", all, err)
		}
		verbs, records := h.events(t, one)
		if fmt.Sprint(verbs) != "[file.attached file.attached]" || strings.Contains(records, "阿依夏木") {
			t.Errorf("%v %s", verbs, records)
		}
		if err := h.files.Remove(ctx, w.As(testworld.Ayxam), a.ID); err != nil || h.stored(t) != 1 {
			t.Errorf("a content that another has is gone: %v", err)
		}
		if err := h.files.Remove(ctx, w.As(testworld.Ayxam), again.ID); err != nil || h.stored(t) != 0 {
			t.Errorf("a content nobody has stays: %v", err)
		}
		if _, _, err := h.files.Open(ctx, w.As(testworld.Ayxam), a.ID); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if faults := h.verify(t); len(faults) != 0 {
			t.Error(faults)
		}
	})
}

// S-12: access to a file is access to what it belongs to, for every role and way; a stranger is not even told it is there.
func TestWhoMayNotSeeTheCaseDoesNotSeeItsFiles(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h, ctx := newHall(t, w), t.Context()
		a, err := h.attach(testworld.Ayxam, "a.txt", "内容", false)
		if err != nil {
			t.Fatal(err)
		}
		stranger := w.As(testworld.Ayxam)
		stranger.Centre = testworld.Other
		for name, by := range map[string]identity.Actor{"another window": w.As(testworld.Ma), "the office": w.As(testworld.Gulina),
			"the system administrator": w.As(testworld.Wang), "a visitor": w.Visitor(), "another centre": stranger} {
			if _, _, err := h.files.Open(ctx, by, a.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s opens: %v", name, err)
			}
			if err := h.files.Remove(ctx, by, a.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s removes: %v", name, err)
			}
			if by.Centre == testworld.Other {
				continue
			}
			if all, err := h.files.List(ctx, by, one); err == nil || len(all) != 0 {
				t.Errorf("%s lists: %v", name, all)
			}
			if _, err := h.attach(by.Person, "机密.txt", "x", false); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s attaches: %v", name, err)
			}
		}
		if err := h.files.Remove(ctx, w.As(testworld.Li), a.ID); err == nil {
			t.Error("who may only see removes")
		}
		if verbs, _ := h.events(t, one); len(verbs) != 1 || h.stored(t) != 1 {
			t.Error("a refusal left something behind", verbs)
		}
		h.files.Access = nil
		if _, err := h.attach(testworld.Ayxam, "b.txt", "x", false); !errs.Is(err, errs.Forbidden) {
			t.Error("without a rule of access somebody attached", err)
		}
	})
}

// covers: A13-2 A15-5
func TestAMarkOfSecrecyIsRefusedRecordedAndNothingOfItKept(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h, ctx := newHall(t, w), t.Context()
		for _, name := range []string{"通知.txt", "机密.txt"} {
			for range 2 { // the same attempt repeated is one incident
				_, err := h.attach(testworld.Ayxam, name, "标题\n机密★10年 雪莲计划\n", true)
				e := errs.As(err)
				if e == nil || e.Code != errs.Breach || len(e.Faults) != 1 || fmt.Sprint(e.Faults[0].Articles) != "[13 15.5]" || e.Faults[0].Earliest == "" {
					t.Fatalf("%v", err)
				}
			}
		}
		if h.stored(t) != 0 {
			t.Error("something of it is on the disk")
		}
		verbs, records := h.events(t, one)
		if fmt.Sprint(verbs) != "[file.refused]" || strings.Contains(records, "雪莲") {
			t.Errorf("%v %s", verbs, records)
		}
		all, err := h.files.Incidents(ctx, w.As(testworld.Zhang), 0, 10)
		if err != nil || len(all) != 1 || all[0].Mark != "机密★10年" || all[0].Place != file.InBody || all[0].Person != testworld.Ayxam {
			t.Errorf("%+v %v", all, err)
		}
		for _, p := range []int64{testworld.Li, testworld.Gulina} { // the chief of who did it, the office
			if all, err := h.files.Incidents(ctx, w.As(p), 0, 10); err != nil || len(all) != 1 {
				t.Errorf("person %d: %+v %v", p, all, err)
			}
		}
		elsewhere := w.As(testworld.Li)
		elsewhere.Grants = []identity.Grant{{Role: identity.Chief, Department: testworld.Social}}
		if all, err := h.files.Incidents(ctx, elsewhere, 0, 10); err != nil || len(all) != 0 {
			t.Errorf("the chief of another department reads it: %+v %v", all, err)
		}
		for _, p := range []int64{testworld.Ayxam, testworld.Wang} {
			if _, err := h.files.Incidents(ctx, w.As(p), 0, 10); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d reads the incidents: %v", p, err)
			}
		}
		if err := h.files.Check(ctx, w.As(testworld.Ayxam), one, "reason", "附件为秘密★5年", true); !errs.Is(err, errs.Breach) ||
			errs.As(err).Faults[0].Field != "reason" {
			t.Errorf("a typed text: %v", err)
		}
		if err := h.files.Check(ctx, w.As(testworld.Ayxam), one, "reason", "保护商业秘密，注意保密", false); err != nil {
			t.Errorf("words that are no mark: %v", err)
		}
	})
}

// covers: A13-2
func TestAMarkForInternalUseIsAskedAbout(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := newHall(t, w)
		_, err := h.attach(testworld.Ayxam, "a.txt", "内部资料，注意保存", false)
		if e := errs.As(err); e == nil || e.Code != errs.Invalid || e.Faults[0].Field != "confirm" || h.stored(t) != 0 {
			t.Fatal(err)
		}
		a, err := h.attach(testworld.Ayxam, "a.txt", "内部资料，注意保存", true)
		if err != nil || a.Warning != "内部资料" || h.stored(t) != 1 {
			t.Fatalf("%+v %v", a, err)
		}
		if all, err := h.files.Incidents(t.Context(), w.As(testworld.Zhang), 0, 10); err != nil || len(all) != 0 {
			t.Error("a question was recorded as an incident", err)
		}
	})
}

func TestARepeatedUploadIsOneAttachment(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := newHall(t, w)
		ctx := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "attach", Actor: "x", Input: "y"})
		var wg sync.WaitGroup
		ids := make([]int64, 8)
		for i := range ids {
			wg.Go(func() {
				a, err := h.files.Attach(ctx, w.As(testworld.Ayxam), file.New{Subject: one, Name: "a.txt", Content: strings.NewReader("x")})
				if err != nil {
					t.Error(err)
				}
				ids[i] = a.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatal(ids)
			}
		}
		if verbs, _ := h.events(t, one); len(verbs) != 1 {
			t.Error(verbs)
		}
	})
}

// I8: a row never lacks its content; a content without a row is seen by nobody and swept away.
func TestContentsAndRowsStayTogether(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h, ctx := newHall(t, w), t.Context()
		a, err := h.attach(testworld.Ayxam, "a.txt", "eins", false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.files.Blobs.Put(testworld.Centre, strings.NewReader("a crash before the commit")); err != nil {
			t.Fatal(err)
		}
		if n, err := h.files.Sweep(ctx, testworld.Centre); err != nil || n != 1 || h.stored(t) != 1 {
			t.Fatalf("%d swept, %v", n, err)
		}
		// The same content comes and goes many times at once: whoever has a row can always open it.
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 6 {
					b, err := h.attach(testworld.Ayxam, "b.txt", "zwei", false)
					if err != nil {
						t.Error(err)
						return
					}
					_, r, err := h.files.Open(ctx, w.As(testworld.Ayxam), b.ID)
					if err != nil {
						t.Error(err)
						return
					}
					_ = r.Close()
					if err := h.files.Remove(ctx, w.As(testworld.Ayxam), b.ID); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if faults := h.verify(t); len(faults) != 0 || h.stored(t) != 1 {
			t.Fatal(faults, h.stored(t))
		}
		content := filepath.Join(h.dir, "1", a.Hash[:2], a.Hash)
		if err := os.WriteFile(content, []byte("EINS"), 0o600); err != nil {
			t.Fatal(err)
		}
		if faults := h.verify(t); len(faults) != 1 || !strings.HasPrefix(faults[0], "I8: ") || !strings.Contains(faults[0], "another content") {
			t.Error(faults)
		}
		if err := os.Remove(content); err != nil {
			t.Fatal(err)
		}
		if faults := h.verify(t); len(faults) != 1 || !strings.Contains(faults[0], "no content") {
			t.Error(faults)
		}
	})
}

func TestAnErasedPersonsFilesGo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h, ctx := newHall(t, w), t.Context()
		about := ledger.Of("case", 2)
		if _, err := h.files.Attach(ctx, w.As(testworld.Ayxam), file.New{Subject: about, Name: "a.txt", Content: strings.NewReader("x")}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.attach(testworld.Ayxam, "b.txt", "stays", false); err != nil {
			t.Fatal(err)
		}
		s := &ledger.Service{Store: w.DB, Clear: []func(*db.Tx, ledger.Subject) error{h.files.Clear}}
		d := ledger.Decision{Number: "7", Day: clock.MustDay("2026-11-20")}
		if _, err := s.Erase(ctx, w.As(testworld.Liu), testworld.Centre, about, d); err != nil {
			t.Fatal(err)
		}
		if all, err := h.files.List(ctx, w.As(testworld.Ayxam), about); err != nil || len(all) != 0 || h.stored(t) != 1 {
			t.Error(all, err, h.stored(t))
		}
	})
}
