package find

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// sound is how a text is pronounced: the number of a syllable for each character.
type sound []uint16

// readings numbers the syllables that were met, and keeps the syllable of each character: some two thousand characters
// have four hundred syllables, and asking the dictionary takes a hundred times as long.
var readings = struct {
	sync.RWMutex
	of    map[rune]uint16
	no    map[string]uint16
	names []string
}{of: map[rune]uint16{}, no: map[string]uint16{"": 0}, names: []string{""}}

// soundOf pronounces a folded text. What has no sound is left out; letters and digits stand for themselves.
func soundOf(s string) sound {
	out := make(sound, 0, len(s)/3)
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		if n, as := phraseAt(runes[i:]); n > 0 {
			for _, syllable := range as {
				out = append(out, numbered(syllable))
			}
			i += n - 1
			continue
		}
		if n := reading(runes[i]); n != 0 {
			out = append(out, n)
		}
	}
	return out
}

// phraseAt gives the syllables of the word that the text begins with, where a character is read otherwise than alone.
func phraseAt(runes []rune) (int, []string) {
	for _, p := range words().readings[runes[0]] {
		if len(runes) >= len(p.runes) && string(runes[:len(p.runes)]) == string(p.runes) {
			return len(p.runes), p.as
		}
	}
	return 0, nil
}

func reading(r rune) uint16 {
	readings.RLock()
	n, known := readings.of[r]
	readings.RUnlock()
	if known {
		return n
	}
	n = numbered(syllable(r))
	readings.Lock()
	defer readings.Unlock()
	readings.of[r] = n
	return n
}

func numbered(syllable string) uint16 {
	readings.Lock()
	defer readings.Unlock()
	n, known := readings.no[syllable]
	if !known && len(readings.names) < 1<<16-1 {
		n = uint16(len(readings.names)) // #nosec G115 -- bounded in the line above
		readings.no[syllable] = n
		readings.names = append(readings.names, syllable)
	}
	return n
}

// syllable is the usual reading of a character without its tone; ü is typed as v.
func syllable(r rune) string {
	if r < unicode.MaxASCII {
		return strings.ToLower(string(r))
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if first == "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.NewReplacer("u\u0308", "v").Replace(norm.NFD.String(first)))
}

// spelled gives the syllables of a sound. The names only grow, so the slice that was read stays good.
func spelled(s sound) []string {
	readings.RLock()
	names := readings.names
	readings.RUnlock()
	out := make([]string, len(s))
	for i, n := range s {
		out[i] = names[n]
	}
	return out
}

func (s sound) letters() string { return strings.Join(spelled(s), "") }

// latin gives a word that is typed in letters as it is compared; "" for any other, and for a single letter, which is in
// everything.
func latin(t string) string {
	t = strings.NewReplacer("'", "", "ü", "v").Replace(t)
	if len(t) < 2 || strings.IndexFunc(t, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return ""
	}
	return t
}

// fits says how well letters fit: every syllable whole (the last one may be begun only), or some of them by their initials.
func (s sound) fits(letters string) int {
	readings.RLock()
	names := readings.names
	readings.RUnlock()
	best := 0
	for from := range s {
		if names[s[from]][0] != letters[0] {
			continue
		}
		used, whole := take(names, s[from:], letters)
		if used == 0 {
			continue
		}
		n := scoreWithin
		if from == 0 {
			n = scorePrefix
			if used == len(s) {
				n = scoreExact
			}
		}
		if n -= lessSound; !whole {
			n -= lessInitials
		}
		best = max(best, n)
	}
	return best
}

// take reads letters as the beginning of the syllables and tells how many they are, 0 when they do not fit, and whether
// more than their initials were typed.
func take(names []string, s sound, letters string) (used int, whole bool) {
	if letters == "" {
		return 0, true
	}
	if len(s) == 0 {
		return 0, false
	}
	syllable := names[s[0]]
	if rest, ok := strings.CutPrefix(letters, syllable); ok {
		if rest == "" {
			return 1, true
		}
		if n, whole := take(names, s[1:], rest); n > 0 {
			return n + 1, whole
		}
	}
	// The last one may be half typed.
	if len(letters) > 1 && strings.HasPrefix(syllable, letters) {
		return 1, true
	}
	if syllable == "" || syllable[0] != letters[0] {
		return 0, false
	}
	if len(letters) == 1 {
		return 1, false
	}
	n, _ := take(names, s[1:], letters[1:])
	if n == 0 {
		return 0, false
	}
	return n + 1, false
}

// confused are sounds that the ear does not tell apart and the hand mistypes, each beside the one it is compared as.
var confused = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ang", "an", "eng", "en", "ing", "in")

// leastNear is the shortest query that is looked for with a slip in it: in fewer letters anything is near.
const leastNear = 6

// heard is a sound, and its letters as they are to whoever confuses sounds.
type heard struct {
	sound
	plain string
}

// near says how well letters fit the sound when confusions and one slip (a letter too many, too few, another, or two in
// turned order) are forgiven.
func (h heard) near(letters string) int {
	if len(letters) < leastNear/2 {
		return 0
	}
	if n := within(h.plain, letters); n > 0 {
		return n - lessTypo/2
	}
	if len(letters) >= leastNear && slipped(h.plain, letters) {
		return scoreWithin - lessTypo
	}
	return 0
}

// slipped finds p in the text with at most one slip: Wu and Manbu's bit vectors, one bit a letter. The first letter must be
// right, or a word is near to half of all there is.
func slipped(text, p string) bool {
	const most = 63
	if len(p) > most {
		p = p[:most]
	}
	var at [256]uint64
	for i := range len(p) {
		at[p[i]] |= 1 << i
	}
	end := uint64(1) << (len(p) - 1)
	exact, one, before, last := uint64(0), uint64(1), uint64(0), byte(0)
	for i := range len(text) {
		was, c := exact, text[i]
		exact = (exact<<1 | 1) & at[c]
		// Another letter, a letter too many in the text, one that is missing there, or two in turned order.
		one = (one<<1|1)&at[c] | was | was<<1 | exact<<1 | ((before<<1|1)&at[c])<<1&at[last]
		before, last = was, c
		if one&end != 0 || exact&end != 0 {
			return true
		}
	}
	return false
}
