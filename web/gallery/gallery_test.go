package main

import (
	"strings"
	"testing"
)

func TestEveryPageDrawsWithAllItsWordsAndWithoutInlineStyleOrScript(t *testing.T) {
	for _, p := range pages() {
		raw, err := draw(p)
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		for _, never := range []string{"[ui.", "[site.", " style=", "<style", "<script>", " onclick=", "%!"} {
			if strings.Contains(string(raw), never) {
				t.Errorf("%s has %q", p.name, never)
			}
		}
		if n := strings.Count(string(raw), "<h1"); n != 1 {
			t.Errorf("%s has %d main headings", p.name, n)
		}
	}
}
