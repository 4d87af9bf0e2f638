package app_test

import (
	"slices"

	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
)

// open things belong to nobody, or to the whole centre.
func open(d door) []thing {
	return []thing{{place: own, is: always("open"), stage: d.stage}}
}

// list has no thing: whoever may do the action to anything may ask, and sees theirs.
func list(d door) []thing {
	return []thing{{place: own, is: always("any"), stage: d.stage}}
}

// mine is what one has oneself; nothing in the request names it.
func mine(d door) []thing {
	return []thing{{place: own, is: always("self"), stage: d.stage, each: true}}
}

// selves are one's own and somebody else's.
func selves(d door) []thing {
	return append(mine(d), thing{place: next, is: always("person"), stage: d.stage, each: true})
}

// letters are notices to oneself and to somebody else, and one of another centre.
func letters(door) []thing {
	return []thing{{place: own, is: always("self"), stage: notified(0), each: true},
		{place: own, is: always("person"), stage: notified(other.clerk)},
		{place: away, is: always("other_centre"), stage: notified(away.clerk)}}
}

// windows are the things of windows.
func windows(d door) (out []thing) {
	for _, p := range places {
		out = append(out, thing{place: p, stage: d.stage, is: func(a *asker) []string { return p.to(a, p.department) }})
	}
	return out
}

// cases are what was taken in at windows, the second window of the same items among them.
func cases(d door) (out []thing) {
	for _, p := range append(slices.Clone(places), twin) {
		out = append(out, thing{place: p, stage: d.stage, is: func(a *asker) []string {
			if p == twin && slices.Contains(a.windows, own.window) {
				return []string{"item"}
			}
			return p.to(a, p.owner())
		}})
	}
	return out
}

// clocks are the clocks of cases.
func clocks(d door) []thing { return cases(d)[:len(places)] }

// depts are the things of departments.
func depts(d door) (out []thing) {
	for _, p := range places {
		out = append(out, thing{place: p, stage: d.stage, is: func(a *asker) []string {
			b := *a
			b.windows = nil
			return p.to(&b, p.owner())
		}})
	}
	return out
}

// published are items with a guide: that is everybody's.
func published(d door) (out []thing) {
	for _, p := range []place{own, other, away} {
		is := always("open")
		if p == away {
			is = always("other_centre")
		}
		out = append(out, thing{place: p, stage: d.stage, is: is})
	}
	return out
}

// registry is the published items, and those whose first guide is being written.
func registry(d door) []thing { return append(published(d), unready("")...) }

// versions are the published texts of guides, and one that is being written: that is read by another right.
func versions(d door) []thing { return append(published(d), unready("guide.read")...) }

// unready are items without a published guide.
func unready(by string) (out []thing) {
	for _, p := range places {
		out = append(out, thing{place: p, stage: preparing, by: by, is: func(a *asker) []string { return p.to(a, p.owner()) }})
	}
	return out
}

// centres are things that belong to no department.
func centres(d door) []thing {
	return []thing{{place: own, is: always("centre", "open"), stage: d.stage}, {place: away, is: always("other_centre"), stage: d.stage}}
}

// taken are things that whoever asks has taken on before.
func taken(d door) []thing {
	out := centres(d)
	for i := range out {
		out[i].each = true
	}
	return out
}

// findings are about departments, about somebody else, and about whoever asks.
func findings(state finding.State) func(door) []thing {
	return func(door) (out []thing) {
		for _, p := range []place{own, other, away} {
			out = append(out, thing{place: p, stage: aboutPlace(state), is: func(a *asker) []string { return p.to(a, p.department) }})
		}
		return append(out, thing{place: next, stage: aboutClerk(state), is: func(a *asker) []string {
			return append(next.to(a, next.department), "person")
		}}, thing{place: own, stage: aboutSelf(state), each: true, is: func(a *asker) []string {
			if a.role == identity.Chief || a.role == identity.Manager {
				return []string{"self", "department"}
			}
			return []string{"self", "centre"}
		}})
	}
}

func always(relations ...string) func(*asker) []string {
	return func(*asker) []string { return relations }
}

// to is what a thing of the place, for which a department answers, is to somebody.
func (p place) to(a *asker, department int64) []string {
	acts := a.role == identity.Chief || a.role == identity.Manager || a.role == identity.Clerk
	switch {
	case p.centre != 1:
		return []string{"other_centre"}
	case slices.Contains(a.windows, p.window):
		return []string{"window"}
	case acts && a.dept == department:
		return []string{"department"}
	}
	return []string{"centre"}
}
