// Package queue is the hall itself: tickets, calls, windows and what the screens show (5(3), 9(4), 11). A ticket goes
// waiting → called → serving → finished. A called one who does not come is missed and may come back; one being served may
// be held or passed on to another window; what is left at night is void.
//
// This is the pattern that other features copy: ticket.go and call.go say the sentences of the business, …_rules.go hold
// the rules with their articles, …_store.go the statements, queueweb the pages and the API.
package queue
