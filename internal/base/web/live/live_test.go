package live

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// book is a store of events as a view sees it.
type book struct {
	mu  sync.Mutex
	all []Event
}

func (b *book) add() {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := int64(len(b.all) + 1)
	b.all = append(b.all, Event{ID: n, Name: "call", Data: strconv.FormatInt(n, 10)})
}

func (b *book) view(keep int) View {
	return View{Key: "book", Topics: []string{"book"},
		Draw: func(context.Context) (Frame, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			return Frame{State: fmt.Sprintf("<p>%d</p>", len(b.all)), Events: b.all[max(0, len(b.all)-keep):]}, nil
		},
		Since: func(_ context.Context, after int64) ([]Event, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.all[min(after, int64(len(b.all))):], nil
		}}
}

func serve(t *testing.T, v View) (*Hub, string) {
	t.Helper()
	h := &Hub{Log: slog.New(slog.DiscardHandler), Beat: time.Millisecond}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.Serve(w, r, v, nil) }))
	t.Cleanup(s.Close)
	return h, s.URL
}

// screen reads a stream as a browser does: an event counts once its blank line has come; the id is kept for the next try.
type screen struct {
	last string
	seen []string
}

// watch reads until cut bytes have come or the stream ends.
func (s *screen) watch(t *testing.T, url string, cut int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.last != "" {
		r.Header.Set("Last-Event-ID", s.last)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	in := bufio.NewReader(res.Body)
	var id, name, data string
	for n := 0; n < cut; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		n += len(line)
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case line == "\n":
			if name == "call" {
				s.seen = append(s.seen, data)
			}
			if id != "" {
				s.last = id
			}
			id, name, data = "", "", ""
		case key == "id":
			id = value
		case key == "event":
			name = value
		case key == "data":
			data = value
		}
	}
}

//
func TestAThousandCutsLoseNoCallAndRepeatNone(t *testing.T) {
	b := &book{}
	v := b.view(8)
	h, url := serve(t, v)
	s := &screen{}
	s.watch(t, url, 60) // the screen is there before the first call
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		calls := rnd.IntN(8)
		var wg sync.WaitGroup
		wg.Go(func() { // while the screen looks, or between two looks
			for range calls {
				b.add()
				h.Touch("book")
				runtime.Gosched()
			}
		})
		s.watch(t, url, 1+rnd.IntN(250))
		wg.Wait()
	}
	for last := strconv.Itoa(len(b.all)); s.last != last; { // one last look brings the rest
		s.watch(t, url, 500)
	}
	if len(s.seen) < 500 {
		t.Fatalf("only %d calls came through: the test tests nothing", len(s.seen))
	}
	if len(s.seen) != len(b.all) {
		t.Fatalf("%d of %d calls came through", len(s.seen), len(b.all))
	}
	for i, n := range s.seen {
		if n != strconv.Itoa(i+1) {
			t.Fatalf("place %d shows call %s", i+1, n)
		}
	}
}

func TestWithoutReplayTheSameCutsLoseCalls(t *testing.T) {
	b := &book{}
	v := b.view(8)
	v.Since = nil // the negative control: only what the frame still holds
	h, url := serve(t, v)
	s := &screen{}
	s.watch(t, url, 60)
	for range 30 {
		for range 20 {
			b.add()
		}
		h.Touch("book")
		s.watch(t, url, 200)
	}
	if len(s.seen) >= len(b.all) {
		t.Fatal("nothing was lost without replay: the test of a thousand cuts could not fail")
	}
}

func TestManyScreensOfOneViewShareOneDrawing(t *testing.T) {
	var mu sync.Mutex
	drawn := 0
	v := View{Key: "one", Topics: []string{"t"}, Draw: func(context.Context) (Frame, error) {
		mu.Lock()
		defer mu.Unlock()
		drawn++
		return Frame{State: "<p>x</p>"}, nil
	}}
	_, url := serve(t, v)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { (&screen{}).watch(t, url, 20) })
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if drawn > 50 {
		t.Fatalf("%d drawings for 50 screens", drawn)
	}
}

func TestADrawingThatFailsIsTriedAgainAndOneThatIsOldIsMadeAgain(t *testing.T) {
	var drawn atomic.Int32
	v := View{Key: "one", Topics: []string{"t"}, Every: time.Millisecond, Draw: func(context.Context) (Frame, error) {
		if drawn.Add(1) == 1 {
			return Frame{}, errors.New("the store is away")
		}
		return Frame{State: "<p>x</p>"}, nil
	}}
	h, url := serve(t, v)
	h.Beat = time.Hour
	(&screen{}).watch(t, url, 150) // several states, without a touch
	if n := drawn.Load(); n < 4 {
		t.Fatalf("%d drawings", n)
	}
}

func TestAScreenThatSawMoreThanTheStoreHasBeginsAnew(t *testing.T) {
	b := &book{}
	b.add()
	v := b.view(8)
	h, url := serve(t, v)
	s := &screen{last: "500"} // the store was put back to an older copy
	s.watch(t, url, 60)
	if s.last != "1" || len(s.seen) != 0 {
		t.Fatalf("last %s, seen %v", s.last, s.seen)
	}
	b.add()
	h.Touch("book")
	for len(s.seen) == 0 {
		s.watch(t, url, 120)
	}
	if s.seen[0] != "2" {
		t.Fatalf("seen %v", s.seen)
	}
}

func TestAFrameOlderThanWhatAScreenSawRepeatsNothing(t *testing.T) {
	b := &book{}
	for range 3 {
		b.add()
	}
	v := b.view(8)
	draw, old := v.Draw, Frame{}
	v.Draw = func(ctx context.Context) (Frame, error) { // the drawing all share is made once, before the rest was called
		if len(old.Events) == 0 {
			f, err := draw(ctx)
			old = f
			return f, err
		}
		return old, nil
	}
	h, url := serve(t, v)
	(&screen{}).watch(t, url, 60)
	for range 3 {
		b.add()
	}
	s := &screen{last: "6"} // it caught up from the store, which is ahead of the drawing
	s.watch(t, url, 60)
	h.Touch("book")
	if s.last != "6" || len(s.seen) != 0 {
		t.Fatalf("last %s, seen %v", s.last, s.seen)
	}
}
