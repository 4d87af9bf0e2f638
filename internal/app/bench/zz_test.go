package bench

import (
	"os"
	"runtime/pprof"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	r := tiny(t, Options{})
	open1(t, r)
	c, n, err := r.world.rawCallers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, _ := os.Create("/tmp/lb/prof/raw.pprof")
	pprof.StartCPUProfile(f)
	tl, err := closed(t.Context(), c, span{count: 15 * time.Second})
	pprof.StopCPUProfile()
	f.Close()
	t.Log(tl.rate()*float64(n), tl.cpu/time.Duration(n), err)
}
