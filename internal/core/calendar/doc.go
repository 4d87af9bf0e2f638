// Package calendar says what a working day (工作日) and a working minute is, here, on that date.
//
// It is built from layers, given as values: the days off by statute, the State Council's yearly notice, what a region
// adds to it, and the seasonal opening hours. Three calendars follow, and they are different things. A Calendar counts
// limits: one for the nation, one for each region. Hours are when the windows of a centre are open; a centre may close or
// open by exception, which moves no limit. A person's timetable is Hours too, built from the person's own spans.
//
// A result is provisional while any day from the start to it lies in a year whose notice is not known: national needs the
// State Council's, a region needs that and its own. Such a date is marked everywhere and counted again when the notice
// arrives.
//
// Nothing here changes after it is built, so all of it may be used by any number of goroutines. All time is Beijing time.
package calendar
