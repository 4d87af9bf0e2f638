package law

import (
	"fmt"
	"strconv"
	"strings"
)

// Ref names an article or a clause of the measures: "11" is 第十一条, "11.2" is 第十一条（二）, "4.1.2" is 第四条（一）2.
// Every Ref in code exists in the articles; a test holds it to that.
type Ref string

// Zh is the label people read. A Ref that names nothing reads as itself.
func (r Ref) Zh() string {
	n, ok := r.numbers()
	if !ok {
		return string(r)
	}
	s := "第" + numeral(n[0]) + "条"
	if len(n) > 1 {
		s += "（" + numeral(n[1]) + "）"
	}
	if len(n) > 2 {
		s += strconv.Itoa(n[2])
	}
	return s
}

// Article is the article the clause stands in: "11" for "11.2".
func (r Ref) Article() Ref {
	article, _, _ := strings.Cut(string(r), ".")
	return Ref(article)
}

// numbers takes the Ref apart: one to three numbers from 1 to 99, written without leading zeros.
func (r Ref) numbers() ([]int, bool) {
	parts := strings.Split(string(r), ".")
	if len(parts) > 3 {
		return nil, false
	}
	out := make([]int, len(parts))
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 99 || strconv.Itoa(n) != p {
			return nil, false
		}
		out[i] = n
	}
	return out, true
}

// numeral writes 1 to 99 in Chinese.
func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	default:
		return digits[n/10] + "十" + digits[n%10]
	}
}

// part is the Ref of the n-th part of r.
func (r Ref) part(n int) Ref { return Ref(fmt.Sprintf("%s.%d", r, n)) }
