// Package applicant is who applied: read from a card or typed, brought into one form, and masked for everyone who need not
// know (15(2)). It knows no case and no store.
package applicant

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"lianban/internal/base/crypt"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/people"
)

// Applicant is who applied. It exists in the clear only on its way in, and after Reveal.
type Applicant struct {
	Name     string `json:"name"`
	IDNumber string `json:"id_number"` // of the identity card, or the unified social credit code of a company
	Phone    string `json:"phone,omitempty"`
	Agent    string `json:"agent,omitempty"` // who came in their place (行政许可法第二十九条)
}

// Masked is the applicant as pages, papers and the API show them.
func (a Applicant) Masked() Applicant {
	star := func(s string) string { return strings.ReplaceAll(s, "*", "×") }
	return Applicant{Name: star(crypt.MaskName(a.Name)), IDNumber: star(crypt.MaskID(a.IDNumber)),
		Phone: star(crypt.MaskPhone(a.Phone)), Agent: star(crypt.MaskName(a.Agent))}
}

// Tails are the last four of the phone and of the document number: what proves that somebody may see how far it is.
func (a Applicant) Tails() []string {
	var out []string
	for _, v := range []string{a.Phone, a.IDNumber} {
		if r := []rune(v); len(r) >= 4 {
			out = append(out, string(r[len(r)-4:]))
		}
	}
	return out
}

// Longest values of an applicant, in characters.
const (
	MaxName  = 60
	MaxID    = 20
	MaxPhone = 20
)

var (
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 -]{5,18}[0-9]$`)
	idForm    = regexp.MustCompile(`^[0-9A-Z]{5,20}$`)
)

// Clean brings what was typed or read from a card into one form, and says everything that cannot be right.
func (a Applicant) Clean() (Applicant, []errs.Fault) {
	a = Applicant{Name: strings.TrimSpace(a.Name), IDNumber: strings.ToUpper(strings.ReplaceAll(a.IDNumber, " ", "")),
		Phone: strings.TrimSpace(a.Phone), Agent: strings.TrimSpace(a.Agent)}
	var faults []errs.Fault
	no := func(field, key string, kv ...any) {
		faults = append(faults, errs.Fault{Field: field, Text: text.M(key, kv...)})
	}
	for field, v := range map[string]string{"name": a.Name, "agent": a.Agent} {
		if n := utf8.RuneCountInString(v); n > MaxName {
			no(field, "error.too_long", "max", MaxName, "n", n)
		}
	}
	if a.Name == "" {
		no("name", "error.required")
	}
	switch {
	case a.IDNumber == "":
		no("id_number", "error.required")
	case !idForm.MatchString(a.IDNumber):
		no("id_number", "casework.id.form")
	case len(a.IDNumber) == 18 && !people.NumberHolds(a.IDNumber):
		no("id_number", "casework.id.digit")
	}
	if a.Phone != "" && !phoneForm.MatchString(a.Phone) {
		no("phone", "casework.phone")
	}
	return a, faults
}
