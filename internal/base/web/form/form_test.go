package form

import (
	"testing"

	"lianban/internal/base/errs"
)

func TestNextLeadsOnlyToAPageOfOurs(t *testing.T) {
	for next, want := range map[string]string{"/inbox": "/inbox", "/cases?q=1": "/cases?q=1", "": "x", "inbox": "x", "//evil.example": "x",
		"https://evil.example": "x", `/\evil.example`: "x", "/\tevil": "x", "javascript:alert(1)": "x", "/a\r\nSet-Cookie: b": "x"} {
		if got := Local(next, "x"); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
}

func TestARefusalStandsBesideItsFields(t *testing.T) {
	all := Faults(t.Context(), errs.Field("login", "error.required"))
	if len(all) != 1 || Wrong(all, "login") == "" || Wrong(all, "other") != "" {
		t.Errorf("%+v", all)
	}
	if all = Faults(t.Context(), errs.New(errs.Conflict, "error.conflict")); len(all) != 1 || all[0].Field != "" || all[0].Text == "" {
		t.Errorf("%+v", all)
	}
	if Faults(t.Context(), nil) != nil || Joined(nil, nil) != nil {
		t.Error("no refusal has faults")
	}
	more := errs.Field("b", "error.required").Faults
	if e := errs.As(Joined(errs.Field("a", "error.required"), more)); len(e.Faults) != 2 {
		t.Errorf("%+v", e)
	}
	if !Shown(errs.New(errs.Breach, "x")) || Shown(errs.New(errs.Forbidden, "x")) || Shown(errs.New(errs.Internal, "x")) {
		t.Error("what is shown on the form is what the form can mend")
	}
	if n, field := Numbered("3.role"); n != 3 || field != "role" {
		t.Error(n, field)
	}
}
