package proof

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"lianban/internal/base/crypt"
)

// Checkpoint is what is signed about a ledger: how many records it has, the root over all of them, and when.
type Checkpoint struct {
	Origin string // which ledger
	Size   int64
	Root   Hash
	At     time.Time
}

const stamp = "2006-01-02T15:04:05.000000Z07:00"

// String is the text that is signed: origin, size, root in base64, and the time, each on a line.
func (c Checkpoint) String() string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), c.At.Format(stamp))
}

func parse(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" {
		return c, errors.New("proof: not a checkpoint")
	}
	c.Origin = lines[0]
	size, err1 := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	at, err3 := time.Parse("time "+stamp, lines[3])
	if err := errors.Join(err1, err2, err3); err != nil || size < 0 || len(root) != crypt.Size {
		return c, fmt.Errorf("proof: not a checkpoint: %w", err)
	}
	c.Size, c.Root, c.At = size, Hash(root), at
	if c.String() != text {
		return c, errors.New("proof: not a checkpoint in its one form")
	}
	return c, nil
}

// Key is a public key under the name of a ledger, in the form of signed notes: name+id+base64.
type Key struct {
	Origin string
	Public crypt.Public
}

func (k Key) bytes() []byte {
	return append(append([]byte(nil), k.Public.Suite.Mark()...), k.Public.Key...)
}

// Name is the ledger's.
func (k Key) Name() string { return k.Origin }

// KeyHash tells keys of one name apart.
func (k Key) KeyHash() uint32 {
	sum := crypt.Sum(k.Public.Suite, []byte(k.Origin+"\n"), k.bytes())
	return binary.BigEndian.Uint32(sum[:])
}

// Verify tells whether the signature is of that text by this key.
func (k Key) Verify(text, signature []byte) bool { return k.Public.Verify(text, signature) }

// String is the text form.
func (k Key) String() string {
	return fmt.Sprintf("%s+%08x+%s", k.Origin, k.KeyHash(), base64.StdEncoding.EncodeToString(k.bytes()))
}

// ParseKey reads the text form.
func ParseKey(text string) (Key, error) {
	part := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(part) == 3 {
		raw, err := base64.StdEncoding.DecodeString(part[2])
		for _, s := range []crypt.Suite{crypt.Intl, crypt.GM} {
			key, ok := strings.CutPrefix(string(raw), string(s.Mark()))
			k := Key{part[0], crypt.Public{Suite: s, Key: []byte(key)}}
			if ok && err == nil && k.String() == strings.TrimSpace(text) {
				return k, nil
			}
		}
	}
	return Key{}, fmt.Errorf("proof: not a public key: %q", text)
}

// ParseKeys reads keys, one on a line.
func ParseKeys(text string) (all []Key, err error) {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		k, err := ParseKey(line)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

type signer struct {
	Key
	sign func([]byte) ([]byte, error)
}

func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text) }

// Sign makes the signed note of a checkpoint.
func Sign(c Checkpoint, k *crypt.Keys) (string, error) {
	public, err := k.Public()
	if err != nil {
		return "", err
	}
	b, err := note.Sign(&note.Note{Text: c.String()}, signer{Key{c.Origin, public}, k.Sign})
	return string(b), err
}

// Open reads a signed note and gives the checkpoint if one of the keys has signed it, and which.
func Open(signed string, keys []Key) (c Checkpoint, by Key, err error) {
	all := map[string]note.Verifier{} // a key given twice would be ambiguous
	for _, k := range keys {
		all[k.String()] = k
	}
	n, err := note.Open([]byte(signed), note.VerifierList(slices.Collect(maps.Values(all))...))
	if err != nil {
		return c, by, err
	}
	if c, err = parse(n.Text); err != nil {
		return c, by, err
	}
	for _, k := range keys {
		if k.KeyHash() == n.Sigs[0].Hash && k.Origin == n.Sigs[0].Name {
			by = k
		}
	}
	if by.Origin != c.Origin {
		return c, by, errors.New("proof: signed in another name than the checkpoint's")
	}
	return c, by, nil
}
