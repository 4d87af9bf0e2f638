// Package day plays a whole day of a hall with a simulated clock, kills it in the middle and compares what two lives of it
// leave with what one life leaves.
package day

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

// order is what a child process is told.
type order struct {
	Data, Database string
	Seed           uint64
	Size           size
}

// result is what the child says at the end.
type result struct {
	Digest     string
	Rows       int
	Steps      int
	Repeated   int // of the steps, those of an earlier life
	Seconds    float64
	Seen       map[string]int
	Violations []app.Violation
}

const orderVariable = "LIANBAN_TEST_DAY"

func TestMain(m *testing.M) {
	raw := os.Getenv(orderVariable)
	if raw == "" {
		os.Exit(m.Run())
	}
	var o order
	err := json.Unmarshal([]byte(raw), &o)
	if err == nil {
		err = child(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func house(ctx context.Context, o order, at *clock.Fixed) (*app.App, error) {
	return app.Open(ctx, app.Options{Config: config.Config{Data: o.Data, Database: o.Database, Suite: "intl", Lang: "zh-CN"},
		Clock: at, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
}

// child plays the day, or goes on with it.
func child(o order) (err error) {
	ctx, at := context.Background(), &clock.Fixed{}
	at.Set(today.At(9, 0))
	a, err := house(ctx, o, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	p := &play{ctx: ctx, a: a, clock: at, n: o.Size, seed: o.Seed, visit: map[int64]int{}, passed: map[int]bool{}, seen: map[string]int{}, out: os.Stdout}
	if err := p.remember(); err != nil {
		return err
	}
	if p.last == 0 {
		if err := found(ctx, a, o.Size); err != nil {
			return err
		}
	}
	start := time.Now()
	p.begin()
	if err := p.run(); err != nil {
		return err
	}
	r := result{Steps: p.step, Repeated: p.last, Seconds: time.Since(start).Seconds(), Seen: p.seen}
	if r.Violations, err = a.Verify(ctx); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(o.Data, "dump.jsonl"))
	if err != nil {
		return err
	}
	if r.Digest, r.Rows, err = dump(ctx, a, f); err != nil {
		return err
	}
	raw, err := json.Marshal(r)
	fmt.Printf("end %s\n", raw)
	return errors.Join(err, f.Close())
}

// remember finds out which commands of the day the store has.
func (p *play) remember() error {
	p.stored = map[int]bool{}
	rows, err := p.a.Store.Pool().QueryContext(p.ctx, "select key from db_command")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return err
		}
		n, err := strconv.Atoi(key[strings.LastIndex(key, "-")+1:])
		if err != nil {
			return err
		}
		p.stored[n], p.last = true, max(p.last, n)
	}
	return rows.Err()
}

// live runs a child; it is killed with -9 as soon as it acknowledged the step kill (0 = never). It gives every
// acknowledgement that came before.
func live(t *testing.T, o order, kill int) (acks map[int]string, r result) {
	t.Helper()
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	c, said := exec.Command(os.Args[0]), &bytes.Buffer{}
	c.Env, c.Stderr = append(os.Environ(), orderVariable+"="+string(raw)), said
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	acks = map[int]string{}
	lines, killed := bufio.NewReader(out), false
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		f := strings.Fields(line)
		if len(f) == 3 && f[0] == "ack" {
			n, _ := strconv.Atoi(f[1])
			if acks[n] = f[2]; kill > 0 && n >= kill && !killed {
				killed = true
				_ = c.Process.Kill()
			}
		}
		if end, ok := strings.CutPrefix(line, "end "); ok {
			if err := json.Unmarshal([]byte(end), &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); (err != nil) != killed {
		t.Fatalf("the day ended with %v: %s", err, said)
	}
	return acks, r
}

func fresh(t *testing.T, n size, seed uint64, engine db.Engine) order {
	o := order{Data: t.TempDir(), Seed: seed, Size: n}
	if engine == db.Postgres {
		o.Database = testworld.Database(t)
	}
	return o
}

func sound(t *testing.T, name string, r result) {
	t.Helper()
	for i, v := range r.Violations {
		if i < 10 {
			t.Errorf("%s: %s: %s", name, v.Who, v.What)
		}
	}
	t.Logf("%s: %d steps (%d of an earlier life) in %.1f s, %.0f times real time, %d rows, %s %v", name, r.Steps, r.Repeated,
		r.Seconds, 11*3600/r.Seconds, r.Rows, r.Digest, r.Seen)
}

// day plays seed 1 in one life and, killed in the middle, in two.
func day(t *testing.T, n size, engine db.Engine) (order, result) {
	_, whole := live(t, fresh(t, n, 1, engine), 0)
	sound(t, "one life", whole)
	o := fresh(t, n, 1, engine)
	before, _ := live(t, o, whole.Steps*2/5)
	after, twice := live(t, o, 0)
	sound(t, "two lives", twice)
	for k, v := range before {
		if after[k] != v {
			t.Errorf("step %d was acknowledged before the kill and is answered differently after it", k) // I1
		}
	}
	if twice.Repeated < len(before) || twice.Repeated >= whole.Steps {
		t.Errorf("%d steps acknowledged, the store knew %d of %d", len(before), twice.Repeated, whole.Steps)
	}
	if whole.Digest != twice.Digest {
		t.Errorf("the same seed left two different days")
	}
	for _, s := range []string{"take", "call", "recall", "arrive", "hold", "continue", "transfer", "miss", "return", "pause", "resume",
		"accept", "hand", "finish", "review"} {
		if whole.Seen[s] == 0 {
			t.Errorf("nobody had a %s that day", s)
		}
	}
	if whole.Seen["take"] != n.Visits {
		t.Errorf("%d of %d visitors had a number", whole.Seen["take"], n.Visits)
	}
	return o, whole
}

// planted puts something wrong into the store by hand: verify must see it, or its silence above says nothing.
func planted(t *testing.T, o order, statement string) {
	t.Helper()
	at := &clock.Fixed{}
	at.Set(today.Add(1).At(8, 0))
	if o.Database != "" {
		t.Fatal("planted by hand on SQLite only")
	}
	c := filepath.Join(o.Data, "lianban.db")
	if err := exec1(c, statement); err != nil {
		t.Fatal(err)
	}
	a, err := house(t.Context(), o, at)
	if err != nil {
		t.Fatal(err)
	}
	found, err := a.Verify(t.Context())
	if err = errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Errorf("%s: verify saw nothing", statement)
	} else {
		t.Logf("%s: %d violations, the first: %s", statement, len(found), found[0].What)
	}
}
