package registerweb

import (
	"context"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
)

// Handler is what the pages need.
type Handler struct {
	Store     *db.DB
	Importers []register.Importer
	// Shell makes the frame of a staff page.
	Shell func(ctx context.Context, title, sub string) ui.StaffPage
	// Others are imports that have pages of their own, such as the calendar's; nil = none.
	Others func(ctx context.Context) []Other
}

// Other is an import with a page of its own.
type Other struct {
	Title, Text, Icon, Href string
}

// actionOf is what the permission table calls bringing in a file of that kind.
var actionOf = map[string]string{"items": "item.import", "windows": "directory.import", "people": "people.import",
	"guides": "guide.import", "cases": "case.import"}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	s.Page("GET /import", "import.read", h.overview)
	s.Page("GET /import/{kind}", "import.read", h.choose)
	s.Page("POST /import/{kind}/preview", "import.read", h.preview)
	s.Page("POST /import/{kind}/report", "import.read", h.previewReport)
	s.Page("POST /import/{kind}", "import.read", h.carryOut)
	s.Page("GET /import/{kind}/done/{id}", "import.read", h.done)
	s.Page("GET /import/{kind}/report/{id}", "import.read", h.report)
	s.Page("GET /import/{kind}/template.xlsx", "import.read", h.template)
	s.Page("GET /import/{kind}/template.csv", "import.read", h.templateCSV)

	h.owned(s)
	h.api(s)
}

// owned are the doors of the one kind that departments bring in as well: each its own items, and no other kind.
func (h Handler) owned(s *web.Site) {
	s.Page("GET /import/guides", "guide.import", h.choose)
	s.Page("POST /import/guides/preview", "guide.import", h.preview)
	s.Page("POST /import/guides/report", "guide.import", h.previewReport)
	s.Page("POST /import/guides", "guide.import", h.carryOut)
	s.Page("GET /import/guides/done/{id}", "guide.import", h.done)
	s.Page("GET /import/guides/report/{id}", "guide.import", h.report)
	s.Page("GET /import/guides/template.xlsx", "guide.import", h.template)
}

// kindOf is the kind that the address names, also where it stands there as a word.
func kindOf(r *web.Request) string {
	if k := r.PathValue("kind"); k != "" {
		return k
	}
	return "guides"
}

// sees tells whether the actor may look at a former import: of a kind that is everybody's own, whoever does not see all sees
// their own.
func sees(by identity.Actor, kind string, r register.Record) bool {
	return by.Sight(actionOf[kind]).All || r.By == by.Ref()
}

// kind finds the importer that the address names. NotFound for none; Forbidden when the actor may not use it.
func (h Handler) kind(by identity.Actor, name string) (register.Importer, error) {
	for _, i := range h.Importers {
		if i.Kind() == name {
			return i, by.Allow(actionOf[name])
		}
	}
	return nil, errs.New(errs.NotFound, "error.not_found")
}

func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }
