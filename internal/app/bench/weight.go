package bench

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// weight is probe 7: what the window's page costs the line first, and what each step costs it afterwards.
func (r *run) weight(ctx context.Context) error {
	w := r.world
	b := newBrowser(w.address, w.clerks[0].cookie)
	page, err := b.load(ctx, "/console")
	if err != nil {
		return err
	}
	r.add(line(7, "窗口页首次 window page first", "KB", []float64{float64(b.bytes.Load()) / 1000}, Limit{Gate: 150},
		fmt.Sprintf("%d requests, compressed, heads included; the document alone %.1f KB unpacked", b.requests, float64(len(page))/1000)))
	return r.steps(ctx, b)
}

// steps weighs what a step costs the page that is open.
func (r *run) steps(ctx context.Context, b *browser) error {
	w, me := r.world, r.world.clerks[0]
	taker, err := dial(ctx, w.address)
	if err != nil {
		return err
	}
	defer func() { _ = taker.Close() }()
	live, err := newBrowser(w.address, me.cookie).watch(ctx, fmt.Sprintf("/live/console?window=%d", me.window))
	if err != nil {
		return err
	}
	defer live.close()
	var steps []float64
	var answer, pushed int64
	command := w.commands()
	for range r.rounds {
		if err := taker.ask(post(nil, "/api/v1/tickets", w.kiosk, command(), fmt.Sprintf(`{"item":"%d"}`, me.item))); err != nil {
			return err
		}
		for _, step := range []string{"call", "arrive", "finish"} {
			live.settle(ctx)
			b.bytes.Store(0)
			live.bytes.Store(0)
			form := url.Values{"command": {command()}, "window": {fmt.Sprint(me.window)}}
			if _, err := b.fetch(ctx, http.MethodPost, "/console/"+step, form); err != nil {
				return err
			}
			live.settle(ctx)
			answer, pushed = max(answer, b.bytes.Load()), max(pushed, live.bytes.Load())
			steps = append(steps, float64(b.bytes.Load()+live.bytes.Load())/1000)
		}
	}
	r.add(line(7, "窗口页每步 window page per step", "KB", steps, Limit{Gate: 10}, fmt.Sprintf("its answer %.1f KB and what its stream is sent "+
		"%.1f KB, at the most", float64(answer)/1000, float64(pushed)/1000)))
	return nil
}

// browser loads pages as a browser does, and counts the bytes that come over the wire.
type browser struct {
	http.Client
	base, cookie string
	bytes        *atomic.Int64
	requests     int
	seen         map[string]bool
}

func newBrowser(address, cookie string) *browser {
	b := &browser{base: "http://" + address, cookie: cookie, bytes: new(atomic.Int64), seen: map[string]bool{}}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return counted{c, b.bytes}, err
	}
	b.Transport = &http.Transport{DisableCompression: true, DialContext: dial}
	return b
}

type counted struct {
	net.Conn
	n *atomic.Int64
}

// Read counts.
func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// part finds what a page loads by itself: styles, scripts, pictures, sprites; and what those load.
var part = regexp.MustCompile(`(?:href|src|url|import)\s*[=(]?\s*["']?(/assets/[^"'#)\s]+)`)

// load loads a page and everything it names among the assets, each once.
func (b *browser) load(ctx context.Context, path string) (string, error) {
	raw, err := b.fetch(ctx, http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	for _, m := range part.FindAllStringSubmatch(raw, -1) {
		if !b.seen[m[1]] {
			b.seen[m[1]] = true
			if _, err := b.load(ctx, m[1]); err != nil {
				return "", err
			}
		}
	}
	return raw, nil
}

// fetch sends a request; a form as the script of the console does.
func (b *browser) fetch(ctx context.Context, method, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Cookie", b.cookie)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("HX-Request", "true")
	}
	b.requests++
	res, err := b.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var body io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(res.Body); err != nil {
			return "", err
		}
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("HX-Redirect") != "" {
		return "", fmt.Errorf("bench: %s %s: %d %s", method, path, res.StatusCode, res.Header.Get("HX-Redirect"))
	}
	return string(raw), nil
}

// stream is a page's live part, as the browser keeps it open.
type stream struct {
	bytes *atomic.Int64
	close func()
}

// watch opens a stream and reads whatever it is sent.
func (b *browser) watch(ctx context.Context, path string) (*stream, error) {
	ctx, cancel := context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("Cookie", b.cookie)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	res, err := b.Do(req)
	if err != nil {
		cancel()
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, res.Body) // ends when the context does
	}()
	s := &stream{bytes: b.bytes, close: func() {
		cancel()
		<-done
		_ = res.Body.Close()
	}}
	if res.StatusCode != http.StatusOK {
		s.close()
		return nil, fmt.Errorf("bench: %s: %d", path, res.StatusCode)
	}
	return s, nil
}

// settle waits until the stream has been still for a moment: drawings follow a step after its answer.
func (s *stream) settle(ctx context.Context) {
	for last := int64(-1); last != s.bytes.Load(); {
		last = s.bytes.Load()
		if !wait(ctx, still) {
			return
		}
	}
}

// still is how long nothing comes when nothing more will.
const still = 200 * time.Millisecond
