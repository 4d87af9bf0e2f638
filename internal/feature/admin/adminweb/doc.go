// Package adminweb is the pages and the API of the administrators and of everybody's own account: login, pairing of
// machines, accounts and roles, devices, rights, jobs, the trail, the calendar, the figures, notices, erasure.
package adminweb
