package deadline

import (
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Filter narrows a list. The zero Filter is every open clock in sight.
type Filter struct {
	Lamp   Lamp          // "" = every open one; Done = the closed ones, the newest first
	Kind   string        // "" = every kind
	Owner  Owner         // only of that department, window, person; 0 = of anybody
	Until  clock.Day     // due on that day or before; 0 = whenever
	Closed clock.Instant // with Done: closed at that instant or later; 0 = ever
	Limit  int           // 0 = 500
}

// Lit is a clock with what it shows now.
type Lit struct {
	Deadline
	Lamp Lamp
	Left text.Msg // what is left, for people: 剩 2 个工作日, 剩 7 时 36 分, 超 1 天
}

// Tally counts clocks by lamp. Done are those met today.
type Tally map[Lamp]int

// light is what lamps are computed with: one calendar for each name, one view of the figures.
type light struct {
	set  *calendar.Set
	view law.View
	at   clock.Instant
}

func (s *Service) light(tx *db.Tx) (l light, err error) {
	figures, err := s.figures(tx)
	if err != nil {
		return l, err
	}
	l.view, l.at = figures.On(tx.Today()), tx.Now
	l.set, err = s.Calendar.Set(tx)
	return l, err
}

func (l light) lit(d Deadline) (Lit, error) {
	cal, err := l.set.Named(d.Calendar)
	if err != nil {
		return Lit{}, err
	}
	return Lit{Deadline: d, Lamp: d.lamp(cal, l.view, l.at), Left: d.left(cal, l.at)}, nil
}

// Running gives the open clocks of many things of one kind, by thing, in the order they were started: what a list says of
// them. Only what a lamp is made of is read: kind, article, calendar, due, state.
func (s *Service) Running(tx *db.Tx, kind string, things ...int64) (map[int64][]Lit, error) {
	all, err := db.Rows(tx, qRunning, func(row db.Scan) (d Deadline, err error) {
		err = row(&d.Subject.ID, &d.ID, &d.Kind, &d.Article, &d.Calendar, &d.Due, &d.Day, &d.Total, &d.Provisional, &d.State, &d.Since)
		return d, err
	}, tx.Centre, kind, db.Ints(things))
	if err != nil {
		return nil, err
	}
	lit, err := s.Lit(tx, all...)
	out := map[int64][]Lit{}
	for _, d := range lit {
		out[d.Subject.ID] = append(out[d.Subject.ID], d)
	}
	return out, err
}

// Lamp is what the clock shows at the transaction's instant; the yellow threshold is the rulebook's of that day.
func (s *Service) Lamp(tx *db.Tx, d Deadline) (Lamp, error) {
	all, err := s.Lit(tx, d)
	if err != nil {
		return "", err
	}
	return all[0].Lamp, nil
}

// Left is what is left at the transaction's instant, for people.
func (s *Service) Left(tx *db.Tx, d Deadline) (text.Msg, error) {
	all, err := s.Lit(tx, d)
	if err != nil {
		return text.Msg{}, err
	}
	return all[0].Left, nil
}

// Lit gives clocks with what they show at the transaction's instant.
func (s *Service) Lit(tx *db.Tx, all ...Deadline) ([]Lit, error) {
	l, err := s.light(tx)
	if err != nil {
		return nil, err
	}
	out := make([]Lit, 0, len(all))
	for _, d := range all {
		v, err := l.lit(d)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// List gives the clocks in sight, the ones due first first. A Sight of nothing sees nothing.
func (s *Service) List(tx *db.Tx, sight identity.Sight, f Filter) ([]Deadline, error) {
	all, err := s.Board(tx, sight, f)
	out := make([]Deadline, 0, len(all))
	for _, d := range all {
		out = append(out, d.Deadline)
	}
	return out, err
}

// Board is List with what every clock shows now.
func (s *Service) Board(tx *db.Tx, sight identity.Sight, f Filter) ([]Lit, error) {
	if f.Limit == 0 {
		f.Limit = 500
	}
	var all []Deadline
	var err error
	if f.Lamp == Done {
		all, err = db.Rows(tx, qClosedSeen, scan, scope(tx, sight, f, f.Closed, f.Limit)...)
	} else {
		all, err = db.Rows(tx, qOpenSeen, scan, scope(tx, sight, f)...)
	}
	if err != nil {
		return nil, err
	}
	lit, err := s.Lit(tx, all...)
	lit = slices.DeleteFunc(lit, func(d Lit) bool {
		return f.Lamp != "" && d.Lamp != f.Lamp || f.Until != 0 && d.Day > f.Until
	})
	return lit[:min(len(lit), f.Limit)], err
}

// Counts counts the clocks in sight by lamp, for the head of the board.
func (s *Service) Counts(tx *db.Tx, sight identity.Sight, f Filter) (Tally, error) {
	by, err := s.CountsByDepartment(tx, sight, f)
	sum := Tally{}
	for _, t := range by {
		for lamp, n := range t {
			sum[lamp] += n
		}
	}
	return sum, err
}

// CountsByDepartment counts the clocks in sight by lamp for each department; 0 are those of none.
func (s *Service) CountsByDepartment(tx *db.Tx, sight identity.Sight, f Filter) (map[int64]Tally, error) {
	out := map[int64]Tally{}
	add := func(department int64, lamp Lamp, n int) {
		if out[department] == nil {
			out[department] = Tally{}
		}
		out[department][lamp] += n
	}
	open, err := db.Rows(tx, qOpenSeen, scan, scope(tx, sight, f)...)
	if err != nil {
		return nil, err
	}
	lit, err := s.Lit(tx, open...)
	if err != nil {
		return nil, err
	}
	for _, d := range lit {
		add(d.Owner.Department, d.Lamp, 1)
	}
	_, err = db.Rows(tx, qClosedCount, func(row db.Scan) (struct{}, error) {
		var department int64
		var n int
		err := row(&department, &n)
		add(department, Done, n)
		return struct{}{}, err
	}, scope(tx, sight, f, tx.Today().Start())...)
	return out, err
}

// Explain tells how due was counted out, for people: the limit, every pause and extension, then day by day.
func (s *Service) Explain(tx *db.Tx, id int64) ([]text.Msg, error) {
	d, err := s.One(tx, id)
	if err != nil {
		return nil, err
	}
	cal, err := s.calendar(tx, d.Calendar)
	if err != nil {
		return nil, err
	}
	all, err := db.Rows(tx, qChanges, scanChange, tx.Centre, id)
	if err != nil {
		return nil, err
	}
	said := cal.ExplainDue(d.From.Day(), d.Limit)
	out := []text.Msg{said.Sentence()}
	_, walked := steps(cal, d.New, all)
	for _, s := range walked {
		out = append(out, s.explain())
	}
	return append(out, said.Lines()...), nil
}

func (s step) explain() text.Msg {
	switch {
	case s.What == extend:
		return text.M("deadline.explain.extended", "at", s.From.Day(), "limit", s.Limit.Text(), "reason", s.Reason, "due", s.date.Day)
	case s.Until == 0:
		return text.M("deadline.explain.paused", "from", s.From.Day(), "reason", s.Reason)
	}
	return text.M("deadline.explain.resumed", "from", s.From.Day(), "to", s.Until.Day(), "reason", s.Reason, "n", s.days,
		"due", s.date.Day)
}

// word is the state in words.
func (s State) word() text.Msg { return text.M("deadline.state." + string(s)) }

// Word is the lamp in words.
func (l Lamp) Word() text.Msg { return text.M("deadline.lamp." + string(l)) }
