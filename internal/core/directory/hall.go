package directory

import (
	"slices"
	"strings"

	"lianban/internal/base/clock"
)

// Centre is a hall with its joint office (政务服务中心).
type Centre struct {
	ID       int64
	Code     string
	Name     string
	Short    string
	Rulebook string // the measures it is bound to, such as "changji"
}

// Levels are whose power a department has: the prefecture's or the city's.
var Levels = []string{"州", "市"}

// Department is a stationed department or unit (进驻部门).
type Department struct {
	ID    int64
	Code  string
	Name  string
	Short string
	Level string // 州 or 市
	Span
}

// Zone is a part of the hall (区域); its prefix begins the numbers of its tickets.
type Zone struct {
	ID     int64
	Prefix string
	Name   string
	Place  string // where it is: "一楼东侧"
	Icon   string
	Hint   string // what people come there for: "公司、个体、食品"
	Sort   int
}

// Window is a numbered place of service (窗口).
type Window struct {
	ID         int64
	Zone       int64
	Department int64
	No         int
	Name       string // what the strip says, as long as it likes
	Short      string // the same in at most eight characters
	Span
}

// Serving says that a window serves an item, from/to.
type Serving struct {
	Window, Item int64
	Span
}

// Post says that a person stands at a window, in the A or the B post (A岗、B岗), from/to.
type Post struct {
	Window, Person int64
	Post           string // "A" or "B"
	Span
}

// Span is the validity of a row: From is the first instant, Until the first one after; 0 = without end.
type Span struct {
	From, Until clock.Instant
}

// Holds tells whether the row is valid at that instant.
func (s Span) Holds(at clock.Instant) bool { return s.From <= at && (s.Until == 0 || at < s.Until) }

// Hall is the directory of one centre as one value that never changes: the whole of it, past, present and future.
// Questions name the instant they are about.
type Hall struct {
	Centre      Centre
	Departments []Department
	Zones       []Zone
	Windows     []Window
	window      map[int64]int // where each stands among them: the hall of a prefecture has three hundred
	services    []Serving
	serving     map[int64][]Serving // the same by item, in the order of the windows' numbers
	posts       []Post
}

// Window gives a window by its id, valid or not.
func (h *Hall) Window(id int64) (Window, bool) {
	i, found := h.window[id]
	if !found {
		return Window{}, false
	}
	return h.Windows[i], true
}

// WindowNo gives the window that has that number at that instant.
func (h *Hall) WindowNo(no int, at clock.Instant) (Window, bool) {
	return pick(h.Windows, func(w Window) bool { return w.No == no && w.Holds(at) })
}

// Zone gives a zone by its id.
func (h *Hall) Zone(id int64) (Zone, bool) {
	return pick(h.Zones, func(z Zone) bool { return z.ID == id })
}

// Department gives a department by its id.
func (h *Hall) Department(id int64) (Department, bool) {
	return pick(h.Departments, func(d Department) bool { return d.ID == id })
}

// Open lists the windows valid at that instant by number.
func (h *Hall) Open(at clock.Instant) []Window {
	return filter(h.Windows, func(w Window) bool { return w.Holds(at) })
}

// InZone lists the windows of a zone valid at that instant.
func (h *Hall) InZone(zone int64, at clock.Instant) []Window {
	return filter(h.Windows, func(w Window) bool { return w.Zone == zone && w.Holds(at) })
}

// Serving lists the windows that serve the item at that instant, by number.
func (h *Hall) Serving(item int64, at clock.Instant) []Window {
	out := slices.Grow([]Window(nil), len(h.serving[item])) // a list asks fifty times
	for _, s := range h.serving[item] {
		if !s.Holds(at) {
			continue
		}
		if w, ok := h.Window(s.Window); ok && w.Holds(at) {
			out = append(out, w)
		}
	}
	return out
}

func (h *Hall) no(window int64) int {
	w, _ := h.Window(window)
	return w.No
}

// Items lists the items that a window serves at that instant.
func (h *Hall) Items(window int64, at clock.Instant) []int64 {
	var out []int64
	for _, s := range h.services {
		if s.Window == window && s.Holds(at) {
			out = append(out, s.Item)
		}
	}
	return out
}

// Posts lists who stands at a window at that instant, the A post first.
func (h *Hall) Posts(window int64, at clock.Instant) []Post {
	out := filter(h.posts, func(p Post) bool { return p.Window == window && p.Holds(at) })
	slices.SortStableFunc(out, func(a, b Post) int { return strings.Compare(a.Post, b.Post) })
	return out
}

// PostsOf lists the posts of a person at that instant, A posts first.
func (h *Hall) PostsOf(person int64, at clock.Instant) []Post {
	out := filter(h.posts, func(p Post) bool { return p.Person == person && p.Holds(at) })
	slices.SortStableFunc(out, func(a, b Post) int { return strings.Compare(a.Post, b.Post) })
	return out
}

// Services are all of them, past, present and future.
func (h *Hall) Services() []Serving { return slices.Clone(h.services) }

// AllPosts are all of them, past, present and future.
func (h *Hall) AllPosts() []Post { return slices.Clone(h.posts) }

func pick[T any](all []T, want func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, want); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

func filter[T any](all []T, want func(T) bool) []T {
	var out []T
	for _, v := range all {
		if want(v) {
			out = append(out, v)
		}
	}
	return out
}
