package live

import (
	"bufio"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestACompressedStreamSaysWhatAPlainOneSaysInFewerBytes(t *testing.T) {
	state := strings.Repeat("<li>阿依夏木·买买提吐尔逊 A032</li>\n", 400)
	view := View{Key: "long", Topics: []string{"long"}, Draw: func(context.Context) (Frame, error) {
		return Frame{State: state, Events: []Event{{ID: 7, Name: "call", Data: strings.Repeat("号", longest)}}}, nil
	}}
	_, url := serve(t, view)
	read := func(accept string) (text string, bytes int) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", accept)
		r.Header.Set("Last-Event-ID", "6")
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		n := &counter{Reader: res.Body}
		var in io.Reader = n
		if got := res.Header.Get("Content-Encoding"); got != strings.TrimSuffix(accept, "identity") {
			t.Errorf("asked for %s, got %q", accept, got)
		}
		if accept == "gzip" {
			if in, err = gzip.NewReader(n); err != nil {
				t.Fatal(err)
			}
		}
		lines, seen := bufio.NewReader(in), ""
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if line == "event: beat\n" { // before the first drawing there may be some; two more lines end it
				if strings.Contains(seen, "event: state") {
					return seen, n.n
				}
				_, _ = lines.ReadString('\n')
				_, _ = lines.ReadString('\n')
				continue
			}
			seen += line
		}
	}
	plain, whole := read("identity")
	packed, few := read("gzip")
	if plain != packed {
		t.Errorf("%d characters plain, %d compressed: not the same", len(plain), len(packed))
	}
	if !strings.Contains(plain, "event: call\n") || strings.Count(plain, "\ndata: <li>") != 400 {
		t.Errorf("the stream is not what was drawn: %.200s", plain)
	}
	if call := 3 * longest; few-call > (whole-call)/4 {
		t.Errorf("%d bytes plain, %d compressed", whole-call, few-call)
	}
}

// counter counts what was read.
type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}
