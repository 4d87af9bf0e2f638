// Package e2e tries the built program from outside, as its users and its misfortunes do: processes are killed, restarted
// and asked what they remember; browsers walk through the pages.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// built is the program, built once for all tests of the package.
var built string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lianban-e2e-*")
	if err == nil {
		built, err = build(dir, "")
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// build builds the program with those tags and gives its path.
func build(dir, tags string) (string, error) {
	out := filepath.Join(dir, "lianban"+tags)
	c := exec.Command("go", "build", "-tags", tags, "-o", out, "../cmd/lianban")
	raw, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, raw)
	}
	return out, nil
}

// house is a running demo without visitors, which can be killed and started again on the same data.
type house struct {
	t        *testing.T
	program  string
	data     string
	database string   // a PostgreSQL URL; empty = SQLite
	more     []string // settings beside the usual ones
	url      string
	process  *exec.Cmd
	log      *bytes.Buffer // what the running process wrote to stderr; to be read when it has ended
	client   *http.Client
}

// open starts a house on empty data: Monday morning, the hall is open, nobody comes by itself.
func open(t *testing.T, program, database string, more ...string) *house {
	t.Helper()
	h := &house{t: t, program: program, data: t.TempDir(), database: database, more: more,
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	h.start()
	t.Cleanup(h.stop)
	return h
}

func (h *house) args(more ...string) []string {
	args := append(more, "--data", h.data)
	if h.database != "" {
		args = append(args, "--database", h.database)
	}
	return args
}

// start starts the program and waits until it says where it listens. On PostgreSQL the lock of a killed process lives until
// the server notices that it is gone: the start is tried again.
func (h *house) start() {
	h.t.Helper()
	for try := range 20 {
		url, process, err := h.launch()
		if err == nil {
			h.url, h.process = url, process
			return
		}
		if try == 19 {
			h.t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (h *house) launch() (string, *exec.Cmd, error) {
	args := h.args("demo", "--still", "--days", "1", "--at", "2026-11-23 10:20", "--listen", "127.0.0.1:0")
	c := exec.Command(h.program, append(args, h.more...)...)
	said := &bytes.Buffer{}
	c.Stderr, h.log = said, said
	out, err := c.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "http://"); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://" + strings.TrimRight(url, "/"), c, nil
		}
	}
	return "", nil, errors.Join(fmt.Errorf("the program ended before it listened: %s", said.String()), c.Wait())
}

// kill ends the program at once, as a power cut or the kernel would.
func (h *house) kill() {
	if h.process != nil {
		_ = h.process.Process.Kill()
		_ = h.process.Wait()
		h.process = nil
	}
}

// stop ends the program in order.
func (h *house) stop() {
	if h.process != nil {
		_ = h.process.Process.Signal(syscall.SIGTERM)
		if err := h.process.Wait(); err != nil {
			h.t.Errorf("the program ended with %v", err)
		}
		h.process = nil
	}
}

// password is the one that was made for a login at the first start.
func (h *house) password(login string) string {
	h.t.Helper()
	raw, err := os.ReadFile(filepath.Join(h.data, "logins.txt"))
	if err != nil {
		h.t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if f := strings.Fields(line); len(f) > 1 && f[0] == login {
			return f[1]
		}
	}
	h.t.Fatalf("no login %s", login)
	return ""
}

// session logs somebody in and gives the bearer token and their windows.
func (h *house) session(login string) (token string, windows []string) {
	h.t.Helper()
	var s struct {
		Token   string   `json:"token"`
		Windows []string `json:"windows"`
	}
	status, err := h.call("POST", "/api/v1/session", "", "", map[string]string{"login": login, "password": h.password(login)}, &s)
	if err != nil || status != http.StatusOK {
		h.t.Fatalf("login %s: %d %v", login, status, err)
	}
	return s.Token, s.Windows
}

// call sends a request of the API; key is the command's id. An error means that nobody answered, or that the answer was a
// refusal the caller did not expect: then its text is the error, and the status tells which.
func (h *house) call(method, path, token, key string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequest(method, h.url+path, body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	a, err := h.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		return 0, err
	}
	if a.StatusCode >= 300 {
		return a.StatusCode, fmt.Errorf("%d %s", a.StatusCode, raw)
	}
	if out != nil {
		err = json.Unmarshal(raw, out)
	}
	return a.StatusCode, err
}

// run runs another command of the program on the house's data and gives what it printed.
func (h *house) run(args ...string) (string, error) {
	raw, err := exec.Command(h.program, h.args(args...)...).CombinedOutput()
	return string(raw), err
}

// read is a file of the house's folder.
func (h *house) read(name string) string {
	h.t.Helper()
	raw, err := os.ReadFile(filepath.Join(h.data, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(raw)
}
