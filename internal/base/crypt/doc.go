// Package crypt is the one place of algorithms and keys: two suites, intl (SHA-256, AES-256-GCM, Ed25519) and gm (SM3,
// SM4-GCM, SM2), keys that are made at the first start and live outside the database, sealed texts, blind indexes,
// signatures, password hashes and the masks of personal values.
//
//	keys, err := crypt.Open(dir, crypt.Intl)
//	sealed, err := keys.Seal("person:7:phone", "13812341234") // bound to its place: opens nowhere else
//	index := keys.Index("phone", "13812341234")               // equal values have equal indexes
package crypt
