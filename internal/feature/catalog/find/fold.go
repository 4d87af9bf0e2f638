package find

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text the way it is compared: full and half width alike, no case, letters and digits only.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// terms are the folded words of a query: what stands between spaces and commas counts by itself.
func terms(q string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(norm.NFKC.String(q), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;、。", r)
	}) {
		if f := Fold(w); f != "" {
			out = append(out, f)
		}
	}
	return out
}
