// Package web is the ground of pages and API: routes that name their action, requests, answers as values, refusals as
// pages or problems, commands with an id, and the headers every answer carries.
package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"

	"lianban/internal/base/errs"
	"lianban/internal/base/id"
	"lianban/internal/base/text"
	"lianban/internal/base/web/live"
)

// Guard is how the house decides who may enter; core/identity gives it. Base knows no roles.
type Guard interface {
	// Known tells whether the permission table has that action. A route with an unknown action stops the start.
	Known(action string) bool
	// Enter finds out who asks and puts them into the context. Nobody is not an error.
	Enter(r *http.Request) (context.Context, error)
	// Allow says whether whoever is in the context may do the action at all. What they may do it to, services check.
	Allow(ctx context.Context, action string) error
	// Who names whoever is in the context, for commands and logs.
	Who(ctx context.Context) string
}

// Route is one line of the table of contents.
type Route struct {
	Method  string
	Path    string
	Action  string
	API     bool
	Mutates bool
}

// Site is everything that answers requests.
type Site struct {
	Guard Guard
	Log   *slog.Logger
	IDs   *id.Maker
	Hub   *live.Hub
	Lang  text.Lang
	Limit int64 // bytes of a body; 1 MiB when zero
	// ErrorPage draws a refusal for people; trace is the number to quote.
	ErrorPage func(e *errs.Error, status int, trace string) templ.Component
	// Digest names the input of a command so that nobody finds out what was typed from it: a keyed one, for numbers and
	// passwords are soon guessed. SHA-256 when nil.
	Digest func(input []byte) string
	// Secure tells whether a request came over TLS, directly or through a proxy that is listed.
	Secure func(r *http.Request) bool

	mux     *http.ServeMux
	api     huma.API
	chapter string // of the operation that is being added
	routes  []Route
}

// Handler answers a page request: read, one call, one answer. An answer that comes with an error is the page that shows
// the refusal, with what was typed still in it.
type Handler func(r *Request) (Reply, error)

// New makes an empty site.
func New(s Site) *Site {
	s.mux = http.NewServeMux()
	if s.Limit == 0 {
		s.Limit = 1 << 20
	}
	if s.Hub == nil {
		s.Hub = &live.Hub{Log: s.Log}
	}
	if s.Digest == nil {
		s.Digest = func(input []byte) string {
			sum := sha256.Sum256(input)
			return hex.EncodeToString(sum[:])
		}
	}
	if s.Secure == nil {
		s.Secure = func(r *http.Request) bool { return r.TLS != nil }
	}
	s.api = newAPI(gate{&s})
	return &s
}

// Page adds a page, a form's target or a stream: "GET /guide/{id}".
func (s *Site) Page(pattern, action string, h Handler) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		panic("web: a pattern names its method: " + pattern)
	}
	rt := s.add(Route{Method: method, Path: path, Action: action, Mutates: mutates(method)})
	s.mux.Handle(pattern, s.wrap(rt, func(w http.ResponseWriter, r *http.Request) error {
		req := &Request{Request: r, site: s, w: w}
		reply, err := h(req)
		return s.answer(w, req, reply, err)
	}))
}

// Static adds files of the binary itself, which anybody may load: styles, scripts, icons.
func (s *Site) Static(prefix string, h http.Handler) {
	s.routes = append(s.routes, Route{Method: http.MethodGet, Path: prefix, Action: static})
	s.mux.Handle("GET "+prefix, h)
}

// static is the action of files of the binary; it is in no permission table, for nothing could be refused.
const static = "static"

func (s *Site) add(rt Route) Route {
	if s.Guard == nil || !s.Guard.Known(rt.Action) {
		panic(fmt.Sprintf("web: route %s %s names the action %q, which the permission table does not know",
			rt.Method, rt.Path, rt.Action))
	}
	s.routes = append(s.routes, rt)
	return rt
}

func mutates(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// Routes lists every route, pages and API, by path.
func (s *Site) Routes() []Route {
	out := slices.Clone(s.routes)
	slices.SortFunc(out, func(a, b Route) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return out
}

// OpenAPI is the description of the API, OpenAPI 3.1.
func (s *Site) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// ServeHTTP answers.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header(w)
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.unknown(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Site) unknown(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if in, err := s.Guard.Enter(r); err == nil { // people of the hall keep their frame; what cannot be told is a visitor
		ctx = in
	}
	r = r.WithContext(s.language(w, r, ctx))
	s.refuse(w, r, errs.New(errs.NotFound, "error.not_found"))
}

// language chooses the language: the ?lang of this request (kept in a cookie), the cookie, the site's.
func (s *Site) language(w http.ResponseWriter, r *http.Request, ctx context.Context) context.Context {
	lang := s.Lang
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(text.Langs, text.Lang(c.Value)) {
		lang = text.Lang(c.Value)
	}
	if v := text.Lang(r.URL.Query().Get("lang")); v != "" && slices.Contains(text.Langs, v) {
		lang = v
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: string(v), Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure(r)})
	}
	if lang == "" {
		lang = text.Zh
	}
	return text.With(ctx, lang)
}
