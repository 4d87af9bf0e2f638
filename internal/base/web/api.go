package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Problem is a refusal as RFC 9457 writes it, with the articles it rests on.
type Problem struct {
	Type   string  `json:"type" doc:"About which kind of refusal this is"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Code   string  `json:"code" enum:"invalid,unauthenticated,forbidden,not_found,conflict,breach,unavailable,internal"`
	Detail string  `json:"detail"`
	Trace  string  `json:"trace,omitempty" doc:"The number to quote when asking for help"`
	Errors []Fault `json:"errors,omitempty"`
}

// Fault is one thing wrong: where, why, by which articles, and what would be lawful.
type Fault struct {
	Location string   `json:"location,omitempty"`
	Message  string   `json:"message"`
	Articles []string `json:"articles,omitempty"`
	Earliest string   `json:"earliest,omitempty" doc:"The earliest lawful alternative"`
}

// Error is the refusal's text.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is application/problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problem(ctx context.Context, e *errs.Error, trace string) *Problem {
	lang := text.Of(ctx)
	p := &Problem{Type: "about:blank", Title: http.StatusText(status[e.Code]), Status: status[e.Code],
		Code: string(e.Code), Detail: text.Say(lang, e.Text), Trace: trace}
	for _, f := range e.Faults {
		p.Errors = append(p.Errors, Fault{Location: f.Field, Message: text.Say(lang, f.Text), Articles: f.Articles,
			Earliest: f.Earliest})
	}
	return p
}

func writeProblem(w http.ResponseWriter, ctx context.Context, e *errs.Error, trace string) {
	p := problem(ctx, e, trace)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// gate opens huma's operations through the guard, as pages are opened.
type gate struct{ s *Site }

// Handle is called by huma for every operation.
func (g gate) Handle(op *huma.Operation, h func(huma.Context)) {
	action, _ := op.Metadata["action"].(string)
	rt := g.s.add(Route{Method: op.Method, Path: op.Path, Action: action, API: true, Mutates: mutates(op.Method)})
	g.s.mux.Handle(op.Method+" "+op.Path, g.s.wrap(rt, func(w http.ResponseWriter, r *http.Request) error {
		h(humago.NewContext(op, r, w))
		return nil
	}))
}

// ServeHTTP is the whole site.
func (g gate) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.s.ServeHTTP(w, r) }

func newAPI(g gate) huma.API {
	c := huma.DefaultConfig("Lianban 联办", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // the description is a page of ours; no viewer from elsewhere
	c.CreateHooks = nil                                   // no $schema in answers, no Link header
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", g.s.schemaName)
	c.Info.Description = "政务服务中心联合管理平台的接口。页面能做的事，接口都能做。"
	return huma.NewAPI(c, g)
}

// schemaName names a type in the description of the API after its chapter as well: several have a Limit or a Step. What has
// no name of its own is of the chapter whose operation is being added.
func (s *Site) schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return s.chapter + name
	}
	return chapterOf(t) + name
}

// chapterOf names the chapter a type of ours is of: "Queue" for one of queue and of queueweb; none for base/web and others.
func chapterOf(t reflect.Type) string {
	c := strings.TrimSuffix(path.Base(t.PkgPath()), "web")
	if c == "" || !strings.HasPrefix(t.PkgPath(), "lianban/") {
		return ""
	}
	return strings.ToUpper(c[:1]) + c[1:]
}

func init() {
	huma.NewError = func(status int, msg string, errors ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code(status), Detail: msg}
		for _, e := range errors {
			if d, ok := e.(huma.ErrorDetailer); ok {
				d := d.ErrorDetail()
				p.Errors = append(p.Errors, Fault{Location: strings.TrimPrefix(d.Location, "body."), Message: d.Message})
			} else if e != nil {
				p.Errors = append(p.Errors, Fault{Message: e.Error()})
			}
		}
		return p
	}
}

func code(http int) string {
	for c, n := range status {
		if n == http && c != errs.Breach {
			return string(c)
		}
	}
	if http >= 500 {
		return string(errs.Internal)
	}
	return string(errs.Invalid)
}

// Op describes an operation of the API.
type Op struct {
	ID      string // unique, such as "ticket-take"
	Pattern string // "POST /api/v1/tickets"
	Action  string
	Title   string
	Tag     string
}

// API adds an operation: typed input, one call, typed answer.
func API[I, O any](s *Site, op Op, h func(ctx context.Context, in *I) (*O, error)) {
	method, at, ok := strings.Cut(op.Pattern, " ")
	if !ok || !strings.HasPrefix(at, "/api/v1/") {
		panic("web: an operation is METHOD /api/v1/…: " + op.Pattern)
	}
	if name := unread(reflect.TypeFor[I]()); name != "" {
		panic(fmt.Sprintf("web: the input of %s embeds %s, which is not exported: nothing of it would be read", op.ID, name))
	}
	o := huma.Operation{OperationID: op.ID, Method: method, Path: at, Summary: op.Title, Tags: []string{op.Tag},
		Errors: []int{401, 403, 404, 409, 422, 503}, Metadata: map[string]any{"action": op.Action},
		MaxBodyBytes: -1} // the body has been read within the site's limit
	if mutates(method) {
		o.Parameters = append(o.Parameters, commandID)
	}
	s.chapter = cmp.Or(chapterOf(reflect.TypeFor[I]()), chapterOf(reflect.TypeFor[O]()))
	huma.Register(s.api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, s.refused(ctx, op.ID, err)
		}
		return out, nil
	})
}

// unread names a part of an input that huma passes over in silence: its fields would always be empty.
func unread(t reflect.Type) string {
	for i := 0; t.Kind() == reflect.Struct && i < t.NumField(); i++ {
		f := t.Field(i)
		if f.Anonymous && !f.IsExported() {
			return f.Name
		}
		if f.Anonymous {
			if name := unread(f.Type); name != "" {
				return name
			}
		}
	}
	return ""
}

var commandID = &huma.Param{Name: "Idempotency-Key", In: "header",
	Description: "An id made by the client, at most 64 characters; a repeat is answered from the first answer.",
	Schema:      &huma.Schema{Type: "string", MaxLength: new(64)}}

func (s *Site) refused(ctx context.Context, op string, err error) error {
	e := errs.As(err)
	trace := ""
	if e.Code == errs.Internal || e.Code == errs.Unavailable {
		trace = s.IDs.Code(8)
		s.Log.Error("refused", "code", e.Code, "trace", trace, "operation", op, "err", err)
	}
	return problem(ctx, e, trace)
}
