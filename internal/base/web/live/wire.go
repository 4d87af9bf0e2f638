package live

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"sync"
)

// drawn is a frame with its state as it goes over the wire, written and compressed once for all who look.
type drawn struct {
	Frame
	once, squeeze sync.Once
	plain, packed []byte
	failed        error
}

// lines is the state as an event.
func (d *drawn) lines() []byte {
	d.once.Do(func() {
		if d.State == "" {
			return
		}
		var b bytes.Buffer
		b.WriteString("event: state\n")
		for line := range strings.SplitSeq(d.State, "\n") {
			b.WriteString("data: " + line + "\n")
		}
		b.WriteString("\n")
		d.plain = b.Bytes()
	})
	return d.plain
}

// squeezed is the same in deflate blocks that look back at nothing before them: they may stand anywhere in any stream, so a
// screen costs no compressor of its own.
func (d *drawn) squeezed() ([]byte, error) {
	d.squeeze.Do(func() {
		plain := d.lines()
		if len(plain) == 0 {
			return
		}
		var b bytes.Buffer
		z := squeezers.Get().(*flate.Writer)
		defer squeezers.Put(z)
		z.Reset(&b)
		if _, d.failed = z.Write(plain); d.failed == nil {
			d.failed = z.Flush()
		}
		d.packed = b.Bytes()
	})
	return d.packed, d.failed
}

var squeezers = sync.Pool{New: func() any {
	z, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one of flate's own
	}
	return z
}}

// wire is the body of one stream: plain, or as one gzip member that never ends, made of blocks that are ready.
type wire struct {
	w     io.Writer
	zip   bool
	begun bool
}

// newWire answers the request's Accept-Encoding.
func newWire(w http.ResponseWriter, r *http.Request) *wire {
	o := &wire{w: w, zip: strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")}
	w.Header().Add("Vary", "Accept-Encoding")
	if o.zip {
		w.Header().Set("Content-Encoding", "gzip")
	}
	return o
}

// gzipHead begins a gzip member (RFC 1952): deflate, no name, no time.
var gzipHead = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}

// longest is the longest stored block of deflate (RFC 1951).
const longest = 1<<16 - 1

// say writes some lines. They are few: they go as stored blocks, and an empty one after them, so that readers hand them on.
func (o *wire) say(lines string) error {
	if !o.zip {
		_, err := io.WriteString(o.w, lines)
		return err
	}
	var b bytes.Buffer
	o.begin(&b)
	for len(lines) > 0 {
		n := min(len(lines), longest)
		stored(&b, lines[:n])
		lines = lines[n:]
	}
	stored(&b, "")
	_, err := o.w.Write(b.Bytes())
	return err
}

// state writes the state of a frame.
func (o *wire) state(d *drawn) error {
	if !o.zip {
		_, err := o.w.Write(d.lines())
		return err
	}
	packed, err := d.squeezed()
	if err == nil {
		_, err = o.w.Write(packed)
	}
	return err
}

func (o *wire) begin(b *bytes.Buffer) {
	if !o.begun {
		o.begun = true
		b.Write(gzipHead)
	}
}

func stored(b *bytes.Buffer, s string) {
	head := [5]byte{}
	binary.LittleEndian.PutUint16(head[1:], uint16(len(s)))  // #nosec G115 -- at most longest
	binary.LittleEndian.PutUint16(head[3:], ^uint16(len(s))) // #nosec G115 -- at most longest
	b.Write(head[:])
	b.WriteString(s)
}
