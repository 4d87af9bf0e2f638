package review

import (
	"regexp"
	"slices"
	"strings"

	"lianban/internal/base/crypt"
)

var (
	longNumber = regexp.MustCompile(`\d[\d\- ]{5,}[\dXx]`)
	addressed  = regexp.MustCompile(`\p{Han}{1,2}(女士|先生|小姐|老师|师傅|同志|大姐|大哥|主任|科长|局长|经理)`)
)

// Masked takes personal data out of what a visitor wrote, before somebody of the office reads it over: long numbers, the
// names that are known, and people who are called by a name.
func Masked(word string, names []string) string {
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		if name != "" {
			word = strings.ReplaceAll(word, name, crypt.MaskName(name))
		}
		for part := range strings.SplitSeq(name, "·") { // 阿依夏木·买买提 is called by either
			if len([]rune(part)) > 1 {
				word = strings.ReplaceAll(word, part, "**")
			}
		}
	}
	word = addressed.ReplaceAllString(word, "某$1")
	return longNumber.ReplaceAllStringFunc(word, func(n string) string { return strings.Repeat("*", len(n)) })
}
