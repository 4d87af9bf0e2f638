package adminweb

import (
	"context"
	"strings"

	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// Found is one kind of thing that a search has found: items, cases, a number of today, people, windows, articles.
type Found struct {
	Kind string // the key of its heading: "item", "case", "ticket", "person", "window", "article"
	Hits []Hit
	More string // the list with all of them, where there are more; none when empty
}

// Hit is one thing that was found. What has no page of its own for whoever asks has no address.
type Hit struct {
	Title, Detail, Href string
}

// findView is the page of the staff's search.
type findView struct {
	Page  ui.StaffPage
	Q     string
	Found []Found
}

// findPage shows what the search of the head finds, each kind only as far as whoever asks may see it.
func (h Handler) findPage(r *web.Request) (web.Reply, error) {
	v := findView{Page: h.shell(r, "find"), Q: strings.TrimSpace(r.Text("q", 60))}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	if v.Q != "" && h.Find != nil {
		var err error
		if v.Found, err = h.Find(r.Ctx(), actor(r), v.Q); err != nil {
			return web.Reply{}, err
		}
	}
	return web.Reply{Page: foundPage(v)}, nil
}

// first tells whether that is the first hit that leads somewhere: it has the focus, so that the arrows go on from there.
func (v findView) first(group, hit int) bool {
	for i, g := range v.Found {
		for j, one := range g.Hits {
			if one.Href != "" {
				return i == group && j == hit
			}
		}
	}
	return false
}

// Finder finds what somebody may see by a word.
type Finder func(ctx context.Context, by identity.Actor, word string) ([]Found, error)
