// Package outage keeps the hall going while the server is away: numbers are leased to a window beforehand, a kiosk keeps a
// block of numbers of its own, and what was done in the meantime is entered afterwards and marked 补录.
//
// Nothing may be called twice, no number given twice and nobody lost, whichever lines are cut: what could not be taken in
// stays on a list until somebody has seen to it.
package outage
