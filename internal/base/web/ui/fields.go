package ui

import "strconv"

// Field is one field of a form with everything around it. Its id is its name.
type Field struct {
	Name     string
	Label    string
	Hint     string
	Error    string
	Required bool
	Type     string // text (when empty), textarea, select, checkbox, or any type of <input>
	Value    string
	Checked  bool
	Max      int // characters
	Rows     int
	Options  []Option
	Complete string // autocomplete
	Mode     string // inputmode
	Sample   string // placeholder; never instead of a label
	Focus    bool
	Off      bool
	More     map[string]any
}

// described names what describes the control, for aria-describedby.
func (f Field) described() string {
	s := ""
	if f.Hint != "" {
		s = f.Name + "-hint"
	}
	if f.Error != "" {
		if s != "" {
			s += " "
		}
		s += f.Name + "-error"
	}
	return s
}

// attrs are the attributes that every control has.
func (f Field) attrs() map[string]any {
	m := map[string]any{"id": f.Name, "name": f.Name, "required": f.Required, "disabled": f.Off}
	for k, v := range map[string]string{"aria-describedby": f.described(), "autocomplete": f.Complete, "inputmode": f.Mode,
		"placeholder": f.Sample} {
		if v != "" {
			m[k] = v
		}
	}
	if f.Error != "" {
		m["aria-invalid"] = "true"
	}
	if f.Max > 0 {
		m["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Focus {
		m["data-focus"] = true
	}
	for k, v := range f.More {
		m[k] = v
	}
	return m
}

func (f Field) rows() string { return strconv.Itoa(max(f.Rows, 3)) }

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Choice is one question with a few answers, side by side.
type Choice struct {
	Name     string
	Legend   string
	Hide     bool // the legend is for screen readers only
	Options  []Option
	Value    string
	Values   []string // of Pills: what is chosen
	Required bool
	Off      bool
	Line     bool // takes 1, 2, 3 of the key map
}

func (c Choice) id(i int) string { return c.Name + "-" + strconv.Itoa(i+1) }

func (c Choice) has(v string) bool {
	for _, x := range c.Values {
		if x == v {
			return true
		}
	}
	return false
}

// Fault is one thing wrong with a form. Field is the name of its field, empty when it is about the whole.
type Fault struct {
	Field    string
	Text     string
	Articles []string // the articles it rests on: "7"
	Earliest string   // the earliest lawful alternative, in words
}

// LevelForm is the five levels of a review with the reasons that belong to them.
type LevelForm struct {
	Name   string // of the level, "level"; its values are 5 (very satisfied) to 1
	Legend string
	Value  string
	Good   []Option // reasons for 5, 4, 3
	Bad    []Option // reasons for 2, 1
	Chosen []string
	Error  string
}

// face is one of the five levels, best first.
type face struct {
	Value string
	Icon  string
}

var faces = []face{
	{Value: "5", Icon: "mood-happy"}, {Value: "4", Icon: "mood-smile"}, {Value: "3", Icon: "mood-empty"}, {Value: "2", Icon: "mood-sad"},
	{Value: "1", Icon: "mood-angry"},
}
