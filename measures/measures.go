// Package measures carries the rulebooks Lianban ships with, as data: the articles, the figures, the calendar. It holds
// no code but this; core/law and core/calendar read it, and --measures DIR reads another folder of the same form.
package measures

import (
	"embed"
	"io/fs"
)

//go:embed changji
var shipped embed.FS

// Changji is the rulebook of 昌吉州市政务服务中心联合管理办法.
func Changji() fs.FS {
	sub, err := fs.Sub(shipped, "changji")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}
