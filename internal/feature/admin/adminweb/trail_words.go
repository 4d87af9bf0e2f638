package adminweb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/finding"
)

// toldFacts are what a line of the trail says, in this order; what is left out (digests, ids) stands in the record.
var toldFacts = []string{
	"no", "ref", "name", "login", "item", "kind", "day", "state", "window", "from", "to", "limit", "was", "how",
	"materials", "lacking", "came", "days", "outcome", "level", "source", "reason", "word", "version", "cause", "declared",
	"url", "number", "dated", "region", "year", "decision", "decided", "values", "field", "size", "warned", "place",
	"roles", "given", "taken", "duty", "reset", "failed", "locked", "sessions", "seconds", "times", "again", "night",
	"evidence", "people", "windows", "added", "changed", "guides", "reviews", "fields", "found",
}

// changedFacts are those of a changed item: what it was and what it is.
var changedFacts = []string{"main", "department", "department_code", "national", "mode", "mode_reason", "mode_document", "mode_day",
	"tolerance"}

// factLine tells facts in words.
func factLine(ctx context.Context, facts map[string]any) string {
	var out []string
	for _, key := range append(slices.Clone(toldFacts), changedFacts...) {
		v, there := facts[key]
		if !there {
			continue
		}
		label := ui.T(ctx, "admin.trail.fact."+key)
		if pair, ok := v.([]any); ok && len(pair) == 2 && (slices.Contains(changedFacts, key) || key == "name" || key == "kind") {
			out = append(out, ui.T(ctx, "admin.trail.changed", "what", label, "was", valueText(ctx, key, pair[0], nil), "is",
				valueText(ctx, key, pair[1], nil)))
		} else if s := valueText(ctx, key, v, facts); s != "" {
			out = append(out, label+" "+s)
		}
	}
	return strings.Join(out, " · ")
}

// valueText is a fact as people read it; nothing for what says nothing.
func valueText(ctx context.Context, key string, v any, facts map[string]any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if !v {
			return ""
		}
		return ui.T(ctx, fmt.Sprintf("admin.trail.value.%t", v))
	case float64:
		return numberText(ctx, key, int(v), facts)
	case []any:
		parts := make([]string, 0, len(v))
		for _, one := range v {
			if s := valueText(ctx, key, one, nil); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ui.T(ctx, "admin.trail.comma"))
	}
	return wordText(ctx, key, fmt.Sprint(v))
}

// numberText says a number with its unit.
func numberText(ctx context.Context, key string, n int, facts map[string]any) string {
	switch key {
	case "seconds":
		return ui.T(ctx, "admin.trail.value.minutes", "m", n/60, "s", n%60)
	case "limit":
		unit, _ := facts["unit"].(string)
		return text.Say(text.Of(ctx), calendar.Limit{N: n, Unit: calendar.Unit(unit)}.Text())
	case "level":
		return ui.T(ctx, "ui.level."+itoa(n))
	}
	return itoa(n)
}

// wordText says a word of the program in the words of people; a name, a reason or a date stays as it is.
func wordText(ctx context.Context, key, s string) string {
	if k, ok := finding.KindOf(s); ok && key == "kind" {
		return text.Say(text.Of(ctx), k.Title())
	}
	if w := ui.T(ctx, "admin.trail.value."+key+"."+s); !strings.HasPrefix(w, "[") {
		return w
	}
	if end := strings.IndexAny(s, "@ "); slices.Contains([]string{"given", "taken", "roles", "duty"}, key) {
		role, rest := s, ""
		if end > 0 {
			role, rest = s[:end], strings.TrimLeft(s[end:], "@0123456789")
		}
		if w := ui.T(ctx, "role."+role); !strings.HasPrefix(w, "[") {
			return w + rest
		}
	}
	// The program's own names of clocks and states have no words of their own: the kind of event says it.
	if key == "state" || key == "kind" && strings.Contains(s, ".") {
		return ""
	}
	moment, _, _ := strings.Cut(s, ".000000") // an instant to the second is exact enough for people
	return moment
}
