package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// touches is how often the screens are sent their state again before memory is measured.
const touches = 5

// screenMemory is probe 5: what one more screen costs, against the least that net/http can do.
func (r *run) screenMemory(ctx context.Context) error {
	w := r.world
	payload := filepath.Join(r.dir, "payload")
	if err := w.payload(ctx, payload); err != nil {
		return err
	}
	if err := w.shut(); err != nil { // the child opens its data
		return err
	}
	kinds := []struct {
		name, data, cookie string
		each               []float64
	}{{name: "serve", data: w.data, cookie: w.display}, {name: "plain", data: payload}}
	n := r.rounds
	if r.opt.Quick {
		n = 1
	}
	for range n {
		for i := range kinds {
			k := &kinds[i]
			each, err := r.screen(ctx, k.name, k.data, k.cookie)
			if err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
			k.each = append(k.each, each)
		}
	}
	sent, err := os.Stat(payload)
	if err != nil {
		return err
	}
	r.add(line(5, "每块屏的内存 ÷ net/http RSS per SSE screen ÷ net/http", "", ratios(kinds[0].each, kinds[1].each),
		Limit{Gate: 1.2, Goal: 1}, fmt.Sprintf("%.1f KB a screen, net/http %.1f KB; %d screens, %.1f KB to each, %d times",
			median(kinds[0].each)/1000, median(kinds[1].each)/1000, r.screens, float64(sent.Size())/1000, touches+1)))
	return nil
}

// payload keeps what a display is sent first, so that both send the same.
func (w *world) payload(ctx context.Context, file string) error {
	c, err := dial(ctx, w.address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	var first bytes.Buffer
	if err := watch(c, w.display, func(line []byte) bool {
		first.Write(line)
		return !(len(line) <= 2 && bytes.Contains(first.Bytes(), []byte("event: state")))
	}); err != nil {
		return err
	}
	return os.WriteFile(file, first.Bytes(), 0o600)
}

// watch opens the display's stream and hands on the lines of its events until told to stop.
func watch(c *conn, cookie string, more func(line []byte) bool) error {
	if _, err := c.Write(get("/live/display", cookie)); err != nil {
		return err
	}
	head := true
	for whole := true; ; {
		line, err := c.in.ReadSlice('\n')
		if err != nil && len(line) == 0 {
			return err
		}
		switch {
		case head:
			head = len(line) > 2
		case whole && chunkSize(line):
		case !more(line):
			return nil
		}
		whole = line[len(line)-1] == '\n'
	}
}

// chunkSize tells whether a line is the size of a chunk, which is no part of what was sent.
func chunkSize(line []byte) bool {
	line = bytes.TrimSuffix(line, []byte("\r\n"))
	if len(line) == 0 || len(line) > 8 {
		return false
	}
	return len(bytes.Trim(line, "0123456789abcdef")) == 0
}

// screen measures one child: its memory without screens and with all of them, by screen, in bytes.
func (r *run) screen(ctx context.Context, kind, data, cookie string) (each float64, err error) {
	c, err := r.child(kind, data)
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := c.end(); err == nil {
			err = failed
		}
	}()
	s := &crowd{states: make(chan struct{}, 4*r.screens)}
	defer s.leave()
	// One screen comes first and is sent its state often, so that what is needed once, the store's pages kept in memory above
	// all, is not counted as the others'.
	if err := s.come(ctx, c.address, cookie, 1); err != nil {
		return 0, err
	}
	if err := s.touch(ctx, c, 4*touches); err != nil {
		return 0, err
	}
	none, err := c.steady(ctx)
	if err != nil {
		return 0, err
	}
	if err := s.come(ctx, c.address, cookie, r.screens); err != nil {
		return 0, err
	}
	if err := s.touch(ctx, c, touches); err != nil {
		return 0, err
	}
	all, err := c.steady(ctx)
	return float64(all-none) / float64(r.screens), err
}

// crowd is a number of screens that look.
type crowd struct {
	conns  []*conn
	states chan struct{} // one for each state that a screen has got
	wg     sync.WaitGroup
}

// come lets n more screens look and waits until each has been sent its state.
func (s *crowd) come(ctx context.Context, address, cookie string, n int) error {
	for range n {
		c, err := dial(ctx, address)
		if err != nil {
			return err
		}
		s.conns = append(s.conns, c)
		s.wg.Go(func() {
			_ = watch(c, cookie, func(line []byte) bool { // ends when the connection is closed
				if bytes.HasPrefix(line, []byte("event: state")) {
					s.states <- struct{}{}
				}
				return true
			})
		})
	}
	return s.wait(ctx, n)
}

// touch lets all be sent their state again, n times.
func (s *crowd) touch(ctx context.Context, c *child, n int) error {
	for range n {
		if _, err := c.tell(ctx, "/touch"); err != nil {
			return err
		}
		if err := s.wait(ctx, len(s.conns)); err != nil {
			return err
		}
	}
	return nil
}

func (s *crowd) wait(ctx context.Context, n int) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	for i := range n {
		select {
		case <-s.states:
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			return fmt.Errorf("bench: %d of %d screens were sent nothing", n-i, n)
		}
	}
	return nil
}

func (s *crowd) leave() {
	for _, c := range s.conns {
		_ = c.Close()
	}
	s.wg.Wait()
}
