// Package identityweb is the pages and the API of identity: the login, the pairing of machines, one's own account, and what
// the administrators see of accounts, roles, rights and devices.
package identityweb
