package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/people"
	"lianban/internal/feature/admin/adminweb"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// fewHits is how many of a kind the search shows; its list has them all.
const fewHits = 8

// find is the staff's search: a case by its number, a ticket by its number of today, an item by name or code, a person by
// name, a window by number, an article of the measures. Each is found by whoever may see it, and by nobody else.
func (a *App) find(ctx context.Context, by identity.Actor, word string) (out []adminweb.Found, err error) {
	s := search{App: a, ctx: ctx, by: by, word: word, low: strings.ToLower(word)}
	if by.Allow("case.read") == nil {
		if err := s.cases(); err != nil {
			return nil, err
		}
	}
	before := len(s.found)
	err = a.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		s.found = s.found[:before] // the function may run again
		hall, err := a.Directory.Hall(tx)
		if err != nil {
			return err
		}
		for _, step := range []func(*db.Tx, *directory.Hall) error{s.tickets, s.items, s.people, s.windows} {
			if err := step(tx, hall); err != nil {
				return err
			}
		}
		return nil
	})
	s.articles()
	// A number of today is one thing; what else has its letters in it comes after.
	slices.SortStableFunc(s.found, func(a, b adminweb.Found) int { return rank(a) - rank(b) })
	return s.found, err
}

func rank(f adminweb.Found) int {
	if f.Kind == "ticket" {
		return 0
	}
	return 1
}

// search is one search on its way.
type search struct {
	*App
	ctx       context.Context
	by        identity.Actor
	word, low string
	found     []adminweb.Found
}

// add puts a kind of hits among what was found, if there are any.
func (s *search) add(kind string, hits []adminweb.Hit, more string) {
	if len(hits) > fewHits {
		hits = hits[:fewHits]
	} else {
		more = ""
	}
	if len(hits) > 0 {
		s.found = append(s.found, adminweb.Found{Kind: kind, Hits: hits, More: more})
	}
}

func (s *search) cases() error {
	page, err := s.Casework.List(s.ctx, s.by, casework.Query{Text: s.word, Size: fewHits + 1})
	var hits []adminweb.Hit
	for _, r := range page.Rows {
		hits = append(hits, adminweb.Hit{Title: r.No, Detail: r.Name + " · " + text.Say(text.Of(s.ctx), r.State.Text()), Href: r.Path()})
	}
	s.add("case", hits, "/cases?q="+url.QueryEscape(s.word))
	return err
}

// tickets finds today's ticket of that number for whoever helps in the hall, serves it, or watches its windows.
func (s *search) tickets(tx *db.Tx, hall *directory.Hall) error {
	t, err := queue.Numbered(tx, s.word)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	windows := hall.Serving(t.Item, tx.Now)
	if w, ok := hall.Window(t.Window); ok {
		windows = append(windows, w)
	}
	if !slices.ContainsFunc(windows, func(w directory.Window) bool {
		thing := identity.Thing{Department: w.Department, Window: w.ID}
		return s.by.May("ticket.help", thing) == nil || s.by.May("board.read", thing) == nil
	}) {
		return nil
	}
	hit := adminweb.Hit{Title: t.No, Detail: t.Name + " · " + ui.T(s.ctx, "queue.state."+string(t.State), "window", s.no(hall, t.Window))}
	if s.by.Allow("item.read") == nil {
		hit.Href = catalog.Path(t.Item)
	}
	s.add("ticket", []adminweb.Hit{hit}, "")
	return nil
}

func (s *search) no(hall *directory.Hall, window int64) string {
	if w, ok := hall.Window(window); ok {
		return strconv.Itoa(w.No)
	}
	return ""
}

func (s *search) items(tx *db.Tx, _ *directory.Hall) error {
	sight := s.by.Sight("item.read")
	if sight.Nothing() {
		return nil
	}
	page, err := s.Catalog.List(tx, sight, catalog.Query{Text: s.word, Page: 1, Size: fewHits + 1})
	var hits []adminweb.Hit
	for _, it := range page.Items {
		hits = append(hits, adminweb.Hit{Title: it.Name, Detail: it.Code, Href: catalog.Path(it.ID)})
	}
	s.add("item", hits, "/items?q="+url.QueryEscape(s.word))
	return err
}

// people finds those of the hall by name: for whoever may read the directory, and for who keeps the accounts.
func (s *search) people(tx *db.Tx, hall *directory.Hall) error {
	sight, accounts := s.by.Sight("directory.read"), s.by.Allow("account.manage") == nil
	if sight.Nothing() && !accounts {
		return nil
	}
	all, err := people.List(tx)
	var hits []adminweb.Hit
	for _, p := range all {
		if p.Until != 0 && p.Until <= tx.Now || !strings.Contains(strings.ToLower(p.Name), s.low) {
			continue
		}
		hit, seen := adminweb.Hit{Title: p.Name}, accounts || sight.Sees(identity.Thing{Department: p.Department, Person: p.ID})
		var about []string
		if d, ok := hall.Department(p.Department); ok {
			about = append(about, d.Short)
		}
		for _, post := range hall.PostsOf(p.ID, tx.Now) {
			w, _ := hall.Window(post.Window)
			seen = seen || sight.Sees(identity.Thing{Department: w.Department, Window: w.ID})
			about = append(about, ui.T(s.ctx, "admin.find.window", "no", w.No))
			hit.Href = s.seat(w)
		}
		if hit.Detail = strings.Join(about, " · "); accounts {
			hit.Href = "/admin/accounts?q=" + url.QueryEscape(p.Name)
		}
		if seen {
			hits = append(hits, hit)
		}
	}
	s.add("person", hits, "")
	return err
}

// seat is where the board shows a window, for whoever it shows it to.
func (s *search) seat(w directory.Window) string {
	if s.by.May("board.read", identity.Thing{Department: w.Department, Window: w.ID}) != nil {
		return ""
	}
	return fmt.Sprintf("/board#w-%d", w.No)
}

func (s *search) windows(tx *db.Tx, hall *directory.Hall) error {
	sight := s.by.Sight("directory.read")
	no, err := strconv.Atoi(strings.TrimRightFunc(s.word, func(r rune) bool { return r < '0' || r > '9' })) // also 7 号
	var hits []adminweb.Hit
	for _, w := range hall.Open(tx.Now) {
		if !(err == nil && w.No == no || err != nil && strings.Contains(strings.ToLower(w.Name), s.low)) ||
			!sight.Sees(identity.Thing{Department: w.Department, Window: w.ID}) {
			continue
		}
		about := []string{w.Name}
		if d, ok := hall.Department(w.Department); ok {
			about = append(about, d.Short)
		}
		hits = append(hits, adminweb.Hit{Title: ui.T(s.ctx, "admin.find.window", "no", w.No), Detail: strings.Join(about, " · "),
			Href: s.seat(w)})
	}
	s.add("window", hits, "")
	return nil
}

// articles finds a clause by its number, as the law writes it or in figures, and by its words.
func (s *search) articles() {
	var hits []adminweb.Hit
	for _, ref := range s.Rulebook.Refs() {
		clause := s.Rulebook.Text(ref)
		number := string(ref) == s.word || ref.Zh() == s.word || strings.HasPrefix(string(ref), s.word+".")
		if !number && (len([]rune(s.word)) < 2 || !strings.Contains(clause, s.word) || s.within(ref)) {
			continue
		}
		hits = append(hits, adminweb.Hit{Title: ui.ArticleName(s.ctx, string(ref)), Detail: around(clause, s.word),
			Href: "/law/" + string(ref)})
	}
	s.add("article", hits, "/law")
}

// within tells whether a part of the article has the word itself: then the part is the hit.
func (s *search) within(ref law.Ref) bool {
	return slices.ContainsFunc(s.Rulebook.Refs(), func(r law.Ref) bool {
		return strings.HasPrefix(string(r), string(ref)+".") && strings.Contains(s.Rulebook.Text(r), s.word)
	})
}

// around is the place in a text where the word stands, with some words on both sides.
func around(text, word string) string {
	const some = 28
	all := []rune(strings.ReplaceAll(text, "\n", " "))
	at := 0
	if i := strings.Index(string(all), word); i >= 0 {
		at = len([]rune(string(all)[:i]))
	}
	from, to := max(at-some/2, 0), min(at+some+len([]rune(word)), len(all))
	out := string(all[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(all) {
		out += "…"
	}
	return out
}
