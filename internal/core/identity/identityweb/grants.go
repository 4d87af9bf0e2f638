package identityweb

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
)

// grantRow is one line of the form of roles, as typed.
type grantRow struct {
	Role       string
	Department string
	From       string // as <input type=datetime-local> writes it
	Until      string
	grant      identity.Grant
}

func (g grantRow) empty() bool { return g.Role == "" }

// maxRows bounds the roles that one account can be given.
const maxRows = 12

// localTime is how a browser writes day and time.
const localTime = "2006-01-02T15:04"

// readGrants reads the lines of the form; what cannot be read is a fault of its field.
func readGrants(r *web.Request) (rows []grantRow, wrong []errs.Fault) {
	for i := range maxRows {
		field := func(name string) string { return "grants." + itoa(i) + "." + name }
		if _, sent := r.PostForm[field("role")]; !sent {
			break
		}
		g := grantRow{Role: r.Text(field("role"), 20), Department: r.FormValue(field("department")), From: r.FormValue(field("from")),
			Until: r.FormValue(field("until"))}
		g.grant = identity.Grant{Role: identity.Role(g.Role), Department: r.Int(field("department"), 0, 1<<62)}
		for name, into := range map[string]*clock.Instant{"from": &g.grant.From, "until": &g.grant.Until} {
			var err error
			if *into, err = readInstant(r.FormValue(field(name))); err != nil {
				wrong = append(wrong, errs.Field(field(name), "identity.account.not_time").Faults...)
			}
		}
		rows = append(rows, g)
	}
	return rows, wrong
}

// wanted are the roles of the lines that are filled in.
func wanted(rows []grantRow) (out []identity.Grant) {
	for _, g := range rows {
		if !g.empty() {
			out = append(out, g.grant)
		}
	}
	return out
}

// rowsOf writes grants as lines of the form, with empty ones to add to.
func rowsOf(grants []identity.Grant) (rows []grantRow) {
	stamp := func(at clock.Instant) string {
		if at == 0 {
			return ""
		}
		return at.Format(localTime)
	}
	for _, g := range grants {
		rows = append(rows, grantRow{Role: string(g.Role), Department: form.Key(g.Department), From: stamp(g.From), Until: stamp(g.Until)})
	}
	return append(rows, make([]grantRow, blankRows)...)
}

// readInstant reads what a browser or a person writes: "2026-11-23T10:20" or "2026-11-23 10:20", in Beijing time; nothing
// is no instant.
func readInstant(s string) (clock.Instant, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(localTime, strings.Replace(s, " ", "T", 1), clock.Shanghai)
	if err != nil {
		return 0, err
	}
	return clock.Of(t), nil
}

// queryOf keeps the filters of a list that are set.
func queryOf(r *web.Request, fields ...string) url.Values {
	out := url.Values{}
	for _, f := range fields {
		if v := strings.TrimSpace(r.FormValue(f)); v != "" {
			out.Set(f, v)
		}
	}
	return out
}

// sortOf is the column a list is ordered by, one of those it can be.
func sortOf(r *web.Request, columns ...string) string {
	if s := r.FormValue("sort"); slices.Contains(columns, s) {
		return s
	}
	return ""
}

// slice is one page of a list.
func slice[T any](all []T, page int) []T {
	from := min((page-1)*pageSize, len(all))
	return all[from:min(from+pageSize, len(all))]
}

// field makes the field of one line.
func field(i int, name string, f ui.Field, faults []ui.Fault) ui.Field {
	f.Name = "grants." + itoa(i) + "." + name
	f.Error = form.Wrong(faults, f.Name)
	return f
}
