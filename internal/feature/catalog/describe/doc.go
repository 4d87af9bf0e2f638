// Package describe writes a guide in words, element by element and always in the same order: for the page that compares two
// versions, for the visitors' page, and for whoever prints it.
package describe
