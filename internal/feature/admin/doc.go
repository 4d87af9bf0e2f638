// Package admin is the work of the administrators that belongs to no chapter of the measures: erasing a person's data on
// a recorded decision, and letting failed jobs run again.
package admin
