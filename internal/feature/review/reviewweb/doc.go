// Package reviewweb is the pages and the API of 好差评 (11(7)): the pad at the window, the sums for the rated, and the
// office's matters of bad reviews. The page behind a visitor's link is one of the site's.
package reviewweb
