package crypt

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Hasher makes and checks password hashes: Argon2id with 19 MiB and two passes, in PHC form. At most as many run at once
// as there are cores, so that a burst of logins takes neither the memory nor the calls of the hall.
type Hasher struct{}

const (
	passes   = 2
	memory   = 19 * 1024 // KiB
	lanes    = 1
	hashSize = 32

	maxPasses = 16
	maxMemory = 256 * 1024
)

var (
	slots  = make(chan struct{}, runtime.GOMAXPROCS(0))
	padded = base64.RawStdEncoding
)

// Hash makes the hash of a password, each time another one.
func (Hasher) Hash(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := derive(password, salt, passes, memory, lanes, hashSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes,
		padded.EncodeToString(salt), padded.EncodeToString(key)), nil
}

// Check tells whether the password is the one of that hash; a text that is no hash belongs to no password.
func (Hasher) Check(hash, password string) bool {
	f := strings.Split(hash, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	var m, t uint32
	var p uint8
	if n, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &m, &t, &p); n != 3 || err != nil {
		return false
	}
	salt, err1 := padded.DecodeString(f[4])
	key, err2 := padded.DecodeString(f[5])
	if err1 != nil || err2 != nil || len(key) < 16 || len(key) > 64 || t < 1 || t > maxPasses || m > maxMemory || p < 1 {
		return false
	}
	return subtle.ConstantTimeCompare(key, derive(password, salt, t, m, p, uint32(len(key)))) == 1 // #nosec G115 -- at most 64
}

func derive(password string, salt []byte, t, m uint32, p uint8, size uint32) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, t, m, p, size)
}
