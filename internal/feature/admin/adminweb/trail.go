package adminweb

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
)

// trailView is the auditor's search of the ledger.
type trailView struct {
	Page    ui.StaffPage
	Actor   string
	Verb    string
	From    clock.Day
	To      clock.Day
	Subject ledger.Subject
	Rows    []trailRow
	Older   string // the next page; none when empty
	Signed  clock.Instant
	Note    string // the last signed checkpoint
	Checked *checkView
	Faults  []ui.Fault
	Command string
}

// trailRow is one event as it reads.
type trailRow struct {
	ledger.Entry
	Who   string
	About []subjectView
	Facts string
}

// subjectView is what an event is about, with its name where it has one.
type subjectView struct {
	ledger.Subject
	Name string
}

// checkView is what the verification found.
type checkView struct{ Wrong []string }

// searchDays is how far back a search looks when nobody says: a whole ledger is long.
const searchDays = 30

// maxActors bounds how many people one word may mean.
const maxActors = 8

func (h Handler) trail(r *web.Request) (web.Reply, error) {
	v, err := h.trailView(r)
	if err != nil && !form.Shown(err) {
		return web.Reply{}, err
	}
	return web.Reply{Page: trailPage(v)}, err
}

func (h Handler) trailView(r *web.Request) (v trailView, err error) {
	q := r.URL.Query()
	v = trailView{Page: h.shell(r, "trail"), Actor: r.Text("actor", 40), Verb: r.Text("verb", 60), From: r.Day("from"), To: r.Day("to"),
		Subject: ledger.Of(q.Get("kind"), r.Int("id", 0, 1<<62)), Command: h.command()}
	place := ledger.Place{At: clock.Instant(r.Int("at", 0, 1<<62)), ID: r.Int("after", 0, 1<<62)}
	if v.From == 0 && v.Subject.ID == 0 {
		v.From = h.now().Day().Add(-searchDays)
	}
	if err := r.Faults(); err != nil {
		v.Faults = form.Faults(r.Ctx(), err)
		return v, err
	}
	err = h.Ledger.Read(r.Ctx(), actor(r), actor(r).Centre, func(tx *db.Tx) error { return v.read(r.Ctx(), tx, place) })
	return v, err
}

// read searches and names who did what.
func (v *trailView) read(ctx context.Context, tx *db.Tx, place ledger.Place) error {
	actors, err := identity.Refs(tx, v.Actor)
	if err != nil {
		return err
	}
	var all []ledger.Entry
	for _, a := range actors[:min(len(actors), maxActors)] {
		found, err := ledger.Search(tx, ledger.Query{Subject: v.Subject, Actor: a, Verb: v.Verb, From: v.From, To: v.To, Before: place,
			Limit: pageSize + 1})
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b ledger.Entry) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(b.ID, a.ID)) })
	if len(all) > pageSize {
		all = all[:pageSize]
		v.Older = v.here(all[pageSize-1].Place())
	}
	if v.Note, v.Signed, err = ledger.LastCheckpoint(tx); err != nil {
		return err
	}
	return v.tell(ctx, tx, all)
}

// tell turns entries into lines.
func (v *trailView) tell(ctx context.Context, tx *db.Tx, all []ledger.Entry) error {
	var refs []string
	var persons []int64
	for _, e := range all {
		told, err := e.Told()
		if err != nil {
			return err
		}
		row := trailRow{Entry: e, Facts: factLine(ctx, told.Facts)}
		refs = append(refs, e.Actor)
		for _, s := range told.Subject {
			row.About = append(row.About, subjectView{Subject: s})
			if refs = append(refs, subjectKey(s)); s.Kind == "person" {
				persons = append(persons, s.ID)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	names, err := identity.Who(tx, refs)
	if err != nil {
		return err
	}
	people, err := people.Names(tx, persons)
	v.name(ctx, names, people)
	return err
}

// name puts the names beside the references.
func (v *trailView) name(ctx context.Context, names map[string]string, people map[int64]string) {
	for i, row := range v.Rows {
		if v.Rows[i].Who = names[row.Actor]; v.Rows[i].Who == "" {
			v.Rows[i].Who = actorText(ctx, row.Actor)
		}
		for j, s := range row.About {
			switch {
			case s.Kind == "person":
				row.About[j].Name = people[s.ID]
			default:
				row.About[j].Name = names[subjectKey(s.Subject)]
			}
		}
	}
}

// subjectName is the name of what the search is about, where it has one.
func (v *trailView) subjectName() string {
	for _, row := range v.Rows {
		for _, s := range row.About {
			if s.Subject == v.Subject {
				return s.Name
			}
		}
	}
	return ""
}

// here is the address of the search as it is narrowed now.
func (v *trailView) here(after ledger.Place) string {
	q := map[string][]string{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q[name] = []string{value}
		}
	}
	set("actor", v.Actor)
	set("verb", v.Verb)
	set("from", v.From.String())
	set("to", v.To.String())
	set("kind", v.Subject.Kind)
	set("id", form.Key(v.Subject.ID))
	set("at", form.Key(int64(after.At)))
	set("after", form.Key(after.ID))
	return ui.List{Path: "/admin/trail", Query: q}.Turn(1)
}

// actorText names who is neither a person nor a machine.
func actorText(ctx context.Context, ref string) string {
	kind, _, _ := strings.Cut(ref, ":")
	if kind == "visitor" || kind == "job" {
		return ui.T(ctx, "admin.trail.actor."+kind)
	}
	return ref
}

// verbText is what happened in words; the verb itself where there are none.
func verbText(ctx context.Context, verb string) string {
	if s := ui.T(ctx, "admin.verb."+verb); !strings.HasPrefix(s, "[") {
		return s
	}
	return verb
}

// subjectText names a kind of subject.
func subjectText(ctx context.Context, kind string) string {
	if s := ui.T(ctx, "admin.trail.kind."+strings.ReplaceAll(kind, ".", "_")); !strings.HasPrefix(s, "[") {
		return s
	}
	return kind
}

// verifyTrail reads the whole ledger and tells what is not as it was sealed and signed.
func (h Handler) verifyTrail(r *web.Request) (web.Reply, error) {
	v, err := h.trailView(r)
	if err != nil {
		return web.Reply{}, err
	}
	v.Checked = &checkView{}
	err = h.Ledger.Read(r.Ctx(), actor(r), actor(r).Centre, func(tx *db.Tx) (err error) {
		v.Checked.Wrong, err = ledger.Verify(tx)
		return err
	})
	return web.Reply{Page: trailPage(v)}, err
}

// exportTrail gives the whole ledger with its proofs as one archive, written while it is sent.
func (h Handler) exportTrail(r *web.Request) (web.Reply, error) {
	by := actor(r)
	if err := by.May("ledger.export", identity.Thing{}); err != nil {
		return web.Reply{}, err
	}
	out, in := io.Pipe()
	context.AfterFunc(r.Ctx(), func() { _ = out.CloseWithError(r.Ctx().Err()) }) // a client that goes away ends the writing
	go func() {
		_, err := h.Ledger.ExportZip(r.Ctx(), by, by.Centre, in)
		_ = in.CloseWithError(err)
	}()
	return web.Reply{File: &web.File{Name: "ledger-" + h.now().Day().String() + ".zip", Type: "application/zip", Body: out}}, nil
}

// proof gives the proof that one event stands in the signed ledger, for the stand-alone verifier.
func (h Handler) proof(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	var raw []byte
	err = h.Ledger.Read(r.Ctx(), actor(r), actor(r).Centre, func(tx *db.Tx) error {
		one, err := ledger.Prove(tx, id)
		if err == nil {
			raw, err = json.MarshalIndent(one, "", "  ")
		}
		return err
	})
	if errors.Is(err, ledger.ErrNotSigned) {
		return web.Reply{}, errs.New(errs.Conflict, "admin.trail.not_signed")
	}
	return web.Reply{File: &web.File{Name: "event-" + form.Key(id) + ".json", Type: "application/json",
		Body: strings.NewReader(string(raw))}}, err
}
