package db

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

func TestAStoreThatWouldLoseWritesIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lianban.db")
	weak := strings.Replace(dsn(file, Options{}, true), "synchronous%28full%29", "synchronous%28normal%29", 1)
	pool, err := sql.Open("sqlite", weak)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	_, err = newConn(context.Background(), pool, Options{}, true)
	if err == nil || !strings.Contains(err.Error(), "pragma synchronous is 1, wants 2") {
		t.Fatalf("synchronous=NORMAL was accepted: %v", err)
	}
}

func TestAnSQLiteWithTheWalResetFaultIsRefused(t *testing.T) {
	for v, safe := range map[string]bool{"3.40.1": false, "3.51.2": false, "3.51.3": true, "3.54.1": true, "4.0.0": true} {
		if (safeVersion(v) == nil) != safe {
			t.Errorf("SQLite %s: %v", v, safeVersion(v))
		}
	}
}
