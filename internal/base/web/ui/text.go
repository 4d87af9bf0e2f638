package ui

import (
	"context"
	"lianban/internal/base/clock"
	"strconv"
	"strings"

	"lianban/internal/base/text"
)

// T gives the words of a key in the reader's language, with named values.
func T(ctx context.Context, key string, kv ...any) string {
	return text.Say(text.Of(ctx), text.M(key, kv...))
}

// WithLang puts the reader's language into the context.
func WithLang(ctx context.Context, lang text.Lang) context.Context { return text.With(ctx, lang) }

// Lang is the reader's language as HTML writes it.
func Lang(ctx context.Context) string { return string(text.Of(ctx)) }

// dir is the direction in which the language runs.
func dir(ctx context.Context) string { return T(ctx, "ui.dir") }

// others lists the languages that can be switched to.
func others(ctx context.Context) (out []text.Lang) {
	for _, l := range text.Langs {
		if l != text.Of(ctx) {
			out = append(out, l)
		}
	}
	return out
}

// langName names a language in itself, beginning with its short form, which is what the button shows.
func langName(ctx context.Context, l text.Lang) string {
	short, name := T(ctx, "ui.lang_short."+string(l)), T(ctx, "ui.lang."+string(l))
	if short == name {
		return name
	}
	return short + " " + name
}

// ArticleName writes "11.4" as 第十一条（四）.
func ArticleName(ctx context.Context, ref string) string {
	parts := strings.Split(ref, ".")
	name := T(ctx, "ui.law.article", "n", numeral(ctx, parts[0]))
	for i, p := range parts[1:] {
		if i == 0 {
			name += T(ctx, "ui.law.clause", "n", numeral(ctx, p))
		} else {
			name += T(ctx, "ui.law.point", "n", p)
		}
	}
	return name
}

// numeral writes 1 to 99 in the numerals of the language's statutes; what is no number stays.
func numeral(ctx context.Context, s string) string {
	digits := []rune(T(ctx, "ui.law.digits"))
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 99 || len(digits) != 11 {
		return s
	}
	out := ""
	if n >= 20 {
		out = string(digits[n/10])
	}
	if n >= 10 {
		out += string(digits[10])
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}

// ms is an instant as browsers count, for the clocks of a page; empty when there is none.
func ms(t clock.Instant) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(int64(t)/1000, 10)
}

// with adds a query value to an address.
func with(self, name, value string) string {
	sep := "?"
	if strings.Contains(self, "?") {
		sep = "&"
	}
	return self + sep + name + "=" + value
}

// yes writes a flag for a data attribute or an ARIA state.
func yes(b bool) string { return strconv.FormatBool(b) }
