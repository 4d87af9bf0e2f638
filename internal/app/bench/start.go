package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// start is probe 6: from nothing to the first answer, the memory of a platform that nobody asks, the size of the binary.
func (r *run) start(ctx context.Context) error {
	var ready, again []float64
	for i := range r.rounds {
		data := filepath.Join(r.dir, fmt.Sprintf("empty-%d", i))
		for _, into := range []*[]float64{&ready, &again} {
			took, err := r.ready(ctx, data)
			if err != nil {
				return err
			}
			*into = append(*into, took)
		}
	}
	r.add(line(6, "就绪时间，空库 time to ready, empty store", "ms", ready, Limit{Gate: 300, Goal: 150},
		fmt.Sprintf("from the start of the process to /readyz, with keys and tables to be made; made before %.0f ms", median(again))))
	if !wait(ctx, r.idle-now().Sub(r.born)) {
		return ctx.Err()
	}
	stood := now().Sub(r.born)
	plain, err := r.quiet.tell(ctx, "/now")
	if err != nil {
		return err
	}
	rss, err := r.quiet.tell(ctx, "/rss")
	if err != nil {
		return err
	}
	r.add(line(6, "空闲内存 idle RSS", "MB", []float64{float64(rss) / 1e6}, Limit{Gate: 60, Goal: 40},
		fmt.Sprintf("%.0f s after the start, empty store, its jobs running; %.1f MB before FreeOSMemory", stood.Seconds(),
			float64(plain)/1e6)))
	self, err := os.Executable()
	if err != nil {
		return err
	}
	binary, err := os.Stat(self)
	if err != nil {
		return err
	}
	r.add(line(6, "程序大小 binary", "MB", []float64{float64(binary.Size()) / 1e6}, Limit{Gate: 40, Goal: 30}, "as it stands on the disk"))
	return nil
}

// ready starts a platform and tells after how many milliseconds it was ready.
func (r *run) ready(ctx context.Context, data string) (took float64, err error) {
	begin := now()
	c, err := r.child("serve", data)
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := c.end(); err == nil {
			err = failed
		}
	}()
	ask, err := dial(ctx, c.address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = ask.Close() }()
	if err := ask.ask(get("/readyz", "")); err != nil {
		return 0, err
	}
	return float64(now().Sub(begin).Microseconds()) / 1000, nil
}
