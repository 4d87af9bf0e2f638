package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianban/internal/testworld"
)

// rounds is how often the program is killed under load.
const rounds = 50

// taken is what a number was answered with.
type taken struct {
	Token string `json:"token"`
	No    string `json:"no"`
}

// command is a number somebody wants, with the id they made for it: kept until it is answered, also across a crash.
type command struct {
	key    string
	answer taken // zero until acknowledged
}

// crowd is the clients of a crash loop: they remember every command and what was acknowledged.
type crowd struct {
	h     *house
	item  string
	mu    sync.Mutex
	all   []*command
	names atomic.Int64
}

// want makes a new command and remembers it before it is sent.
func (c *crowd) want() *command {
	cmd := &command{key: fmt.Sprintf("take-%d", c.names.Add(1))}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, cmd)
	return cmd
}

// send asks for the number; it tells whether that was acknowledged. A second acknowledgement must be the first one.
func (c *crowd) send(t *testing.T, cmd *command) bool {
	var got taken
	status, err := c.h.call("POST", "/api/v1/tickets", "", cmd.key, map[string]string{"item": c.item}, &got)
	if status == 0 || status == http.StatusServiceUnavailable {
		return false
	}
	if err != nil {
		t.Errorf("%s: %v", cmd.key, err)
		return false
	}
	if cmd.answer.Token != "" && cmd.answer != got {
		t.Errorf("%s was answered with %+v and then with %+v", cmd.key, cmd.answer, got)
	}
	cmd.answer = got
	return true
}

// rush lets sixteen people take numbers until the program dies: after a moment, or as soon as some dozens have theirs. A page of a
// number counts those who wait before it, so that a fast machine would spend the loop's time on counting.
func (c *crowd) rush(t *testing.T) {
	var all sync.WaitGroup
	var got atomic.Int64
	enough, most := make(chan struct{}), int64(20+rand.IntN(100))
	for range 16 {
		all.Go(func() {
			for c.send(t, c.want()) {
				if got.Add(1) == most {
					close(enough)
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(time.Duration(60+rand.IntN(140)) * time.Millisecond):
	}
	c.h.kill()
	all.Wait()
}

// again sends every command that was not answered once more, with its id.
func (c *crowd) again(t *testing.T) {
	for _, cmd := range c.all {
		if cmd.answer.Token == "" && !c.send(t, cmd) {
			t.Errorf("%s is not answered by a program that runs", cmd.key)
		}
	}
}

// lost tells which acknowledged numbers the program does not know any more.
func (c *crowd) lost(from int) (missing []string) {
	for _, cmd := range c.all[from:] {
		if cmd.answer.Token == "" {
			continue
		}
		var got taken
		status, err := c.h.call("GET", "/api/v1/tickets/"+cmd.answer.Token, "", "", nil, &got)
		if err != nil || status != http.StatusOK || got.No != cmd.answer.No {
			missing = append(missing, cmd.answer.No)
		}
	}
	return missing
}

// twice tells which numbers were given to two commands.
func (c *crowd) twice() (doubled []string) {
	seen := map[string]bool{}
	for _, cmd := range c.all {
		if cmd.answer.No != "" && seen[cmd.answer.No] {
			doubled = append(doubled, cmd.answer.No)
		}
		seen[cmd.answer.No] = true
	}
	return doubled
}

// count is how many numbers the program says were taken today.
func (h *house) count(token string) int {
	h.t.Helper()
	var b struct {
		Taken int `json:"taken"`
	}
	if status, err := h.call("GET", "/api/v1/board", token, "", nil, &b); err != nil || status != http.StatusOK {
		h.t.Fatalf("board: %d %v", status, err)
	}
	return b.Taken
}

func crash(t *testing.T, database string) {
	t.Parallel()
	h := open(t, built, database)
	office, _ := h.session("banzi1")
	before := h.count(office)
	c := &crowd{h: h, item: item(t, h)}
	for round := range rounds {
		from := len(c.all)
		c.rush(t)
		h.start()
		if missing := c.lost(from); len(missing) > 0 {
			t.Fatalf("round %d: acknowledged and lost: %v", round, missing)
		}
		c.again(t)
	}
	if missing := c.lost(0); len(missing) > 0 {
		t.Errorf("acknowledged and lost: %v", missing)
	}
	if doubled := c.twice(); len(doubled) > 0 {
		t.Errorf("numbers given twice: %v", doubled)
	}
	if n := h.count(office) - before; n != len(c.all) {
		t.Errorf("%d commands left %d tickets", len(c.all), n)
	}
	h.stop()
	if out, err := h.run("verify"); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	t.Logf("%d rounds, %d numbers, none lost, none doubled", rounds, len(c.all))
}

// item is an item that numbers can be taken for. A program that answers too early may not have its items yet.
func item(t *testing.T, h *house) string {
	t.Helper()
	var found struct {
		Items []struct {
			ID       string `json:"id"`
			Bookable bool   `json:"bookable"`
		} `json:"items"`
	}
	for range 200 {
		if _, err := h.call("GET", "/api/v1/items?q=%E5%85%AC%E5%8F%B8", "", "", nil, &found); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, i := range found.Items {
		if i.Bookable {
			return i.ID
		}
	}
	t.Fatal("no item can be booked")
	return ""
}

//
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilledOnSQLite(t *testing.T) { crash(t, "") }

//
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilledOnPostgreSQL(t *testing.T) {
	crash(t, testworld.Database(t))
}

// The negative control: a program that answers before the commit must be caught losing, or the loop above finds nothing.
func TestTheCrashLoopCatchesAProgramThatAnswersTooEarly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	early, err := build(dir, "control_early")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, early, "")
	c := &crowd{h: h, item: item(t, h)}
	for range rounds {
		from := len(c.all)
		c.rush(t)
		h.start()
		if missing := c.lost(from); len(missing) > 0 {
			t.Logf("caught: %d acknowledged numbers lost", len(missing))
			return
		}
	}
	t.Errorf("%d rounds of a program that answers too early, and no loss was seen", rounds)
}
