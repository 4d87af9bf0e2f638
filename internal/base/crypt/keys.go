package crypt

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Purpose is what a key is for; no key serves two.
type Purpose string

// The purposes.
const (
	Sealing  Purpose = "seal"
	Indexing Purpose = "index"
	Signing  Purpose = "sign"
)

var purposes = []Purpose{Sealing, Indexing, Signing}

// Keys are the secrets of one installation. They stand in a file of their own, never in the database, and are safe for
// use by many at once.
type Keys struct {
	suite Suite
	dir   string // empty: in memory only
	made  bool
	turn  sync.Mutex // one rotation at a time
	ring  atomic.Pointer[ring]
}

// ring holds the keys by purpose; a key's number is its place, from 1, and the last one is in use.
type ring map[Purpose][][]byte

// New makes keys that live in memory only: for tests and trials.
func New(s Suite) (*Keys, error) {
	r := ring{}
	for _, p := range purposes {
		if err := r.add(s, p); err != nil {
			return nil, err
		}
	}
	return keysOf(s, "", r, true), nil
}

func keysOf(s Suite, dir string, r ring, made bool) *Keys {
	k := &Keys{suite: s, dir: dir, made: made}
	k.ring.Store(&r)
	return k
}

func (r ring) add(s Suite, p Purpose) (err error) {
	key := make([]byte, 32)
	switch p {
	case Sealing:
		key = key[:s.KeySize()]
		_, err = rand.Read(key)
	case Indexing:
		_, err = rand.Read(key)
	case Signing:
		key, err = s.Generate()
	}
	if err == nil {
		r[p] = append(r[p], key)
	}
	return err
}

// Suite is the suite of the keys.
func (k *Keys) Suite() Suite { return k.suite }

// Made tells whether the keys were made just now. A database that has been used before does not belong to them.
func (k *Keys) Made() bool { return k.made }

// Rotate adds a key for that purpose and uses it from now on. What was sealed or signed before opens and verifies as
// before. Indexes made with the old key no longer equal new ones: who rotates Indexing rebuilds them.
func (k *Keys) Rotate(p Purpose) error {
	k.turn.Lock()
	defer k.turn.Unlock()
	next := ring{}
	for q, all := range *k.ring.Load() {
		next[q] = append([][]byte(nil), all...)
	}
	if err := next.add(k.suite, p); err != nil {
		return err
	}
	if k.dir != "" {
		if err := writeKeys(k.dir, k.suite, next); err != nil {
			return err
		}
	}
	k.ring.Store(&next)
	return nil
}

// last is the key in use and its number.
func (k *Keys) last(p Purpose) (key []byte, number int) {
	all := (*k.ring.Load())[p]
	return all[len(all)-1], len(all)
}

func (k *Keys) at(p Purpose, number int) ([]byte, bool) {
	all := (*k.ring.Load())[p]
	if number < 1 || number > len(all) {
		return nil, false
	}
	return all[number-1], true
}

// ErrSealed says that a sealed text does not open: it was changed, stands in another place than it was sealed for, or
// was sealed with keys that are not here.
var ErrSealed = errors.New("crypt: the sealed text does not open")

var coding = base64.RawURLEncoding

// Seal encrypts a text for one place, such as "person:7:phone": put elsewhere it does not open. The number of the key
// stands before the text.
func (k *Keys) Seal(context, plain string) (string, error) {
	key, number := k.last(Sealing)
	aead, err := k.suite.AEAD(key)
	if err != nil {
		return "", err
	}
	box := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(box); err != nil {
		return "", err
	}
	box = aead.Seal(box, box, []byte(plain), bound(number, context))
	return strconv.Itoa(number) + "." + coding.EncodeToString(box), nil
}

// Open gives the plain text back, ErrSealed when it cannot.
func (k *Keys) Open(context, sealed string) (string, error) {
	number, text, err := cut(sealed)
	if err != nil {
		return "", err
	}
	key, ok := k.at(Sealing, number)
	box, err := coding.DecodeString(text)
	if !ok || err != nil {
		return "", ErrSealed
	}
	aead, err := k.suite.AEAD(key)
	if err != nil {
		return "", err
	}
	if len(box) < aead.NonceSize() {
		return "", ErrSealed
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], bound(number, context))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

func bound(number int, context string) []byte { return fmt.Appendf(nil, "%d %s", number, context) }

func cut(sealed string) (number int, text string, err error) {
	before, text, ok := strings.Cut(sealed, ".")
	if number, err = strconv.Atoi(before); !ok || err != nil {
		return 0, "", ErrSealed
	}
	return number, text, nil
}

// Stale tells whether a sealed text was made with a key that is no longer the one in use.
func (k *Keys) Stale(sealed string) bool {
	number, _, err := cut(sealed)
	_, now := k.last(Sealing)
	return err == nil && number != now
}

// Index is what a sealed value is found again by: equal values of one kind have equal indexes, and without the key the
// value cannot be guessed from it.
func (k *Keys) Index(kind, value string) string {
	key, number := k.last(Indexing)
	mac := hmac.New(k.suite.Hash, key)
	fmt.Fprintf(mac, "%d:%s:%s", len(kind), kind, value)
	return strconv.Itoa(number) + "." + coding.EncodeToString(mac.Sum(nil))
}

// Sum is the digest of a text in the installation's suite.
func (k *Keys) Sum(text []byte) [Size]byte { return Sum(k.suite, text) }

// Sign signs the message with the key in use.
func (k *Keys) Sign(message []byte) ([]byte, error) {
	key, _ := k.last(Signing)
	return k.suite.Sign(key, message)
}

// Public is the public key of what Sign makes now.
func (k *Keys) Public() (Public, error) {
	all, err := k.Publics()
	if err != nil {
		return Public{}, err
	}
	return all[len(all)-1], nil
}

// Publics are the public keys of every signing key there ever was here, oldest first.
func (k *Keys) Publics() ([]Public, error) {
	var out []Public
	for _, private := range (*k.ring.Load())[Signing] {
		b, err := k.suite.Public(private)
		if err != nil {
			return nil, err
		}
		out = append(out, Public{Suite: k.suite, Key: b})
	}
	return out, nil
}

// Public is a public key: what signatures are verified with.
type Public struct {
	Suite Suite
	Key   []byte
}

// String is the text form: "intl:" or "gm:" and base64.
func (p Public) String() string {
	return p.Suite.Name() + ":" + base64.StdEncoding.EncodeToString(p.Key)
}

// Verify tells whether the signature is of that message by this key.
func (p Public) Verify(message, signature []byte) bool {
	return p.Suite.Verify(p.Key, message, signature)
}

// ParsePublic reads the text form.
func ParsePublic(text string) (p Public, err error) {
	name, key, _ := strings.Cut(strings.TrimSpace(text), ":")
	if p.Suite, err = Named(name); err != nil {
		return p, err
	}
	if p.Key, err = base64.StdEncoding.DecodeString(key); err != nil || len(p.Key) == 0 {
		return p, errors.New("crypt: not a public key: " + text)
	}
	return p, nil
}
