package ui

import (
	"context"
	"strings"
	"sync"
)

// lampHeads keeps how each lamp begins: a list has one in every row.
var lampHeads sync.Map

// lampHead is a lamp up to its words.
func lampHead(kind Kind) string {
	if head, ok := lampHeads.Load(kind); ok {
		return head.(string)
	}
	var b strings.Builder
	if err := lampOpening(kind).Render(context.Background(), &b); err != nil {
		return ""
	}
	head := strings.TrimSuffix(b.String(), "</span>")
	lampHeads.Store(kind, head)
	return head
}
