package people

import (
	"regexp"
	"strings"
)

var (
	cardForm = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	codeForm = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`)
)

// NumberHolds tells whether a number of 18 places ends with its check digit: an identity card (GB 11643) or a unified social
// credit code (GB 32100). One digit typed wrong never passes.
func NumberHolds(s string) bool {
	if cardForm.MatchString(s) {
		return cardDigit(s) == s[17]
	}
	return codeForm.MatchString(s) && codeDigit(s) == s[17]
}

func cardDigit(s string) byte {
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(s[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

func codeDigit(s string) byte {
	const places = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(places, s[i]) * weight
		weight = weight * 3 % 31
	}
	return places[(31-sum%31)%31]
}
