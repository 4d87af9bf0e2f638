package siteweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/wait"
)

// hallAt is the hall at one instant: who waits, what is open, when it opens next.
type hallAt struct {
	*directory.Hall
	at    clock.Instant
	hours calendar.Opening
	open  bool
	next  clock.Instant       // when it opens next; 0 is not known
	paces map[int64]wait.Pace // by zone
}

func (h Handler) now(tx *db.Tx) (n hallAt, err error) {
	n.at = tx.Now
	if n.Hall, err = h.Directory.Hall(tx); err != nil {
		return n, err
	}
	hours, err := h.Hours(tx)
	if err != nil {
		return n, err
	}
	n.hours, n.open = hours.On(tx.Today()), hours.IsOpen(tx.Now)
	n.next = queue.NextOpening(hours, tx.Now)
	n.paces, err = h.Queue.Paces(tx)
	return n, err
}

// minutes is about how long somebody with so many before them waits; -1 while that is not known.
func (n hallAt) minutes(zone int64, ahead int) int {
	if ahead == 0 {
		return 0
	}
	return n.paces[zone].Minutes(ahead)
}

// waiting counts all who wait, and about how long they do in the mean; -1 when it is not known of at least half of them.
func (n hallAt) waiting() (people, minutes int) {
	known, total := 0, 0
	for zone, p := range n.paces {
		people += p.Waiting
		if m := n.minutes(zone, p.Waiting); m >= 0 {
			known += p.Waiting
			total += p.Waiting * m
		}
	}
	if known*2 < people || known == 0 {
		return people, -1
	}
	return people, total / known
}

// state says whether the hall is open, and when it opens next.
func (n hallAt) state(ctx context.Context) string {
	if n.open {
		return ui.T(ctx, "site.hall.open")
	}
	if n.next == 0 {
		return ui.T(ctx, "site.hall.closed")
	}
	at := n.next.Format("15:04")
	if n.next.Day() != n.at.Day() {
		return ui.T(ctx, "site.hall.next_day", "day", day(ctx, n.next.Day()), "at", at)
	}
	first := n.at.Day().At(0, n.hours.Open[0].From)
	if n.at < first {
		return ui.T(ctx, "site.hall.before", "at", at)
	}
	return ui.T(ctx, "site.hall.noon", "at", at)
}

// opens is when a number can be taken again, in words.
func (n hallAt) opens(ctx context.Context) string {
	if n.next == 0 {
		return ui.T(ctx, "site.hall.closed")
	}
	return ui.T(ctx, "site.take.opens", "day", day(ctx, n.next.Day()), "at", n.next.Format("15:04"))
}

// spans are today's hours, each with its part of the day.
func (n hallAt) spans(ctx context.Context) (out []string) {
	const noon, evening = 13 * 60, 18 * 60
	for _, s := range n.hours.Open {
		part := "morning"
		switch {
		case s.From >= evening:
			part = "evening"
		case s.From >= noon:
			part = "afternoon"
		}
		out = append(out, ui.T(ctx, "site.hall."+part, "hours", s))
	}
	return out
}

// day is a day as people say it: 11 月 24 日 周二.
func day(ctx context.Context, d clock.Day) string {
	weekday := ui.T(ctx, "site.weekday."+strconv.Itoa(int(d.Weekday())))
	return ui.T(ctx, "site.day", "m", int(d)/100%100, "d", int(d)%100, "w", weekday)
}

// windowNos writes windows as "8、9、11".
func windowNos(ctx context.Context, all []directory.Window) string {
	nos := make([]string, len(all))
	for i, w := range all {
		nos[i] = strconv.Itoa(w.No)
	}
	return strings.Join(nos, ui.T(ctx, "site.comma"))
}

// zoneOf is the zone in which the windows stand, for people to find it.
func (n hallAt) zoneOf(windows []directory.Window) directory.Zone {
	if len(windows) == 0 {
		return directory.Zone{}
	}
	z, _ := n.Zone(windows[0].Zone)
	return z
}

// moved finds where an item goes within the next two weeks, when that is another window; false when it stays.
func (n hallAt) moved(item int64) (clock.Day, []directory.Window, bool) {
	const ahead = 14
	ids := func(all []directory.Window) (out []int64) {
		for _, w := range all {
			out = append(out, w.ID)
		}
		return out
	}
	now := ids(n.Serving(item, n.at))
	for i := range ahead {
		d := n.at.Day().Add(i + 1)
		then := n.Serving(item, d.At(12, 0))
		if len(now) > 0 && len(then) > 0 && !slices.Equal(now, ids(then)) {
			return d, then, true
		}
	}
	return 0, nil, false
}
