package config

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func parse(t *testing.T, args ...string) (Config, error) {
	t.Helper()
	var c Config
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	c.Register(fs)
	err := Parse(fs, args)
	return c, err
}

func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "lianban.conf")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault(t *testing.T) {
	name := file(t, "listen 127.0.0.1:1\ndata /from/file\nlog warn\n")
	t.Setenv("LIANBAN_LISTEN", "127.0.0.1:2")
	t.Setenv("LIANBAN_DATA", "/from/env")
	c, err := parse(t, "--config", name, "--listen", "127.0.0.1:3")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || c.Data != "/from/env" || c.Log != "warn" || c.Suite != "intl" {
		t.Fatalf("got %+v", c)
	}
}

func TestAnUnknownKeyIsAnErrorWhereverItStands(t *testing.T) {
	if _, err := parse(t, "--config", file(t, "lisen 127.0.0.1:1\n")); err == nil || !strings.Contains(err.Error(), "lisen") {
		t.Errorf("in the file: %v", err)
	}
	if _, err := parse(t, "--lisen", "x"); err == nil {
		t.Error("a flag nobody knows was taken")
	}
	t.Setenv("LIANBAN_LISEN", "x")
	if _, err := parse(t); err == nil || !strings.Contains(err.Error(), "LIANBAN_LISEN") {
		t.Errorf("in the environment: %v", err)
	}
}

func TestValuesThatCannotBeRightAreNamed(t *testing.T) {
	c := Config{Data: "", Suite: "rot13", Lang: "fr", Log: "loud", Node: 4000, Proxies: "10.0.0.0/8, nobody"}
	err := c.Check()
	for _, name := range []string{"data", "suite", "lang", "log", "node", "proxies"} {
		if err == nil || !strings.Contains(err.Error(), name+":") {
			t.Errorf("%s is not named in %v", name, err)
		}
	}
	fine := Config{Data: "x", Suite: "gm", Lang: "en", Log: "info", Proxies: "10.0.0.0/8, ::1"}
	if err := fine.Check(); err != nil {
		t.Error(err)
	}
}

func TestThePublicAddressIsASchemeAndAHostAndNothingElse(t *testing.T) {
	for address, want := range map[string]string{"": "", "https://zw.changji.example": "https://zw.changji.example",
		"https://zw.changji.example/": "https://zw.changji.example", "http://10.1.2.3:8080": "http://10.1.2.3:8080"} {
		c := Config{Address: address}
		if got, err := c.Origin(); err != nil || got != want {
			t.Errorf("%q: %q %v", address, got, err)
		}
	}
	for _, address := range []string{"zw.changji.example", "ftp://zw.changji.example", "https://", "https://a.example/hall", "https://a.example?x=1",
		"https://user@a.example"} {
		c := Config{Address: address}
		if got, err := c.Origin(); err == nil {
			t.Errorf("%q: %q", address, got)
		}
	}
}
