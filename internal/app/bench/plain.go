package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
)

// plain is the child that the platform's screens are compared with: the least that net/http needs to send one payload to
// everybody who looks, again whenever it is told to.
func plain(ctx context.Context, payload string, out io.Writer) error {
	state, err := os.ReadFile(filepath.Clean(payload))
	if err != nil {
		return err
	}
	b := &broadcast{state: state, lookers: map[chan bool]bool{}}
	control, stop, err := handle(ctx, controls(b.touch))
	if err != nil {
		return err
	}
	defer stop()
	address, end, err := handle(ctx, b)
	if err != nil {
		return err
	}
	defer end()
	fmt.Fprintf(out, "%s %s\n", address, control)
	<-ctx.Done()
	return nil
}

type broadcast struct {
	mu      sync.Mutex
	state   []byte
	lookers map[chan bool]bool
}

func (b *broadcast) touch() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.lookers {
		l <- true
	}
}

// ServeHTTP streams.
func (b *broadcast) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	l := make(chan bool, 8)
	b.mu.Lock()
	b.lookers[l] = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.lookers, l)
	}()
	for {
		if _, err := w.Write(b.state); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-l:
		case <-r.Context().Done():
			return
		}
	}
}
