package notice

import (
	"fmt"
	"sync"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

func send(t *testing.T, s *Service, n Notice) (sent bool) {
	t.Helper()
	if n.Title.Key == "" {
		n.Title = text.Plain("有新消息")
	}
	err := s.Store.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		sent, err = s.Send(tx, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

// keys lists the inbox of somebody by key, and counts the bell.
func keys(t *testing.T, s *Service, by identity.Actor, f Filter) (out []string, bell int) {
	t.Helper()
	err := s.Store.Read(t.Context(), by.Centre, func(tx *db.Tx) error {
		all, err := List(tx, by, f)
		for _, n := range all {
			out = append(out, n.Key)
		}
		if err == nil {
			bell, err = Unread(tx, by)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, bell
}

func TestANoticeReachesItsAudienceAndNobodyElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &Service{Store: w.DB}
		send(t, s, Notice{Key: "ayxam", To: Person(testworld.Ayxam)})
		send(t, s, Notice{Key: "chief of market", To: Role(identity.Chief, testworld.Market)})
		send(t, s, Notice{Key: "chiefs", To: Role(identity.Chief, 0)})
		send(t, s, Notice{Key: "chief of housing", To: Role(identity.Chief, testworld.Housing)})
		send(t, s, Notice{Key: "market", To: Department(testworld.Market)})
		send(t, s, Notice{Key: "office", To: Role(identity.Member, 0)})
		other := w.As(testworld.Ayxam)
		other.Centre = testworld.Other
		for name, c := range map[string]struct {
			by   identity.Actor
			want string
		}{
			"the person":                {w.As(testworld.Ayxam), "[market ayxam]"},
			"another of the department": {w.As(testworld.Serik), "[market]"},
			"the chief":                 {w.As(testworld.Li), "[market chiefs chief of market]"},
			"another department":        {w.As(testworld.Ma), "[]"},
			"the office":                {w.As(testworld.Gulina), "[office]"},
			"a visitor":                 {w.Visitor(), "[]"},
			"the same person elsewhere": {other, "[]"},
		} {
			got, bell := keys(t, s, c.by, Filter{})
			if fmt.Sprint(got) != c.want || bell != len(got) {
				t.Errorf("%s: %v, bell %d, want %s", name, got, bell, c.want)
			}
		}
		if got, _ := keys(t, s, w.As(testworld.Li), Filter{Limit: 2}); fmt.Sprint(got) != "[market chiefs]" {
			t.Errorf("a page of two: %v", got)
		}
	})
}

func TestAKeyIsToldOnceToEachAudienceAlsoWhenManyTryAtOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &Service{Store: w.DB}
		var wg sync.WaitGroup
		var mu sync.Mutex
		sent := 0
		for range 16 {
			wg.Go(func() {
				ok := send(t, s, Notice{Key: "deadline:7:yellow", To: Person(testworld.Ayxam)})
				mu.Lock()
				defer mu.Unlock()
				if ok {
					sent++
				}
			})
		}
		wg.Wait()
		if sent != 1 {
			t.Errorf("told %d times", sent)
		}
		if !send(t, s, Notice{Key: "deadline:7:yellow", To: Role(identity.Chief, testworld.Market)}) {
			t.Error("the other audience was not told")
		}
		for range 2 {
			if !send(t, s, Notice{To: Person(testworld.Ma)}) {
				t.Error("a notice without a key was held back")
			}
		}
	})
}

func TestReadingIsNotedForEachPersonAndOnlyWhatOneWasTold(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var mu sync.Mutex
		touched := map[string]int{}
		s := &Service{Store: w.DB, Touch: func(topics ...string) {
			mu.Lock()
			defer mu.Unlock()
			for _, topic := range topics {
				touched[topic]++
			}
		}}
		send(t, s, Notice{Key: "market", To: Department(testworld.Market), Path: "/deadlines/7", Article: "11.3"})
		send(t, s, Notice{Key: "ayxam", To: Person(testworld.Ayxam)})
		ayxam, serik, ma := w.As(testworld.Ayxam), w.As(testworld.Serik), w.As(testworld.Ma)
		all, err := s.Inbox(t.Context(), ayxam, Filter{})
		if err != nil || len(all) != 2 || all[1].Article != "11.3" {
			t.Fatalf("%+v, %v", all, err)
		}
		for range 2 { // reading twice is the same
			if n, err := s.Read(t.Context(), ayxam, all[1].ID); err != nil || n.Path != "/deadlines/7" || !n.Read {
				t.Fatalf("%+v, %v", n, err)
			}
		}
		if _, err := s.Read(t.Context(), ma, all[1].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("read by somebody who was not told: %v", err)
		}
		if _, err := s.Read(t.Context(), w.Visitor(), all[1].ID); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("read by nobody: %v", err)
		}
		if got, bell := keys(t, s, ayxam, Filter{Unread: true}); fmt.Sprint(got) != "[ayxam]" || bell != 1 {
			t.Errorf("still unread: %v, bell %d", got, bell)
		}
		if _, bell := keys(t, s, serik, Filter{}); bell != 1 {
			t.Errorf("reading by one counted for another: bell %d", bell)
		}
		if n, err := s.ReadAll(t.Context(), ayxam); err != nil || n != 1 {
			t.Errorf("%d read at once, %v", n, err)
		}
		if got, bell := keys(t, s, ayxam, Filter{}); bell != 0 || len(got) != 2 {
			t.Errorf("bell %d, %v", bell, got)
		}
		if topics := Topics(ayxam); touched[topics[0]] != 4 || touched[topics[1]] != 1 {
			t.Errorf("told the pages %v", touched)
		}
	})
}

func TestWordsComeInTheLanguageOfWhoeverReads(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &Service{Store: w.DB}
		send(t, s, Notice{Key: "k", To: Person(testworld.Ayxam), Title: text.M("deadline.left.days", "n", 2),
			Text: text.M("error.out_of_range", "min", 1, "max", text.M("deadline.lamp.red"))})
		all, err := s.Inbox(t.Context(), w.As(testworld.Ayxam), Filter{})
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if zh, en := text.Say(text.Zh, all[0].Title), text.Say(text.En, all[0].Title); zh != "剩 2 个工作日" || en != "2 working days left" {
			t.Errorf("%q %q", zh, en)
		}
		if got := text.Say(text.Zh, all[0].Text); got != "请填写 1 到 红灯 之间的数。" {
			t.Errorf("%q", got)
		}
	})
}

func TestWhoeverGetsARoleIsNotToldWhatWasToldBefore(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := &Service{Store: w.DB}
		send(t, s, Notice{Key: "old", To: Role(identity.Member, 0)})
		w.Clock.Set(clock.Must("2026-11-24 10:00"))
		by := w.As(testworld.Gulina)
		by.Grants[0].From = clock.Must("2026-11-24 09:00")
		send(t, s, Notice{Key: "new", To: Role(identity.Member, 0)})
		if got, bell := keys(t, s, by, Filter{}); fmt.Sprint(got) != "[new]" || bell != 1 {
			t.Errorf("%v, bell %d", got, bell)
		}
	})
}

func TestOldNoticesGoAndTheBellLooksBackNinetyDays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, by := &Service{Store: w.DB}, w.As(testworld.Ayxam)
		send(t, s, Notice{Key: "old", To: Person(testworld.Ayxam)})
		if _, err := s.ReadAll(t.Context(), by); err != nil {
			t.Fatal(err)
		}
		send(t, s, Notice{Key: "unread", To: Person(testworld.Ayxam)})
		w.Clock.Set(clock.Must("2027-03-01 10:00"))
		send(t, s, Notice{Key: "new", To: Person(testworld.Ayxam)})
		if got, bell := keys(t, s, by, Filter{}); len(got) != 3 || bell != 1 {
			t.Errorf("%v, bell %d", got, bell)
		}
		if n, err := s.Clean(t.Context(), testworld.Centre, clock.Must("2027-01-01 00:00")); err != nil || n != 2 {
			t.Errorf("%d removed, %v", n, err)
		}
		if got, _ := keys(t, s, by, Filter{}); fmt.Sprint(got) != "[new]" {
			t.Error(got)
		}
		err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			wrong, err := Verify(tx)
			if len(wrong) > 0 {
				t.Error(wrong)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
