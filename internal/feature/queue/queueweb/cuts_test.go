package queueweb

import (
	"bufio"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// screen is a display whose line is cut again and again; it remembers the last event as browsers do.
type screen struct {
	url    string
	cookie *http.Cookie
	last   string
	seen   []string // the numbers of the calls, as events
	stamps []int64
}

// watch reads the stream until that many bytes have come, and hangs up in the middle of whatever is being sent.
func (s *screen) watch(t *testing.T, cut int) {
	t.Helper()
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(s.cookie)
	if s.last != "" {
		r.Header.Set("Last-Event-ID", s.last)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	in := bufio.NewReaderSize(res.Body, 64) // hardly reads ahead: what was not read was not seen
	e := map[string]string{}
	for n := 0; n < cut; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		n += len(line)
		if line == "\n" {
			s.event(t, e)
			e = map[string]string{}
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		e[key] = value
	}
}

// event counts once its blank line has come.
func (s *screen) event(t *testing.T, e map[string]string) {
	t.Helper()
	if e["event"] == "call" {
		var c struct {
			No string `json:"no"`
			At int64  `json:"at"`
		}
		if err := json.Unmarshal([]byte(e["data"]), &c); err != nil {
			t.Fatal(err)
		}
		s.seen, s.stamps = append(s.seen, e["id"]), append(s.stamps, c.At)
	}
	if e["id"] != "" {
		s.last = e["id"]
	}
}

// cuts is how often the line is cut; calls come before, while and after the screen looks.
const cuts = 1000

// covers: Q-4 Q-8
func TestAThousandCutsOfADisplayMissNoCallAndShowNoneTwice(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		server := httptest.NewServer(x.site)
		defer server.Close()
		s := &screen{url: server.URL + "/live/display", cookie: x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})}
		x.take(testworld.Company)
		clerk := w.As(testworld.Ayxam)
		must(t)(x.queue.CallNext(t.Context(), clerk, testworld.W1))
		for s.last == "" { // the screen hangs there before the calls that count: it has been told where the numbers stand
			s.watch(t, 30)
		}
		rnd := rand.New(rand.NewPCG(11, 6))
		made := 0
		var calls sync.WaitGroup
		for range cuts {
			if rnd.IntN(5) < 2 {
				made++
				calls.Go(func() {
					if _, err := x.queue.Recall(context.WithoutCancel(t.Context()), clerk, testworld.W1); err != nil {
						t.Error(err)
					}
				})
			}
			s.watch(t, 1+rnd.IntN(900))
			if rnd.IntN(8) == 0 { // else the line is cut again before the call is there
				calls.Wait()
			}
		}
		calls.Wait()
		x.settle(s, made)
	})
}

// settle lets the screen look until it has everything, and compares it with the store: every call once, in order.
func (x *hall) settle(s *screen, made int) {
	x.t.Helper()
	var stored []queue.Call
	for range 200 {
		err := x.w.DB.Read(x.t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			stored, err = everyCall(tx)
			return err
		})
		if err != nil {
			x.t.Fatal(err)
		}
		if len(stored) == made+1 && len(s.seen) >= made {
			break
		}
		s.watch(x.t, 600)
	}
	if len(s.seen) != made || len(stored) != made+1 {
		x.t.Fatalf("%d calls made, %d stored after the first, %d seen: %v", made, len(stored)-1, len(s.seen), s.seen)
	}
	for i, c := range stored[1:] { // the first call was there before the screen: it is state, not news
		if s.seen[i] != id(c.Seq) {
			x.t.Fatalf("place %d shows call %s, want %d", i+1, s.seen[i], c.Seq)
		}
	}
	x.t.Logf("%d cuts, %d calls, each seen once and in order", cuts, made)
}

func everyCall(tx *db.Tx) (all []queue.Call, err error) {
	for {
		last := int64(0)
		if n := len(all); n > 0 {
			last = all[n-1].Seq
		}
		next, err := queue.CallsAfter(tx, last)
		if err != nil || len(next) == 0 {
			return all, err
		}
		all = append(all, next...)
	}
}
