package identityweb

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// loginView is the login page.
type loginView struct {
	Door    ui.DoorPage
	Login   string
	Next    string
	Centre  string
	Centres []ui.Option // to choose from, where there is more than one
	Faults  []ui.Fault
	Again   bool // a try failed: the password has the focus
}

// refused tells whether the try as a whole was refused: no field is named, for that would say which part is wrong.
func (v loginView) refused() bool { return len(v.Faults) == 1 && v.Faults[0].Field == "" }

// toldBy ties the password to the refusal, for those who hear the page.
func (v loginView) toldBy() map[string]any {
	if !v.refused() {
		return nil
	}
	return map[string]any{"aria-describedby": "refused"}
}

func (h Handler) login(r *web.Request) (web.Reply, error) {
	next := form.Local(r.URL.Query().Get("next"), "")
	if by := actor(r); by.Account != 0 {
		return web.Reply{Redirect: h.start(by, next)}, nil
	}
	v, err := h.loginView(r)
	v.Next = next
	return web.Reply{Page: loginPage(v)}, err
}

// start is where somebody goes from the door.
func (h Handler) start(by identity.Actor, next string) string {
	switch {
	case by.Renew:
		return "/me"
	case next != "" && next != "/login":
		return next
	}
	return h.Home(by)
}

func (h Handler) loginView(r *web.Request) (v loginView, err error) {
	centres, err := h.Directory.Centres(r.Ctx())
	if err != nil {
		return v, err
	}
	v.Centre = strconv.FormatInt(actor(r).Centre, 10)
	v.Door = h.door(r, centres, "login")
	v.Door.Lines = []string{ui.T(r.Ctx(), "identity.login.line_hall"), ui.T(r.Ctx(), "identity.login.line_law"),
		ui.T(r.Ctx(), "identity.login.line_trail")}
	if len(centres) > 1 {
		for _, c := range centres {
			v.Centres = append(v.Centres, ui.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
		}
	}
	return v, nil
}

// door is the frame of a page before the house.
func (h Handler) door(r *web.Request, centres []directory.Centre, page string) ui.DoorPage {
	d := ui.DoorPage{Title: ui.T(r.Ctx(), "identity."+page+".title"), Self: r.URL.Path, Now: h.now()}
	for _, c := range centres {
		if c.ID == actor(r).Centre {
			d.Centre = c.Name
		}
	}
	return d
}

func (h Handler) enter(r *web.Request) (web.Reply, error) {
	v, err := h.loginView(r)
	if err != nil {
		return web.Reply{}, err
	}
	v.Login, v.Next, v.Again = r.Must("login", 64), form.Local(r.FormValue("next"), ""), true
	if c := r.FormValue("centre"); c != "" {
		v.Centre = c
	}
	password := r.FormValue("password") // as typed: spaces belong to it
	err = r.Faults()
	if err == nil && password == "" {
		err = errs.Field("password", "error.required")
	}
	by := identity.Actor{}
	if err == nil {
		by, err = h.open(r, v.Centre, v.Login, password)
	}
	if err != nil {
		v.Faults = form.Faults(r.Ctx(), err)
		return web.Reply{Page: loginPage(v)}, err
	}
	return web.Reply{Redirect: h.start(by, v.Next)}, nil
}

// open logs in and sets the cookie, which lasts as long as the browser does.
func (h Handler) open(r *web.Request, centre, login, password string) (identity.Actor, error) {
	id, err := strconv.ParseInt(centre, 10, 64)
	if err != nil {
		return identity.Actor{}, errs.Field("centre", "identity.login.centre_unknown")
	}
	secret, err := h.Identity.Login(r.Ctx(), id, login, password, machine(r.Request), h.address(r.Request))
	if err != nil {
		return identity.Actor{}, err
	}
	r.SetCookie(SessionCookie, secret, 0)
	by, _, err := h.Identity.Enter(r.Ctx(), secret)
	return by, err
}

func (h Handler) logout(r *web.Request) (web.Reply, error) {
	by := actor(r)
	r.SetCookie(SessionCookie, "", -1)
	if by.Session != 0 {
		if err := h.Identity.Logout(r.Ctx(), by); err != nil && !errs.Is(err, errs.NotFound) {
			return web.Reply{}, err
		}
	}
	return web.Reply{Redirect: "/login"}, nil
}

var (
	browsers = regexp.MustCompile(`(Edg|OPR|Firefox|MicroMessenger|QQBrowser|QIHU|Chrome|Chromium|Safari|curl)/?(\d+)?`)
	systems  = []struct{ mark, name string }{{"HarmonyOS", "HarmonyOS"}, {"Windows", "Windows"}, {"Android", "Android"},
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "macOS"}, {"UOS", "UOS"}, {"Kylin", "Kylin"}, {"Linux", "Linux"}}
	browserNames = map[string]string{"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat", "QIHU": "360"}
)

// machine says in two words from where somebody logs in, so that they know their own sessions again.
func machine(r *http.Request) string {
	agent := r.UserAgent()
	name := ""
	for _, m := range browsers.FindAllStringSubmatch(agent, -1) {
		// The last name that is not the ancestor everybody carries says what it is.
		if name == "" || m[1] != "Safari" && m[1] != "Chrome" {
			if name = m[1]; browserNames[name] != "" {
				name = browserNames[name]
			}
			name = strings.TrimSpace(name + " " + m[2])
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s.mark) {
			return strings.TrimPrefix(name+" · "+s.name, " · ")
		}
	}
	if name == "" {
		name, _, _ = strings.Cut(agent, " ")
		name = string([]rune(name)[:min(len([]rune(name)), 40)])
	}
	return name
}
