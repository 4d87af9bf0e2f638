// Package text holds the words people read: one catalogue per language, Chinese first. Code carries keys; the words
// stand in zh-CN/*.yaml and en/*.yaml, one file per owner, and a test demands every key in both.
package text

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Lang is a language of the catalogue.
type Lang string

// The languages. Chinese is the source; English follows it key by key.
const (
	Zh Lang = "zh-CN"
	En Lang = "en"
)

// Langs lists every language that has a catalogue.
var Langs = []Lang{Zh, En}

// Msg is a text before a language is chosen: a key of the catalogue and its named values.
type Msg struct {
	Key string
	KV  []any // name, value, name, value …
}

// M makes a message. Values may be messages themselves.
func M(key string, kv ...any) Msg { return Msg{Key: key, KV: kv} }

// Plain is a text that is the same in every language: names, numbers, the wording of the measures.
func Plain(s string) Msg { return Msg{Key: "", KV: []any{"", s}} }

// String is the Chinese text, for logs and for records that are Chinese by nature.
func (m Msg) String() string { return Say(Zh, m) }

//go:embed zh-CN/*.yaml en/*.yaml
var files embed.FS

var catalogues = mustLoad()

// Say gives the message in that language. A key without a text shows itself in brackets, so that it is seen; a test
// keeps this from happening.
func Say(lang Lang, m Msg) string {
	if m.Key == "" {
		if len(m.KV) == 2 {
			return fmt.Sprint(m.KV[1])
		}
		return ""
	}
	p, ok := catalogues[lang][m.Key]
	if !ok {
		return "[" + m.Key + "]"
	}
	if len(m.KV) == 0 || len(p.names) == 0 {
		return p.whole
	}
	return p.fill(lang, m.KV)
}

// phrase is a text of the catalogue, cut at its {name}s once: a page has hundreds of them.
type phrase struct {
	whole string
	names []string
	parts []string // around the names, one more than names
}

var named = regexp.MustCompile(`\{([a-z0-9_]+)\}`)

func cut(s string) phrase {
	p := phrase{whole: s}
	from := 0
	for _, at := range named.FindAllStringSubmatchIndex(s, -1) {
		p.parts, p.names = append(p.parts, s[from:at[0]]), append(p.names, s[at[2]:at[3]])
		from = at[1]
	}
	p.parts = append(p.parts, s[from:])
	return p
}

// fill puts the named values in place of {name}. A value whose name stands nowhere is left out, a name without a value stays.
func (p phrase) fill(lang Lang, kv []any) string {
	var b strings.Builder
	for i, name := range p.names {
		b.WriteString(p.parts[i])
		b.WriteString(valued(lang, name, kv))
	}
	b.WriteString(p.parts[len(p.names)])
	return b.String()
}

func valued(lang Lang, name string, kv []any) string {
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i] != name {
			continue
		}
		switch v := kv[i+1].(type) {
		case string:
			return v
		case int:
			return strconv.Itoa(v)
		case Msg:
			return Say(lang, v)
		}
		return fmt.Sprint(kv[i+1])
	}
	return "{" + name + "}"
}

// Keys lists the keys of one language in order, for the test that compares the languages.
func Keys(lang Lang) []string {
	keys := make([]string, 0, len(catalogues[lang]))
	for k := range catalogues[lang] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func mustLoad() map[Lang]map[string]phrase {
	all := map[Lang]map[string]phrase{}
	for _, lang := range Langs {
		all[lang] = map[string]phrase{}
		names, err := fs.Glob(files, string(lang)+"/*.yaml")
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			if err := load(all[lang], name); err != nil {
				panic(fmt.Errorf("text: %s: %w", name, err))
			}
		}
	}
	return all
}

// load reads one file: nested keys are joined with dots; the first key is the owner.
func load(into map[string]phrase, name string) error {
	raw, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return err
	}
	return flatten(into, "", tree)
}

func flatten(into map[string]phrase, prefix string, tree map[string]any) error {
	for k, v := range tree {
		key := strings.TrimPrefix(prefix+"."+k, ".")
		switch v := v.(type) {
		case string:
			if _, twice := into[key]; twice {
				return fmt.Errorf("key %s stands twice", key)
			}
			into[key] = cut(v)
		case map[string]any:
			if err := flatten(into, key, v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("key %s is neither text nor group", key)
		}
	}
	return nil
}
