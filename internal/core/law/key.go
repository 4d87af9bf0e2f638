package law

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lianban/internal/base/clock"
)

// Key is code's hold on one figure: its name and the Go type it is read as. Keys are package variables,
//
//	var offpostLimit = law.Duration("offpost.max_minutes")
//
// so that every name code relies on is declared before a rulebook is loaded, and a name no rulebook knows stops the start.
type Key[T any] struct {
	name string
	read func(Figure, Value) T
}

// Number declares a figure that is one number.
func Number(name string) Key[int] {
	declare(name, aNumber)
	return Key[int]{name, func(_ Figure, v Value) int { return v.numbers[0] }}
}

// Numbers declares a figure that is a list of numbers.
func Numbers(name string) Key[[]int] {
	declare(name, aList)
	return Key[[]int]{name, func(_ Figure, v Value) []int { return v.list() }}
}

// Duration declares a figure in seconds, minutes or hours.
func Duration(name string) Key[time.Duration] {
	declare(name, aTime)
	return Key[time.Duration]{name, func(f Figure, v Value) time.Duration { return v.duration(f.Unit) }}
}

// Date declares a figure that is a day.
func Date(name string) Key[clock.Day] {
	declare(name, aDay)
	return Key[clock.Day]{name, func(_ Figure, v Value) clock.Day { return v.day }}
}

// Word declares a figure that is a word of a list the code knows, such as a calendar's name.
func Word(name string) Key[string] {
	declare(name, aWord)
	return Key[string]{name, func(_ Figure, v Value) string { return v.word }}
}

// Name is the figure's name.
func (k Key[T]) Name() string { return k.name }

// In is the figure's value in that view: the centre's own number where it has one, else the rulebook's.
func (k Key[T]) In(v View) T { return k.read(v.figures.held(k.name, v.day)) }

// aTime is what Duration demands: one number in a unit of time.
const aTime kind = "a number of seconds, minutes or hours"

var declared = struct {
	sync.Mutex
	all map[string][]kind
}{all: map[string][]kind{}}

func declare(name string, k kind) {
	declared.Lock()
	defer declared.Unlock()
	if !slices.Contains(declared.all[name], k) {
		declared.all[name] = append(declared.all[name], k)
	}
}

// Declared lists the names of all figures code relies on.
func Declared() []string {
	declared.Lock()
	defer declared.Unlock()
	return slices.Sorted(maps.Keys(declared.all))
}

// CheckDeclared tells which declared figures the rulebook lacks or has in another form. Load calls it; whoever declares
// keys later than the rulebook is loaded calls it again before serving.
func (rb *Rulebook) CheckDeclared() error {
	declared.Lock()
	defer declared.Unlock()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(declared.all)) {
		f, ok := rb.byName[name]
		if !ok {
			errs = append(errs, fmt.Errorf("law: rulebook %s has no figure %s", rb.Code, name))
			continue
		}
		for _, k := range declared.all[name] {
			if !f.is(k) {
				errs = append(errs, fmt.Errorf("law: figure %s is %s in %s, code wants %s", name, f.kind, f.Unit, k))
			}
		}
	}
	return errors.Join(errs...)
}

// is tells whether the figure can be read in that form.
func (f Figure) is(k kind) bool {
	if k == aTime {
		return f.kind == aNumber && slices.Contains([]Unit{Seconds, Minutes, Hours}, f.Unit)
	}
	return f.kind == k
}
