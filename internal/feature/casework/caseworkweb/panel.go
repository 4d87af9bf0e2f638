package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/queue"
)

// head is what stands over the middle column: the number, the item, the lamp, how long it takes.
type head struct {
	No    string // of the ticket
	Item  string
	Who   string // 申请人 马×× · 手机尾号 4471
	Lamp  ui.Kind
	Left  string // of the lamp; none when empty
	Tags  []string
	Since clock.Instant // when the visitor came to the window
	Mean  string        // 平均 9:40
	Steps []ui.Step

	Called bool // not at the window yet
}

func (v head) label(ctx context.Context) string {
	if v.Called {
		return ui.T(ctx, "casework.panel.calling")
	}
	return ui.T(ctx, "casework.panel.serving")
}

// Panel is the middle column of the console for the ticket that a window has: the way to the window, the papers to check,
// or the case with its next step. F2 is always the next right thing.
func (h Handler) Panel(ctx context.Context, by identity.Actor, t queue.Ticket) (panel templ.Component, err error) {
	err = h.Cases.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		cases, err := h.Cases.OfTicket(tx, t.ID)
		if err != nil {
			return err
		}
		mean, err := h.mean(ctx, tx, t.Window)
		if err != nil {
			return err
		}
		about, next, err := things(ctx, tx, t)
		if err != nil {
			return err
		}
		if cases = present(cases, t); len(cases) > 0 {
			v, err := h.current(ctx, tx, by, cases, t, mean)
			v.Head.Tags, v.Next = append(v.Head.Tags, about...), next
			panel = casePanel(v)
			return err
		}
		v, err := h.intake(ctx, tx, by, t.Window, t.Item, asked{Ticket: t.ID})
		v.Head.No, v.Head.Since, v.Head.Mean, v.Console = t.No, t.Arrived, mean, true
		v.Head.Tags = append(v.Head.Tags, about...)
		if t.State == queue.Called {
			v.Head.Steps, v.Head.Called, v.Head.Who = steps(ctx, 1), true, ui.T(ctx, "casework.panel.waits")
			panel = calledPanel(v)
		} else {
			panel = intakePanel(v)
		}
		return err
	})
	return panel, err
}

// present are the cases of what is being done now: of a number for several things, those of the present one.
func present(cases []casework.Case, t queue.Ticket) []casework.Case {
	if t.Legs < 2 {
		return cases
	}
	return slices.DeleteFunc(cases, func(c casework.Case) bool { return c.Item != t.Item })
}

// things says what a clerk should know of the number: that it stands for several things, and the next of them; that it was
// entered later.
func things(ctx context.Context, tx *db.Tx, t queue.Ticket) (tags []string, next string, err error) {
	if t.Late != 0 {
		tags = append(tags, ui.T(ctx, "queue.console.entered_later"))
	}
	if t.Legs < 2 {
		return tags, "", nil
	}
	legs, err := queue.LegsOf(tx, t.ID)
	for _, l := range legs {
		if l.State == queue.Ahead && next == "" {
			next = l.Name
		}
	}
	return append(tags, ui.T(ctx, "queue.console.things", "n", t.Legs)), next, err
}

// mean is how long a service at the window takes today.
func (h Handler) mean(ctx context.Context, tx *db.Tx, window int64) (string, error) {
	f, err := queue.DayFlow(tx, tx.Today(), window)
	if err != nil || f.Served == 0 {
		return "", err
	}
	s := int(f.Handling / time.Second)
	return ui.T(ctx, "casework.panel.mean", "time", clockTime(s)), nil
}

func clockTime(seconds int) string {
	s := strconv.Itoa(seconds % 60)
	if len(s) < 2 {
		s = "0" + s
	}
	return strconv.Itoa(seconds/60) + ":" + s
}

// steps is the row of steps of a visit; at is the one under way.
func steps(ctx context.Context, at int) []ui.Step {
	out := make([]ui.Step, 0, 6)
	for i, name := range []string{"call", "arrive", "check", "accept", "finish", "review"} {
		s := ui.Step{Text: ui.T(ctx, "casework.step."+name)}
		switch {
		case i < at:
			s.State = "done"
		case i == at:
			s.State = "now"
		}
		out = append(out, s)
	}
	return out
}

// stepsOf is how far the visit has come with the case; what is turned away was never accepted.
func stepsOf(ctx context.Context, s casework.State) []ui.Step {
	all := steps(ctx, reached(s))
	if s == casework.Declined {
		all[3].Text = say(ctx, s.Text())
	}
	return all
}

// served is the case that the console shows for the ticket.
type served struct {
	casework.View
	Head     head
	Command  string
	Window   int64
	Others   []ui.Link // the visit's other cases
	More     []ui.Link // further items of this window: name and id
	Wait     bool      // materials may be supplied here
	Instant  bool      // F2 finishes it now
	Print    []ui.Link
	Finished bool
	Leaves   bool   // finishing the case can end the service with it
	Next     string // what else is to be done under the number
}

// current shows the newest case of the ticket.
func (h Handler) current(ctx context.Context, tx *db.Tx, by identity.Actor, cases []casework.Case, t queue.Ticket, mean string) (
	served, error) {
	c := cases[len(cases)-1]
	v, err := h.Cases.View(tx, c)
	if err != nil {
		return served{}, err
	}
	out := served{View: v, Command: h.command(), Window: t.Window, Finished: !c.State.Open(), Leaves: h.Cases.Leave != nil,
		Wait:    c.State == casework.HandedIn || c.State == casework.Noticed || c.State == casework.Accepted && deferred(v) > 0,
		Instant: c.Instant && c.State == casework.Accepted && deferred(v) == 0, Print: printLinks(ctx, v)}
	for _, other := range cases[:len(cases)-1] {
		out.Others = append(out.Others, ui.Link{Label: other.No + " " + other.Name, Href: other.Path()})
	}
	out.More, err = h.more(ctx, tx, t.Window, cases)
	out.Head = head{No: t.No, Item: c.Name, Who: applicantLine(ctx, v.Who), Lamp: lamp(v.Shown.Lamp), Left: lampText(ctx, c, v.Shown),
		Tags: tags(ctx, c), Since: t.Arrived, Mean: mean, Steps: stepsOf(ctx, c.State)}
	return out, err
}

// reached is the step of the visit that is under way in a state.
func reached(s casework.State) int {
	switch s {
	case casework.HandedIn, casework.Noticed:
		return 2
	case casework.Accepted, casework.Granted, casework.Refused:
		return 4
	}
	return 5
}

func deferred(v casework.View) (n int) {
	for _, m := range v.Materials {
		if m.Mark == material.Deferred {
			n++
		}
	}
	return n
}

// more lists the window's items that the visit has not brought yet.
func (h Handler) more(ctx context.Context, tx *db.Tx, window int64, cases []casework.Case) ([]ui.Link, error) {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	var out []ui.Link
	for _, id := range hall.Items(window, tx.Now) {
		if slices.ContainsFunc(cases, func(c casework.Case) bool { return c.Item == id }) {
			continue
		}
		it, err := h.Cases.Item(tx, id)
		if err == nil && it.Guide != nil {
			out = append(out, ui.Link{Label: it.Name, Href: strconv.FormatInt(id, 10)})
		}
	}
	return out, nil
}

func tags(ctx context.Context, c casework.Case) []string {
	var out []string
	if c.Source == casework.Online {
		out = append(out, ui.T(ctx, "casework.tag.online"))
	}
	if c.Instant {
		out = append(out, ui.T(ctx, "casework.tag.instant"))
	}
	if c.Tolerated {
		out = append(out, ui.T(ctx, "casework.tag.tolerated"))
	}
	if c.Letter != "" {
		out = append(out, ui.T(ctx, "casework.tag.delegated"))
	}
	return append(out, c.No)
}

func printLinks(ctx context.Context, v casework.View) []ui.Link {
	var out []ui.Link
	for _, p := range slices.Backward(v.Papers) {
		if slices.ContainsFunc(out, func(l ui.Link) bool { return l.Href == v.Path()+"/"+string(p.Kind) }) {
			continue
		}
		out = append(out, ui.Link{Label: ui.T(ctx, "casework.print."+string(p.Kind)), Href: v.Path() + "/" + string(p.Kind)})
	}
	return out
}

// applicantLine is who applied in a line, masked.
func applicantLine(ctx context.Context, who applicant.Applicant) string {
	if who.Name == "" {
		return ui.T(ctx, "casework.erased")
	}
	return ui.T(ctx, "casework.who", "who", whoValue(ctx, who))
}

// whoValue is the same beside its label.
func whoValue(ctx context.Context, who applicant.Applicant) string {
	line := who.Name
	if who.Agent != "" {
		line += ui.T(ctx, "casework.who_agent", "name", who.Agent)
	}
	if who.Phone != "" {
		line += ui.T(ctx, "casework.who_phone", "phone", who.Phone)
	}
	return line
}

// Todo is one thing to do today, for the console: its lamp, its words, its page.
type Todo struct {
	Kind ui.Kind
	Lamp string
	Text string
	Href string
}

// todoRows is how many of them the console has room for.
const todoRows = 6

// Todos lists the open cases of the actor's windows that wait for something, the oldest first.
func (h Handler) Todos(ctx context.Context, by identity.Actor) (out []Todo, err error) {
	err = h.Cases.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out = nil
		for _, w := range by.Sight("case.read").Windows {
			rows, err := h.Cases.Todo(tx, w, todoRows-len(out))
			if err != nil {
				return err
			}
			for _, r := range rows {
				out = append(out, Todo{Kind: lamp(r.Shown.Lamp), Lamp: say(ctx, r.Shown.Left), Href: r.Path(),
					Text: ui.T(ctx, "casework.todo", "no", r.No, "item", r.Name, "state", say(ctx, r.State.Text()))})
			}
		}
		return nil
	})
	return out, err
}
