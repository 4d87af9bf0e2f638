package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/feature/queue"
)

// Word is the argument after "bench" that makes a process a child of the bench. It is told to nobody: children are started
// by Run alone.
const Word = "child"

// patience is how long a child may take for anything.
const patience = 30 * time.Second

// child is a process of this binary whose memory is measured.
type child struct {
	process *os.Process
	hold    *os.File // its standard input: when it ends, the child ends
	out     *os.File
	address string
	control string
}

// child starts "bench child kind data" and waits for its addresses.
func (r *run) child(kind, data string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	in, hold, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, said, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, in.Close(), hold.Close())
	}
	p, err := os.StartProcess(self, []string{self, "bench", Word, kind, data}, &os.ProcAttr{Files: []*os.File{in, said, os.Stderr}})
	err = errors.Join(err, in.Close(), said.Close())
	c := &child{process: p, hold: hold, out: out}
	if err != nil {
		return nil, errors.Join(err, c.end())
	}
	if err := out.SetReadDeadline(clock.Real{}.Now().Add(patience).Time()); err != nil {
		return nil, errors.Join(err, c.end())
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("bench: the child %s: %w", kind, err), c.end())
	}
	c.address, c.control, _ = strings.Cut(strings.TrimSpace(line), " ")
	return c, nil
}

// end lets the child end and waits for it.
func (c *child) end() error {
	err := errors.Join(c.hold.Close(), c.out.Close())
	if c.process == nil {
		return err
	}
	t := time.AfterFunc(patience, func() { _ = c.process.Kill() })
	defer t.Stop()
	_, failed := c.process.Wait()
	return errors.Join(err, failed)
}

// tell asks the child's control for a number: its memory in bytes, or that something was done.
func (c *child) tell(ctx context.Context, path string) (int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.control+path, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 100))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
}

// steady is the child's memory once it has stopped changing: what is left to do after a start is done.
func (c *child) steady(ctx context.Context) (last int64, err error) {
	for range 20 {
		rss, err := c.tell(ctx, "/rss")
		if err != nil {
			return 0, err
		}
		if change := rss - last; change > -calm && change < calm {
			return rss, nil
		}
		if last = rss; !wait(ctx, still) {
			break
		}
	}
	return last, ctx.Err()
}

// calm is how many bytes more or less are no change.
const calm = 128 << 10

// Child is what a child process does: it serves until in ends.
func Child(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) != 2 {
		return errors.New("bench: a child has a kind and a folder")
	}
	ctx, stop := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, in)
		stop()
	}()
	if args[0] == "plain" {
		return plain(ctx, args[1], out)
	}
	return serve(ctx, args[1], out)
}

// serve is the platform as `lianban serve` runs it.
func serve(ctx context.Context, data string, out io.Writer) (err error) {
	cfg := config.Config{Data: data, Suite: "intl", Lang: "zh-CN", Log: "error"}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: silent()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	control, stop, err := handle(ctx, controls(func() { a.Hub.Touch(queue.Topic(a.Identity.Centre)) }))
	if err != nil {
		return err
	}
	defer stop()
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%s %s\n", l.Addr(), control); err != nil {
		return errors.Join(err, l.Close())
	}
	return a.Serve(ctx, l)
}

// collections are as many as it takes: each halves the stacks that are larger than they need be.
const collections = 4

// controls are what the parent asks of a child: /rss is its memory after everything that can be given back was, /now its
// memory as it is, /touch lets the screens be sent their state again.
func controls(touch func()) http.Handler {
	m := http.NewServeMux()
	say := func(w http.ResponseWriter, n int64, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, n)
	}
	m.HandleFunc("GET /now", func(w http.ResponseWriter, _ *http.Request) {
		n, err := memory()
		say(w, n, err)
	})
	m.HandleFunc("GET /rss", func(w http.ResponseWriter, _ *http.Request) {
		for range collections {
			debug.FreeOSMemory()
		}
		n, err := memory()
		say(w, n, err)
	})
	m.HandleFunc("GET /touch", func(w http.ResponseWriter, _ *http.Request) {
		touch()
		say(w, 1, nil)
	})
	return m
}

// memory is how much of the process is in memory, in bytes: the machine's count, not that of Go.
func memory() (int64, error) {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(raw), &size, &resident); err != nil {
		return 0, err
	}
	return resident * int64(os.Getpagesize()), nil
}
