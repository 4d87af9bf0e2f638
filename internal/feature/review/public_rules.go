package review

import (
	"regexp"
	"slices"
	"strings"

	"lianban/internal/base/crypt"
	"lianban/internal/base/text"
)

var (
	longNumber = regexp.MustCompile(`\d[\d\- ]{5,}[\dXx]`)
	// addressed is somebody called by a name and one of the words of the catalogue: 张女士, 马科长.
	addressed = regexp.MustCompile(`\p{Han}{1,2}(` + text.Say(text.Zh, text.M("review.opinion.titles")) + `)`)
)

// Masked takes personal data out of what a visitor wrote, before somebody of the office reads it over: long numbers, the
// names that are known, and people who are called by a name.
func Masked(word string, names []string) string {
	longest := slices.SortedFunc(slices.Values(names), func(a, b string) int { return len(b) - len(a) })
	for _, name := range longest {
		if name != "" {
			word = strings.ReplaceAll(word, name, crypt.MaskName(name))
		}
		for part := range strings.SplitSeq(name, "·") { // 阿依夏木·买买提 is called by either
			if len([]rune(part)) > 1 {
				word = strings.ReplaceAll(word, part, "**")
			}
		}
	}
	word = addressed.ReplaceAllString(word, text.Say(text.Zh, text.M("review.opinion.somebody"))+"$1")
	return longNumber.ReplaceAllStringFunc(word, func(n string) string { return strings.Repeat("*", len(n)) })
}
