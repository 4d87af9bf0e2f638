package app

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/notice"
)

// entry is a line of the rail: it is there for whoever may do its action.
type entry struct{ icon, word, path, action string }

// icons: layout-dashboard progress-check alert-octagon device-desktop list-check file-import users shield-check eraser devices
// icons: ticket clock-play chart-bar clipboard-list building-store map-search history calendar adjustments gavel thumb-down tools wifi-off

// rail is the menu of the staff, by what they come for.
var rail = []struct {
	word    string
	entries []entry
}{
	{"watch", []entry{
		{"layout-dashboard", "board", "/board", "board.read"},
		{"chart-bar", "statistics", "/statistics", "board.read"},
		{"clipboard-list", "report", "/report", "record.read"},
		{"progress-check", "cases", "/cases", "case.read"},
		{"alert-octagon", "findings", "/findings", "finding.read"},
		{"thumb-down", "bad_reviews", "/reviews", "review.verify"},
		{"tools", "rectify", "/rectify", "review.rectify"},
	}},
	{"hall", []entry{
		{"device-desktop", "console", "/console", "console.read"},
		{"map-search", "desk", "/desk", "ticket.help"},
		{"building-store", "hall_at", "/hall", "directory.read"},
		{"wifi-off", "outage", "/outage", "lease.end"},
		{"list-check", "items", "/items", "item.read"},
		{"ticket", "groups", "/groups", "queue.manage"},
		{"file-import", "import", "/import", "import.read"},
	}},
	{"admin", []entry{
		{"users", "accounts", "/admin/accounts", "account.manage"},
		{"shield-check", "rights", "/admin/rights", "rights.read"},
		{"eraser", "erase", "/admin/erase", "person.erase"},
		{"devices", "devices", "/admin/devices", "device.manage"},
		{"clock-play", "jobs", "/admin/jobs", "job.manage"},
		{"history", "trail", "/admin/trail", "ledger.read"},
	}},
	{"rules", []entry{
		{"calendar", "calendar", "/admin/calendar", "calendar.read"},
		{"adjustments", "figures", "/admin/figures", "figure.read"},
		{"gavel", "law", "/law", "site.read"},
	}},
}

// Shell makes the frame of a staff page: the rail with what the person may open, their name, the bell, the time.
func (a *App) Shell(ctx context.Context, title, sub string) ui.StaffPage {
	by := identity.From(ctx)
	p := ui.StaffPage{Title: title, Sub: sub, Nav: menu(ctx, by), Logout: "/logout", Now: a.Store.Clock().Now(),
		Self: pathOf(ctx), Inbox: "/inbox", Search: "/find",
		User: ui.User{Name: by.Name, Role: roleOf(ctx, by), Href: "/me"}}
	if hall, err := a.Directory.Now(ctx, by.Centre); err == nil {
		p.Centre = hall.Centre.Name
	}
	p.Notices = a.unread(ctx, by)
	return p
}

// unread is the number at the bell; a bell that cannot be read shows none, the page comes all the same.
func (a *App) unread(ctx context.Context, by identity.Actor) (n int) {
	err := a.Store.Read(ctx, by.Centre, func(tx *db.Tx) (err error) {
		n, err = notice.Unread(tx, by)
		return err
	})
	if err != nil {
		a.Log.Warn("app: the bell", "err", err)
	}
	return n
}

func menu(ctx context.Context, by identity.Actor) (out []ui.NavGroup) {
	self, _, _ := strings.Cut(pathOf(ctx), "?")
	for _, g := range rail {
		group := ui.NavGroup{Title: ui.T(ctx, "app.rail."+g.word)}
		for _, e := range g.entries {
			if by.Allow(e.action) == nil {
				group.Items = append(group.Items, ui.NavItem{Icon: e.icon, Label: ui.T(ctx, "app.rail."+e.word), Href: e.path,
					Current: self == e.path || strings.HasPrefix(self, e.path+"/")})
			}
		}
		if group.Items != nil {
			out = append(out, group)
		}
	}
	return out
}

// roleOf names the roles somebody has now.
func roleOf(ctx context.Context, by identity.Actor) string {
	var all []string
	for _, g := range by.Grants {
		if word := ui.T(ctx, "role."+string(g.Role)); !slices.Contains(all, word) { // a chief may lead two departments
			all = append(all, word)
		}
	}
	return strings.Join(all, " · ")
}

// homes is where somebody lands after the login, the first that fits.
var homes = []struct {
	path, action string
}{
	{"/console", "console.read"}, {"/desk", "ticket.help"}, {"/board", "board.read"}, {"/admin/accounts", "account.manage"},
	{"/admin/devices", "device.manage"}, {"/admin/trail", "ledger.read"}, {"/items", "item.read"},
}

// Home is the page that somebody's day begins with.
func Home(by identity.Actor) string {
	for _, h := range homes {
		if by.Allow(h.action) == nil {
			return h.path
		}
	}
	return "/me"
}

type pathKey struct{}

// withPath keeps the address of the page for the rail and the choice of language.
func withPath(ctx context.Context, path string) context.Context {
	return context.WithValue(ctx, pathKey{}, path)
}

func pathOf(ctx context.Context) string {
	p, _ := ctx.Value(pathKey{}).(string)
	return p
}
