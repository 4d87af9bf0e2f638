package sample

import (
	"fmt"
	"strings"

	"lianban/internal/base/id"
)

// Login is how a person of the sample centre gets in.
type Login struct {
	Name     string
	Position string
	Login    string
	Password string
}

// Machine is a device of the hall and its secret.
type Machine struct {
	Duty   string // kiosk, display, strip, pad
	Name   string
	Secret string
}

// Logins is everything that opens a door of the sample centre. It exists once, when the centre is made; only hashes stay.
type Logins struct {
	People   []Login
	Machines []Machine
}

// Text is the list as it is written to a file that only its owner reads.
func (l Logins) Text() string {
	var b strings.Builder
	for _, p := range l.People {
		fmt.Fprintf(&b, "%-12s %s  %s（%s）\n", p.Login, p.Password, p.Name, p.Position)
	}
	b.WriteString("\n")
	for _, m := range l.Machines {
		fmt.Fprintf(&b, "%-8s %s  %s\n", m.Duty, m.Secret, m.Name)
	}
	return b.String()
}

// Of gives the login of that name.
func (l Logins) Of(login string) (Login, bool) {
	for _, p := range l.People {
		if p.Login == login {
			return p, true
		}
	}
	return Login{}, false
}

// password is one that can be typed from a sheet: four groups of four letters and digits, 80 random bits.
func password(m *id.Maker) string {
	for {
		t := m.Token()
		if strings.ContainsAny(t[:16], "0123456789") && strings.ContainsAny(t[:16], "abcdefghjkmnpqrstvwxyz") {
			return t[:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:16]
		}
	}
}
