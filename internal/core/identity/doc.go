// Package identity is who may enter and who may do what: accounts, sessions, roles with their terms, device tokens with
// one duty each, and the one permission table written from the measures. A permission is a check and a scope for lists
// made from the same line, so a list never shows what a click may not open.
package identity
