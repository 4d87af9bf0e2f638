package siteweb

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// Sizes of a search: what one page shows, and how far one can turn.
const (
	onPage   = 20
	lastPage = 50
	maxQuery = 60
)

func (h Handler) search(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := Search{Frame: f, Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	if runes := []rune(v.Query); len(runes) > maxQuery {
		v.Query = string(runes[:maxQuery])
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = min(max(page, 1), lastPage)
	zone, _ := strconv.ParseInt(r.URL.Query().Get("zone"), 10, 64)
	ctx := r.Ctx()
	var hits []catalog.Hit
	if v.Query != "" {
		if hits, v.Total, err = h.Catalog.Search(ctx, identity.From(ctx).Centre, v.Query, 0, page*onPage); err != nil {
			return web.Reply{}, err
		}
		hits = hits[min((page-1)*onPage, len(hits)):]
	}
	err = h.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		n, err := h.now(tx)
		if err != nil {
			return err
		}
		return h.found(ctx, tx, n, &v, hits, zone, page)
	})
	return shown(SearchPage(v), err)
}

// found fills the page: results, the items of a zone, the subjects, or what to try instead.
func (h Handler) found(ctx context.Context, tx *db.Tx, n hallAt, v *Search, hits []catalog.Hit, zone int64, page int) (err error) {
	switch {
	case v.Query == "" && zone != 0:
		return h.ofZone(ctx, tx, n, v, zone, page)
	case v.Query == "":
		v.Subjects = subjects(ctx, n)
		return nil
	case v.Total == 0:
		v.Try = h.tryWords(ctx, tx)
		v.Often, err = h.often(ctx, tx, n)
		return err
	}
	for _, hit := range hits {
		o := offerOf(ctx, n, hit.Item, hit.Promised)
		if why := hit.Item.MayBook(); why != nil {
			o.Sub, o.Waiting = joined(hit.Department, text.Say(text.Of(ctx), errs.As(why).Faults[0].Text)), -1
		}
		v.Results = append(v.Results, o)
	}
	if page*onPage < v.Total {
		v.More = fmt.Sprintf("%s?q=%s&page=%d", PathSearch, url.QueryEscape(v.Query), page+1)
	}
	return nil
}

// subjects are the zones, by what people come there for.
func subjects(ctx context.Context, n hallAt) (out []Offer) {
	for _, z := range n.Zones {
		n := len(n.itemsOf(z.ID))
		out = append(out, Offer{Name: z.Name, Sub: joined(z.Hint, ui.T(ctx, "site.search.items", "n", n)), Waiting: -1,
			Href: fmt.Sprintf("%s?zone=%d", PathSearch, z.ID)})
	}
	return out
}

// ofZone lists what is done in a zone.
func (h Handler) ofZone(ctx context.Context, tx *db.Tx, n hallAt, v *Search, zone int64, page int) error {
	z, ok := n.Zone(zone)
	if !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	ids := n.itemsOf(zone)
	v.Subject, v.Total = z.Name, len(ids)
	for _, id := range ids[min((page-1)*onPage, len(ids)):min(page*onPage, len(ids))] {
		o, ok, err := h.offer(ctx, tx, n, id)
		if err != nil {
			return err
		}
		if ok {
			v.Results = append(v.Results, o)
		}
	}
	if page*onPage < len(ids) {
		v.More = fmt.Sprintf("%s?zone=%d&page=%d", PathSearch, zone, page+1)
	}
	return nil
}

// tryWords are words of the catalogue that find something here.
func (h Handler) tryWords(ctx context.Context, tx *db.Tx) (out []string) {
	for w := range strings.SplitSeq(text.Say(text.Zh, text.M("site.search.words")), " ") {
		if _, n, err := h.Catalog.Search(ctx, tx.Centre, w, 0, 1); err == nil && n > 0 {
			out = append(out, w)
		}
	}
	return out
}
