package groupweb

import (
	"context"
	"slices"

	"lianban/internal/base/web/ui"
)

// formTitle is what the form does.
func formTitle(ctx context.Context, v groupsView) string {
	if v.Form.ID != 0 {
		return ui.T(ctx, "queue.group.change", "name", v.Form.Name)
	}
	return ui.T(ctx, "queue.group.new")
}

// chosenIn tells whether something of the zone is in the group that the form shows.
func chosenIn(z zoneItems, v groupsView) bool {
	return slices.ContainsFunc(z.Items, func(it named) bool { return slices.Contains(v.Form.Items, it.ID) })
}
