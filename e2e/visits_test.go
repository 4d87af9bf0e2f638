package e2e

// Surfaces: what a page is made for, and so the sizes it is looked at.
const (
	public  = "public"
	staff   = "staff"
	kiosk   = "kiosk"
	display = "display"
	strip   = "strip"
	pad     = "pad"
	other   = "other" // no page: a file, a stream, a way to another page
)

var sizes = map[string][][2]int{
	public:  {{390, 844}, {320, 640}, {768, 1024}},
	staff:   {{1366, 768}, {1920, 1080}, {320, 640}},
	kiosk:   {{1080, 1920}},
	display: {{1920, 1080}},
	strip:   {{1920, 158}},
	pad:     {{1280, 800}},
}

// look is one visit to a page: by whom, at which address ($name is filled from the scene), and what is sent there, if
// something is.
type look struct {
	who, path, kind string
	status          int // 200 when zero
	submit          string
	fill            map[string]string
}

func at(kind, who string, paths ...string) (out []look) {
	for _, p := range paths {
		out = append(out, look{who: who, path: p, kind: kind})
	}
	return out
}

func all(parts ...[]look) (out []look) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// visits says for every page of the program who looks at it and where. A page without a visit fails the test.
var visits = map[string][]look{
	"GET /{$}":                      all(at(public, "visitor", "/", "/?lang=en", "/?density=elder")),
	"GET /search":                   at(public, "visitor", "/search", "/search?q=公司", "/search?q=查无此事项", "/search?zone=$zone"),
	"GET /guide/{item}":             at(public, "visitor", "/guide/$item", "/guide/$bare", "/guide/1045"),
	"GET /guide/{item}/v/{version}": at(public, "visitor", "/guide/$item/v/$guide"),
	"GET /open/reviews":             at(public, "visitor", "/open/reviews"),
	"GET /law":                      at(public, "visitor", "/law"),
	"GET /law/{ref}":                at(public, "visitor", "/law/9.4", "/law/20"),
	"GET /privacy":                  at(public, "visitor", "/privacy"),
	"GET /accessibility":            at(public, "visitor", "/accessibility"),
	"GET /take":                     at(public, "visitor", "/take", "/take?item=$item", "/take?item=$bare"),
	"GET /t/{token}":                at(public, "visitor", "/t/$waiting", "/t/$calling", "/t/$serving", "/t/$held", "/t/$missed", "/t/$done"),
	"GET /slip/{token}":             at(public, "visitor", "/slip/$waiting"),
	"GET /progress":                 at(public, "visitor", "/progress"),
	"GET /p/{code}": at(public, "visitor", "/p/$accepted_code", "/p/$noticed_code", "/p/$lacking_code", "/p/$handed_in_code",
		"/p/$granted_code", "/p/$refused_code", "/p/$delivered_code", "/p/$withdrawn_code", "/p/$finished_code"),
	"GET /p/{code}/{paper}": at(public, "visitor", "/p/$accepted_code/acceptance", "/p/$noticed_code/notice", "/p/$lacking_code/tolerance"),
	"GET /r/{token}":        at(public, "visitor", "/r/$ask", "/r/$given", "/r/$given?more=1", "/r/$declined"),
	"GET /login":            at(staff, "visitor", "/login", "/login?lang=en"),
	"GET /pair":             at(staff, "visitor", "/pair"),

	"GET /me":    all(at(staff, "clerk", "/me"), at(staff, "member", "/me")),
	"GET /inbox": all(at(staff, "member", "/inbox"), at(staff, "auditor", "/inbox")),
	"GET /find":  all(at(staff, "member", "/find?q=公司", "/find?q=查无此物"), at(staff, "clerk", "/find?q=12")),
	"GET /console": all(at(staff, "clerk", "/console", "/console?window=$window"), at(staff, "called", "/console?window=$second"),
		at(staff, "accepting", "/console?window=$third"), at(staff, "paused", "/console?window=$fourth"), at(staff, "generalist", "/console")),
	"GET /console/transfer": all(at(staff, "clerk", "/console/transfer?window=$window"),
		at(staff, "accepting", "/console/transfer?window=$third")),

	"GET /console/later": at(staff, "clerk", "/console/later?window=$window", "/console/later?window=$window&done=A001"),
	"GET /outage":        all(at(staff, "member", "/outage"), at(staff, "chief", "/outage")),
	"GET /desk":          all(at(staff, "guide", "/desk", "/desk?q=公司", "/desk?q=查无此物", "/desk?ticket=$waiting"), at(staff, "clerk", "/desk?q=公司")),

	"GET /screen/eguide": at(kiosk, "kiosk", "/screen/eguide", "/screen/eguide?q=公司", "/screen/eguide?q=查无此物",
		"/screen/eguide?zone=$zone", "/screen/eguide?item=$item", "/screen/eguide?item=$bare"),
	"GET /screen/display":        at(display, "display", "/screen/display"),
	"GET /screen/strip/{window}": at(strip, "strip", "/screen/strip/$window"),
	"GET /kiosk":                 at(kiosk, "kiosk", "/kiosk"),
	"GET /kiosk/zone/{zone}":     at(kiosk, "kiosk", "/kiosk/zone/$zone"),
	"GET /kiosk/item/{item}":     at(kiosk, "kiosk", "/kiosk/item/$item"),
	"GET /kiosk/ticket/{token}":  at(kiosk, "kiosk", "/kiosk/ticket/$waiting"),
	"GET /kiosk/offline":         at(kiosk, "kiosk", "/kiosk/offline"),
	"GET /kiosk-worker.js":       at(other, "kiosk", "/kiosk-worker.js"),
	"GET /kiosk/help":            at(kiosk, "kiosk", "/kiosk/help"),
	"GET /pad/{window}":          at(pad, "pad", "/pad/$window"),

	"GET /cases":         all(at(staff, "member", "/cases", "/cases?q=CJ00000000-0000"), at(staff, "clerk", "/cases"), at(staff, "chief", "/cases")),
	"GET /cases/new":     at(staff, "clerk", "/cases/new?window=$window"),
	"GET /cases/verdict": at(other, "clerk", "/cases/verdict?window=$window&item=$item&m0=present"),
	"GET /cases/{id}": all(at(staff, "clerk", "/cases/$accepted", "/cases/$noticed", "/cases/$lacking", "/cases/$handed_in", "/cases/$granted"),
		at(staff, "member", "/cases/$refused", "/cases/$delivered", "/cases/$withdrawn", "/cases/$finished"),
		at(staff, "head", "/cases/$lacking", "/cases/$accepted")),
	"GET /cases/{id}/{paper}": at(staff, "clerk", "/cases/$accepted/acceptance", "/cases/$noticed/notice", "/cases/$lacking/tolerance"),

	"GET /board": all(at(staff, "member", "/board"), at(staff, "leader", "/board"), at(staff, "chief", "/board")),
	"GET /statistics": all(at(staff, "member", "/statistics", "/statistics?span=month"), at(staff, "leader", "/statistics"),
		at(staff, "chief", "/statistics?span=week")),
	"GET /statistics/export.xlsx": at(other, "member", "/statistics/export.xlsx"),
	"GET /statistics/tickets":     at(staff, "member", "/statistics/tickets", "/statistics/tickets?what=void&day=2001-01-01"),
	"GET /hall": all(at(staff, "member", "/hall", "/hall?at=2001-01-01T10:00", "/hall?day=2026-01-01&until=2030-01-01"), at(staff, "chief", "/hall"),
		at(staff, "clerk", "/hall")),
	"GET /report":             all(at(staff, "member", "/report", "/report?year=2001"), at(staff, "chief", "/report")),
	"GET /report/export.xlsx": at(other, "member", "/report/export.xlsx"),
	"GET /deadlines":          at(staff, "member", "/deadlines", "/deadlines?lamp=hold"),
	"GET /deadlines/{id}":     at(staff, "member", "/deadlines/$deadline_red", "/deadlines/$deadline_yellow", "/deadlines/$deadline_hold"),
	"GET /findings":           all(at(staff, "member", "/findings", "/findings?state=withdrawn"), at(staff, "suspect", "/findings")),
	"GET /findings/{id}": all(at(staff, "member", "/findings/$finding_stated", "/findings/$finding_proposed"),
		at(staff, "suspect", "/findings/$finding_stated")),
	"GET /reviews/sums": all(at(staff, "member", "/reviews/sums"), at(staff, "clerk", "/reviews/sums")),
	"GET /reviews":      at(staff, "member", "/reviews"),
	"GET /reviews/{id}": all(at(staff, "member", "/reviews/$matter"), at(staff, "verifier", "/reviews/$matter_taken", "/reviews/$matter_done",
		"/reviews/$matter_asked", "/reviews/$matter_answer", "/reviews/$matter_mistake"), at(staff, "member", "/reviews/$matter_second")),
	"GET /opinions":     at(staff, "member", "/opinions"),
	"GET /rectify":      at(staff, "head", "/rectify"),
	"GET /rectify/{id}": at(staff, "head", "/rectify/$request", "/rectify/$request_told"),

	"GET /items": all(at(staff, "member", "/items", "/items?q=查无此事项", "/items?only=unserved"), at(staff, "chief", "/items?guide=without")),
	"GET /items/{id}": all(at(staff, "head", "/items/$item"), at(staff, "member", "/items/$bare", "/items/$negative"),
		at(staff, "guide", "/items/$item")),
	"GET /items/{id}/guides/{guide}": all(at(staff, "head", "/items/$item/guides/$draft"), at(staff, "member", "/items/$item/guides/$guide")),
	"GET /groups":                    at(staff, "member", "/groups"),
	"GET /items/rate":                all(at(staff, "member", "/items/rate"), at(staff, "chief", "/items/rate")),
	"GET /items/drafts":              all(at(staff, "head", "/items/drafts"), at(staff, "chief", "/items/drafts")),
	"GET /import/guides":             all(at(staff, "member", "/import/guides"), at(staff, "manager", "/import/guides")),
	"GET /import/guides/done/{id}":   at(staff, "member", "/import/guides/done/$book"),
	"GET /import":                    at(staff, "member", "/import"),
	"GET /import/{kind}":             at(staff, "member", "/import/items", "/import/windows", "/import/people"),
	"GET /import/{kind}/done/{id}":   at(staff, "member", "/import/items/done/$import"),

	"GET /admin/accounts":        at(staff, "secadmin", "/admin/accounts", "/admin/accounts?q=无人"),
	"GET /admin/accounts/new":    at(staff, "secadmin", "/admin/accounts/new"),
	"GET /admin/accounts/{id}":   at(staff, "secadmin", "/admin/accounts/$account_w14", "/admin/accounts/$account_shichang"),
	"GET /admin/rights":          all(at(staff, "secadmin", "/admin/rights"), at(staff, "director", "/admin/rights?role=clerk")),
	"GET /admin/erase":           at(staff, "secadmin", "/admin/erase"),
	"GET /admin/devices":         all(at(staff, "sysadmin", "/admin/devices"), at(staff, "technician", "/admin/devices")),
	"GET /admin/jobs":            at(staff, "sysadmin", "/admin/jobs"),
	"GET /admin/trail":           at(staff, "auditor", "/admin/trail", "/admin/trail?verb=none.such"),
	"GET /admin/calendar":        all(at(staff, "deputy", "/admin/calendar"), at(staff, "clerk", "/admin/calendar")),
	"GET /admin/calendar/import": at(staff, "deputy", "/admin/calendar/import"),
	"GET /admin/figures":         at(staff, "manager", "/admin/figures"),

	// Streams, files and ways to other pages.
	"GET /live/ticket/{token}":         at(other, "visitor", "/live/ticket/$waiting"),
	"GET /live/desk":                   at(other, "guide", "/live/desk?q=公司"),
	"GET /live/eguide":                 at(other, "kiosk", "/live/eguide?item=$item"),
	"GET /live/console":                at(other, "clerk", "/live/console?window=$window"),
	"GET /live/display":                at(other, "display", "/live/display"),
	"GET /live/strip/{window}":         at(other, "strip", "/live/strip/$window"),
	"GET /live/pad/{window}":           at(other, "pad", "/live/pad/$window"),
	"GET /live/board":                  at(other, "member", "/live/board"),
	"GET /livez":                       at(other, "visitor", "/livez"),
	"GET /readyz":                      at(other, "visitor", "/readyz"),
	"GET /api/openapi.json":            at(other, "visitor", "/api/openapi.json"),
	"GET /home":                        at(other, "clerk", "/home"),
	"GET /items/import":                at(other, "member", "/items/import"),
	"GET /reviews/export.xlsx":         at(other, "member", "/reviews/export.xlsx"),
	"GET /items/full.xlsx":             at(other, "member", "/items/full.xlsx"),
	"GET /items/rate.xlsx":             at(other, "member", "/items/rate.xlsx"),
	"GET /import/guides/template.xlsx": at(other, "manager", "/import/guides/template.xlsx"),
	"GET /import/guides/report/{id}":   at(other, "member", "/import/guides/report/$book"),
	"GET /items/export.xlsx":           at(other, "member", "/items/export.xlsx"),
	"GET /files/{id}":                  at(other, "clerk", "/files/$file"),
	"GET /import/{kind}/report/{id}":   at(other, "member", "/import/items/report/$import"),
	"GET /import/{kind}/template.xlsx": at(other, "member", "/import/items/template.xlsx"),
	"GET /import/{kind}/template.csv":  at(other, "member", "/import/items/template.csv"),
	"GET /admin/trail/export":          at(other, "auditor", "/admin/trail/export"),
	"GET /admin/trail/{id}/proof":      at(other, "auditor", "/admin/trail/$event/proof"),
}

// refusals are what people see when something is not there, not theirs, or not right.
var refusals = []look{
	{who: "visitor", path: "/nothing/here", kind: public, status: 404},
	{who: "member", path: "/nothing/here", kind: staff, status: 404},
	{who: "visitor", path: "/t/none", kind: public, status: 404},
	{who: "clerk", path: "/admin/accounts", kind: staff, status: 403},
	{who: "visitor", path: "/kiosk", kind: staff, status: 200}, // the way in
	{who: "kiosk", path: "/kiosk/zone/1", kind: kiosk, status: 404},
	{who: "kiosk", path: "/screen/eguide?item=1", kind: kiosk, status: 404},
	{who: "member", path: "/desk", kind: staff, status: 403},
	{who: "kiosk", path: "/kiosk/item/$bare", kind: kiosk, status: 422},
	{who: "visitor", path: "/search?zone=1", kind: public, status: 404},
	{who: "clerk", path: "/r/$ask", kind: public, status: 403},
	{who: "visitor", path: "/progress", kind: public, status: 422, submit: "form[action='/progress']",
		fill: map[string]string{"code": "CJ20261123-9999", "tail": "0000"}},
	{who: "visitor", path: "/take?item=$item", kind: public, status: 422, submit: "form[action='/take']", fill: map[string]string{"phone": "12"}},
	{who: "visitor", path: "/r/$ask", kind: public, status: 422, submit: "main form"},
	{who: "visitor", path: "/login", kind: staff, status: 422, submit: "form[action='/login']",
		fill: map[string]string{"login": "w01", "password": "falsch"}},
	{who: "visitor", path: "/pair?secret=none", kind: staff, status: 422},
	{who: "clerk", path: "/console?window=$window", kind: staff, status: 422, submit: "form[action='/cases']"},
	{who: "member", path: "/items/$item", kind: staff, status: 422, submit: "form[action$='/classify']", fill: map[string]string{"mode": "negative"}},
	{who: "head", path: "/items/$item/guides/$draft", kind: staff, status: 422, submit: "form[action$='/publish']"},
	{who: "member", path: "/findings/$finding_stated", kind: staff, status: 422, submit: "form[action$='/confirm']"},
	{who: "verifier", path: "/reviews/$matter_taken", kind: staff, status: 422, submit: "form[action$='/reveal']"},
	{who: "clerk", path: "/cases/$accepted", kind: staff, status: 422, submit: "form[action$='/reveal']", fill: map[string]string{"why": "看"}},
	{who: "secadmin", path: "/admin/accounts/new", kind: staff, status: 422, submit: "form[action='/admin/accounts']"},
	{who: "secadmin", path: "/admin/erase", kind: staff, status: 422, submit: "form[action='/admin/erase']"},
	{who: "sysadmin", path: "/admin/devices", kind: staff, status: 422, submit: "form[action='/admin/devices']"},
	{who: "deputy", path: "/admin/calendar", kind: staff, status: 422, submit: "form[action='/admin/calendar/exceptions']"},
	{who: "deputy", path: "/admin/calendar/import", kind: staff, status: 422, submit: "form:not([enctype])[action='/admin/calendar/import']"},
	{who: "clerk", path: "/console/later?window=$window", kind: staff, status: 422, submit: "form[action='/console/later']"},
	{who: "clerk", path: "/me", kind: staff, status: 422, submit: "form[action='/me/password']", fill: map[string]string{"old": "x", "password": "y", "again": "z"}},
}
