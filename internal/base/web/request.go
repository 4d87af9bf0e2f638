package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web/live"
)

// Request is a request with readers that refuse what they cannot read, naming the field.
type Request struct {
	*http.Request
	site   *Site
	w      http.ResponseWriter
	faults []errs.Fault
}

// Ctx is the request's context.
func (r *Request) Ctx() context.Context { return r.Context() }

// Part tells whether htmx asks for a part of a page that is already there.
func (r *Request) Part() bool {
	return r.Header.Get("HX-Request") != "" && r.Header.Get("HX-Boosted") == ""
}

// ID reads a number of the path. What is no number names nothing.
func (r *Request) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

// Text reads a field: trimmed, at most limit characters. A fault is kept for Faults.
func (r *Request) Text(field string, limit int) string {
	v := strings.TrimSpace(r.FormValue(field))
	if n := utf8.RuneCountInString(v); n > limit {
		r.fault(errs.Field(field, "error.too_long", "max", limit, "n", n))
	}
	if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
		r.fault(errs.Field(field, "error.unreadable"))
	}
	return v
}

// Must is Text of a field that has to be filled in.
func (r *Request) Must(field string, limit int) string {
	v := r.Text(field, limit)
	if v == "" {
		r.fault(errs.Field(field, "error.required"))
	}
	return v
}

// Int reads a whole number from low to high; nothing typed is zero.
func (r *Request) Int(field string, low, high int64) int64 {
	v := strings.TrimSpace(r.FormValue(field))
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		r.fault(errs.Field(field, "error.not_number"))
		return 0
	}
	if n < low || n > high {
		r.fault(errs.Field(field, "error.out_of_range", "min", low, "max", high))
	}
	return n
}

// Day reads a day; nothing typed is zero.
func (r *Request) Day(field string) clock.Day {
	v := strings.TrimSpace(r.FormValue(field))
	if v == "" {
		return 0
	}
	d, err := clock.ParseDay(v)
	if err != nil {
		r.fault(errs.Field(field, "error.not_date"))
	}
	return d
}

// Faults is one refusal with everything that could not be read, or nil.
func (r *Request) Faults() error {
	if len(r.faults) == 0 {
		return nil
	}
	return errs.New(errs.Invalid, "error.unreadable").With(r.faults...)
}

func (r *Request) fault(e *errs.Error) { r.faults = append(r.faults, e.Faults...) }

// Cookie sets a cookie that scripts cannot read; age in seconds, -1 ends it, 0 lasts as long as the browser.
func (r *Request) SetCookie(name, value string, age int) {
	http.SetCookie(r.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: r.site.Secure(r.Request)})
}

// Reply is an answer as a value: one of its fields is set.
type Reply struct {
	Page     templ.Component // a whole page
	Part     templ.Component // what an htmx request gets instead of the page
	Redirect string          // see other: after every form that did something
	File     *File
	Live     *live.View // a stream
	Done     <-chan struct{}
	JSON     any
}

// File is an answer to be saved or shown.
type File struct {
	Name   string // empty: shown, not saved
	Type   string
	Cached bool // its address changes with its content
	Body   io.Reader
}

func (s *Site) answer(w http.ResponseWriter, r *Request, a Reply, err error) error {
	code := http.StatusOK
	if err != nil {
		if a.Page == nil && a.Part == nil {
			return err
		}
		code = status[errs.As(err).Code]
		if code >= 500 {
			return err
		}
	}
	switch {
	case a.Live != nil:
		s.Hub.Serve(w, r.Request, *a.Live, a.Done)
	case a.Redirect != "" && r.Part():
		w.Header().Set("HX-Redirect", a.Redirect)
		w.WriteHeader(http.StatusOK)
	case a.Redirect != "":
		http.Redirect(w, r.Request, a.Redirect, http.StatusSeeOther)
	case a.File != nil:
		return s.file(w, a.File)
	case a.JSON != nil:
		return s.json(w, a.JSON)
	case a.Part != nil && (r.Part() || a.Page == nil):
		s.page(w, r.Request, code, a.Part)
	case a.Page != nil:
		s.page(w, r.Request, code, a.Page)
	default:
		return errs.New(errs.Internal, "error.internal").Cause(errors.New("web: an empty answer"))
	}
	return nil
}

func (s *Site) file(w http.ResponseWriter, f *File) error {
	w.Header().Set("Content-Type", f.Type)
	if f.Name != "" {
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
	}
	if f.Cached {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if _, err := io.Copy(w, f.Body); err != nil {
		s.Log.Debug("web: the client has gone", "err", err)
	}
	return nil
}

func (s *Site) json(w http.ResponseWriter, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(raw); err != nil {
		s.Log.Debug("web: the client has gone", "err", err)
	}
	return nil
}

func escape(s string) string { return url.QueryEscape(s) }
