// Package live keeps screens alive: server-sent events with replay. A view is drawn once for all who look at it; calls
// and other single events carry the number they have in the store, so that a screen that was cut off gets exactly those
// it missed.
package live

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"lianban/internal/base/clock"
)

// Event is one thing that must reach a screen exactly once. IDs grow in the order of the store.
type Event struct {
	ID   int64
	Name string
	Data string // one line
}

// Frame is what a view shows now: its drawn state, and the newest events (oldest first).
type Frame struct {
	State  string
	Events []Event
}

// View is something to look at. Key says which; views with one key share one drawing and one Since, which is given the context
// of whoever asks.
type View struct {
	Key    string
	Topics []string
	Draw   func(ctx context.Context) (Frame, error)
	// Since gives events after that id, oldest first, for a screen that missed more than a frame holds; not always all of
	// them at once. Nil when the view has none.
	Since func(ctx context.Context, after int64) ([]Event, error)
	// Every is how long a drawing counts when nothing is touched: minutes that somebody waits change without a word. 0 = for
	// ever.
	Every time.Duration
}

// Hub draws views when their topics are touched and hands the frames to those who look.
type Hub struct {
	Log   *slog.Logger
	Clock clock.Clock   // whose time the heartbeats tell; none when nil
	Beat  time.Duration // between two heartbeats; 15 s when zero

	mu    sync.Mutex
	rooms map[string]*room
	byTop map[string]map[*room]bool
}

// room is a view with those who look at it.
type room struct {
	view    View
	frame   *drawn
	version int64
	dirty   bool
	drawing bool
	lookers map[*looker]bool
	timer   *time.Timer   // of the next drawing without a touch
	wait    time.Duration // after a drawing that failed
}

// A drawing that failed is tried again, later and later.
const (
	retry    = time.Second
	maxRetry = 30 * time.Second
)

// settle is how long a drawing waits for more of what touched it: one commit touches a view by several of its topics, and many
// commits come at once.
const settle = 15 * time.Millisecond

// patience is how long a client may take to read what it was sent.
const patience = 20 * time.Second

// looker is one open stream. Its channel holds a mere "look again".
type looker struct{ wake chan struct{} }

// Touch says that what belongs to the topic has changed. It never waits; call it after a commit.
func (h *Hub) Touch(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		for r := range h.byTop[t] {
			h.redraw(r)
		}
	}
}

// redraw starts the drawing of a room, or notes that the one under way is already old. The lock is held.
func (h *Hub) redraw(r *room) {
	r.dirty = true
	if !r.drawing {
		r.drawing = true
		go h.draw(r)
	}
}

func (h *Hub) draw(r *room) {
	again := r.view.Every
	for {
		h.mu.Lock()
		if !r.dirty || len(r.lookers) == 0 {
			r.drawing = false
			h.later(r, again)
			h.mu.Unlock()
			return
		}
		first := r.frame == nil
		h.mu.Unlock()
		if !first {
			<-time.After(settle)
		}
		h.mu.Lock()
		r.dirty = false
		h.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		f, err := r.view.Draw(ctx)
		cancel()
		if err != nil {
			h.Log.Error("live: drawing failed", "view", r.view.Key, "err", err)
			r.wait = min(max(2*r.wait, retry), maxRetry)
			again = r.wait
			continue
		}
		again, r.wait = r.view.Every, 0
		h.show(r, f)
	}
}

// show hands a drawing to those who look.
func (h *Hub) show(r *room, f Frame) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.frame = &drawn{Frame: f}
	r.version++
	for l := range r.lookers {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// later draws the room again after that time, if anybody still looks. The lock is held.
func (h *Hub) later(r *room, after time.Duration) {
	if r.timer != nil {
		r.timer.Stop()
	}
	if after == 0 || len(r.lookers) == 0 {
		return
	}
	r.timer = time.AfterFunc(after, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(r.lookers) > 0 {
			h.redraw(r)
		}
	})
}

func (h *Hub) enter(v View) (*room, *looker) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms == nil {
		h.rooms, h.byTop = map[string]*room{}, map[string]map[*room]bool{}
	}
	r := h.rooms[v.Key]
	if r == nil {
		r = &room{view: v, lookers: map[*looker]bool{}}
		h.rooms[v.Key] = r
		for _, t := range v.Topics {
			if h.byTop[t] == nil {
				h.byTop[t] = map[*room]bool{}
			}
			h.byTop[t][r] = true
		}
	}
	l := &looker{wake: make(chan struct{}, 1)}
	r.lookers[l] = true
	if r.frame != nil && !r.dirty {
		l.wake <- struct{}{}
	} else {
		h.redraw(r)
	}
	return r, l
}

func (h *Hub) leave(r *room, l *looker) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(r.lookers, l)
	if len(r.lookers) > 0 {
		return
	}
	if r.timer != nil {
		r.timer.Stop()
	}
	delete(h.rooms, r.view.Key)
	for _, t := range r.view.Topics {
		if delete(h.byTop[t], r); len(h.byTop[t]) == 0 {
			delete(h.byTop, t)
		}
	}
}

func (h *Hub) look(r *room) (*drawn, int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return r.frame, r.version
}

// Looking counts the open streams, for the page of devices and for tests.
func (h *Hub) Looking() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		n += len(r.lookers)
	}
	return n
}

// Serve streams the view until the client goes. done ends it from the server's side (a revoked session, a shutdown).
// A client that comes back names the last event it saw and is given what it missed, in order, once.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, v View, done <-chan struct{}) {
	out := http.NewResponseController(w)
	for _, h := range []string{"Permissions-Policy", "Cross-Origin-Opener-Policy"} {
		w.Header().Del(h) // they speak of documents, and a thousand screens keep what was said to each
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	last, again := lastSeen(r)
	room, l := h.enter(v)
	defer h.leave(room, l)
	beat := h.Beat
	if beat == 0 {
		beat = 15 * time.Second
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	// Of what the request made, only the room's first view is kept: a thousand screens look at one.
	s := &stream{wire: newWire(w, r), since: room.view.Since, last: last, again: again, version: -1}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-done:
			return
		case <-tick.C:
			_ = out.SetWriteDeadline(clock.Real{}.Now().Time().Add(patience))
			if err := s.wire.say("event: beat\ndata: " + h.time() + "\n\n"); err != nil || out.Flush() != nil {
				return
			}
		case <-l.wake:
			_ = out.SetWriteDeadline(clock.Real{}.Now().Time().Add(patience))
			frame, version := h.look(room)
			if err := s.send(r.Context(), frame, version); err != nil || out.Flush() != nil {
				return
			}
		}
	}
}

// time is the server's time in milliseconds, by which clocks on screens go.
func (h *Hub) time() string {
	if h.Clock == nil {
		return ""
	}
	return strconv.FormatInt(h.Clock.Now().Time().UnixMilli(), 10)
}

func lastSeen(r *http.Request) (int64, bool) {
	v := r.Header.Get("Last-Event-ID")
	if v == "" {
		v = r.URL.Query().Get("after")
	}
	n, err := strconv.ParseInt(v, 10, 64)
	return n, err == nil
}

// stream is what one client has been sent.
type stream struct {
	wire    *wire
	since   func(ctx context.Context, after int64) ([]Event, error)
	last    int64
	again   bool // it has seen events before, so that a gap must be filled
	version int64
}

func (s *stream) send(ctx context.Context, f *drawn, version int64) error {
	if version == s.version {
		return nil
	}
	if n := len(f.Events); s.version < 0 && n > 0 && f.Events[n-1].ID < s.last {
		gone, err := s.gone(ctx)
		if err != nil {
			return err
		}
		if gone {
			s.again, s.last = false, 0
		}
	}
	var b strings.Builder
	if !s.again {
		// A new screen is told where the numbers stand: what was called before it came is state, not news.
		for _, e := range f.Events {
			s.last = max(s.last, e.ID)
		}
		fmt.Fprintf(&b, "id: %d\nevent: hello\ndata:\n\n", s.last)
	}
	if err := s.catchUp(ctx, &b, f.Events); err != nil {
		return err
	}
	s.news(&b, f.Events)
	s.again, s.version = true, version
	if err := s.wire.say(b.String()); err != nil {
		return err
	}
	return s.wire.state(f)
}

// gone tells whether the store does not have what the client saw, for it was put back. A frame that ends before it proves nothing: what
// a screen missed is read from the store, and that may be newer than the drawing all share.
func (s *stream) gone(ctx context.Context) (bool, error) {
	if s.since == nil {
		return true, nil
	}
	there, err := s.since(ctx, s.last-1)
	return len(there) == 0, err
}

// catchUp sends what lies between the last event the client saw and the oldest one of the frame.
func (s *stream) catchUp(ctx context.Context, b *strings.Builder, events []Event) error {
	for s.again && s.since != nil && len(events) > 0 && events[0].ID > s.last+1 {
		missed, err := s.since(ctx, s.last)
		if err != nil || len(missed) == 0 {
			return err
		}
		s.news(b, missed)
	}
	return nil
}

func (s *stream) news(b *strings.Builder, events []Event) {
	for _, e := range events {
		if e.ID > s.last {
			fmt.Fprintf(b, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Name, e.Data)
			s.last = e.ID
		}
	}
}
