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

type hidden struct {
	ID string `path:"id"`
}

type Shown struct{ hidden }

func TestAnInputThatWouldNotBeReadStopsTheStart(t *testing.T) {
	if got := unread(reflect.TypeFor[struct{ Shown }]()); got != "hidden" {
		t.Errorf("%q", got)
	}
	if got := unread(reflect.TypeFor[struct{ ID string }]()); got != "" {
		t.Errorf("%q", got)
	}
}
