package boardweb

import (
	"bytes"
	"context"
	"fmt"

	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// page is the board.
func (h Handler) page(r *web.Request) (web.Reply, error) {
	f, err := h.read(r.Ctx(), actor(r))
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: boardPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "board.title"), f.sub(r.Ctx())), f)}, nil
}

// live sends the board again whenever queue, clocks or posts change. Who sees the same, shares one drawing.
func (h Handler) live(r *web.Request) (web.Reply, error) {
	by, ctx := actor(r), r.Ctx()
	lang := ui.Lang(ctx)
	sight := by.Sight("board.read")
	v := live.View{
		Key:    fmt.Sprintf("board:%d:%s:%v:%v", by.Centre, lang, sight.All, sight.Departments),
		Topics: []string{queue.Topic(by.Centre), deadline.Topic(by.Centre)},
		Draw: func(draw context.Context) (live.Frame, error) {
			draw = ui.WithLang(draw, textLang(lang))
			f, err := h.read(draw, by)
			if err != nil {
				return live.Frame{}, err
			}
			var b bytes.Buffer
			err = boardState(f).Render(draw, &b)
			return live.Frame{State: b.String()}, err
		},
	}
	return web.Reply{Live: &v, Done: identity.Done(ctx)}, nil
}

// sub is the line beside the title: the day and today's hours.
func (f facts) sub(ctx context.Context) string {
	hours := ui.T(ctx, "board.closed_today")
	if len(f.spans) > 0 {
		hours = ""
		for i, s := range f.spans {
			if i > 0 {
				hours += ui.T(ctx, "board.and")
			}
			hours += s
		}
	}
	t := f.now.Time()
	return ui.T(ctx, "board.sub", "month", int(t.Month()), "day", t.Day(), "weekday", ui.T(ctx,
		"board.weekday."+itoa(int(t.Weekday()))), "hours", hours)
}

// stats are the figures at the head of the board.
func (f facts) stats(ctx context.Context) []ui.Figure {
	people, cases := ui.T(ctx, "board.people"), ui.T(ctx, "board.cases")
	sitting, all := f.open()
	out := []ui.Figure{
		{Label: ui.T(ctx, "board.red"), Value: itoa(f.tally[deadline.Red]), Unit: cases, Detail: f.first(ctx, deadline.Red),
			Kind: lit(f.tally[deadline.Red], ui.Over), Href: "/deadlines?lamp=red"},
		{Label: ui.T(ctx, "board.yellow"), Value: itoa(f.tally[deadline.Yellow]), Unit: cases, Detail: f.first(ctx, deadline.Yellow),
			Kind: lit(f.tally[deadline.Yellow], ui.Warn), Href: "/deadlines?lamp=yellow"},
	}
	out = append(out,
		ui.Figure{Label: ui.T(ctx, "board.open"), Value: itoa(f.cases.Open), Unit: cases, Href: "/cases",
			Detail: ui.T(ctx, "board.open_detail", "accepted", f.cases.Received, "decided", f.cases.Ended)},
		ui.Figure{Label: ui.T(ctx, "board."+f.whose()+".waiting"), Value: itoa(f.waiting()), Unit: people, Detail: f.waited(ctx)},
		ui.Figure{Label: ui.T(ctx, "board.posts"), Value: itoa(sitting), Unit: ui.T(ctx, "board.of", "n", all),
			Detail: f.posts(ctx), Kind: lit(len(f.away), ui.Warn)})
	if !f.by.Sight("review.sums").Nothing() {
		out = append(out, f.reviewed(ctx))
	}
	return out
}

// reviewed is the sums of the reviews; too few are said to be too few (11(7)).
func (f facts) reviewed(ctx context.Context) ui.Figure {
	t := f.reviews.Total
	out := ui.Figure{Label: ui.T(ctx, "board.reviews"), Value: "—", Detail: ui.T(ctx, "board.reviews_few")}
	if n := len(f.bad); n > 0 {
		out.Detail = ui.T(ctx, "board.reviews_bad", "n", n)
	} else if t.Shown {
		out.Detail = ui.T(ctx, "board.reviews_detail", "good", fmt.Sprintf("%d.%d", t.Good()/10, t.Good()%10))
	}
	if t.Shown {
		out.Value, out.Unit = itoa(t.Count), ui.T(ctx, "board.pieces")
	}
	return out
}

// ownColumns is the head of the table of a department's windows.
func ownColumns(ctx context.Context) []ui.Column {
	word := func(key string) string { return ui.T(ctx, "board.own."+key) }
	return []ui.Column{{Label: word("window")}, {Label: word("state")}, {Label: word("who")}, {Label: word("ticket")},
		{Label: word("waits"), Num: true}, {Label: word("served"), Num: true}}
}

// whole tells whether the whole hall is in sight.
func (f facts) whole() bool { return f.by.Sight("board.read").All }

// whose begins the keys of what reads differently for the hall and for a department's own windows.
func (f facts) whose() string {
	if f.whole() {
		return "hall"
	}
	return "own"
}

// waited says how long people waited today; for a department, how long the first in its lines has.
func (f facts) waited(ctx context.Context) string {
	if f.whole() {
		return ui.T(ctx, "board.waiting_detail", "mean", minutes(f.flow.Waited), "most", minutes(f.flow.Longest))
	}
	oldest := f.now
	for _, t := range f.waits {
		oldest = min(oldest, t.Oldest)
	}
	if oldest == f.now {
		return ui.T(ctx, "board.own.nobody")
	}
	return ui.T(ctx, "board.own.oldest", "n", minutes(f.now.Sub(oldest)))
}

// lit is the kind of a figure that is lit when there is something.
func lit(n int, kind ui.Kind) ui.Kind {
	if n > 0 {
		return kind
	}
	return ""
}

// first says how the most urgent clock of that lamp stands.
func (f facts) first(ctx context.Context, lamp deadline.Lamp) string {
	for _, r := range f.rows {
		if r.Lamp == lamp {
			return ui.T(ctx, "board.first", "left", say(ctx, r.Left), "title", r.Title)
		}
	}
	return ui.T(ctx, "board.none")
}

// posts says how many are away and how many for too long.
func (f facts) posts(ctx context.Context) string {
	over := 0
	for _, a := range f.away {
		if a.elapsed > a.limit {
			over++
		}
	}
	if len(f.away) == 0 {
		return ui.T(ctx, "board.all_there")
	}
	return ui.T(ctx, "board.away_detail", "n", len(f.away), "over", over)
}

// lamp is how a count of clocks looks: none is calm, whatever the colour would be.
func (f facts) lamp(lamp deadline.Lamp) ui.Kind {
	if f.tally[lamp] == 0 {
		return "none"
	}
	return kinds[lamp]
}

// desks is what each of the department's windows has served today.
func (f facts) desks(ctx context.Context) ui.BarChart {
	total := 0
	c := ui.BarChart{}
	for _, w := range f.windows {
		total += f.served[w.ID]
		c.Bars = append(c.Bars, ui.Bar{Label: itoa(w.No), Value: f.served[w.ID]})
	}
	c.Label = ui.T(ctx, "board.own.flow_label", "n", total)
	return c
}

// chart is the numbers taken in each hour of today beside the usual.
func (f facts) chart(ctx context.Context) ui.BarChart {
	c := ui.BarChart{Label: ui.T(ctx, "board.flow_label", "n", f.flow.Taken)}
	for _, hour := range f.openHours {
		c.Bars = append(c.Bars, ui.Bar{Label: itoa(hour), Value: f.hours[hour], Ghost: f.usual[hour]})
	}
	return c
}
