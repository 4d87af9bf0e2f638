package queueweb

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
)

// said is what a step did, or why it was refused.
type said struct {
	Text string
	Kind ui.Kind
}

// saidCookie carries it over the redirect, once.
const saidCookie = "console_said"

// refusal is a refusal that the clerk can do something about, in a line: the reason and the lawful alternative. Others are
// not for the console: ok is false.
func refusal(r *web.Request, err error) (s said, ok bool) {
	e := errs.As(err)
	if !slices.Contains([]errs.Code{errs.Conflict, errs.NotFound, errs.Breach, errs.Invalid}, e.Code) {
		return s, false
	}
	lang := text.Of(r.Ctx())
	s = said{Text: text.Say(lang, e.Text), Kind: ui.Over}
	for _, f := range e.Faults {
		if f.Earliest != "" {
			s.Text += " " + ui.T(r.Ctx(), "ui.earliest", "at", f.Earliest)
		}
	}
	return s, true
}

// keep says it on the page that comes next.
func (s said) keep(r *web.Request) {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // two plain texts
	}
	r.SetCookie(saidCookie, base64.RawURLEncoding.EncodeToString(raw), 30)
}

// heard takes what is to be said on this page: kept by the last step, or named in the address by another feature's form.
func heard(r *web.Request) (s said) {
	if c, err := r.Cookie(saidCookie); err == nil && c.Value != "" {
		r.SetCookie(saidCookie, "", -1)
		raw, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err == nil && json.Unmarshal(raw, &s) == nil {
			return s
		}
	}
	key := r.URL.Query().Get("said")
	if _, of, ok := strings.Cut(key, ".said."); ok && of != "" {
		if words := ui.T(r.Ctx(), key); !strings.HasPrefix(words, "[") {
			return said{Text: words, Kind: ui.Done}
		}
	}
	return said{}
}
