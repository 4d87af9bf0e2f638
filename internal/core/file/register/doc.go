// Package register is 台账 in and out: lists kept as pages and Excel. It reads CSV and XLSX against declared columns,
// writes registers, templates and reports, and keeps the outcome of an import row by row.
//
// What is read comes from strangers. A file that is too large, that unpacks to too much, that hides formulas or whose
// rows cannot be told apart is refused as a whole with a text for people; a single row that cannot be read is one row
// with its reason. Nothing is guessed: no value is cut off, no faulty character passes silently.
package register
