package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
)

// header sets what every answer carries. Pages have no inline script and no inline style.
func header(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "+
		"font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
}

// wrap is what happens around every handler: language, who asks, may they, the command's id, panics and refusals.
func (s *Site) wrap(rt Route, h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				s.refuse(w, r, errs.New(errs.Internal, "error.internal").Cause(err))
			}
		}()
		r = r.WithContext(s.language(w, r, r.Context()))
		ctx, err := s.Guard.Enter(r)
		if err == nil {
			r = r.WithContext(ctx)
			err = s.Guard.Allow(ctx, rt.Action)
		}
		if err == nil && rt.Mutates {
			r, err = s.command(w, r, rt)
		}
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.refuse(w, r, err)
		}
	})
}

// cross refuses requests that another site makes a browser send.
var cross = http.NewCrossOriginProtection()

// command reads the body within the limit and puts the command with the client's id into the context. Without an id the
// request is carried out, but cannot be repeated safely; our forms always have one.
func (s *Site) command(w http.ResponseWriter, r *http.Request, rt Route) (*http.Request, error) {
	if err := cross.Check(r); err != nil {
		return r, errs.New(errs.Forbidden, "web.cross_site").Cause(err)
	}
	limit := s.Limit
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		limit = 32 << 20
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return r, errs.New(errs.Invalid, "error.too_large", "max", size(limit))
		}
		return r, errs.New(errs.Invalid, "error.unreadable").Cause(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	key := r.Header.Get("Idempotency-Key")
	if key == "" && !rt.API {
		if err := r.ParseMultipartForm(limit); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return r, errs.New(errs.Invalid, "error.unreadable").Cause(err)
		}
		key = r.PostFormValue("command")
	}
	if key == "" {
		return r, nil
	}
	if len(key) > 64 {
		return r, errs.Field("command", "error.too_long", "max", 64, "n", len(key))
	}
	input := s.Digest(append([]byte(r.Method+" "+r.URL.Path+"\n"), raw...))
	c := db.Command{Key: key, Action: rt.Action, Actor: s.Guard.Who(r.Context()), Input: input}
	return r.WithContext(db.WithCommand(r.Context(), c)), nil
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}

// status is the only table of statuses.
var status = map[errs.Code]int{
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.Forbidden:       http.StatusForbidden,
	errs.NotFound:        http.StatusNotFound,
	errs.Conflict:        http.StatusConflict,
	errs.Breach:          http.StatusUnprocessableEntity,
	errs.Unavailable:     http.StatusServiceUnavailable,
	errs.Internal:        http.StatusInternalServerError,
}

// refuse answers a refusal: a problem to programs, a page to people. What is not ours is Internal; its reason goes to
// the log under the trace number and nowhere else.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := errs.As(err)
	trace := ""
	if e.Code == errs.Internal || e.Code == errs.Unavailable {
		trace = s.IDs.Code(8)
		s.Log.Error("refused", "code", e.Code, "trace", trace, "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		writeProblem(w, r.Context(), e, trace)
		return
	}
	if e.Code == errs.Unauthenticated && r.Method == http.MethodGet && r.Header.Get("HX-Request") == "" {
		// #nosec G710 -- always our own /login; what was asked for is only a query value
		http.Redirect(w, r, "/login?next="+escape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	s.page(w, r, status[e.Code], s.ErrorPage(e, status[e.Code], trace))
}

func (s *Site) page(w http.ResponseWriter, r *http.Request, code int, c templ.Component) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := c.Render(r.Context(), b); err != nil {
		s.Log.Error("web: drawing failed", "err", err)
		code = http.StatusInternalServerError
		b.Reset()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding, HX-Request")
	if err := s.send(w, r, code, b.Bytes()); err != nil {
		s.Log.Debug("web: the client has gone", "err", err)
	}
}

// worth is from how many bytes on a page is compressed: below it the header costs more than it saves.
const worth = 1400

// send writes a body with its length, compressed where the client takes it: in one piece, not in chunks.
func (s *Site) send(w http.ResponseWriter, r *http.Request, code int, raw []byte) error {
	if len(raw) >= worth && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		z := zippers.Get().(*gzip.Writer)
		defer zippers.Put(z)
		z.Reset(b)
		if _, err := z.Write(raw); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		w.Header().Set("Content-Encoding", "gzip")
		raw = b.Bytes()
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(code)
	_, err := w.Write(raw)
	return err
}

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	zippers = sync.Pool{New: func() any {
		z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		if err != nil {
			panic(err) // the level is one of gzip's own
		}
		return z
	}}
)
