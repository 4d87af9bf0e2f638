package caseworkweb

import (
	"fmt"
	"image"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrCode is a QR code as one path of an SVG: black modules as runs of a row.
type qrCode struct {
	Box  string // the viewBox
	Path string
}

// quiet is the white margin that a scanner needs, in modules.
const quiet = 2

// code draws the QR code of an address; empty when it does not fit.
func code(address string) qrCode {
	b, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}
	}
	size := b.Bounds().Dx()
	side := strconv.Itoa(size + 2*quiet)
	return qrCode{Box: "0 0 " + side + " " + side, Path: modules(b, size)}
}

func modules(b image.Image, size int) string {
	var s strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && black(b, x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&s, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, n, n)
			}
		}
	}
	return s.String()
}

func black(b image.Image, x, y int) bool {
	r, _, _, _ := b.At(x, y).RGBA()
	return r == 0
}
