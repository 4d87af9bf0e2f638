package online

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
)

// jsonLines reads one object a line. A line that is none is a row that cannot be read; the others stand.
func jsonLines(raw []byte) (out []line, ignored []string, err error) {
	if len(raw) > register.DefaultBytes {
		return nil, nil, errs.Field("file", "casework.online.too_large", "max", register.DefaultBytes>>20)
	}
	if !utf8.Valid(raw) {
		return nil, nil, errs.Field("file", "casework.online.not_utf8")
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	for no, one := range bytes.Split(raw, []byte("\n")) {
		if one = bytes.TrimSpace(one); len(one) == 0 {
			continue
		}
		if len(out) == register.DefaultRows {
			return nil, nil, errs.Field("file", "casework.online.too_many", "max", register.DefaultRows)
		}
		l, unknown := object(no+1, one)
		out = append(out, l)
		for _, name := range unknown {
			if !slices.Contains(ignored, name) {
				ignored = append(ignored, name)
			}
		}
	}
	slices.Sort(ignored)
	return out, ignored, nil
}

// object reads a line of JSON; unknown are the names of fields that nobody declared.
func object(no int, raw []byte) (l line, unknown []string) {
	l = line{no: no, values: map[string]string{}}
	broken := func() (line, []string) {
		l.wrong, l.raw = text.M("casework.online.not_json"), string([]rune(string(raw))[:min(60, utf8.RuneCount(raw))])
		return l, nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return broken()
	}
	for name, value := range fields {
		var s string
		switch {
		case !declared(name):
			unknown = append(unknown, name)
		case json.Unmarshal(value, &s) == nil:
			l.values[name] = s
		case name != ColMaterials || !l.list(value):
			return broken()
		}
	}
	return l, unknown
}

func declared(name string) bool {
	return slices.ContainsFunc(Columns, func(c register.Column) bool { return c.Name == name })
}

// list reads the materials of a line of JSON.
func (l *line) list(raw []byte) bool {
	var all []struct {
		Name    string `json:"name"`
		Present *bool  `json:"present"`
	}
	if json.Unmarshal(raw, &all) != nil {
		return false
	}
	for _, m := range all {
		if m.Present == nil {
			return false
		}
		l.claims = append(l.claims, Claim{Name: m.Name, Present: *m.Present})
	}
	return true
}
