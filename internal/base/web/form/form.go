// Package form is what every page with a form does the same way: a refusal is shown beside its fields with everything that
// was typed, what was done is said on the page it leads to, and an address from outside is followed only if it is ours.
package form

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
)

// Faults says a refusal beside the fields it is about.
func Faults(ctx context.Context, err error) (out []ui.Fault) {
	e := errs.As(err)
	if e == nil {
		return nil
	}
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(text.Of(ctx), e.Text)}}
	}
	return out
}

// Wrong is the fault of one field, empty when it has none.
func Wrong(all []ui.Fault, field string) string {
	for _, f := range all {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Shown tells whether a refusal is shown on the form it came from; anything else is a page of its own.
func Shown(err error) bool {
	return errs.Is(err, errs.Invalid) || errs.Is(err, errs.Breach) || errs.Is(err, errs.Conflict)
}

// Joined adds faults to a refusal, which may be none.
func Joined(err error, more []errs.Fault) error {
	if len(more) == 0 {
		return err
	}
	e := errs.New(errs.Invalid, "error.unreadable").With(more...)
	if was := errs.As(err); was != nil {
		e = was.With(more...)
	}
	return e
}

// Done leads back to a page that says what was done; key names the sentence.
func Done(path, key string) (web.Reply, error) {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return web.Reply{Redirect: path + sep + "said=" + key}, nil
}

// Said is the sentence that Done named, from the catalogue under prefix: only sentences of ours, never a text that somebody
// else wrote into the address.
func Said(r *web.Request, prefix string) string {
	key := r.URL.Query().Get("said")
	if key == "" || strings.ContainsFunc(key, func(c rune) bool { return (c < 'a' || c > 'z') && c != '_' }) {
		return ""
	}
	s := ui.T(r.Ctx(), prefix+key)
	if strings.HasPrefix(s, "[") {
		return ""
	}
	return s
}

// Local gives back an address of this site, or other when it is none: what stands in "next" may come from anywhere.
func Local(next, other string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsFunc(next, func(c rune) bool { return c < ' ' || c == '\\' }) {
		return other
	}
	return next
}

// Numbered takes the name of a field in a row apart: "3.role" is 3 and "role".
func Numbered(s string) (int, string) {
	head, field, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(head)
	if err != nil {
		return 1 << 30, field
	}
	return n, field
}

// Key writes an id as forms and addresses carry it.
func Key(id int64) string { return strconv.FormatInt(id, 10) }

// Moment writes an instant to the minute, a dash for none.
func Moment(at clock.Instant) string {
	if at == 0 {
		return "—"
	}
	return at.Format("2006-01-02 15:04")
}
