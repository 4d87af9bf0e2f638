package law

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"lianban/internal/base/clock"
)

// Given says who gave a figure its number.
type Given string

// Who may give a number.
const (
	ByMeasures Given = "measures" // the article says it
	ByLaw      Given = "law"      // a statute says it; no document of a centre can change it
	ByDefault  Given = "default"  // nobody says it: the office may settle it (questions.md)
)

// Figure is a dated number of the rulebook (参数).
type Figure struct {
	Name    string
	Zh, En  string // its title
	Unit    Unit
	Article Ref    // the clause it belongs to
	Given   Given  // who gave the number
	Wording string // the words of the clause that are put into a number, empty when there are none
	Source  string // the statute, or "domain default"; empty when the measures say it
	Values  []Dated

	kind kind
}

// Dated is a value with the first day on which it holds.
type Dated struct {
	From  clock.Day
	Value Value
}

// On is the value that holds on that day. The first value also holds before its first day: should the day of publication
// prove to be earlier than assumed, no day of the measures is without a number.
func (f Figure) On(day clock.Day) Value {
	held := f.Values[0].Value
	for _, d := range f.Values[1:] {
		if day < d.From {
			break
		}
		held = d.Value
	}
	return held
}

// figureYAML is a figure as figures.yaml writes it.
type figureYAML struct {
	Name    string               `yaml:"name"`
	Zh      string               `yaml:"zh"`
	En      string               `yaml:"en"`
	Unit    Unit                 `yaml:"unit"`
	Article Ref                  `yaml:"article"`
	Given   Given                `yaml:"given"`
	Wording string               `yaml:"wording"`
	Source  string               `yaml:"source"`
	Values  map[string]yaml.Node `yaml:"values"`
}

// readFigures reads figures.yaml. Every mistake is told at once, each with the figure's name.
func readFigures(raw []byte, articles map[Ref]Provision) ([]Figure, error) {
	var all []figureYAML
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil {
		return nil, err
	}
	var out []Figure
	var errs []error
	seen := map[string]bool{}
	for _, y := range all {
		f, err := y.figure(articles)
		if err == nil && seen[f.Name] {
			err = errors.New("stands twice")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", y.Name, err))
			continue
		}
		seen[f.Name] = true
		out = append(out, f)
	}
	return out, errors.Join(errs...)
}

var figureName = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

func (y figureYAML) figure(articles map[Ref]Provision) (Figure, error) {
	f := Figure{Name: y.Name, Zh: y.Zh, En: y.En, Unit: y.Unit, Article: y.Article, Given: y.Given, Wording: y.Wording,
		Source: y.Source}
	article, exists := articles[f.Article]
	switch {
	case !figureName.MatchString(f.Name):
		return f, errors.New("a name reads owner.what")
	case f.Zh == "" || f.En == "":
		return f, errors.New("a title is missing")
	case !slices.Contains(units, f.Unit):
		return f, fmt.Errorf("no such unit: %q", f.Unit)
	case !exists:
		return f, fmt.Errorf("no such article: %q", f.Article)
	case !strings.Contains(article.Text(), f.Wording):
		return f, fmt.Errorf("%s does not say %q", f.Article.Zh(), f.Wording)
	}
	if err := f.checkOrigin(); err != nil {
		return f, err
	}
	return f, f.readValues(y.Values)
}

// checkOrigin demands that it can be told where the number comes from.
func (f *Figure) checkOrigin() error {
	switch f.Given {
	case ByMeasures:
		if f.Wording == "" {
			return errors.New("given by the measures, but in no words")
		}
	case ByLaw, ByDefault:
		if f.Source == "" {
			return errors.New("the source is missing")
		}
	default:
		return fmt.Errorf("given by %q", f.Given)
	}
	return nil
}

// readValues reads the dated values; all must have one form.
func (f *Figure) readValues(values map[string]yaml.Node) error {
	for day, node := range values {
		from, err := clock.ParseDay(day)
		if err != nil {
			return fmt.Errorf("%q is not a day", day)
		}
		k, s := form(f.Unit, node)
		if f.kind != "" && f.kind != k {
			return fmt.Errorf("is %s on one day and %s on another", f.kind, k)
		}
		f.kind = k
		v, err := parseValue(f.Unit, k, s)
		if err != nil {
			return err
		}
		f.Values = append(f.Values, Dated{From: from, Value: v})
	}
	if len(f.Values) == 0 {
		return errors.New("has no value")
	}
	slices.SortFunc(f.Values, func(a, b Dated) int { return int(a.From - b.From) })
	return nil
}

// form tells what kind of value the node is, and its text.
func form(unit Unit, node yaml.Node) (kind, string) {
	switch {
	case unit == date:
		return aDay, node.Value
	case unit == word:
		return aWord, node.Value
	case node.Kind == yaml.SequenceNode:
		parts := make([]string, len(node.Content))
		for i, n := range node.Content {
			parts[i] = n.Value
		}
		return aList, strings.Join(parts, ",")
	default:
		return aNumber, node.Value
	}
}
