package web

import (
	"reflect"
	"testing"

	"lianban/internal/base/errs"
)

func TestTypesOfTwoChaptersWithOneNameHaveTwoInTheDescription(t *testing.T) {
	s := &Site{chapter: "Board"}
	for want, typ := range map[string]reflect.Type{"Fault": reflect.TypeFor[Fault](), "ErrsFault": reflect.TypeFor[*errs.Fault](),
		"BoardHint": reflect.TypeFor[struct{ A int }](), "String": reflect.TypeFor[string]()} {
		if got := s.schemaName(typ, "Hint"); got != want {
			t.Errorf("%v is %q, want %q", typ, got, want)
		}
	}
}
