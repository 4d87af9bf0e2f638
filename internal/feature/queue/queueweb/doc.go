// Package queueweb is the queue's pages and API: kiosk, displays, strips, the keys of the window console, and the same
// for programs.
package queueweb
