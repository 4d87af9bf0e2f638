package queueweb

import (
	"context"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
)

// change is what the directory changes today at one window at one minute (今日调整).
type change struct {
	At   clock.Instant
	No   int
	Text string
	Past bool
}

// mostNamed is how many items a change names.
const mostNamed = 3

// changes says what the directory changes today.
//
// 5(3): a window changes by an approved adjustment alone, at its minute; whoever directs people is told before.
func (h Handler) changes(ctx context.Context, tx *db.Tx, n around) (out []change, err error) {
	for _, t := range n.Turns(n.at.Day()) {
		c, err := h.change(ctx, tx, n, t)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (h Handler) change(ctx context.Context, tx *db.Tx, n around, t directory.Turn) (change, error) {
	words := t.Posts
	for _, item := range t.Items[:min(len(t.Items), mostNamed)] {
		name, err := h.itemName(tx, n, item)
		if err != nil {
			return change{}, err
		}
		words = append(words, name)
	}
	what := strings.Join(words, ui.T(ctx, "queue.eguide.comma"))
	if len(t.Items) > mostNamed {
		what += ui.T(ctx, "queue.desk.change.others", "n", len(t.Items))
	}
	w, _ := n.Window(t.Window)
	return change{At: t.At, No: w.No, Past: t.At <= n.at,
		Text: ui.T(ctx, "queue.desk.change."+string(t.What), "no", w.No, "name", w.Name, "what", what)}, nil
}
