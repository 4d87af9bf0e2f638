package record

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// scan gives every ticket of the period in sight to add, one by one: a month of a prefecture is 170,000 of them. It says how
// many there were.
func (s *Service) scan(tx *db.Tx, p Period, sight identity.Sight, add func(Ticket)) (n int, err error) {
	look, err := s.looker(tx, p, sight)
	if err != nil {
		return 0, err
	}
	again, err := recalls(tx, p)
	if err != nil {
		return 0, err
	}
	var many []Ticket // those that waited more than once
	if _, err := db.Rows(tx, qTickets, func(row db.Scan) (struct{}, error) {
		t, err := scanTicket(row)
		if err != nil || !look.sees(t) {
			return struct{}{}, err
		}
		n++
		t.Recalls = again[t.ID]
		if t.queued != t.Taken {
			many = append(many, t)
			return struct{}{}, nil
		}
		add(look.cut(t))
		return struct{}{}, nil
	}, tx.Centre, p.From, p.To); err != nil {
		return n, err
	}
	return n, s.more(tx, look, many, add)
}

// more is scan for tickets that were passed on or came back: their first call is looked up.
func (s *Service) more(tx *db.Tx, look *looker, many []Ticket, add func(Ticket)) error {
	ids := make([]int64, len(many))
	for i, t := range many {
		ids[i] = t.ID
	}
	calls, err := firstCalls(tx, ids)
	if err != nil {
		return err
	}
	for _, t := range many {
		c := calls[t.ID]
		t.first = c.at
		waits := c.n
		if t.Window == 0 { // it waits again, or did until the night
			waits++
		}
		t.Transfers = max(waits-1-t.Returns, 0)
		add(look.cut(t))
	}
	return nil
}

// looker knows whose tickets are looked at, and the opening hours of each day.
type looker struct {
	sight   identity.Sight
	windows map[int64]identity.Thing
	items   map[int64]bool // served at a window in sight during the period
	hours   *calendar.Hours
	days    map[clock.Day][]stretch
}

type stretch struct{ from, to clock.Instant }

func (s *Service) looker(tx *db.Tx, p Period, sight identity.Sight) (*looker, error) {
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	l := &looker{sight: sight, windows: map[int64]identity.Thing{}, items: map[int64]bool{}, days: map[clock.Day][]stretch{}}
	for _, w := range hall.Windows {
		l.windows[w.ID] = identity.Thing{Department: w.Department, Window: w.ID}
	}
	for _, v := range hall.Services() {
		if meets(v.Span, p) && sight.Sees(l.windows[v.Window]) {
			l.items[v.Item] = true
		}
	}
	l.hours, err = s.Hours(tx)
	return l, err
}

func meets(s directory.Span, p Period) bool {
	return s.From < p.To.Add(1).Start() && (s.Until == 0 || s.Until > p.From.Start())
}

// sees: a ticket is the window's that called it last; one that no window has is everybody's who serves its item.
func (l *looker) sees(t Ticket) bool {
	if l.sight.All {
		return true
	}
	if t.Window != 0 {
		return l.sight.Sees(l.windows[t.Window])
	}
	return l.items[t.Item]
}

// cut leaves of a ticket's times what lies within the opening hours: lunch, and whatever the day's timetable closes, is cut
// out where it stands, not taken off in a lump. Of waits between the first and the last the ends are not kept, so that a
// ticket called three times or more may keep a lunch.
func (l *looker) cut(t Ticket) Ticket {
	if t.Called >= t.queued {
		t.Wait -= l.closed(t.Day, t.queued, t.Called)
	}
	if t.first != 0 && t.first < t.queued {
		t.Wait -= l.closed(t.Day, t.Taken, t.first)
	}
	last := t.Ended.Sub(t.arrived)
	if t.State == queue.Finished && t.arrived > 0 && last <= t.Handling {
		t.Handling -= l.closed(t.Day, t.arrived, t.Ended)
	}
	t.Wait, t.Handling = max(t.Wait, 0), max(t.Handling, 0)
	return t
}

// closed is how long the hall was closed between two instants of a day.
func (l *looker) closed(day clock.Day, from, to clock.Instant) time.Duration {
	return max(to.Sub(from), 0) - l.open(day, from, to)
}

func (l *looker) open(day clock.Day, from, to clock.Instant) (sum time.Duration) {
	for _, s := range l.spans(day) {
		if a, b := max(s.from, from), min(s.to, to); a < b {
			sum += b.Sub(a)
		}
	}
	return sum
}

func (l *looker) spans(day clock.Day) []stretch {
	out, known := l.days[day]
	if !known {
		for _, s := range l.hours.On(day).Open {
			out = append(out, stretch{day.At(0, s.From), day.At(0, s.To)})
		}
		l.days[day] = out
	}
	return out
}
