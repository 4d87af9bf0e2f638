package identityweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/core/identity"
)

// op makes the operations of one tag.
func op(tag string) func(id, pattern, action, title string) web.Op {
	return func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: tag}
	}
}

func (h Handler) apiIdentity(s *web.Site) {
	o := op("session")
	web.API(s, o("session-open", "POST /api/v1/session", "session.login", "登录"), h.apiLogin)
	web.API(s, o("session-read", "GET /api/v1/session", "session.own", "我是谁"), h.apiMe)
	web.API(s, o("session-end", "DELETE /api/v1/session", "session.own", "退出"), h.apiLogout)
	web.API(s, o("session-password", "PUT /api/v1/session/password", "session.own", "修改自己的密码"), h.apiPassword)
	web.API(s, o("sessions-list", "GET /api/v1/sessions", "session.own", "自己的登录"), h.apiSessions)
	web.API(s, o("sessions-end", "DELETE /api/v1/sessions", "session.own", "结束自己的其他登录"), h.apiEndOthers)
	web.API(s, o("sessions-end-one", "DELETE /api/v1/sessions/{id}", "session.own", "结束一处登录"), h.apiEndSession)
	o = op("account")
	web.API(s, o("accounts-list", "GET /api/v1/accounts", "account.manage", "账号"), h.apiAccounts)
	web.API(s, o("account-add", "POST /api/v1/accounts", "account.manage", "新建账号"), h.apiAddAccount)
	web.API(s, o("account-read", "GET /api/v1/accounts/{id}", "account.manage", "一个账号"), h.apiAccount)
	web.API(s, o("account-roles", "PUT /api/v1/accounts/{id}/roles", "account.manage", "设定角色"), h.apiRoles)
	web.API(s, o("account-active", "PUT /api/v1/accounts/{id}/active", "account.manage", "启用、停用账号"), h.apiActive)
	web.API(s, o("account-password", "POST /api/v1/accounts/{id}/password", "account.manage", "重置密码"), h.apiReset)
	web.API(s, o("account-sessions", "GET /api/v1/accounts/{id}/sessions", "session.end", "账号的登录"), h.apiSessionsOf)
	web.API(s, o("account-sessions-end", "DELETE /api/v1/accounts/{id}/sessions", "session.end", "结束账号的全部登录"), h.apiEndAll)
}

// idIn is an operation about one thing.
type idIn struct {
	ID string `path:"id" doc:"The thing's id" example:"7340032000000"`
}

func (in idIn) id() (int64, error) { return parseID(in.ID) }

// parseID reads an id of the path; what is no number names nothing.
func parseID(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

// Grant is a role with its term.
type Grant struct {
	Role       identity.Role `json:"role" example:"chief"`
	Department string        `json:"department,omitempty" maxLength:"20" doc:"Of a chief or manager" example:"11"`
	From       clock.Instant `json:"from,omitempty" format:"date-time" doc:"Empty = now"`
	Until      clock.Instant `json:"until,omitempty" format:"date-time" doc:"Empty = for good"`
}

func grantsOut(all []identity.Grant) []Grant {
	out := []Grant{}
	for _, g := range all {
		o := Grant{Role: g.Role, From: g.From, Until: g.Until}
		if g.Department != 0 {
			o.Department = form.Key(g.Department)
		}
		out = append(out, o)
	}
	return out
}

func grantsIn(all []Grant) (out []identity.Grant, err error) {
	for i, g := range all {
		o := identity.Grant{Role: g.Role, From: g.From, Until: g.Until}
		if g.Department != "" {
			if o.Department, err = strconv.ParseInt(g.Department, 10, 64); err != nil {
				return nil, errs.Field("roles."+itoa(i)+".department", "error.not_number")
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// Me is whoever asks.
type Me struct {
	Token   string   `json:"token,omitempty" doc:"To be sent as: Authorization: Bearer …; given once, at the login"`
	Person  string   `json:"person" example:"7340032000051"`
	Name    string   `json:"name" example:"阿依夏木·买买提"`
	Renew   bool     `json:"renew" doc:"The password must be changed before anything else"`
	Roles   []Grant  `json:"roles"`
	Windows []string `json:"windows" doc:"Where the person stands now"`
}

type meOut struct{ Body Me }

func meOf(by identity.Actor, token string) *meOut {
	m := Me{Token: token, Person: form.Key(by.Person), Name: by.Name, Renew: by.Renew, Roles: grantsOut(by.Grants), Windows: []string{}}
	for _, w := range by.Windows {
		m.Windows = append(m.Windows, form.Key(w))
	}
	return &meOut{Body: m}
}

type loginIn struct {
	request *http.Request
	Body    struct {
		Login    string `json:"login" minLength:"1" maxLength:"64" example:"ayxam"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
		Centre   string `json:"centre,omitempty" maxLength:"20" doc:"Where an installation has several centres" example:"1"`
	}
}

// Resolve keeps the request, from whose address and machine the session is opened.
func (in *loginIn) Resolve(c huma.Context) []error {
	in.request, _ = humago.Unwrap(c)
	return nil
}

func (h Handler) apiLogin(ctx context.Context, in *loginIn) (*meOut, error) {
	centre := identity.From(ctx).Centre
	if in.Body.Centre != "" {
		var err error
		if centre, err = strconv.ParseInt(in.Body.Centre, 10, 64); err != nil {
			return nil, errs.Field("centre", "identity.login.centre_unknown")
		}
	}
	secret, err := h.Identity.Login(ctx, centre, in.Body.Login, in.Body.Password, "API · "+machine(in.request),
		h.address(in.request))
	if err != nil {
		return nil, err
	}
	by, _, err := h.Identity.Enter(ctx, secret)
	return meOf(by, secret), err
}

func (h Handler) apiMe(ctx context.Context, _ *struct{}) (*meOut, error) {
	return meOf(identity.From(ctx), ""), nil
}

func (h Handler) apiLogout(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, h.Identity.Logout(ctx, identity.From(ctx))
}

type passwordIn struct {
	Body struct {
		Old   string `json:"old" minLength:"1" maxLength:"256"`
		Fresh string `json:"password" minLength:"1" maxLength:"256" doc:"The new one"`
	}
}

func (h Handler) apiPassword(ctx context.Context, in *passwordIn) (*struct{}, error) {
	return nil, h.Identity.ChangePassword(ctx, identity.From(ctx), in.Body.Old, in.Body.Fresh)
}

// Session is an open login.
type Session struct {
	ID      string        `json:"id"`
	Device  string        `json:"device" example:"Chrome 109 · Windows"`
	Address string        `json:"address" example:"10.65.3.21"`
	Here    bool          `json:"here" doc:"The one this request comes from"`
	Created clock.Instant `json:"created" format:"date-time"`
	Seen    clock.Instant `json:"seen" format:"date-time"`
	Ends    clock.Instant `json:"ends" format:"date-time"`
}

type sessionsOut struct{ Body []Session }

func (h Handler) sessionsOf(ctx context.Context, account int64) (*sessionsOut, error) {
	by := identity.From(ctx)
	all, err := h.Identity.Sessions(ctx, by, account)
	out := &sessionsOut{Body: []Session{}}
	for _, s := range all {
		out.Body = append(out.Body, Session{ID: form.Key(s.ID), Device: s.Device, Address: s.Address, Here: s.ID == by.Session,
			Created: s.Created, Seen: s.Seen, Ends: s.Ends})
	}
	return out, err
}

func (h Handler) apiSessions(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
	return h.sessionsOf(ctx, identity.From(ctx).Account)
}

func (h Handler) apiEndOthers(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, h.Identity.EndOthers(ctx, identity.From(ctx))
}

func (h Handler) apiEndSession(ctx context.Context, in *idIn) (*struct{}, error) {
	return nil, about(in.id, func(id int64) error { return h.Identity.End(ctx, identity.From(ctx), id) })
}

// about does something to the thing an id names.
func about(id func() (int64, error), do func(id int64) error) error {
	n, err := id()
	if err == nil {
		err = do(n)
	}
	return err
}

func (h Handler) apiSessionsOf(ctx context.Context, in *idIn) (*sessionsOut, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	return h.sessionsOf(ctx, id)
}

func (h Handler) apiEndAll(ctx context.Context, in *idIn) (*struct{}, error) {
	return nil, about(in.id, func(id int64) error { return h.Identity.EndAll(ctx, identity.From(ctx), id) })
}

// Account is a login as the security administrator sees it.
type Account struct {
	ID       string        `json:"id"`
	Login    string        `json:"login" example:"ayxam"`
	Person   string        `json:"person"`
	Name     string        `json:"name" example:"阿依夏木·买买提"`
	Active   bool          `json:"active"`
	Renew    bool          `json:"renew"`
	Stale    bool          `json:"stale" doc:"Not used for ninety days"`
	Locked   clock.Instant `json:"locked" format:"date-time" doc:"Until when; empty = not locked"`
	Entered  clock.Instant `json:"entered" format:"date-time" doc:"The last login"`
	Changed  clock.Instant `json:"changed" format:"date-time" doc:"The password's age"`
	Sessions int           `json:"sessions"`
	Roles    []Grant       `json:"roles"`
	Password string        `json:"password,omitempty" doc:"Made just now and given this once; it must be changed at the next login"`
}

type accountOut struct{ Body Account }

func accountOf(l identity.Listed) Account {
	return Account{ID: form.Key(l.ID), Login: l.Login, Person: form.Key(l.Person), Name: l.Name, Active: l.Active, Renew: l.Renew,
		Stale:  l.Stale,
		Locked: l.Locked, Entered: l.Entered, Changed: l.Changed, Sessions: l.Open, Roles: grantsOut(l.Grants)}
}

func (h Handler) apiAccounts(ctx context.Context, _ *struct{}) (*struct{ Body []Account }, error) {
	all, err := h.Identity.Accounts(ctx, identity.From(ctx))
	out := &struct{ Body []Account }{Body: []Account{}}
	for _, l := range all {
		out.Body = append(out.Body, accountOf(l))
	}
	return out, err
}

// one gives an account, with the password that was made just now, if one was.
func (h Handler) one(ctx context.Context, id int64, password string, err error) (*accountOut, error) {
	if err != nil {
		return nil, err
	}
	l, err := h.Identity.AccountOf(ctx, identity.From(ctx), id)
	out := &accountOut{Body: accountOf(l)}
	out.Body.Password = password
	return out, err
}

func (h Handler) apiAccount(ctx context.Context, in *idIn) (*accountOut, error) {
	id, err := in.id()
	return h.one(ctx, id, "", err)
}

type addAccountIn struct {
	Body struct {
		Person string  `json:"person" example:"7340032000051"`
		Login  string  `json:"login" maxLength:"32" example:"ayxam"`
		Roles  []Grant `json:"roles" maxItems:"12"`
	}
}

func (h Handler) apiAddAccount(ctx context.Context, in *addAccountIn) (*accountOut, error) {
	person, err := strconv.ParseInt(in.Body.Person, 10, 64)
	if err != nil {
		return nil, errs.Field("person", "error.not_number")
	}
	n := identity.NewAccount{Person: person, Login: in.Body.Login}
	if n.Grants, err = grantsIn(in.Body.Roles); err != nil {
		return nil, err
	}
	id, password, err := h.Identity.Add(ctx, identity.From(ctx), n)
	return h.one(ctx, id, password, err)
}

type rolesIn struct {
	ID   string `path:"id"`
	Body struct {
		Roles []Grant `json:"roles" maxItems:"12" doc:"All of them: what is not listed ends now"`
	}
}

func (h Handler) apiRoles(ctx context.Context, in *rolesIn) (*accountOut, error) {
	grants, err := grantsIn(in.Body.Roles)
	if err != nil {
		return nil, err
	}
	id, err := parseID(in.ID)
	if err == nil {
		err = h.Identity.Regrant(ctx, identity.From(ctx), id, grants)
	}
	return h.one(ctx, id, "", err)
}

type activeIn struct {
	ID   string `path:"id"`
	Body struct {
		Active bool `json:"active"`
	}
}

func (h Handler) apiActive(ctx context.Context, in *activeIn) (*accountOut, error) {
	id, err := parseID(in.ID)
	if err == nil {
		err = h.Identity.SetActive(ctx, identity.From(ctx), id, in.Body.Active)
	}
	return h.one(ctx, id, "", err)
}

func (h Handler) apiReset(ctx context.Context, in *idIn) (*accountOut, error) {
	id, err := in.id()
	password := ""
	if err == nil {
		password, err = h.Identity.ResetPassword(ctx, identity.From(ctx), id)
	}
	return h.one(ctx, id, password, err)
}
