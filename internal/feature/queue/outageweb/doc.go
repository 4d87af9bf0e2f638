// Package outageweb holds the pages and the API of what keeps the hall going while the server is away: the console without a
// line, the kiosk without a network, entering later, and the list of what could not be taken in.
package outageweb
