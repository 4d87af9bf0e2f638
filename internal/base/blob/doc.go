// Package blob keeps files by their content: what is put is found again under its digest, is never changed and is the same
// file however often it is put. Each centre has its own.
package blob
