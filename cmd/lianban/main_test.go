package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tell runs the program with those words and gives its exit code and what it printed.
func tell(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, bad bytes.Buffer
	code := run(context.Background(), args, &out, &bad)
	return code, out.String() + bad.String()
}

func TestAWorkingDayIsAnsweredWithItsReasons(t *testing.T) {
	code, out := tell(t, "workday", "add", "2025-06-05", "5")
	if code != exitDone || !strings.HasPrefix(out, "2025-06-17") {
		t.Errorf("%d %s", code, out)
	}
	code, out = tell(t, "workday", "add", "2025-06-05", "5", "--calendar", "national", "--json")
	if code != exitDone || !strings.Contains(out, `"date": "2025-06-12"`) || !strings.Contains(out, `"provisional": false`) {
		t.Errorf("%d %s", code, out)
	}
}

func TestWrongUseIsSaidAndEndsWithTwo(t *testing.T) {
	for _, args := range [][]string{{}, {"nothing"}, {"workday"}, {"workday", "add", "yesterday", "5"},
		{"workday", "add", "2025-06-05", "5", "--calendar", "moon"}, {"config", "check", "--suite", "rot13"}, {"import", "items"}} {
		if code, out := tell(t, args...); code != exitUsage || out == "" {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
}

func TestTheSettingsFileIsReadWhereverItStands(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lianban.conf")
	if err := os.WriteFile(name, []byte("nonsense 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"config", "check", "--config", name}, {"config", "--config", name, "check"}} {
		if code, out := tell(t, args...); code != exitUsage || !strings.Contains(out, "nonsense") {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
}

func TestEveryCommandHasHelpInBothLanguages(t *testing.T) {
	for _, c := range commands {
		code, out := tell(t, c.name, "--help")
		if code != exitDone || !strings.Contains(out, c.zh) || !strings.Contains(out, c.en) {
			t.Errorf("%s: %d %s", c.name, code, out)
		}
	}
}

// What only reads makes nothing: no folder, no keys, no database.
func TestCommandsThatReadRefuseAFolderWithoutAnInstallation(t *testing.T) {
	empty := t.TempDir()
	nowhere := filepath.Join(t.TempDir(), "data")
	out := filepath.Join(t.TempDir(), "out")
	for _, data := range []string{empty, nowhere} {
		for _, args := range [][]string{{"verify"}, {"verify", "--json"}, {"ledger", "export", out}, {"backup", out},
			{"verify", "--database", "postgres://nobody@127.0.0.1:1/none"}} {
			if code, said := tell(t, append(args, "--data", data)...); code != exitFailed || !strings.Contains(said, data) {
				t.Errorf("%v: %d %s", args, code, said)
			}
		}
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("made %v, %v", left, err)
	}
	for _, name := range []string{nowhere, out} {
		if _, err := os.Stat(name); !os.IsNotExist(err) {
			t.Errorf("made %s", name)
		}
	}
}
