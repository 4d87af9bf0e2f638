package find

import (
	"strings"
	"unicode/utf8"
)

// How well a word of the query fits an item, of 100.
const (
	scoreExact   = 100 // it is the name, or what people call it
	scorePrefix  = 80  // the name begins with it
	scoreWithin  = 60  // it stands in the name
	scoreCode    = 50  // it stands in the code
	scoreList    = 40  // it stands in the main item or the department
	scorePieces  = 25  // every two characters that follow each other stand somewhere
	scoreScatter = 5   // every character does
	lessWord     = 3   // what people call it counts a little less than the name
	lessOther    = 4   // another way of saying it counts a little less than what was typed
	lessSound    = 5   // what only sounds like it, less again
	lessInitials = 12  // and by its initials, much less
	lessTypo     = 20  // with a slip of the finger
)

// Bounds of a query: it comes from anybody.
const (
	maxTerms = 6
	maxRunes = 30
)

// phrase is one way of saying a word of the query.
type phrase struct {
	text string
	mark mark
	less int
}

// wanted is a word of the query in all its ways; latin is how it is typed in letters, "" when it is not, and near how it
// sounds to whoever confuses sounds.
type wanted struct {
	ways  []phrase
	latin string
	near  string
}

// wants reads a query.
func wants(q string) []wanted {
	var out []wanted
	for _, t := range terms(q) {
		if len(out) == maxTerms {
			break
		}
		if utf8.RuneCountInString(t) > maxRunes {
			t = string([]rune(t)[:maxRunes])
		}
		var one wanted
		for i, w := range ways(t) {
			one.ways = append(one.ways, phrase{text: w, mark: markOf(w), less: min(i, 1) * lessOther})
		}
		if one.latin = latin(t); one.latin != "" {
			one.near = confused.Replace(one.latin)
		} else {
			one.near = confused.Replace(soundOf(bare(t)).letters())
		}
		out = append(out, one)
	}
	return out
}

// score is the mean over the words of the query; 0 when one of them does not fit at all.
func (e *entry) score(asked []wanted) int {
	sum := 0
	for _, q := range asked {
		best := 0
		for i := range q.ways {
			if p := &q.ways[i]; e.mark.has(&p.mark) {
				best = max(best, e.fits(p.text)-p.less)
			}
		}
		if q.latin != "" {
			best = max(best, e.heard(q.latin))
		}
		if best <= 0 {
			return 0
		}
		sum += best
	}
	return sum / len(asked)
}

// heard says how well letters fit the sound of the thing: the whole syllables better than their initials, the name better
// than what people call it.
func (e *entry) heard(letters string) (best int) {
	for i := range e.sounds {
		n := e.sounds[i].fits(letters)
		if n > 0 && i > 0 {
			n -= lessWord
		}
		best = max(best, n)
	}
	return best
}

// alike is score by the sound alone, with other sounds that the ear confuses and one slip of the finger.
func (e *entry) alike(asked []wanted) int {
	sum := 0
	for _, q := range asked {
		best := 0
		for i := range e.sounds {
			best = max(best, e.sounds[i].near(q.near))
		}
		if best <= 0 {
			return 0
		}
		sum += best
	}
	return sum / len(asked)
}

// fits says how well one phrase fits.
func (e *entry) fits(p string) int {
	best := within(e.name, p)
	for _, w := range e.words {
		best = max(best, within(w, p)-lessWord)
	}
	if best > 0 {
		return best
	}
	if len(p) >= 4 && strings.Contains(e.code, p) {
		return scoreCode
	}
	for _, l := range e.lists {
		if strings.Contains(l, p) {
			return scoreList
		}
	}
	return pieces(e.text, p)
}

// within is exact, prefix or substring.
func within(text, p string) int {
	i := strings.Index(text, p)
	switch {
	case i < 0:
		return 0
	case len(text) == len(p):
		return scoreExact
	case i == 0:
		return scorePrefix
	}
	return scoreWithin
}

// pieces covers the phrase with the longest pieces that stand in the text: 变更公司 fits 公司变更登记 in two, and a word
// that people shortened fits in single characters. Fewer pieces are better; 0 when a character is missing.
func pieces(text, p string) int {
	n, k, single := 0, 0, 0
	for rest := p; rest != ""; {
		size, runes := piece(text, rest)
		if size == 0 {
			return 0
		}
		if runes == 1 {
			single++
		}
		n, k, rest = n+runes, k+1, rest[size:]
	}
	if n < 2 {
		return 0
	}
	if 2*single > n {
		return scoreScatter
	}
	return scorePieces + (scoreList-scorePieces-1)*(n-k)/(n-1)
}

// piece is the longest beginning of p that stands in the text, in bytes and characters.
func piece(text, p string) (size, runes int) {
	for i, r := range p {
		end := i + utf8.RuneLen(r)
		if !strings.Contains(text, p[:end]) {
			break
		}
		size, runes = end, runes+1
	}
	return size, runes
}
