package text

import (
	"encoding/json"
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
			want, got := value.FindAllString(catalogues[Zh][k].whole, -1), value.FindAllString(en.whole, -1)
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

func TestAStoredMessageReadsTheSameInEveryLanguageLater(t *testing.T) {
	for _, m := range []Msg{{}, Plain("阿依夏木·买买提"), M("error.conflict"),
		M("error.out_of_range", "min", 1, "max", M("error.too_long", "max", 3, "n", Plain("{n}")))} {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Msg
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		for _, lang := range Langs {
			if got, want := Say(lang, back), Say(lang, m); got != want {
				t.Errorf("%s read as %q, want %q", raw, got, want)
			}
		}
	}
}
