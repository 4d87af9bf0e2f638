package find

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

//go:embed sayings.yaml
var sayingsFile []byte

// lexicon is what sayings.yaml holds.
type lexicon struct {
	sayings  []saying
	fillers  []string
	readings map[rune][]phraseReading
}

// saying is what people call something that lists name otherwise.
type saying struct {
	said   string
	formal []string
}

// phraseReading is a word in which a character is read otherwise than alone.
type phraseReading struct {
	runes []rune
	as    []string
}

// words reads the file once. Longer sayings and fillers come first, for a longer one may hold a shorter.
var words = sync.OnceValue(func() lexicon {
	var raw struct {
		Sayings  map[string][]string
		Fillers  []string
		Readings map[string]string
	}
	if err := yaml.Unmarshal(sayingsFile, &raw); err != nil {
		panic("find: sayings.yaml: " + err.Error()) // it is part of the program, and a test reads it
	}
	l := lexicon{fillers: raw.Fillers, readings: map[rune][]phraseReading{}}
	for s, formal := range raw.Sayings {
		l.sayings = append(l.sayings, saying{Fold(s), formal})
	}
	longer := func(a, b string) int {
		if n := utf8.RuneCountInString(b) - utf8.RuneCountInString(a); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	}
	slices.SortFunc(l.sayings, func(a, b saying) int { return longer(a.said, b.said) })
	slices.SortFunc(l.fillers, longer)
	for word, as := range raw.Readings {
		r := []rune(word)
		l.readings[r[0]] = append(l.readings[r[0]], phraseReading{r, strings.Fields(as)})
	}
	return l
})

// maxWays bounds the ways of saying one word.
const maxWays = 8

// ways gives what was typed, then the other ways of saying it: with the formal words, without fillers.
func ways(t string) []string {
	out := []string{t}
	add := func(w string) {
		if w != "" && len(out) < maxWays && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, w := range []string{t, bare(t)} {
		for _, f := range formal(w) {
			add(f)
			// 社保卡丢了 holds two sayings.
			for _, g := range formal(f) {
				add(g)
			}
		}
		add(w)
	}
	return out
}

// formal replaces the longest saying that the word holds by each formal word that it does not hold yet.
func formal(w string) (out []string) {
	for _, s := range words().sayings {
		if !strings.Contains(w, s.said) {
			continue
		}
		for _, f := range s.formal {
			if !strings.Contains(w, f) {
				out = append(out, strings.Replace(w, s.said, f, 1))
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// said gives the other way round: what people may call something of that formal name.
func said(name string) (out []string) {
	for _, s := range words().sayings {
		for _, f := range s.formal {
			if len(out) < maxWays && strings.Contains(name, f) {
				out = append(out, strings.Replace(name, f, s.said, 1))
			}
		}
	}
	return out
}

// bare takes the fillers away.
func bare(t string) string {
	for _, f := range words().fillers {
		t = strings.ReplaceAll(t, f, "")
	}
	return t
}
