// Package errs is the closed list of ways in which Lianban says no. It is the only error whose text a person ever
// reads; everything else is Internal, and the reason stays in the log under a trace number.
package errs

import (
	"errors"
	"fmt"
	"strings"

	"lianban/internal/base/text"
)

// Code says what kind of no it is. Statuses are given to codes in one table, in base/web.
type Code string

// The closed list. A new code is a decision (docs/decisions.md).
const (
	Invalid         Code = "invalid"         // the input cannot be read or lacks something; fields say where
	Unauthenticated Code = "unauthenticated" // nobody is logged in, or the login has ended
	Forbidden       Code = "forbidden"       // somebody is, but may not
	NotFound        Code = "not_found"       // there is no such thing, or it may not be known that there is
	Conflict        Code = "conflict"        // the world has moved on since the page was read
	Breach          Code = "breach"          // a rule of the measures says no; articles say which
	Unavailable     Code = "unavailable"     // the store or a machine is away; the same command may be sent again
	Internal        Code = "internal"        // our fault
)

// Fault is one thing wrong with one field, or with the whole when Field is empty.
type Fault struct {
	Field    string   // the field's name in the form and in JSON, such as "rows.0.person"
	Text     text.Msg // the reason, for people
	Articles []string // the articles it rests on, such as "11.4"
	Earliest string   // the earliest lawful alternative in words, empty when there is none
}

// Error is a refusal. It says nothing about HTTP.
type Error struct {
	Code   Code
	Text   text.Msg
	Faults []Fault
	cause  error
}

// New makes a refusal whose text is the catalogue entry key, with its named values (see text.M).
func New(code Code, key string, kv ...any) *Error {
	return &Error{Code: code, Text: text.M(key, kv...)}
}

// Field makes an Invalid refusal about one field.
func Field(field, key string, kv ...any) *Error {
	e := New(Invalid, key, kv...)
	e.Faults = []Fault{{Field: field, Text: e.Text}}
	return e
}

// Cause hangs the technical reason under the refusal, for the log only.
func (e *Error) Cause(err error) *Error {
	e.cause = err
	return e
}

// With adds faults and returns the refusal.
func (e *Error) With(f ...Fault) *Error {
	e.Faults = append(e.Faults, f...)
	return e
}

// Error is the text for the log: code, key and cause. People read Text through the catalogue.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Text)
	for _, f := range e.Faults {
		if f.Field != "" {
			fmt.Fprintf(&b, " [%s: %s]", f.Field, f.Text)
		}
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// As finds the refusal in err's chain. An error that is not ours becomes Internal with err as its cause; nil stays nil.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "error.internal").Cause(err)
}

// Is tells whether err is a refusal of that kind.
func Is(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
