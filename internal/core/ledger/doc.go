// Package ledger is 流水账: everything that happened, append-only, written in the transaction that did it, sealed into a
// Merkle log by a job, and read by timelines, live feeds, exports and proofs.
package ledger
