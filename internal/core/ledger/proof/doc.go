// Package proof is what a third party needs to hold an exported ledger to its word: the Merkle tree of RFC 6962 over the
// installation's digest, signed checkpoints (C2SP signed-note and tlog-checkpoint) and the verification of an export. It
// knows no database; the sealer of package ledger builds the same tree with the same code.
package proof
