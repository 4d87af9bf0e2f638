package queueweb

import (
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
)

// Several things under one number: what was chosen before goes along in the kiosk's addresses.

// mostChosen bounds what an address may carry; the figure of the queue decides.
const mostChosen = 9

// chosenBefore reads what was chosen before, in its order; what is no id is left out.
func chosenBefore(raw string) (out []int64) {
	for part := range strings.SplitSeq(raw, ",") {
		item, err := strconv.ParseInt(part, 10, 64)
		if err == nil && item > 0 && !slices.Contains(out, item) && len(out) < mostChosen {
			out = append(out, item)
		}
	}
	return out
}

// path is an address of the kiosk that carries what was chosen before.
func (v kioskView) path(to string, also ...int64) string {
	var ids []string
	for _, item := range append(slices.Clone(v.With), also...) {
		ids = append(ids, id(item))
	}
	if ids == nil {
		return to
	}
	return to + "?with=" + strings.Join(ids, ",")
}

// phonePath asks for a phone number for what was chosen.
func (v kioskView) phonePath() string {
	to := v.path("/kiosk/item/" + id(v.Item))
	if strings.Contains(to, "?") {
		return to + "&phone=1"
	}
	return to + "?phone=1"
}

// names are how items read; what no number is given for is left out.
func (h Handler) names(tx *db.Tx, items []int64) (out []string, err error) {
	for _, item := range items {
		name, err := h.Queue.Item(tx, item)
		if err != nil && !errs.Is(err, errs.Breach) && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		if err == nil {
			out = append(out, name)
		}
	}
	return out, nil
}
