package app

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/core/notice"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// tellDepartment brings what the office asks about a service to the chief of the department (11(7)): the item, no more.
func (a *App) tellDepartment(tx *db.Tx, r review.Request) error {
	_, err := a.Notice.Send(tx, notice.Notice{Key: fmt.Sprintf("rectify:%d:%d", r.ID, tx.Now),
		To: notice.Role(identity.Chief, r.Department), Path: fmt.Sprintf("%s%d", review.RequestPath, r.ID),
		Article: "11.7", Title: text.M("app.notice.rectify", "item", r.Item)})
	return err
}

// firstOf is the first day of a month such as 202611; the thirteenth is the first of the next year.
func firstOf(month int) clock.Day { return clock.Date(month/100, time.Month(month%100), 1) }

// finished counts what was finished at windows, for the share that was asked for a review.
func finished(tx *db.Tx, p review.Period) (out []review.Finished, err error) {
	all, err := queue.FinishedBetween(tx, firstOf(p.From), firstOf(p.To+1).Add(-1))
	for _, s := range all {
		out = append(out, review.Finished(s))
	}
	return out, err
}

// network is a keyed word for the network address that asks; it is another one every day, and leads back to no address.
func (a *App) network(ctx context.Context) string {
	at, _ := ctx.Value(addressKey{}).(string)
	if at == "" {
		return ""
	}
	return a.Keys.Index("review.network", fmt.Sprint(a.Store.Clock().Now().Day(), " ", at))
}

type addressKey struct{}

// reviewNames are who served and who was served, so that neither stands in what is made public.
func (a *App) reviewNames(tx *db.Tx, online bool, of, person int64) ([]string, error) {
	names, err := people.Names(tx, []int64{person})
	if err != nil || online {
		return []string{names[person]}, err
	}
	t, err := queue.TicketOf(tx, of) // of may be one thing of several under one number
	if errs.Is(err, errs.NotFound) {
		return []string{names[person]}, nil
	}
	if err != nil {
		return nil, err
	}
	cases, err := a.Casework.OfTicket(tx, t.ID)
	out := []string{names[person]}
	for _, c := range cases {
		out = append(out, c.PersonName)
	}
	return out, err
}

// known is what the program knows of a service that somebody complains of (11(7)): the clock of the case, the guide of that
// day and what the notice asked for, how far it goes online, the number and its wait.
func (a *App) known(tx *db.Tx, s review.Subject) (out []review.Known, err error) {
	say := func(codes []int, key string, kv ...any) {
		out = append(out, review.Known{Codes: codes, Text: text.M("review.known."+key, kv...)})
	}
	guide, err := a.Catalog.GuideInForce(tx, s.Item, (s.Day + 1).Start())
	if err != nil && !errs.Is(err, errs.NotFound) {
		return nil, err
	}
	if err != nil {
		say([]int{108, 109, 112, 207, 208, 211}, "guide_none")
	} else {
		samples := 0
		for _, m := range guide.Guide.Materials {
			if m.Sample != "" {
				samples++
			}
		}
		say([]int{108, 109, 111, 207, 208}, "guide", "no", guide.No, "n", len(guide.Guide.Materials), "samples", samples)
		say([]int{112, 211}, "online", "depth", text.M("review.known.depth."+cmp.Or(guide.Guide.Online, "unsaid")))
	}
	if s.Online {
		return out, nil
	}
	return a.knownOfTicket(tx, s, guide, out)
}

// knownOfTicket adds what a visit left: the number, its cases and their clocks.
func (a *App) knownOfTicket(tx *db.Tx, s review.Subject, guide catalog.Version, out []review.Known) ([]review.Known, error) {
	t, err := queue.TicketOf(tx, s.Of)
	if errs.Is(err, errs.NotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	source := "other"
	switch t.Source {
	case "kiosk", "phone", "desk", "booking":
		source = t.Source
	}
	out = append(out, review.Known{Codes: []int{212}, Text: text.M("review.known.ticket", "no", t.No,
		"source", text.M("review.known.source."+source), "waited", int(t.Waited/time.Minute), "calls", t.Calls, "returns", t.Returns)})
	cases, err := a.Casework.OfTicket(tx, t.ID)
	if err != nil {
		return nil, err
	}
	if guide.ID != 0 {
		out = append(out, review.Known{Codes: []int{113, 114}, Text: text.M("review.known.visits", "n", guide.Guide.Visits,
			"cases", len(cases))})
	}
	if len(cases) == 0 {
		return append(out, review.Known{Codes: []int{110, 209}, Text: text.M("review.known.case_none")}), nil
	}
	for _, c := range cases {
		more, err := a.knownOfCase(tx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// knownOfCase is how the clocks of a case stand, and what its notice asked for.
func (a *App) knownOfCase(tx *db.Tx, c casework.Case) (out []review.Known, err error) {
	v, err := a.Casework.View(tx, c)
	if err != nil {
		return nil, err
	}
	for _, k := range v.Clocks {
		if k.Kind != casework.PromiseClock {
			continue
		}
		out = append(out, review.Known{Codes: []int{110, 209}, Text: text.M("review.known.case_clock", "no", c.No, "clock", k.Title,
			"due", k.Day, "state", k.Lamp.Word())})
	}
	key, list := "no_lacking", []string(nil)
	for _, e := range v.Events {
		list = append(list, e.Facts.Lacking...)
	}
	if len(list) > 0 {
		key = "lacking"
	}
	return append(out, review.Known{Codes: []int{108, 109}, Text: text.M("review.known."+key, "list", strings.Join(list, "、"))}), nil
}
