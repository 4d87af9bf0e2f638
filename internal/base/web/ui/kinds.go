package ui

// Kind is the state of a lamp or the weight of a note.
type Kind string

// The lamps: 正常, 临期, 超期, 停表, 已办结. Notes use the same words; Done is the plain blue one.
const (
	OK   Kind = "ok"
	Warn Kind = "warn"
	Over Kind = "over"
	Hold Kind = "hold"
	Done Kind = "done"
)

// Look is how a button looks. Blue is the action; red is never an action, only the warning before one.
type Look string

// The looks. The empty one is a plain bordered button.
const (
	Main   Look = "main"
	Danger Look = "danger"
	Quiet  Look = "text"
)

// Tone colours a tag.
type Tone string

// The tones. The empty one is grey.
const (
	Blue  Tone = "blue"
	Amber Tone = "amber"
)

// Option is one of several to choose from.
type Option struct {
	Value string
	Label string
	Tone  string // of a segment: "", ok, warn, over, solid
}
