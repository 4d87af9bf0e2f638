package queue

import "lianban/internal/core/identity"

// Slips tells whether the slip of a number just taken comes out where the actor stands: at a kiosk, on the visitor's phone,
// at the guide desk.
//
// 11(7): the slip leads to the review, so whoever may be reviewed, and whoever reads reviews, does not get it.
func Slips(by identity.Actor) bool {
	return by.Account == 0 || by.Sight("ticket.help").All && by.Allow("ticket.serve") != nil && by.Allow("review.sums") != nil
}

// SourceOf is where a number is taken: it follows from who asks.
func SourceOf(by identity.Actor) string {
	switch {
	case by.Is(identity.Kiosk):
		return "kiosk"
	case by.Account != 0:
		return "desk"
	}
	return "phone"
}
