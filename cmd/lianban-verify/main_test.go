package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger"
	"lianban/internal/core/ledger/proof"
	"lianban/internal/testworld"
)

type auditor struct{}

func (auditor) Ref() string        { return "account:59" }
func (auditor) Allow(string) error { return nil }

// exports makes an export as a folder and as a file, a checkpoint in hand and the proof of one record.
func exports(t *testing.T) (dir string) {
	t.Helper()
	d := testworld.Open(t, db.SQLite, clock.At(testworld.Monday))
	s := &ledger.Service{Store: d}
	dir = t.TempDir()
	var id int64
	for range 5 {
		err := d.Write(t.Context(), 1, func(tx *db.Tx) (err error) {
			id, err = ledger.Append(tx, ledger.Event{Actor: "account:7", Verb: "ticket.called", Subject: ledger.Of("ticket", 1)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	held, err := s.Export(t.Context(), auditor{}, 1, filepath.Join(dir, "folder"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "held.txt", held.Checkpoint)
	if _, err := s.Export(t.Context(), auditor{}, 1, filepath.Join(dir, "file.zip")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Export(t.Context(), auditor{}, 1, filepath.Join(dir, "file.zip")); err == nil {
		t.Error("an export was written over")
	}
	var one proof.One
	if err := d.Read(t.Context(), 1, func(tx *db.Tx) (err error) { one, err = ledger.Prove(tx, id); return err }); err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(one)
	put(t, dir, "one.json", string(raw))
	put(t, dir, "forged.json", strings.Replace(string(raw), "called", "missed", 1))
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheExitCodeTells(t *testing.T) {
	dir := exports(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	bad := at("bad")
	if err := os.CopyFS(bad, os.DirFS(at("folder"))); err != nil {
		t.Fatal(err)
	}
	records, _ := os.ReadFile(filepath.Join(bad, proof.RecordsFile))
	put(t, bad, proof.RecordsFile, strings.Replace(string(records), "account:7", "account:8", 1))
	keys := filepath.Join(dir, "folder", proof.KeysFile)
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"--help"}, 0, "核验联办流水账"},
		{[]string{at("folder")}, 0, "公钥取自导出本身"},
		{[]string{"--held", at("held.txt"), "--key", keys, at("folder")}, 0, "与手中 1 个检查点一致"},
		{[]string{"--held", at("held.txt"), "--key", keys, at("file.zip")}, 0, "intact; agrees with 1 checkpoints"},
		{[]string{bad}, 1, "记录与签名时不同"},
		{[]string{"--record", at("one.json"), "--key", keys}, 0, "stands in the signed ledger"},
		{[]string{"--record", at("forged.json"), "--key", keys}, 1, "证明不成立"},
		{[]string{"--record", at("one.json")}, 2, "--key"},
		{nil, 2, "用法"},
		{[]string{"--wrong", at("folder")}, 2, "用法"},
		{[]string{at("nowhere")}, 2, "✗"},
		{[]string{"--held", at("nowhere"), at("folder")}, 2, "✗"},
		{[]string{"--key", "nonsense", at("folder")}, 2, "not a public key"},
		{[]string{at("held.txt")}, 2, "✗"},
		{[]string{dir}, 1, "文件缺失"},
	} {
		var out, say bytes.Buffer
		code := run(c.args, &out, &say)
		if code != c.code || !strings.Contains(out.String()+say.String(), c.say) || code == 2 == (out.Len() > 0) {
			t.Errorf("%v: code %d, want %d %q\n%s%s", c.args, code, c.code, c.say, &out, &say)
		}
	}
}

func TestJSONIsForMachines(t *testing.T) {
	dir := exports(t)
	var out bytes.Buffer
	var r proof.Report
	if code := run([]string{"--json", filepath.Join(dir, "folder")}, &out, &out); code != 0 {
		t.Fatal(code, &out)
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || r.Records != 6 || !r.Believed || len(r.Days) != 1 ||
		r.Days[0] != (proof.Day{Day: "2026-11-23", Records: 6}) || r.Faults == nil {
		t.Fatal(err, &out)
	}
}

// The verifier is one that a third party can read in an evening and run anywhere: no database, no network.
func TestTheVerifierIsSmallAndLinksNoDatabase(t *testing.T) {
	deps, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(deps))
	for _, p := range all {
		ours := strings.HasPrefix(p, "lianban/")
		allowed := slices.Contains([]string{"lianban/cmd/lianban-verify", "lianban/internal/core/ledger/proof", "lianban/internal/base/crypt"}, p)
		if ours && !allowed || p == "database/sql" || p == "net/http" || p == "os/exec" || strings.Contains(p, "sqlite") ||
			strings.Contains(p, "pgx") {
			t.Errorf("links %s", p)
		}
	}
	if !slices.Contains(all, "lianban/internal/core/ledger/proof") {
		t.Error("the list says nothing")
	}
	lines := 0
	for _, dir := range []string{".", "../../internal/core/ledger/proof"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(raw)) {
				if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "//") {
					lines++
				}
			}
		}
	}
	if lines > 600 {
		t.Errorf("the verifier has %d lines of code, at most 600", lines)
	}
}
