// Package recordweb looks back: the queue's statistics, the hall as of any day, and how each department keeps its limits. What a
// page shows, Excel and the API give as well, from the same tables.
package recordweb
