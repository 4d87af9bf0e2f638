// Package fileweb gives attachments out and takes them in, for every page and by the API. A file is always saved, never
// shown by the browser: nothing in it can run here.
package fileweb
