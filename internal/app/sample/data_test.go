package sample

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

func loaded(t testing.TB) *data {
	t.Helper()
	d, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheSampleCentreIsAsLargeAsItSays(t *testing.T) {
	d := loaded(t)
	guides, instant, tolerant := 0, 0, 0
	kinds := map[string]int{}
	for _, it := range d.Items {
		if !it.complete() {
			continue
		}
		guides++
		kinds[it.Kind]++
		if it.Promised.N == 0 {
			instant++
		}
		if it.tolerant() {
			tolerant++
		}
	}
	for what, n := range map[string][2]int{"zones": {len(d.Centre.Zones), 4}, "departments": {len(d.Departments), 12},
		"windows": {len(d.Windows), 24}, "people": {len(d.People), 40}} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
	if guides < 60 || instant < 10 || tolerant < 15 || len(kinds) != len(catalog.Kinds) {
		t.Errorf("%d guides, %d instant, %d tolerant, kinds %v", guides, instant, tolerant, kinds)
	}
	levels := map[string]bool{}
	for _, dep := range d.Departments {
		levels[dep.Level] = true
		if c, ok := d.chief(dep.Code); !ok {
			t.Errorf("%s has no chief representative: %v", dep.Name, c)
		}
	}
	if len(levels) != 2 {
		t.Errorf("departments of %v", levels)
	}
	long := slices.ContainsFunc(d.People, func(p person) bool { return utf8.RuneCountInString(p.Name) == 20 })
	if !long {
		t.Error("nobody has a name of twenty characters")
	}
}

// covers: A4-1 A4-3 A11-3 A11-4
func TestEveryGuideIsCompleteAndStandsEveryRuleAndEveryAdvice(t *testing.T) {
	d := loaded(t)
	seen := map[string]bool{}
	for _, it := range d.Items {
		row, err := d.row(it)
		if err != nil {
			t.Error(err)
		}
		if seen[it.Name] || !slices.Contains(catalog.Kinds, row.Kind) || !slices.Contains(catalog.Modes, row.Mode) {
			t.Errorf("%s: twice, or kind %q, mode %q", it.Name, it.Kind, it.Mode)
		}
		seen[it.Name] = true
		if !it.complete() {
			continue
		}
		g := d.guide(it)
		no, advice := catalog.CheckGuide(row, g, len(it.Windows))
		for _, f := range append(no, advice...) {
			t.Errorf("%s: %s %s", it.Name, f.Field, f.Text)
		}
		switch {
		case len(g.Materials) < 4, len(g.Steps) < 3, len(g.Questions) < 1, len(g.Basis) < 1, len(g.Words) < 2, len(g.Conditions) < 1:
			t.Errorf("%s: %d materials, %d steps, %d questions, %d laws, %d words", it.Name, len(g.Materials), len(g.Steps),
				len(g.Questions), len(g.Basis), len(g.Words))
		case g.Statutory.Unit != g.Promised.Unit || g.Promised.N >= g.Statutory.N:
			t.Errorf("%s promises %v, the law gives %v", it.Name, g.Promised, g.Statutory)
		case it.Often < 1 || it.Minutes < 3 || len(it.Windows) == 0:
			t.Errorf("%s: nobody comes, or nobody serves", it.Name)
		}
		spent := 0
		for _, s := range g.Steps {
			if s.Limit.Unit == g.Promised.Unit {
				spent += s.Limit.N
			}
		}
		if spent > g.Promised.N && !strings.Contains(it.Name, "备案") {
			t.Errorf("%s: its steps take %d of %d", it.Name, spent, g.Promised.N)
		}
		for _, no := range it.Windows {
			if _, ok := d.window(no); !ok {
				t.Errorf("%s: there is no window %d", it.Name, no)
			}
		}
	}
}

func TestEverybodyHasARoleAndThreeAdministratorsServeNobody(t *testing.T) {
	d := loaded(t)
	has := map[identity.Role]int{}
	for _, p := range d.People {
		for _, r := range p.Roles {
			role := identity.Role(r)
			if !slices.Contains(identity.Roles, role) {
				t.Errorf("%s is a %s", p.Name, r)
			}
			has[role]++
		}
		if p.Department == "" && p.Office == "" || strings.Contains(p.Name, "•") {
			t.Errorf("%s belongs nowhere, or has the wrong middle dot", p.Name)
		}
	}
	for _, r := range identity.Roles {
		if has[r] == 0 && r != identity.Patroller {
			t.Errorf("nobody is a %s", r)
		}
	}
	vacant := 0
	for _, w := range d.Windows {
		if w.A == "" {
			vacant++
		}
		for _, login := range []string{w.A, w.B} {
			p, ok := d.person(login)
			if login != "" && (!ok || !slices.Contains(p.Roles, "clerk") && !slices.Contains(p.Roles, "generalist")) {
				t.Errorf("window %d: %s cannot stand there", w.No, login)
			}
		}
		if utf8.RuneCountInString(w.Short) > 8 {
			t.Errorf("window %d: %q is too long for a strip", w.No, w.Short)
		}
	}
	if vacant != 1 {
		t.Errorf("%d vacant posts, want one", vacant)
	}
}
