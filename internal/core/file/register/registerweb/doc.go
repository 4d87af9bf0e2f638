// Package registerweb is the import of files for people and programs: choose a file, see row by row what it would do,
// confirm, keep the report. It knows no kind of file by itself; importers bring columns and judgement. A file is never kept:
// between the preview and the confirmation it travels with the form.
package registerweb
