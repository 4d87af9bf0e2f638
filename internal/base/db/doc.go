// Package db is one store for both engines: SQLite in the process, PostgreSQL beside it. One SQL text serves both; one
// transaction is one centre and one instant; nothing is acknowledged before it is on the disk.
//
// On SQLite one goroutine owns the only writing connection and commits in groups: every operation has its savepoint, a
// failing one is rolled back alone, and all are answered after the sync. On PostgreSQL every Write is a transaction of
// its own, repeated after a serialization failure.
package db
