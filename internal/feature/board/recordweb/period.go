package recordweb

import (
	"context"
	"slices"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/web/ui"
	tickets "lianban/internal/feature/queue/record"
)

// spans are how long a period may be.
var spans = []string{"day", "week", "month"}

// period is a day, the week from Monday or the month around it.
type period struct {
	tickets.Period
	Span string
	Day  clock.Day
}

func periodOf(span string, day, today clock.Day) period {
	if !slices.Contains(spans, span) {
		span = "day"
	}
	if day == 0 {
		day = today
	}
	p := period{Period: tickets.Period{From: day, To: day}, Span: span, Day: day}
	switch span {
	case "week":
		p.From = day.Add(-(int(day.Weekday()) + 6) % 7)
		p.To = p.From.Add(6)
	case "month":
		p.From = clock.Date(day.Year(), day.Time().Month(), 1)
		p.To = clock.Date(day.Year(), day.Time().Month()+1, 1).Add(-1)
	}
	return p
}

// before and after are days of the neighbouring periods.
func (p period) before() clock.Day { return p.From.Add(-1) }
func (p period) after() clock.Day  { return p.To.Add(1) }

func (p period) query(day clock.Day) string { return "?span=" + p.Span + "&day=" + day.String() }

func (p period) options(ctx context.Context) (out []ui.Option) {
	for _, s := range spans {
		out = append(out, ui.Option{Value: s, Label: ui.T(ctx, "record.span."+s)})
	}
	return out
}

// word says which days they are.
func (p period) word(ctx context.Context) string {
	if p.From == p.To {
		return ui.T(ctx, "record.on", "day", p.From, "weekday", ui.T(ctx, "board.weekday."+strconv.Itoa(int(p.From.Weekday()))))
	}
	return ui.T(ctx, "record.from_to", "from", p.From, "to", p.To)
}
