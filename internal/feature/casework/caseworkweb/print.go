package caseworkweb

import (
	"context"
	"fmt"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/paper"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/casework"
)

// printed is one paper on one sheet.
type printed struct {
	paper.Paper
	Case   casework.Case
	Who    applicant.Applicant // masked, but for the names on a paper that is handed over
	Office string
	No     string // 昌容〔2026〕1123-0132
	QR     qrCode
	All    int // how many lines the paper has, on all its sheets
	Back   string
}

// paper is a paper as the staff print it, for the applicant's hand: the newest of its kind, or the one that ?n names.
func (h Handler) paper(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.Cases.Hand(r.Ctx(), actor(r), id, paper.Kind(r.PathValue("paper")))
	if err != nil {
		return web.Reply{}, err
	}
	return h.print(r, v.Case, v.Who, v.Papers, v.Path())
}

// ownPaper is the same paper, masked, for whoever holds the code of the case.
func (h Handler) ownPaper(r *web.Request) (web.Reply, error) {
	a, err := h.Cases.Progress(r.Ctx(), actor(r).Centre, r.PathValue("code"), "")
	if err != nil {
		return web.Reply{}, err
	}
	var who applicant.Applicant
	err = h.Cases.Store.Read(r.Ctx(), actor(r).Centre, func(*db.Tx) (err error) {
		who, err = h.Cases.Masked(a.Case)
		return err
	})
	if err != nil {
		return web.Reply{}, err
	}
	return h.print(r, a.Case, who, a.Papers, pathProgress+a.Token)
}

func (h Handler) print(r *web.Request, c casework.Case, who applicant.Applicant, all []paper.Paper, backTo string) (web.Reply, error) {
	kind, seq := paper.Kind(r.PathValue("paper")), int(r.Int("n", 1, 1000))
	p, found := pick(all, kind, seq)
	if !found {
		return web.Reply{}, errs.New(errs.NotFound, "error.not_found")
	}
	hall, err := h.Directory.Now(r.Ctx(), actor(r).Centre)
	if err != nil {
		return web.Reply{}, err
	}
	v := printed{Paper: p, Case: c, Who: who, Office: hall.Centre.Name, No: number(r.Ctx(), hall.Centre, c, p), Back: backTo,
		QR: code(h.origin(r) + pathProgress + c.Token), All: len(p.Lines)}
	return web.Reply{Page: paperPage(v)}, nil
}

// pick is the newest paper of a kind, or the seq-th.
func pick(all []paper.Paper, kind paper.Kind, seq int) (paper.Paper, bool) {
	for _, p := range slices.Backward(all) {
		if p.Kind == kind && (seq == 0 || p.Seq == seq) {
			return p, true
		}
	}
	return paper.Paper{}, false
}

func (h Handler) origin(r *web.Request) string {
	if h.Origin != "" {
		return strings.TrimRight(h.Origin, "/")
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// number is the paper's own number, from the case's: 昌容〔2026〕1123-0132.
func number(ctx context.Context, centre directory.Centre, c casework.Case, p paper.Paper) string {
	_, serial, _ := strings.Cut(c.No, "-")
	short := ""
	for _, first := range centre.Short {
		short = string(first)
		break
	}
	no := ui.T(ctx, "casework.number."+string(p.Kind), "centre", short, "year", c.Day.Year(), "day", fmt.Sprintf("%04d", int(c.Day)%10000),
		"serial", serial)
	if p.Seq > 1 {
		no += "-" + n(p.Seq)
	}
	return no
}

// day is a day as papers write it: 2026年11月23日.
func day(ctx context.Context, d clock.Day) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(ui.T(ctx, "casework.day"))
}

// promised is the promised limit on the paper; with materials to come it counts from their arrival.
func (v printed) promised(ctx context.Context) string {
	limit := say(ctx, v.Case.PromisedText())
	switch {
	case v.Kind == paper.Notice:
		return ui.T(ctx, "casework.sheet.after_all", "limit", limit)
	case v.Case.Tolerated:
		return ui.T(ctx, "casework.sheet.after_supply", "limit", limit)
	}
	return limit
}

// seal is which seal stands on it: the window's, or the one of whoever decides.
func (v printed) seal() string {
	switch v.Kind {
	case paper.Special, paper.Prolong, paper.Refusal:
		return "casework.sheet.seal_decision"
	}
	return "casework.sheet.seal"
}

// what is what a line of a notice asks for.
func (v printed) what(ctx context.Context, l paper.Line) string {
	s := l.Fault
	if s == "" {
		s = ui.T(ctx, "casework.sheet.absent")
	}
	if l.Deferrable {
		s += ui.T(ctx, "casework.sheet.deferrable")
	}
	return s
}

// got is how many of which were received.
func got(ctx context.Context, l paper.Line) string {
	if l.Fetched {
		return ui.T(ctx, "casework.sheet.fetched")
	}
	return say(ctx, l.Form())
}
