package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Size is the length of a digest in both suites.
const Size = 32

// Suite is a set of algorithms that belong together. An installation has one for life: digests in the ledger are made with
// it. A certified module (密评) replaces the programs below by being a third Suite; what is called private is then its
// handle of a key.
type Suite interface {
	// Name is how the suite is called in configuration, keys and exports.
	Name() string
	// Hash makes a digest of Size bytes.
	Hash() hash.Hash
	// KeySize is the length of a key for AEAD.
	KeySize() int
	// AEAD seals and opens with that key.
	AEAD(key []byte) (cipher.AEAD, error)
	// Generate makes a private key for signing.
	Generate() (private []byte, err error)
	// Public is the public key of a private one.
	Public(private []byte) (public []byte, err error)
	// Sign signs the message itself, not a digest of it.
	Sign(private, message []byte) (signature []byte, err error)
	// Verify tells whether the signature is of that message and key. It never panics on foreign bytes.
	Verify(public, message, signature []byte) bool
	// Mark tells signature kinds apart in signed notes (C2SP signed-note).
	Mark() []byte
}

// The suites.
var (
	Intl Suite = intl{} // 国际算法
	GM   Suite = gm{}   // 国密算法
)

// Named finds a suite by its name.
func Named(name string) (Suite, error) {
	for _, s := range []Suite{Intl, GM} {
		if s.Name() == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("crypt: no suite %q: intl or gm", name)
}

// Sum is the digest of the parts, one after the other.
func Sum(s Suite, parts ...[]byte) [Size]byte {
	h := s.Hash()
	for _, p := range parts {
		h.Write(p)
	}
	var out [Size]byte
	h.Sum(out[:0])
	return out
}

type intl struct{}

func (intl) Name() string    { return "intl" }
func (intl) Hash() hash.Hash { return sha256.New() }
func (intl) KeySize() int    { return 32 }
func (intl) Mark() []byte    { return []byte{1} }

func (intl) AEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != 32 {
		return nil, errKey
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

func (intl) Generate() ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return private.Seed(), nil
}

func (intl) Public(private []byte) ([]byte, error) {
	if len(private) != ed25519.SeedSize {
		return nil, errKey
	}
	return ed25519.NewKeyFromSeed(private)[ed25519.SeedSize:], nil
}

func (intl) Sign(private, message []byte) ([]byte, error) {
	if len(private) != ed25519.SeedSize {
		return nil, errKey
	}
	return ed25519.Sign(ed25519.NewKeyFromSeed(private), message), nil
}

func (intl) Verify(public, message, signature []byte) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, message, signature)
}

type gm struct{}

func (gm) Name() string    { return "gm" }
func (gm) Hash() hash.Hash { return sm3.New() }
func (gm) KeySize() int    { return 16 }
func (gm) Mark() []byte    { return []byte("\xffsm2-with-sm3") }

func (gm) AEAD(key []byte) (cipher.AEAD, error) {
	b, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

func (gm) Generate() ([]byte, error) {
	private, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return private.D.FillBytes(make([]byte, 32)), nil
}

func (gm) Public(private []byte) ([]byte, error) {
	p, err := sm2.NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	e, err := sm2.PublicKeyToECDH(&p.PublicKey)
	if err != nil {
		return nil, err
	}
	return e.Bytes(), nil
}

func (gm) Sign(private, message []byte) ([]byte, error) {
	p, err := sm2.NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	return p.Sign(rand.Reader, message, sm2.DefaultSM2SignerOpts)
}

func (gm) Verify(public, message, signature []byte) bool {
	p, err := sm2.NewPublicKey(public)
	return err == nil && sm2.VerifyASN1WithSM2(p, nil, message, signature)
}

var errKey = errors.New("crypt: a key of the wrong length")
