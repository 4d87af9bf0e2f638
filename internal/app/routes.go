package app

import (
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/file/fileweb"
	"lianban/internal/core/file/register/registerweb"
	"lianban/internal/core/identity"
	"lianban/internal/feature/admin"
	"lianban/internal/feature/admin/adminweb"
	"lianban/internal/feature/board/boardweb"
	"lianban/internal/feature/board/recordweb"
	"lianban/internal/feature/casework/caseworkweb"
	kept "lianban/internal/feature/casework/record"
	"lianban/internal/feature/catalog/catalogweb"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/apiweb"
	"lianban/internal/feature/queue/groupweb"
	"lianban/internal/feature/queue/outageweb"
	"lianban/internal/feature/queue/queueweb"
	tickets "lianban/internal/feature/queue/record"
	"lianban/internal/feature/review/reviewweb"
	"lianban/internal/feature/site/siteweb"
	assets "lianban/web"
)

// routes puts every page and operation on the site.
func (a *App) routes() {
	origin := a.origin()
	cases := caseworkweb.Handler{Cases: a.Casework, Directory: a.Directory, Shell: a.Shell, Origin: origin}
	visitors := a.visitors(cases)
	a.Site = web.New(web.Site{Guard: guard{a.Identity, a.client}, Log: a.Log, IDs: a.Store.IDs(), Hub: a.Hub, Lang: a.lang(),
		ErrorPage: visitors.ErrorPage, Secure: a.secure, Digest: a.digest})
	a.Site.Static(assets.Prefix, assets.Handler())
	a.Site.Page("GET /livez", "site.read", a.livez)
	a.Site.Page("GET /readyz", "site.read", a.readyz)
	a.Site.Page("GET /api/openapi.json", "site.read", a.openapi)
	a.Site.Page("GET /home", "session.own", a.home)
	visitors.Routes(a.Site)
	cases.Routes(a.Site)
	queueweb.Handler{Queue: a.Queue, Directory: a.Directory, Catalog: a.Catalog, Shell: a.Shell, Origin: origin, Panel: cases.Panel,
		Todos: todos(cases), DrawTicket: visitors.DrawTicket, Away: outageweb.Away}.Routes(a.Site)
	groupweb.Handler{Groups: a.Groups, Directory: a.Directory, Taken: queue.Admitted, Shell: a.Shell}.Routes(a.Site)
	apiweb.Handler{Queue: a.Queue, Directory: a.Directory}.Routes(a.Site)
	outageweb.Handler{Outage: a.Outage, Queue: a.Queue, Directory: a.Directory, Shell: a.Shell, Origin: origin,
		Worker: assets.Text("worker.js")}.Routes(a.Site)
	fileweb.Handler{Files: a.File}.Routes(a.Site)
	registerweb.Handler{Store: a.Store, Shell: a.Shell, Importers: a.lists(), Others: notices}.Routes(a.Site)
	catalogweb.Handler{Catalog: a.Catalog, Directory: a.Directory, Shell: a.Shell}.Routes(a.Site)
	reviewweb.Handler{Review: a.Review, Directory: a.Directory, Shell: a.Shell, Address: origin}.Routes(a.Site)
	recordweb.Handler{Store: a.Store, Directory: a.Directory, Catalog: a.Catalog, Shell: a.Shell,
		Kept:    &kept.Service{Calendar: a.Calendar, Deadlines: a.Deadline},
		Tickets: &tickets.Service{Directory: a.Directory, Hours: a.Calendar.Hours}}.Routes(a.Site)
	boardweb.Handler{Store: a.Store, Board: a.Board, Queue: a.Queue, Review: a.Review, Deadlines: a.Deadline, Findings: a.Finding,
		Cases: a.Casework, Unguided: a.unguided,
		Devices: a.Identity.Devices, Directory: a.Directory, Calendar: a.Calendar, Shell: a.Shell}.Routes(a.Site)
	erasing := &admin.Service{Store: a.Store, Finders: a.finders(), Wipe: a.Ledger.Wipe}
	adminweb.Handler{Identity: a.Identity, Directory: a.Directory, Admin: erasing, Calendar: a.Calendar,
		Figures: a.figures, Ledger: a.Ledger, Notice: a.Notice, Regular: regular, Find: a.find, Shell: a.Shell, Home: Home,
		Address: a.client, Origin: a.asked}.Routes(a.Site)
}

func (a *App) visitors(cases caseworkweb.Handler) siteweb.Handler {
	return siteweb.Handler{Store: a.Store, Directory: a.Directory, Catalog: a.Catalog, Queue: a.Queue, Review: a.Review,
		Rulebook: a.Rulebook, Figures: a.figures, Hours: a.Calendar.Hours, Take: a.Queue.Take, Give: a.Review.Give,
		Confirm: a.Review.Confirm, Progress: progress(cases), Often: often, Shell: a.Shell, Centre: a.Identity.Centre,
		Imprint: siteweb.Imprint{Phone: "12345"}}
}

// livez says that the process answers; readyz that it may be given work.
func (a *App) livez(*web.Request) (web.Reply, error) { return plain("ok"), nil }

func (a *App) readyz(*web.Request) (web.Reply, error) {
	select {
	case <-a.Store.Failed():
		return web.Reply{}, errs.New(errs.Unavailable, "error.unavailable")
	default:
		return plain("ready"), nil
	}
}

func plain(s string) web.Reply {
	return web.Reply{File: &web.File{Type: "text/plain; charset=utf-8", Body: strings.NewReader(s + "\n")}}
}

func (a *App) openapi(*web.Request) (web.Reply, error) { return web.Reply{JSON: a.Site.OpenAPI()}, nil }

// home leads to where somebody's day begins.
func (a *App) home(r *web.Request) (web.Reply, error) {
	return web.Reply{Redirect: Home(identity.From(r.Ctx()))}, nil
}
