// Package catalogweb is the register of items and their guides: for the office the register, an item with its windows,
// versions and history, its classification, any version of a guide beside the one before it; for programs the same and
// the search.
package catalogweb
