// Command tested reads `go test -json` and prints what people want to know: failures in full, a line for each package, the
// tests that were skipped with their reasons, and one closing line of numbers.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

type run struct {
	out                     map[string][]string // output by package and test
	passed, failed, skipped int
	skips                   map[string]int // reason to number of tests
	broken                  []string       // what failed, in order
}

func main() {
	skips := flag.String("skips", "", "write the reasons of skipped tests to this file")
	flag.Parse()
	r := run{out: map[string][]string{}, skips: map[string]int{}}
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "tested:", err)
		os.Exit(2)
	}
	if *skips != "" {
		if err := os.WriteFile(*skips, []byte(r.reasons()), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, "tested:", err)
			os.Exit(2)
		}
	}
	for _, b := range r.broken {
		fmt.Println("failed: " + b)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
	if r.failed > 0 || len(r.broken) > 0 {
		os.Exit(1)
	}
}

func (r *run) read(in io.Reader) error {
	s := bufio.NewScanner(in)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var e event
		if err := json.Unmarshal(s.Bytes(), &e); err != nil {
			fmt.Println(s.Text()) // go itself says something
			continue
		}
		if e.Package == "" {
			e.Package = e.ImportPath
		}
		r.take(e)
	}
	return s.Err()
}

func (r *run) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		r.out[key] = append(r.out[key], e.Output)
	case "build-fail":
		r.broken = append(r.broken, e.Package+" (does not build)")
		fmt.Print(strings.Join(r.out[key], ""))
	case "pass", "skip", "fail":
		if e.Test == "" {
			r.pkg(e, key)
		} else {
			r.test(e, key)
		}
	}
}

func (r *run) pkg(e event, key string) {
	switch e.Action {
	case "pass":
		fmt.Printf("ok  \t%s\t%.1fs\n", e.Package, e.Elapsed)
	case "fail":
		fmt.Print(strings.Join(r.out[key], ""))
		r.broken = append(r.broken, e.Package)
	}
}

func (r *run) test(e event, key string) {
	switch e.Action {
	case "pass":
		r.passed++
	case "skip":
		r.skipped++
		r.skips[reason(r.out[key])]++
	case "fail":
		r.failed++
		r.broken = append(r.broken, key)
		fmt.Print(strings.Join(r.out[key], ""))
	}
	delete(r.out, key)
}

// reason is what t.Skip said: "file.go:12: reason".
func reason(out []string) string {
	for _, line := range out {
		_, said, ok := strings.Cut(strings.TrimSpace(line), ".go:")
		if _, why, found := strings.Cut(said, ": "); ok && found {
			return why
		}
	}
	return "no reason given"
}

func (r *run) reasons() string {
	var lines []string
	for why, n := range r.skips {
		lines = append(lines, fmt.Sprintf("%d tests skipped (%s)\n", n, why))
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}
