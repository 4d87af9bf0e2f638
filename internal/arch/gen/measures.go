package main

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"lianban/internal/arch/tree"
)

// requirement is an entry of measures/changji/requirements.yaml.
type requirement struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Clauses []string `yaml:"clauses"`
	Figures []string `yaml:"figures"`
	Nothing string   `yaml:"nothing"`

	by map[tree.Kind][]string
}

const byFigure tree.Kind = "figure"

// measuresPage shows for each requirement the rules, tests, routes and figures behind it.
func measuresPage(t *tree.Tree) (string, error) {
	all, err := requirements(t)
	if err != nil {
		return "", err
	}
	stray := attach(all, t.Marks())
	if len(stray) > 0 {
		return "", fmt.Errorf("requirements that no one knows: %s", strings.Join(stray, ", "))
	}
	if err := figures(t, all); err != nil {
		return "", err
	}
	var b strings.Builder
	done := 0
	for _, r := range all {
		if r.Nothing != "" || len(r.by[tree.ByTest]) > 0 {
			done++
		}
	}
	fmt.Fprintf(&b, "# The measures and what stands behind them\n\n%d of %d requirements have a test or need none. How marks are "+
		"made: internal/arch/tree/cover.go.\n", done, len(all))
	chapter := ""
	for _, r := range all {
		if now, _, _ := strings.Cut(r.ID, "-"); now != chapter {
			chapter = now
			fmt.Fprintf(&b, "\n## %s\n\n| | requirement | rule | test | page, route | figure |\n|---|---|---|---|---|---|\n",
				heading(chapter))
		}
		fmt.Fprintf(&b, "| %s | %s |%s\n", r.ID, cell(r.Title), row(r))
	}
	return b.String(), nil
}

func heading(chapter string) string {
	switch chapter {
	case "B":
		return "Supervision board"
	case "Q":
		return "The hall itself"
	}
	return "Article " + strings.TrimPrefix(chapter, "A")
}

func row(r *requirement) string {
	if r.Nothing != "" && len(r.by) == 0 {
		return fmt.Sprintf(" nothing to enforce: %s | | | |", r.Nothing)
	}
	if len(r.by) == 0 {
		return " not yet | | | |"
	}
	out := ""
	for _, k := range []tree.Kind{tree.ByRule, tree.ByTest, tree.ByRoute, byFigure} {
		list := slices.Clone(r.by[k])
		slices.Sort(list)
		list = slices.Compact(list)
		for i := range list {
			list[i] = "`" + cell(list[i]) + "`"
		}
		out += " " + strings.Join(list, "<br>") + " |"
	}
	return out
}

func requirements(t *tree.Tree) (all []*requirement, err error) {
	f := t.File("measures/changji/requirements.yaml")
	if f == nil {
		return nil, fmt.Errorf("measures/changji/requirements.yaml is missing")
	}
	if err := yaml.Unmarshal([]byte(f.Text), &all); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	for _, r := range all {
		r.by = map[tree.Kind][]string{}
	}
	return all, nil
}

// attach puts each mark to its requirements; it returns ids that stand nowhere. A clause that two requirements share
// attaches to none.
func attach(all []*requirement, marks []tree.Mark) (stray []string) {
	byID := map[string]*requirement{}
	for _, r := range all {
		byID[r.ID] = r
	}
	for _, m := range marks {
		if m.Clause != "" {
			if r := only(all, m.Clause); r != nil {
				r.by[m.Kind] = append(r.by[m.Kind], m.What)
			}
			continue
		}
		for _, id := range m.IDs {
			if r := byID[id]; r != nil {
				r.by[m.Kind] = append(r.by[m.Kind], m.What)
			} else {
				stray = append(stray, id+" in "+m.What)
			}
		}
	}
	return stray
}

func only(all []*requirement, clause string) (found *requirement) {
	for _, r := range all {
		if slices.Contains(r.Clauses, clause) {
			if found != nil {
				return nil
			}
			found = r
		}
	}
	return found
}

// figures attaches the dated numbers: by the beginning of their name, else by their clause.
func figures(t *tree.Tree, all []*requirement) error {
	f := t.File("measures/changji/figures.yaml")
	if f == nil {
		return nil
	}
	var list []struct {
		Name    string `yaml:"name"`
		Article string `yaml:"article"`
	}
	if err := yaml.Unmarshal([]byte(f.Text), &list); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	for _, fig := range list {
		r := named(all, fig.Name)
		if r == nil {
			r = only(all, fig.Article)
		}
		if r != nil {
			r.by[byFigure] = append(r.by[byFigure], fig.Name)
		}
	}
	return nil
}

func named(all []*requirement, figure string) *requirement {
	for _, r := range all {
		if slices.ContainsFunc(r.Figures, func(p string) bool { return strings.HasPrefix(figure, p) }) {
			return r
		}
	}
	return nil
}
