package proof

import (
	"bytes"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"lianban/internal/base/crypt"
)

// BenchmarkVerify says how many records a verification reads in a second; the goal is 500,000.
func BenchmarkVerify(b *testing.B) {
	for _, s := range []crypt.Suite{crypt.Intl, crypt.GM} {
		b.Run(s.Name(), func(b *testing.B) {
			const n = 200_000
			var all bytes.Buffer
			tree := NewTree(s)
			for i := range n {
				r := fmt.Appendf(nil, `{"actor":"account:%d","article":"11","at":"2026-11-23T10:20:00.000000+08:00","centre":"1","facts":`+
					`{"no":"A%03d","window":%d},"id":"%d","subject":[{"kind":"ticket","id":"%d"},{"kind":"window","id":"31"}],"verb":"ticket.called"}`,
					i%60, i%1000, i%60, i, i)
				tree.Add(tree.Leaf(r))
				all.Write(append(r, '\n'))
			}
			k, err := crypt.New(s)
			if err != nil {
				b.Fatal(err)
			}
			note, err := Sign(Checkpoint{Origin: "x", Size: n, Root: tree.Root(), At: time.Unix(0, 0)}, k)
			if err != nil {
				b.Fatal(err)
			}
			public, _ := k.Public()
			files := fstest.MapFS{RecordsFile: {Data: all.Bytes()}, LastFile: {Data: []byte(note)}, HistoryFile: {},
				KeysFile: {Data: []byte(Key{"x", public}.String())}}
			b.SetBytes(int64(all.Len()))
			for b.Loop() {
				if r, err := Verify(files, Known{}); err != nil || len(r.Faults) > 0 {
					b.Fatal(r.Faults, err)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "records/s")
		})
	}
}
