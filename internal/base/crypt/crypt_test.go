package crypt_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"lianban/internal/base/crypt"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func suites(t *testing.T, f func(t *testing.T, s crypt.Suite)) {
	for _, s := range []crypt.Suite{crypt.Intl, crypt.GM} {
		t.Run(s.Name(), func(t *testing.T) { f(t, s) })
	}
}

func fresh(t *testing.T, s crypt.Suite) *crypt.Keys {
	t.Helper()
	k, err := crypt.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestDigestsAreThoseOfTheStandards(t *testing.T) {
	for _, c := range []struct {
		s          crypt.Suite
		text, want string
	}{
		// FIPS 180-4 and GB/T 32905-2016, appendix A.
		{crypt.Intl, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{crypt.GM, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
		{crypt.GM, strings.Repeat("abcd", 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
	} {
		if sum := crypt.Sum(c.s, []byte(c.text)); hex.EncodeToString(sum[:]) != c.want {
			t.Errorf("%s of %q is %x", c.s.Name(), c.text, sum)
		}
	}
}

func TestSealedBytesAreThoseOfTheStandards(t *testing.T) {
	for _, c := range []struct {
		s                                  crypt.Suite
		key, nonce, with, plain, text, tag string
	}{
		// The GCM specification, test case 16.
		{crypt.Intl, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
			"feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
			"76fc6ece0f4e1768cddf8853bb2d551b"},
		// RFC 8998, appendix A.1.
		{crypt.GM, "0123456789abcdeffedcba9876543210", "00001234567800000000abcd", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
			"17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
			"83de3541e4c2b58177e065a9bf7b62ec"},
	} {
		a, err := c.s.AEAD(unhex(t, c.key))
		if err != nil {
			t.Fatal(err)
		}
		got := hex.EncodeToString(a.Seal(nil, unhex(t, c.nonce), unhex(t, c.plain), unhex(t, c.with)))
		if got != c.text+c.tag {
			t.Errorf("%s: %s", c.s.Name(), got)
		}
	}
}

func TestSignaturesAreThoseOfTheStandards(t *testing.T) {
	// RFC 8032, 7.1, test 1: the signature of nothing.
	sig := unhex(t, "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
	seed := unhex(t, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	public, err := crypt.Intl.Public(seed)
	if err != nil || hex.EncodeToString(public) != "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" {
		t.Fatalf("public %x %v", public, err)
	}
	if made, err := crypt.Intl.Sign(seed, nil); err != nil || string(made) != string(sig) || !crypt.Intl.Verify(public, nil, sig) {
		t.Errorf("Ed25519: %x %v", made, err)
	}
	// GB/T 32918.5-2017, appendix A.2: "message digest" signed by 1234567812345678.
	private := unhex(t, "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
	public, err = crypt.GM.Public(private)
	if err != nil || hex.EncodeToString(public) != "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"+
		"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13" {
		t.Fatalf("public %x %v", public, err)
	}
	sig = der(t, "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
		"b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
	if !crypt.GM.Verify(public, []byte("message digest"), sig) {
		t.Error("SM2 does not verify the standard's signature")
	}
	if crypt.GM.Verify(public, []byte("message digesT"), sig) || crypt.GM.Verify(public[:20], nil, sig) || crypt.GM.Verify(nil, nil, nil) {
		t.Error("SM2 verifies what it must not")
	}
}

func der(t *testing.T, r, s string) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(unhex(t, r)))
		b.AddASN1BigInt(new(big.Int).SetBytes(unhex(t, s)))
	})
	return b.BytesOrPanic()
}

func TestASealedTextOpensInItsPlaceAndNowhereElse(t *testing.T) {
	suites(t, func(t *testing.T, s crypt.Suite) {
		k := fresh(t, s)
		const place, phone = "person:7:phone", "13812341234"
		a, err := k.Seal(place, phone)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := k.Seal(place, phone)
		if a == b || strings.Contains(a, phone) {
			t.Error("sealing twice gives the same text, or it can be read")
		}
		if got, err := k.Open(place, a); err != nil || got != phone {
			t.Fatalf("%q %v", got, err)
		}
		for name, open := range map[string]func() (string, error){
			"another place":  func() (string, error) { return k.Open("person:8:phone", a) },
			"other keys":     func() (string, error) { return fresh(t, s).Open(place, a) },
			"no text":        func() (string, error) { return k.Open(place, "") },
			"no number":      func() (string, error) { return k.Open(place, a[2:]) },
			"unknown number": func() (string, error) { return k.Open(place, "9"+a[1:]) },
			"too short":      func() (string, error) { return k.Open(place, "1.AAAA") },
		} {
			if got, err := open(); !errors.Is(err, crypt.ErrSealed) || got != "" {
				t.Errorf("%s: %q %v", name, got, err)
			}
		}
	})
}

func TestEveryChangedByteOfASealedTextIsFound(t *testing.T) {
	suites(t, func(t *testing.T, s crypt.Suite) {
		k := fresh(t, s)
		sealed, err := k.Seal("x", "652301199001011234")
		if err != nil {
			t.Fatal(err)
		}
		box, _ := base64.RawURLEncoding.DecodeString(sealed[2:])
		for i := range box {
			for bit := range 8 {
				bad := append([]byte(nil), box...)
				bad[i] ^= 1 << bit
				if got, err := k.Open("x", "1."+base64.RawURLEncoding.EncodeToString(bad)); !errors.Is(err, crypt.ErrSealed) {
					t.Fatalf("byte %d bit %d: opened as %q", i, bit, got)
				}
			}
		}
	})
}

func TestAfterARotationOldTextsOpenAndOldSignaturesVerify(t *testing.T) {
	suites(t, func(t *testing.T, s crypt.Suite) {
		dir := filepath.Join(t.TempDir(), "keys")
		k, err := crypt.Open(dir, s)
		if err != nil {
			t.Fatal(err)
		}
		old, _ := k.Seal("x", "old")
		sig, err := k.Sign([]byte("m"))
		if err != nil {
			t.Fatal(err)
		}
		before, _ := k.Public()
		for _, p := range []crypt.Purpose{crypt.Sealing, crypt.Signing} {
			if err := k.Rotate(p); err != nil {
				t.Fatal(err)
			}
		}
		again, err := crypt.Open(dir, s)
		if err != nil || again.Made() || !k.Made() {
			t.Fatalf("%v; made again: %v", err, again.Made())
		}
		if got, err := again.Open("x", old); err != nil || got != "old" || !again.Stale(old) {
			t.Fatalf("%q %v", got, err)
		}
		now, _ := again.Seal("x", "new")
		if got, err := k.Open("x", now); err != nil || got != "new" || k.Stale(now) {
			t.Fatalf("%q %v", got, err)
		}
		after, _ := again.Public()
		all, _ := again.Publics()
		if len(all) != 2 || before.String() == after.String() || !all[0].Verify([]byte("m"), sig) || after.Verify([]byte("m"), sig) {
			t.Error("the old signature and the keys do not fit")
		}
		parsed, err := crypt.ParsePublic(before.String())
		if err != nil || !parsed.Verify([]byte("m"), sig) || parsed.Verify([]byte("n"), sig) {
			t.Error("the text form of a public key", err)
		}
		if again.Index("phone", "1") != k.Index("phone", "1") || k.Index("phone", "1") == k.Index("id", "1") {
			t.Error("indexes")
		}
	})
}

func TestKeysAreMadeOnceAlsoByManyAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	var wg sync.WaitGroup
	index := make([]string, 8)
	for i := range index {
		wg.Go(func() {
			k, err := crypt.Open(dir, nil)
			if err != nil {
				t.Error(err)
				return
			}
			index[i] = k.Index("a", "b")
		})
	}
	wg.Wait()
	for _, x := range index {
		if x != index[0] {
			t.Fatal("two processes made different keys")
		}
	}
	other, err := crypt.Open(filepath.Join(t.TempDir(), "keys"), nil)
	if err != nil || other.Index("a", "b") == index[0] {
		t.Fatal("two installations share a key", err)
	}
}

func TestWrongKeyFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := crypt.Open(dir, crypt.GM); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "lianban.keys")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	if _, err := crypt.Open(dir, crypt.Intl); err == nil {
		t.Error("keys of another suite were taken")
	}
	good, _ := os.ReadFile(file)
	put := func(b []byte, mode os.FileMode) {
		_ = os.Remove(file)
		if err := os.WriteFile(file, b, mode); err != nil {
			t.Fatal(err)
		}
	}
	put(good, 0o644)
	if _, err := crypt.Open(dir, crypt.GM); err == nil {
		t.Error("a file that others may read was taken")
	}
	for i := range good {
		put(good[:i], 0o600)
		if _, err := crypt.Open(dir, nil); err == nil && i < len(good)-1 {
			t.Fatalf("a file cut off at %d of %d was taken", i, len(good))
		}
	}
	start := strings.Index(string(good), "suite")
	for i := start; i < len(good)-1; i++ {
		bad := append([]byte(nil), good...)
		bad[i] ^= 4
		put(bad, 0o600)
		if _, err := crypt.Open(dir, nil); err == nil {
			t.Fatalf("a file with another byte %d was taken", i)
		}
	}
	if now, _ := os.ReadFile(file); string(now) == string(good) {
		t.Error("a damaged file was replaced")
	}
}

func TestPasswordsAreCheckedAgainstTheirHash(t *testing.T) {
	var h crypt.Hasher
	hash, err := h.Hash("昌吉 2026 大厅")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	again, _ := h.Hash("昌吉 2026 大厅")
	if again == hash || !h.Check(hash, "昌吉 2026 大厅") || h.Check(hash, "昌吉 2026 大庁") || h.Check(hash, "") {
		t.Error("wrong answers")
	}
	// The reference program of Argon2: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32.
	if !h.Check("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password") {
		t.Error("the reference's hash is refused")
	}
	for _, bad := range []string{"", "plain:x", "$argon2id$v=19$m=1,t=1$x$y", "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q",
		"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"} {
		if h.Check(bad, "password") || h.Check(bad, "") {
			t.Errorf("%q has a password", bad)
		}
	}
}

func TestPersonalValuesAreMasked(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{crypt.MaskPhone("13812341234"), "138****1234"},
		{crypt.MaskPhone("110"), "***"},
		{crypt.MaskID("652301199001011234"), "652301********1234"},
		{crypt.MaskID("E12345678"), "*********"},
		{crypt.MaskName("张三"), "张*"},
		{crypt.MaskName("阿不都外力·阿不都热合曼·买买提吐尔逊"), "阿**"},
		{crypt.MaskName(" "), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
