package queueweb

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/apiweb"
	"lianban/internal/testworld"
)

// ask sends a request of the API.
func (x *hall) ask(who *http.Cookie, pattern, body string) answer {
	x.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	r := httptest.NewRequestWithContext(x.t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if who != nil {
		r.AddCookie(who)
	}
	a := httptest.NewRecorder()
	x.site.ServeHTTP(a, r)
	if a.Code != http.StatusOK {
		x.t.Fatalf("%s: %d %s", pattern, a.Code, a.Body)
	}
	return answer{code: a.Code, body: a.Body.String()}
}

// firstState is the first drawn state that a stream sends.
func (x *hall) firstState(who *http.Cookie, path string) answer {
	x.t.Helper()
	server := httptest.NewServer(x.site)
	defer server.Close()
	ctx, hangUp := context.WithCancel(x.t.Context())
	defer hangUp()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	r.AddCookie(who)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	for in := bufio.NewScanner(res.Body); in.Scan(); {
		b.WriteString(in.Text() + "\n")
		if strings.Contains(b.String(), "event: state") && in.Text() == "" {
			break
		}
	}
	return answer{code: res.StatusCode, body: b.String()}
}

// The slip leads to the review; a clerk who had it could review himself.
//
// covers: A11-7
func TestNoAnswerToAnAccountOfTheHallHasTheTokenOfATicket(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me, office := open(t, w), person(testworld.Ayxam), person(testworld.Gulina)
		tokens := []string{x.take(testworld.Company).Token, x.take(testworld.Company).Token, x.take(testworld.Company).Token}
		silent := func(what string, a answer) {
			t.Helper()
			for _, token := range tokens {
				if strings.Contains(a.body, token) {
					t.Errorf("%s tells a token", what)
				}
			}
			if strings.Contains(a.body, `"token"`) || strings.Contains(a.body, `name="token"`) {
				t.Errorf("%s has a place for a token: %s", what, a.body)
			}
		}
		window := "POST /api/v1/windows/31/"
		for _, s := range []struct{ pattern, body string }{
			{"GET /api/v1/windows/31/queue", ""}, {window + "call", ""}, {window + "recall?ticket=A001", ""}, {window + "arrive", ""},
			{window + "hold", ""}, {"GET /api/v1/windows/31/queue", ""}, {window + "continue", `{"no":"A001"}`}, {window + "finish", ""},
			{window + "call", ""}, {window + "miss", ""}, {"GET /api/v1/windows/31/queue", ""}, {"POST /api/v1/tickets/A002/return", ""},
			{window + "call", ""}, {window + "arrive", ""}, {window + "transfer", `{"to":"32"}`},
		} {
			silent(s.pattern, x.ask(me, s.pattern, s.body))
			silent("the console", x.send("/console", nil, me))
			silent("the stream of the console", x.firstState(me, "/live/console?window=31"))
		}
		tokens = append(tokens, x.take(testworld.Company).Token)
		for _, do := range []string{"call", "arrive", "hold", "continue", "hold"} {
			silent("a step of the console", x.press(do, me))
		}
		for _, who := range []*http.Cookie{me, office} {
			a := x.ask(who, "POST /api/v1/tickets", `{"item":"`+id(testworld.Company)+`"}`)
			silent("taking a number for somebody", a)
		}
		silent("reading a ticket whose slip was shown", x.ask(office, "GET /api/v1/tickets/"+x.take(testworld.Company).Token, ""))
	})
}

func TestWhoTakesANumberGetsItsSlip(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		body := `{"item":"` + id(testworld.Company) + `"}`
		for _, who := range []*http.Cookie{nil, x.machine(identity.Device{Duty: identity.Kiosk, Name: "1 号机"})} {
			var got apiweb.Ticket
			if err := json.Unmarshal([]byte(x.ask(who, "POST /api/v1/tickets", body).body), &got); err != nil || got.Token == "" {
				t.Fatalf("no token: %v", err)
			}
			x.has(x.send("/slip/"+got.Token, nil), got.No)
		}
		if a := x.send("/kiosk/take", url.Values{"item": {id(testworld.Company)}}, x.machine(identity.Device{Duty: identity.Kiosk, Name: "2 号机"})); !strings.HasPrefix(a.to, "/kiosk/ticket/") {
			t.Errorf("the kiosk led to %q", a.to)
		}
		desk := w.As(testworld.Gulina)
		desk.Grants = []identity.Grant{{Role: identity.Guide}}
		if !queue.Slips(desk) || queue.Slips(w.As(testworld.Ayxam)) || queue.Slips(w.As(testworld.Gulina)) || queue.Slips(w.As(testworld.Li)) {
			t.Error("the wrong people get slips")
		}
		desk.Grants = append(desk.Grants, identity.Grant{Role: identity.Clerk})
		if queue.Slips(desk) {
			t.Error("a clerk who helps at the guide desk gets slips")
		}
	})
}

func TestAStepNamesANumberOfTodayOnly(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x, me := open(t, w), person(testworld.Ayxam)
		first := x.take(testworld.Company)
		x.press("call", me)
		x.press("miss", me)
		for _, no := range []string{"B001", "A099", "XYZ", first.Token[:20]} {
			a := x.send("/console/return", url.Values{"no": {no}, "window": {"31"}, "command": {"c-" + no}}, me)
			x.has(x.send("/console", nil, with(me, a)...), "今天没有")
		}
		x.has(x.press("return", me), "下一位：A001")
		if got := must(t)(x.queue.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1)); got.ID != first.ID || got.State != queue.Called {
			t.Errorf("called %s", got.No)
		}
	})
}
