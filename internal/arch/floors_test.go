package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
)

// house reads the source once for all tests.
func house(t *testing.T) *tree.Tree {
	t.Helper()
	root, err := tree.Root()
	if err != nil {
		t.Fatal(err)
	}
	all, err := tree.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Broken) > 0 {
		t.Fatalf("cannot be read: %v", all.Broken)
	}
	return all
}

// report fails the test with every fault.
func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// caught fails the test when the rule does not find that fault in a small wrong tree.
func caught(t *testing.T, rule func(*tree.Tree) []string, texts map[string]string, want string) {
	t.Helper()
	faults := rule(tree.Of(texts))
	if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, want) }) {
		t.Errorf("a wrong tree passed: want a fault about %q, got %v", want, faults)
	}
}

// cores is the order of the packages every chapter shares: a package stands on those before it. identity writes to the
// ledger although it stands before it (docs/decisions.md).
var cores = []string{"law", "calendar", "directory", "people", "identity", "deadline", "ledger", "finding", "notice", "file", "filing"}

// place is where a folder stands in the house.
type place struct {
	floor string // cmd app feature core base arch testworld other
	owner string
	web   bool
}

func placeOf(dir string) place {
	p := strings.Split(dir, "/")
	if p[0] != "internal" {
		return place{floor: p[0]}
	}
	if len(p) == 2 {
		return place{floor: p[1]}
	}
	return place{floor: p[1], owner: p[2], web: strings.HasSuffix(path.Base(dir), "web") && p[1] != "base"}
}

var heights = map[string]int{"base": 1, "core": 2, "feature": 3, "app": 4, "cmd": 5}

// floors is the import law: arrows point down.
func floors(all *tree.Tree) (out []string) {
	for _, f := range all.Code() {
		from := placeOf(f.Dir)
		for _, imported := range f.Imports() {
			dir, ok := tree.Ours(imported)
			if !ok {
				continue
			}
			if why := upward(from, placeOf(dir), f.Dir, dir); why != "" {
				out = append(out, fmt.Sprintf("%s imports %s: %s", f.Path, dir, why))
			}
		}
	}
	return out
}

func upward(from, to place, fromDir, toDir string) string {
	if fromDir == toDir || heights[from.floor] == 0 || heights[to.floor] == 0 {
		return ""
	}
	switch {
	case heights[to.floor] > heights[from.floor]:
		return "that is a floor above"
	case from.floor == "feature" && to.floor == "feature" && to.web:
		return "no …web imports another, and no feature a …web"
	case from.floor == "feature" && to.floor == "feature" && from.owner != to.owner && !from.web:
		return "features never import features"
	case from.floor == "core" && to.floor == "core" && from.owner != to.owner:
		return outOfOrder(from.owner, to.owner)
	}
	return ""
}

func outOfOrder(from, to string) string {
	if to == "ledger" && slices.Index(cores, from) < slices.Index(cores, "ledger") {
		return "" // whoever changes something writes it down
	}
	if slices.Index(cores, to) > slices.Index(cores, from) {
		return "it comes later in the order of core"
	}
	return ""
}

func TestImportsPointDown(t *testing.T) {
	report(t, floors(house(t)))
	for from, to := range map[string]string{
		"internal/base/web":                  "internal/core/law",
		"internal/core/law":                  "internal/core/deadline",
		"internal/core/people":               "internal/feature/queue",
		"internal/feature/queue":             "internal/feature/review",
		"internal/feature/queue/queueweb":    "internal/feature/review/reviewweb",
		"internal/feature/queue/queuewebs/x": "internal/app",
	} {
		text := fmt.Sprintf("package p\n\nimport _ \"lianban/%s\"\n", to)
		caught(t, floors, map[string]string{from + "/p.go": text}, to)
	}
}

// names are words that say nothing about what is inside.
func names(all *tree.Tree) (out []string) {
	for _, f := range all.Files {
		for part := range strings.SplitSeq(strings.TrimSuffix(f.Path, path.Ext(f.Path)), "/") {
			if slices.Contains([]string{"models", "types", "utils", "util", "common", "manager", "helper", "helpers", "misc"}, part) {
				out = append(out, f.Path+": "+part+" says nothing about what is inside")
			}
		}
	}
	return out
}

func TestRoomsAreNamedByNouns(t *testing.T) {
	report(t, names(house(t)))
	caught(t, names, map[string]string{"internal/core/people/utils.go": "package people\n"}, "utils")
}
