package text

import (
	"regexp"
	"slices"
	"testing"
)

func TestEveryKeyStandsInEveryLanguageWithTheSameValues(t *testing.T) {
	value := regexp.MustCompile(`\{[a-z_]+\}`)
	for _, lang := range Langs[1:] {
		for _, k := range Keys(Zh) {
			en, ok := catalogues[lang][k]
			if !ok {
				t.Errorf("%s lacks %s", lang, k)
				continue
			}
			want, got := value.FindAllString(catalogues[Zh][k], -1), value.FindAllString(en, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(slices.Compact(want), slices.Compact(got)) {
				t.Errorf("%s: %s names %v, Chinese names %v", lang, k, got, want)
			}
		}
		for _, k := range Keys(lang) {
			if _, ok := catalogues[Zh][k]; !ok {
				t.Errorf("zh-CN lacks %s", k)
			}
		}
	}
}

func TestNamedValuesAreFilledInAndMessagesMayNest(t *testing.T) {
	got := Say(Zh, M("error.out_of_range", "min", 1, "max", Plain("十")))
	if want := "请填写 1 到 十 之间的数。"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}
