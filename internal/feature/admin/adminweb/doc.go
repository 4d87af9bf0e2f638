// Package adminweb is the pages and the API of the administrators: jobs, the trail, the calendar, the figures, erasure, and
// everybody's notices. The pages of identity are mounted with them.
package adminweb
