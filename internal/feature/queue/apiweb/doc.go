// Package apiweb is the API of numbers and windows: what the pages of queueweb do, for programs.
package apiweb
