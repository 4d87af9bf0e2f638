// Package boardweb is the supervision board (监察台, B-1 to B-7): lamps, what is to be done now, the hall's windows, the day's
// flow, live; the list of running clocks; one clock explained and urged; and the same for programs.
package boardweb
