package casework

import (
	"fmt"

	"lianban/internal/base/text"
)

// State is where a case stands.
type State string

// The states of a case.
const (
	none      State = ""
	HandedIn  State = "handed_in" // 已收件: taken in, still to be checked
	Noticed   State = "noticed"   // 待补正: everything missing has been told at once
	Accepted  State = "accepted"  // 已受理
	Granted   State = "granted"   // 准予
	Refused   State = "refused"   // 不予
	Delivered State = "delivered" // 已送达: the result has been handed over
	Closed    State = "closed"    // 已办结: there was nothing to hand over
	Withdrawn State = "withdrawn" // 已撤回, or deemed so
	Declined  State = "declined"  // 不予受理: no permit is needed, or it is another organ's to give
)

// States lists the states in the order of a case's life.
var States = []State{HandedIn, Noticed, Accepted, Granted, Refused, Delivered, Closed, Withdrawn, Declined}

// Text is the state's name.
func (s State) Text() text.Msg { return text.M("casework.state." + string(s)) }

// Open tells whether the case can still go on.
func (s State) Open() bool {
	return s != Delivered && s != Closed && s != Withdrawn && s != Declined
}

// Move is one lawful step: the verb of its event leads from one state to another.
type Move struct {
	Verb     string
	From, To State
}

// Moves is the machine: every step there is. What stands here can happen, nothing else can.
var Moves = []Move{
	// What the platform says anew about a case that nobody has looked at.
	{"case.amended", HandedIn, HandedIn},
	// At the window, or after the papers were left to be checked (行政许可法第三十二条).
	{"case.handed_in", none, HandedIn},
	{"case.accepted", none, Accepted},
	{"case.accepted", HandedIn, Accepted},
	{"case.accepted", Noticed, Accepted},
	{"case.tolerated", none, Accepted},
	{"case.tolerated", HandedIn, Accepted},
	{"case.tolerated", Noticed, Accepted},
	{"case.noticed", none, Noticed},
	{"case.noticed", HandedIn, Noticed},
	// 行政许可法第三十二条第一、二项: told at once, in writing.
	{"case.declined", none, Declined},
	{"case.declined", HandedIn, Declined},
	// 行政许可法第三十二条第四项: no notice in time is acceptance from the day of receipt.
	{"case.deemed", HandedIn, Accepted},
	// What is missing comes bit by bit.
	{"case.supplied", Noticed, Noticed},
	{"case.supplied", Accepted, Accepted},
	{"case.extended", Accepted, Accepted},
	// 行政许可法第四十五条 and 第四十二条: the promise stands still, or is made longer.
	{"case.suspended", Accepted, Accepted},
	{"case.resumed", Accepted, Accepted},
	{"case.prolonged", Accepted, Accepted},
	// The decision and what follows it.
	{"case.granted", Accepted, Granted},
	{"case.refused", Accepted, Refused},
	{"case.delivered", Granted, Delivered},
	{"case.delivered", Refused, Delivered},
	{"case.closed", Granted, Closed},
	// Ways out before the decision.
	{"case.withdrawn", HandedIn, Withdrawn},
	{"case.withdrawn", Noticed, Withdrawn},
	{"case.withdrawn", Accepted, Withdrawn},
	{"case.lapsed", Accepted, Withdrawn},
}

var machine = func() map[Move]bool {
	all := map[Move]bool{}
	for _, m := range Moves {
		all[m] = true
	}
	return all
}()

// can tells whether the machine knows the step.
func can(verb string, from, to State) bool { return machine[Move{verb, from, to}] }

// next is where a verb leads from a state; false when the machine knows no such step. From one state a verb leads to one.
func next(verb string, from State) (State, bool) {
	for _, m := range Moves {
		if m.Verb == verb && m.From == from {
			return m.To, true
		}
	}
	return none, false
}

// fold is the state that these verbs lead to, from the first to the last. The error names the step that is none.
func fold(verbs []string) (State, error) {
	at := none
	for _, v := range verbs {
		to, ok := next(v, at)
		if !ok {
			return at, fmt.Errorf("%s does not follow %q", v, at)
		}
		at = to
	}
	return at, nil
}
