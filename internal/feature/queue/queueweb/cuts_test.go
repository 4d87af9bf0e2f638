package queueweb

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// screen is a display whose line is cut again and again; it remembers the last event as browsers do.
type screen struct {
	url     string
	cookie  *http.Cookie
	forgets bool // it names no event when it comes back: the control, which has to miss some
	last    string
	seen    []string    // the numbers of the calls, as events
	when    []time.Time // when each was read
}

// watch reads the stream until that many bytes have come (0: to the end), and hangs up in the middle of whatever is being sent.
func (s *screen) watch(ctx context.Context, cut int) error {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return err
	}
	r.AddCookie(s.cookie)
	if s.last != "" && !s.forgets {
		r.Header.Set("Last-Event-ID", s.last)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	in := bufio.NewReaderSize(res.Body, 64) // hardly reads ahead: what was not read was not seen
	e := map[string]string{}
	for n := 0; cut == 0 || n < cut; {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil
		}
		n += len(line)
		if line == "\n" {
			if err := s.event(e); err != nil {
				return err
			}
			e = map[string]string{}
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		e[key] = value
	}
	return nil
}

// event counts once its blank line has come.
func (s *screen) event(e map[string]string) error {
	if e["event"] == "call" {
		var c struct {
			No string `json:"no"`
		}
		if err := json.Unmarshal([]byte(e["data"]), &c); err != nil || c.No == "" {
			return errors.Join(err, errors.New("a call without a number: "+e["data"]))
		}
		s.seen, s.when = append(s.seen, e["id"]), append(s.when, time.Now())
	}
	if e["id"] != "" {
		s.last = e["id"]
	}
	return nil
}

// peak is ten times the steps that a prefecture takes in the seconds after opening (decision 16); here all of them are calls. soon is
// how late a call may come to a screen at that.
const (
	peak    = 137
	soon    = 300 * time.Millisecond
	screens = 8
)

// thorough tells to cut twenty thousand times and to hold the time against the limit; else a thousand cuts, and the time is only said.
var thorough = os.Getenv("LIANBAN_THOROUGH") != ""

func cuts() int {
	if thorough {
		return 20_000
	}
	return 1_000
}

// covers: Q-4 Q-8
func TestCutsOfDisplaysUnderTenTimesThePeakMissNoCallAndShowNoneTwice(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		server := httptest.NewServer(x.site)
		defer server.Close()
		x.take(testworld.Company)
		must(t)(x.queue.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1))
		cookie := x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})
		all := make([]*screen, screens+2)
		for i := range all {
			all[i] = &screen{url: server.URL + "/live/display", cookie: cookie}
			for all[i].last == "" { // it hangs there before the calls that count: it has been told where the numbers stand
				if err := all[i].watch(t.Context(), 30); err != nil {
					t.Fatal(err)
				}
			}
		}
		whole, forgetful := all[screens], all[screens+1]
		forgetful.forgets = true
		asked, made := x.storm(t.Context(), append(slices.Clone(all[:screens]), forgetful), whole)
		for _, s := range all[:screens+1] {
			x.settle(s, len(made))
		}
		if slices.Equal(forgetful.seen, whole.seen) {
			t.Error("a screen that forgets where it was saw every call as well: the cuts prove nothing")
		}
		t.Logf("%d cuts of %d screens, %d calls, each seen once and in order; a screen that forgets saw %d", cuts(), screens, len(made), len(forgetful.seen))
		x.soon(asked, made, whole)
	})
}

// storm calls without a pause between while the screens are cut, until each has had its share; the whole screen is never cut. It
// gives when each call was asked for, and when it stood in the store.
func (x *hall) storm(ctx context.Context, cut []*screen, whole *screen) (asked, made []time.Time) {
	x.t.Helper()
	looking, hangUp := context.WithCancel(ctx)
	defer hangUp()
	calling, enough := context.WithCancel(ctx)
	defer enough()
	var lookers, caller, witness sync.WaitGroup
	caller.Go(func() { asked, made = x.call(calling) })
	witness.Go(func() { _ = whole.watch(looking, 0) })
	for i, s := range cut {
		lookers.Go(func() {
			rnd := rand.New(rand.NewPCG(11, uint64(i)))
			for range cuts() / screens {
				n := 1 + rnd.IntN(900)
				if rnd.IntN(8) == 0 {
					n = 1 + rnd.IntN(20_000) // else it would be cut faster than it can read, and fall behind for ever
				}
				if err := s.watch(ctx, n); err != nil {
					x.t.Error(err)
					return
				}
			}
		})
	}
	lookers.Wait()
	enough()
	caller.Wait()
	time.AfterFunc(time.Second, hangUp) // the last calls still come to the whole screen
	witness.Wait()
	return asked, made
}

// call calls at the rate of the peak, one after the other, so that the order of the store is the order here.
func (x *hall) call(ctx context.Context) (asked, made []time.Time) {
	beat := time.NewTicker(time.Second / peak)
	defer beat.Stop()
	for start := time.Now(); ctx.Err() == nil; {
		for due := int(time.Since(start).Seconds() * peak); len(made) <= due; { // what is late is made up for
			asked = append(asked, time.Now())
			if _, err := x.queue.Recall(x.t.Context(), x.w.As(testworld.Ayxam), testworld.W1); err != nil {
				x.t.Error(err)
				return asked[:len(made)], made
			}
			made = append(made, time.Now())
		}
		<-beat.C
	}
	return asked, made
}

// soon says how long the calls took to the screen that was never cut, from the commit and from the asking.
func (x *hall) soon(asked, made []time.Time, whole *screen) {
	x.t.Helper()
	if len(whole.when) < len(made) || len(made) < 2 {
		x.t.Fatalf("the whole screen read %d of %d calls", len(whole.when), len(made))
	}
	var stored, whence []time.Duration
	for i := range made {
		stored = append(stored, max(0, whole.when[i].Sub(made[i])))
		whence = append(whence, whole.when[i].Sub(asked[i]))
	}
	slices.Sort(stored)
	slices.Sort(whence)
	at := func(all []time.Duration, of float64) time.Duration {
		return all[int(float64(len(all)-1)*of)].Round(100 * time.Microsecond)
	}
	rate := float64(len(made)-1) / made[len(made)-1].Sub(made[0]).Seconds()
	x.t.Logf("%.0f calls a second; commit to screen p50 %v, p99 %v, max %v; from the asking p50 %v, p99 %v", rate, at(stored, .5), at(stored, .99),
		at(stored, 1), at(whence, .5), at(whence, .99))
	if !thorough {
		return
	}
	if p99 := at(stored, .99); p99 > soon {
		x.t.Errorf("p99 from the commit to the screen is %v, at most %v", p99, soon)
	}
	if rate < .95*peak {
		x.t.Errorf("%.0f calls a second: the load was less than %d", rate, peak)
	}
}

// settle lets the screen look until it has everything, and compares it with the store: every call once, in order.
func (x *hall) settle(s *screen, made int) {
	x.t.Helper()
	for range 200 {
		if len(s.seen) >= made {
			break
		}
		if err := s.watch(x.t.Context(), 100*(made-len(s.seen))); err != nil { // that much comes for certain
			x.t.Fatal(err)
		}
	}
	var stored []queue.Call
	err := x.w.DB.Read(x.t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		stored, err = everyCall(tx)
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
	if len(s.seen) != made || len(stored) != made+1 {
		x.t.Fatalf("%d calls made, %d stored after the first, %d seen", made, len(stored)-1, len(s.seen))
	}
	for i, c := range stored[1:] { // the first call was there before the screen: it is state, not news
		if s.seen[i] != id(c.Seq) {
			x.t.Fatalf("place %d shows call %s, want %d", i+1, s.seen[i], c.Seq)
		}
	}
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
