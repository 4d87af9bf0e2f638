package siteweb

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// mobile is a mobile number of the mainland.
var mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)

// takeForm asks for what, then shows one page to confirm it.
func (h Handler) takeForm(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := Take{Frame: f, Command: newCommand(h), Texts: h.Texts, Item: r.URL.Query().Get("item")}
	err = h.fillTake(r.Ctx(), &v)
	return shown(TakePage(v), err)
}

// take takes the number. A refusal shows the page again, with its reason, its article and what is lawful instead.
func (h Handler) take(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := Take{Frame: f, Command: newCommand(h), Texts: h.Texts, Item: r.Text("item", 20), Number: r.Text("phone", 20),
		Consent: r.Text("consent", 1) != ""}
	v.Self = PathTake + "?item=" + v.Item
	err = h.fillTake(r.Ctx(), &v)
	if err != nil {
		return web.Reply{}, err
	}
	more := v.tick(r.PostForm["also"])
	if err = typed(v); err == nil {
		var t queue.Ticket
		t, err = h.Take(r.Ctx(), identity.From(r.Ctx()), queue.Take{Item: v.id(), Also: more, Phone: v.Number, Source: "phone"})
		if err == nil {
			return web.Reply{Redirect: ticketPath(t.Token)}, nil
		}
	}
	v.Faults, v.Refused = faults(r.Ctx(), err), errs.Is(err, errs.Breach)
	return web.Reply{Page: TakePage(v)}, err
}

// tick marks what was ticked, and gives it.
func (v *Take) tick(values []string) (items []int64) {
	for i, c := range v.More {
		if item, err := strconv.ParseInt(c.Value, 10, 64); err == nil && slices.Contains(values, c.Value) {
			items, v.More[i].On = append(items, item), true
		}
	}
	return items
}

// added tells whether something else was ticked.
func (v Take) added() bool {
	return slices.ContainsFunc(v.More, func(c Choice) bool { return c.On })
}

// typed judges what was typed: something to take a number for, a phone number that is one, and consent to keep it
// (个人信息保护法第十三条).
func typed(v Take) error {
	if v.Item == "" {
		return errs.Field("item", "site.take.choose")
	}
	var out []errs.Fault
	if v.Number != "" && !mobile.MatchString(v.Number) {
		out = append(out, errs.Fault{Field: "phone", Text: text.M("site.take.no_phone")})
	}
	if v.Number != "" && !v.Consent {
		out = append(out, errs.Fault{Field: "consent", Text: text.M("site.take.no_consent")})
	}
	if out == nil {
		return nil
	}
	return errs.New(errs.Invalid, "site.take.check").With(out...)
}

// id is the chosen item; 0 names nothing.
func (v Take) id() int64 {
	n, err := strconv.ParseInt(v.Item, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// fillTake says where the item is done and how many wait, or offers items.
func (h Handler) fillTake(ctx context.Context, v *Take) error {
	return h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) (err error) {
		n, err := h.now(tx)
		if err != nil {
			return err
		}
		if !n.open {
			v.Closed = n.opens(ctx)
		}
		if v.Item == "" {
			v.Often, err = h.often(ctx, tx, n)
			return err
		}
		it, err := h.Catalog.Item(tx, v.id())
		if err != nil {
			return err
		}
		windows := n.Serving(it.ID, n.at)
		zone := n.zoneOf(windows)
		v.Name, v.Windows = it.Name, windowNos(ctx, windows)
		if zone.ID != 0 {
			v.Where = ui.T(ctx, "site.zone", "zone", zone.Prefix, "place", zone.Place)
		}
		v.Waiting = n.paces[zone.ID].Waiting
		v.Minutes = n.minutes(zone.ID, v.Waiting)
		if why := it.MayBook(); why != nil {
			v.Faults, v.Refused = faults(ctx, why), true
			return nil
		}
		return h.fillMore(ctx, tx, n, v)
	})
}

// fillMore offers what people come for most often besides, under the same number.
func (h Handler) fillMore(ctx context.Context, tx *db.Tx, n hallAt, v *Take) error {
	often, err := h.often(ctx, tx, n)
	for _, o := range often {
		if value := strconv.FormatInt(o.Item, 10); value != v.Item {
			v.More = append(v.More, Choice{Value: value, Label: o.Name})
		}
	}
	return err
}

// takeWord says what a phone number is for: a text message where there are any, else only to be reached.
func takeWord(ctx context.Context, v Take, texts, plain string) string {
	if v.Texts {
		return ui.T(ctx, "site.take."+texts)
	}
	return ui.T(ctx, "site.take."+plain)
}
