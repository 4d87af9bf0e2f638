// Package queue is the hall itself: tickets, calls, windows and what the screens show (5(3), 11). A ticket goes
// waiting → called → serving → finished; a called one who does not come is missed; what is left at night is void.
//
// This is the pattern that other features copy: ticket.go says the sentences of the business, ticket_rules.go holds the
// rules with their articles, ticket_store.go the statements, queueweb the pages and the API.
package queue
