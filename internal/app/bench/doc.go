// Package bench measures the platform against what the machine could do at best: seven probes, each a ratio inside one run
// with A and B interleaved, or a figure with its limit. Definitions, printed with every run:
//
//   - A step is one durable change: take a number, call the next, arrive, finish. The main loop is a visit's four steps over
//     HTTP, each an API POST with an Idempotency-Key: session, permissions, the answer stored under the command's id, ledger
//     (with its sealer beside it), review invitation, and the screens told after the commit; no screen is watching.
//   - The raw grouped store writes the same rows: the same tables and columns, values of the same length, ledger and command
//     rows among them, by the product's prepared statements through the same driver on the same settings: SQLite 64 steps to a
//     commit by one writer, which is the largest group the store makes; PostgreSQL one step to a commit on 16 connections. No
//     HTTP, no rules, no looking anything up, no hashing, no screens.
//   - Grouped is the store with 64 callers who write one step each; ungrouped the same store with one operation to a commit.
//   - The page list is the staff's list of items, fetched with a session on 8 connections; the raw list query its registered
//     statement run by 8 goroutines on the reading pool; the bare page the same statement, the same columns and the same frame
//     by a handler of net/http alone.
//   - Capacity is a closed loop, warm-up discarded. Latency is an open loop at the rate that is printed, from the moment a
//     request was meant to begin to the end of its answer (no coordinated omission).
//   - RSS is what /proc/self/statm says of a child process of this binary after debug.FreeOSMemory; the clients live in the
//     parent. A screen is one display of the hall that has been sent its state six times.
//   - The window page first is GET /console with everything it loads, a step its answer and what its stream is sent, heads and
//     bodies as they come over the wire, compressed where the client may say so.
//
// Load generator and platform share the cores.
package bench
