// Package caseworkweb is the pages and the API of cases: the middle column of the window console, the list, a case with
// its story, the papers to print, and what the visitors' site shows of the progress.
package caseworkweb
