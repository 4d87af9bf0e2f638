package crypt

import "strings"

// MaskPhone shows a phone number's first three and last four digits: 138****1234. What is too short for that is all stars.
func MaskPhone(phone string) string { return mask(phone, 3, 4) }

// MaskID shows an identity number's region and last four: 652301********1234. What is too short for that is all stars.
func MaskID(number string) string { return mask(number, 6, 4) }

// MaskName shows the first character of a name and one or two stars, so that its length says nothing.
func MaskName(name string) string {
	r := []rune(strings.TrimSpace(name))
	if len(r) == 0 {
		return ""
	}
	return string(r[:1]) + strings.Repeat("*", min(max(len(r)-1, 1), 2))
}

func mask(s string, head, tail int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < head+tail+3 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}
