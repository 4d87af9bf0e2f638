package outageweb

import (
	"context"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/outage"
)

// Handler is what the pages and the API need.
type Handler struct {
	Outage    *outage.Service
	Queue     *queue.Service
	Directory *directory.Service
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Origin is where visitors reach the site: it stands in QR codes. Empty: the address under which the machine asked.
	Origin string
	// Worker is the script that answers for a kiosk while the network is away.
	Worker string
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /console/later", "ticket.serve", h.laterForm)
	s.Page("POST /console/later", "ticket.serve", h.laterEnter)
	s.Page("GET /outage", "lease.end", h.office)
	s.Page("POST /outage/windows/{window}/return", "lease.end", h.giveBack)
	s.Page("POST /outage/steps/{id}/settle", "lease.end", h.settle)
	s.Page("GET /kiosk/offline", "kiosk.use", h.kioskAway)
	s.Page("GET /kiosk-worker.js", "kiosk.use", h.worker)
	h.api(s)
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }

// read runs f on one snapshot of the actor's centre.
func (h Handler) read(ctx context.Context, f func(tx *db.Tx) error) error {
	return h.Outage.Store.Read(ctx, identity.From(ctx).Centre, f)
}

// command is a new id for a form.
func (h Handler) command() string { return h.Outage.Store.IDs().Token() }

// number reads an id; what is no number names nothing.
func number(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// faults are the reasons of a refusal as a form shows them.
func faults(ctx context.Context, err error) (out []ui.Fault) {
	e := errs.As(err)
	if e == nil {
		return nil
	}
	lang := text.Of(ctx)
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(lang, f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(lang, e.Text)}}
	}
	return out
}

// faultOf is what is wrong with one field.
func faultOf(all []ui.Fault, field string) string {
	for _, f := range all {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}
