package recordweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	tickets "lianban/internal/feature/queue/record"
)

// Table is a table of figures as the page and Excel show it.
type Table struct {
	ID      string   `json:"id" example:"halves"`
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows" doc:"One value for each column: text, a number, or null where nothing was measured"`
}

func apiTables(all []table) []Table {
	out := []Table{}
	for _, t := range all {
		one := Table{ID: t.ID, Title: t.Title, Columns: t.Columns, Rows: [][]any{}}
		for _, row := range t.Rows {
			var values []any
			for _, c := range row {
				if c.Value == nil {
					values = append(values, nil)
				} else {
					values = append(values, c.exact())
				}
			}
			one.Rows = append(one.Rows, values)
		}
		out = append(out, one)
	}
	return out
}

// PeriodIn says which days are asked about.
type PeriodIn struct {
	Span string `query:"span" enum:"day,week,month" default:"day"`
	Day  string `query:"day" format:"date" doc:"A day of the period; today when left out"`
}

func (in PeriodIn) day() (clock.Day, error) {
	if in.Day == "" {
		return 0, nil
	}
	return clock.ParseDay(in.Day)
}

// Statistics is how the queue went.
type Statistics struct {
	From   clock.Day `json:"from" format:"date"`
	To     clock.Day `json:"to" format:"date"`
	Tables []Table   `json:"tables"`
}

func (h Handler) apiStatistics(ctx context.Context, in *PeriodIn) (*struct{ Body Statistics }, error) {
	day, err := in.day()
	if err != nil {
		return nil, errs.Field("day", "error.not_date")
	}
	v, err := h.stand(ctx, identity.From(ctx), in.Span, day)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Statistics }{Statistics{From: v.From, To: v.To, Tables: apiTables(v.tables(ctx))}}, nil
}

type behindIn struct {
	PeriodIn
	Half   int    `query:"half" default:"-1" minimum:"-1" maximum:"47" doc:"The half hour in which it was taken: 20 is 10:00; -1 for all"`
	Item   string `query:"item" doc:"The item's id"`
	Window string `query:"window" doc:"The window's id"`
	Person string `query:"person" doc:"The person's id"`
	What   string `query:"what" enum:"called,finished,missed,void,open,returned,transferred,recalled"`
	Page   int    `query:"page" minimum:"1" default:"1"`
}

// Behind is a page of the tickets behind a figure.
type Behind struct {
	Total   int     `json:"total"`
	Page    int     `json:"page"`
	Tickets []Taken `json:"tickets"`
}

// Taken is a ticket as it went, without anything about the visitor.
type Taken struct {
	No        string        `json:"no" example:"A032"`
	Day       clock.Day     `json:"day" format:"date"`
	State     string        `json:"state" enum:"waiting,called,serving,held,finished,missed,void"`
	Item      string        `json:"item"`
	Window    int           `json:"window,omitempty"`
	Person    string        `json:"person,omitempty"`
	TakenAt   clock.Instant `json:"taken_at" format:"date-time"`
	Wait      int           `json:"wait" doc:"Seconds within the opening hours, up to the last call"`
	Handling  int           `json:"handling" doc:"Seconds at windows within the opening hours"`
	Returns   int           `json:"returns"`
	Transfers int           `json:"transfers"`
	Recalls   int           `json:"recalls"`
}

func (h Handler) apiBehind(ctx context.Context, in *behindIn) (*struct{ Body Behind }, error) {
	day, err := in.day()
	if err != nil {
		return nil, errs.Field("day", "error.not_date")
	}
	f := tickets.Filter{Half: in.Half, What: in.What}
	for field, to := range map[string]*int64{"item": &f.Item, "window": &f.Window, "person": &f.Person} {
		text := map[string]string{"item": in.Item, "window": in.Window, "person": in.Person}[field]
		if text == "" {
			continue
		}
		if *to, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, errs.Field(field, "error.not_number")
		}
	}
	v, err := h.stood(ctx, identity.From(ctx), in.Span, day, f, in.Page)
	if err != nil {
		return nil, err
	}
	out := Behind{Total: v.list.Total, Page: in.Page, Tickets: []Taken{}}
	for _, t := range v.all {
		w, _ := v.hall.Window(t.Window)
		out.Tickets = append(out.Tickets, Taken{No: t.No, Day: t.Day, State: string(t.State), Item: t.Name, Window: w.No,
			Person: v.names[t.Person], TakenAt: t.Taken, Wait: int(t.Wait.Seconds()), Handling: int(t.Handling.Seconds()),
			Returns: t.Returns, Transfers: t.Transfers, Recalls: t.Recalls})
	}
	return &struct{ Body Behind }{out}, nil
}
