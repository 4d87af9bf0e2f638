package catalogweb

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/catalog"
)

// itemView is one item with everything around it.
type itemView struct {
	Page     ui.StaffPage
	Item     catalog.Item
	Hall     *directory.Hall
	Windows  []directory.Window
	Planned  []planned
	Versions []catalog.Version
	Clocks   []deadline.Deadline
	History  []ui.Moment
	Form     catalog.Classification // as typed
	Classify bool                   // the person may
	Command  string
	Faults   []ui.Fault
}

func (h Handler) item(r *web.Request) (web.Reply, error) { return h.itemPage(r, nil, nil) }

// longHistory is more events than a page needs.
const longHistory = 200

// itemPage draws the item; typed is a classification that was refused, with the reason.
func (h Handler) itemPage(r *web.Request, typed *catalog.Classification, refused error) (web.Reply, error) {
	n, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	v := itemView{Command: h.command(), Faults: faults(r.Ctx(), refused), Classify: by.Allow("item.classify") == nil}
	if v.Hall, err = h.Directory.Now(r.Ctx(), by.Centre); err != nil {
		return web.Reply{}, err
	}
	if err := h.Catalog.Read(r.Ctx(), by, func(tx *db.Tx) error { return h.load(tx, by, n, &v) }); err != nil {
		return web.Reply{}, err
	}
	if v.Form = formOf(v.Item); typed != nil {
		v.Form = *typed
	}
	v.Windows, v.Planned = v.Hall.Serving(n, h.now()), plannedOf(v.Hall, n, h.now())
	v.Page = h.Shell(r.Ctx(), v.Item.Name, v.Item.Code)
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "catalog.page.title"), Href: "/items"}}
	v.Page.Said = said(r)
	return web.Reply{Page: itemPage(v)}, refused
}

// planned is a window that will serve an item, or that will no longer.
type planned struct {
	Window directory.Window
	Day    clock.Day
	Ends   bool
}

// plannedOf is what the directory already knows of the item's windows after now, the nearest first.
func plannedOf(hall *directory.Hall, item int64, now clock.Instant) (out []planned) {
	for _, s := range hall.Services() {
		w, ok := hall.Window(s.Window)
		if s.Item != item || !ok {
			continue
		}
		if s.From > now {
			out = append(out, planned{Window: w, Day: s.From.Day()})
		}
		if s.Until > now {
			out = append(out, planned{Window: w, Day: s.Until.Day(), Ends: true})
		}
	}
	slices.SortFunc(out, func(a, b planned) int { return int(a.Day - b.Day) })
	return out
}

func (h Handler) load(tx *db.Tx, by identity.Actor, n int64, v *itemView) (err error) {
	if v.Item, err = h.Catalog.Visible(tx, by, n); err != nil {
		return err
	}
	if v.Versions, err = h.Catalog.Versions(tx, n); err != nil {
		return err
	}
	if !h.Catalog.ReadsDrafts(by, v.Item) {
		v.Versions = slices.DeleteFunc(v.Versions, func(g catalog.Version) bool { return g.State == catalog.Draft })
	}
	if v.Clocks, err = h.Catalog.Updates(tx, n); err != nil {
		return err
	}
	events, err := ledger.Timeline(tx, ledger.Of("item", n), longHistory)
	v.History = history(tx.Ctx, v.Item, events)
	return err
}

// told are the events of an item that its history tells.
var told = []string{"item.changed", "item.classified", "guide.drafted", "guide.published", "guide.confirmed", "deadline.started",
	"deadline.met"}

// history tells what happened to the item, oldest first.
func history(ctx context.Context, it catalog.Item, events []ledger.Entry) []ui.Moment {
	out := []ui.Moment{{Title: ui.T(ctx, "catalog.event.added"), At: at(it.Added)}}
	for _, e := range slices.Backward(events) {
		if !slices.Contains(told, e.Verb) {
			continue
		}
		out = append(out, ui.Moment{Title: ui.T(ctx, "catalog.event."+strings.ReplaceAll(e.Verb, ".", "_")), At: at(e.At),
			Text: changes(ctx, e)})
	}
	return out
}

// changes says in which fields a change differs, and the version of a guide.
func changes(ctx context.Context, e ledger.Entry) string {
	var record struct {
		Facts map[string]any `json:"facts"`
	}
	if json.Unmarshal([]byte(e.Record), &record) != nil {
		return ""
	}
	var out []string
	if n, ok := record.Facts["version"].(float64); ok {
		out = append(out, ui.T(ctx, "catalog.event.version", "n", int(n)))
	}
	if name, ok := record.Facts["declared"].(string); ok {
		out = append(out, ui.T(ctx, "catalog.event.declared", "name", name))
	}
	if address, ok := record.Facts["url"].(string); ok {
		out = append(out, address)
	}
	for _, field := range changedFields {
		pair, ok := record.Facts[field].([]any)
		if !ok || len(pair) != 2 {
			continue
		}
		was, is := pair[0].(string), pair[1].(string)
		out = append(out, ui.T(ctx, "catalog.event.field", "field", ui.T(ctx, "catalog.event.fields."+field),
			"was", valueWord(ctx, field, was), "is", valueWord(ctx, field, is)))
	}
	return strings.Join(out, ui.T(ctx, "catalog.event.between"))
}

// changedFields are what a change of an item may be about, in the order they are told.
var changedFields = []string{"name", "main", "department", "department_code", "kind", "national", "level", "mode", "mode_reason",
	"mode_document", "mode_day", "tolerance"}

func valueWord(ctx context.Context, field, value string) string {
	switch {
	case value == "":
		return ui.T(ctx, "catalog.event.nothing")
	case field == "kind":
		return say(ctx, catalog.Kind(value).Text())
	case field == "mode":
		return say(ctx, catalog.Mode(value).Text())
	case field == "tolerance":
		return ui.T(ctx, "catalog.event."+value)
	}
	return value
}

func at(i clock.Instant) string { return i.Format("2006-01-02 15:04") }

func formOf(i catalog.Item) catalog.Classification {
	return catalog.Classification{Kind: i.Kind, Level: i.Level, Mode: i.Mode, Reason: i.Reason, Document: i.Document, Since: i.Since,
		Tolerance: i.Tolerance}
}

// classify sets what a person decides about the item.
func (h Handler) classify(r *web.Request) (web.Reply, error) {
	n, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	c := catalog.Classification{Kind: catalog.Kind(r.Text("kind", 20)), Level: r.Text("level", 2), Mode: catalog.Mode(r.Text("mode", 20)),
		Reason: r.Text("reason", 500), Document: r.Text("document", 200), Since: r.Day("since"), Tolerance: r.FormValue("tolerance") == "1"}
	seen := clock.Instant(r.Int("seen", 0, 1<<62))
	err = r.Faults()
	if err == nil {
		_, err = h.Catalog.Classify(r.Ctx(), actor(r), n, seen, c)
	}
	if err != nil {
		return h.again(r, &c, err)
	}
	return web.Reply{Redirect: catalog.Path(n) + "?said=classified"}, nil
}

// draftsAgain is again for the page of drafts.
func (h Handler) draftsAgain(r *web.Request, err error) (web.Reply, error) {
	if !slices.Contains([]errs.Code{errs.Invalid, errs.Breach, errs.Conflict}, errs.As(err).Code) {
		return web.Reply{}, err
	}
	return h.draftsPage(r, nil, err)
}

// again shows the page with what is wrong; what the person can do nothing about is an error of its own.
func (h Handler) again(r *web.Request, typed *catalog.Classification, err error) (web.Reply, error) {
	if !slices.Contains([]errs.Code{errs.Invalid, errs.Breach, errs.Conflict}, errs.As(err).Code) {
		return web.Reply{}, err
	}
	return h.itemPage(r, typed, err)
}

// publish makes a draft the guide in force; the box says that the chief declares it (4(3)).
func (h Handler) publish(r *web.Request) (web.Reply, error) {
	n, err := r.ID("guide")
	if err != nil {
		return web.Reply{}, err
	}
	if r.FormValue("declared") != "1" {
		return h.again(r, nil, catalog.NotDeclared())
	}
	v, err := h.Catalog.PublishGuide(r.Ctx(), actor(r), n)
	if err != nil {
		return h.again(r, nil, err)
	}
	return web.Reply{Redirect: catalog.Path(v.Item) + "?said=published"}, nil
}

// confirm records that the integrated platform shows the version in force. The box says that its text was compared.
func (h Handler) confirm(r *web.Request) (web.Reply, error) {
	n, err := r.ID("guide")
	if err != nil {
		return web.Reply{}, err
	}
	c := catalog.PlatformConfirmation{URL: r.Must("url", 500)}
	if r.FormValue("compared") == "1" {
		c.Digest = r.Text("digest", 64)
	}
	err = r.Faults()
	var v catalog.Version
	if err == nil {
		v, err = h.Catalog.ConfirmGuide(r.Ctx(), actor(r), n, c)
	}
	if err != nil {
		return h.again(r, nil, err)
	}
	return web.Reply{Redirect: catalog.Path(v.Item) + "?said=confirmed"}, nil
}

// said reads what the last form did from the address: one of our sentences, never a text that stands there.
func said(r *web.Request) string {
	key := r.URL.Query().Get("said")
	if !slices.Contains([]string{"classified", "published", "confirmed"}, key) {
		return ""
	}
	return ui.T(r.Ctx(), "catalog.said."+key)
}

func faults(ctx context.Context, err error) (out []ui.Fault) {
	if err == nil {
		return nil
	}
	e := errs.As(err)
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(text.Of(ctx), e.Text)}}
	}
	return out
}
