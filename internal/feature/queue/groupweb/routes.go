package groupweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/series"
)

// Handler is what the pages need.
type Handler struct {
	Groups    *series.Service
	Directory *directory.Service
	// Taken is how many numbers of a group were given today.
	Taken func(tx *db.Tx, group int64) (int, error)
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
}

// Path is the page of the groups.
const Path = "/groups"

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /groups", "queue.manage", h.groups)
	s.Page("POST /groups", "queue.manage", h.put)
	s.Page("POST /groups/{id}/end", "queue.manage", h.end)
	op := func(id, pattern, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: "queue.manage", Title: title, Tag: "queue"}
	}
	web.API(s, op("group-list", "GET /api/v1/groups", "号组"), h.apiGroups)
	web.API(s, op("group-put", "PUT /api/v1/groups", "设置号组"), h.apiPut)
	web.API(s, op("group-end", "DELETE /api/v1/groups/{id}", "撤销号组"), h.apiEnd)
}

// groupsView is the page of the groups.
type groupsView struct {
	Page    ui.StaffPage
	Groups  []groupView
	Form    series.Group // as typed, or the one to change
	Zones   []zoneItems
	Command string
	Faults  []ui.Fault
}

// groupView is a group with its items by name.
type groupView struct {
	series.Group
	Names []string
	Taken int // today
}

// zoneItems are the items that a zone's windows serve now.
type zoneItems struct {
	directory.Zone
	Items []named
}

type named struct {
	ID   int64
	Name string
	In   string // the other group that it is in
}

func (h Handler) groups(r *web.Request) (web.Reply, error) {
	v, err := h.view(r)
	if err != nil {
		return web.Reply{}, err
	}
	at := slices.IndexFunc(v.Groups, func(g groupView) bool { return form.Key(g.ID) == r.URL.Query().Get("group") })
	if at >= 0 {
		v.Form = v.Groups[at].Group
	}
	return web.Reply{Page: groupsPage(v)}, nil
}

func (h Handler) view(r *web.Request) (v groupsView, err error) {
	ctx := r.Ctx()
	v.Page, v.Command = h.Shell(ctx, ui.T(ctx, "queue.group.title"), ""), h.Groups.Store.IDs().Token()
	err = h.Groups.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		all, err := series.List(tx)
		if err != nil {
			return err
		}
		in := map[int64]string{}
		for _, g := range all {
			one := groupView{Group: g}
			if one.Taken, err = h.Taken(tx, g.ID); err != nil {
				return err
			}
			for _, item := range g.Items {
				name, err := h.name(tx, item)
				if err != nil {
					return err
				}
				one.Names, in[item] = append(one.Names, name), g.Name
			}
			v.Groups = append(v.Groups, one)
		}
		v.Zones, err = h.items(tx, hall, in)
		return err
	})
	return v, err
}

// items lists what the windows serve now, by zone; an item stands in the zone of its first window.
func (h Handler) items(tx *db.Tx, hall *directory.Hall, in map[int64]string) (out []zoneItems, err error) {
	seen := map[int64]bool{}
	for _, z := range hall.Zones {
		zone := zoneItems{Zone: z}
		for _, w := range hall.InZone(z.ID, tx.Now) {
			for _, item := range hall.Items(w.ID, tx.Now) {
				if seen[item] {
					continue
				}
				seen[item] = true
				name, err := h.name(tx, item)
				if err != nil {
					return nil, err
				}
				zone.Items = append(zone.Items, named{item, name, in[item]})
			}
		}
		slices.SortFunc(zone.Items, func(a, b named) int { return cmp.Compare(a.Name, b.Name) })
		if zone.Items != nil {
			out = append(out, zone)
		}
	}
	return out, nil
}

// name is how an item reads; one that no number is given for has a name as well.
func (h Handler) name(tx *db.Tx, item int64) (string, error) {
	name, err := h.Groups.Item(tx, item)
	if errs.Is(err, errs.Breach) || errs.Is(err, errs.NotFound) {
		err = nil
	}
	return name, err
}

// put makes or changes a group. A refusal shows the page again with what was typed.
func (h Handler) put(r *web.Request) (web.Reply, error) {
	g := series.Group{ID: r.Int("id", 0, 1<<62), Name: r.Text("name", 40), Prefix: r.Text("prefix", 4),
		Ceiling: int(r.Int("ceiling", 0, 9999))}
	for _, raw := range r.PostForm["item"] {
		item, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			return web.Reply{}, errs.Field("items", "error.not_number")
		}
		g.Items = append(g.Items, item)
	}
	err := r.Faults()
	if err == nil {
		_, err = h.Groups.Put(r.Ctx(), identity.From(r.Ctx()), g)
	}
	if errs.Is(err, errs.Invalid) {
		v, failed := h.view(r)
		if failed != nil {
			return web.Reply{}, failed
		}
		v.Form, v.Faults = g, form.Faults(r.Ctx(), err)
		return web.Reply{Page: groupsPage(v)}, err
	}
	return web.Reply{Redirect: Path}, err
}

func (h Handler) end(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err == nil {
		_, err = h.Groups.Drop(r.Ctx(), identity.From(r.Ctx()), id)
	}
	return web.Reply{Redirect: Path}, err
}
