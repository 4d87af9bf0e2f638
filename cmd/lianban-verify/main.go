// Command lianban-verify holds an exported ledger to what was signed. It needs no database and no network.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"lianban/internal/core/ledger/proof"
)

const help = `lianban-verify — 核验联办流水账 / verify an exported Lianban ledger

用法 / Usage:
  lianban-verify [选项 / options] 导出文件夹或.zip / EXPORT-FOLDER-OR.zip
  lianban-verify --record 单条证明.json --key 公钥    一条记录的证明 / the proof of a single record

选项 / Options:
  --held 文件   手中已有的签名检查点，可多次给出   a signed checkpoint you already hold; may be repeated
  --key  公钥   从别处得到的公钥或其文件，可多次给出 a public key, or a file of them, got by another road
  --record 文件 只核验一条记录的证明               verify the proof of one record only
  --json        以 JSON 输出                       print JSON

手中的检查点应当来自导出以外的渠道（上次的报告、见证单位、通报上的二维码）。没有它，只能证明导出前后一致。
A checkpoint in hand must come by another road than the export (the last report, a witness, the code printed on a
bulletin). Without one only the consistency of the export is proven.

退出码 / Exit codes: 0 完好 intact · 1 有问题 something is wrong · 2 用法有误或无法读取 wrong use, or unreadable
`

// words say each fault in both languages; the records it lies in are added.
var words = map[proof.Code]string{
	proof.Unreadable: "文件缺失或格式不对 · a file is missing or not in its form",
	proof.Unsigned:   "导出的检查点不是由已知公钥签名的 · the checkpoint is not signed by a known key",
	proof.Foreign:    "手中的检查点不属于这本流水账，或签名不对 · a checkpoint in hand is not of this ledger, or not signed",
	proof.Older:      "导出比手中的检查点旧：后面的记录不见了 · the export is older than a checkpoint in hand",
	proof.Changed:    "记录与签名时不同（被改、删、插或换序） · the records are not those that were signed",
	proof.Cut:        "记录比签名时少 · there are fewer records than were signed",
	proof.Surplus:    "记录比签名时多 · there are more records than were signed",
	proof.Disordered: "历史检查点的签名或顺序不对 · earlier checkpoints are not signed or not in order",
}

type texts []string

func (t *texts) String() string     { return strings.Join(*t, ", ") }
func (t *texts) Set(s string) error { *t = append(*t, s); return nil }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, bad io.Writer) int {
	f := flag.NewFlagSet("lianban-verify", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	var held, keys texts
	f.Var(&held, "held", "")
	f.Var(&keys, "key", "")
	one, asJSON := f.String("record", "", ""), f.Bool("json", false, "")
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, help)
		return 0
	}
	if err != nil || f.NArg() != 1 && *one == "" || f.NArg() > 0 && *one != "" {
		fmt.Fprint(bad, help)
		return 2
	}
	known, err := read(held, keys)
	if err == nil && *one != "" {
		return record(*one, known, *asJSON, out, bad)
	}
	var r proof.Report
	if err == nil {
		r, err = proof.VerifyAt(f.Arg(0), known)
	}
	if err != nil {
		fmt.Fprintln(bad, "✗", err)
		return 2
	}
	print(r, *asJSON, out)
	return min(len(r.Faults), 1)
}

// read reads what the verifier has got by another road.
func read(held, keys texts) (k proof.Known, err error) {
	for _, name := range held {
		b, err := os.ReadFile(name)
		if err != nil {
			return k, err
		}
		k.Held = append(k.Held, string(b))
	}
	for _, text := range keys {
		if b, err := os.ReadFile(text); err == nil {
			text = string(b)
		}
		all, err := proof.ParseKeys(text)
		if err != nil {
			return k, err
		}
		k.Keys = append(k.Keys, all...)
	}
	return k, nil
}

func print(r proof.Report, asJSON bool, out io.Writer) {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		_ = e.Encode(r)
		return
	}
	fmt.Fprintf(out, "流水账 ledger      %s (%s)\n记录 records       %d\n签名 signed        %s\n公钥 key           %s\n",
		r.Origin, r.Suite, r.Records, r.Signed, r.Key)
	for _, d := range r.Days {
		fmt.Fprintf(out, "  %s  %d\n", d.Day, d.Records)
	}
	if r.Believed {
		fmt.Fprintln(out, "! 公钥取自导出本身，未经他处核对 · the key came with the export: compare it with one got by another road")
	}
	for _, f := range r.Faults {
		fmt.Fprintf(out, "✗ %s", words[f.Code])
		if f.From > 0 {
			fmt.Fprintf(out, " [%d–%d]", f.From, f.To)
		}
		fmt.Fprintln(out, "", f.Detail)
	}
	if len(r.Faults) == 0 {
		fmt.Fprintf(out, "✓ 完好；与手中 %d 个检查点一致 · intact; agrees with %d checkpoints in hand\n", r.Held, r.Held)
	}
}

// record verifies the proof of a single record.
func record(name string, known proof.Known, asJSON bool, out, bad io.Writer) int {
	var one proof.One
	b, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &one)
	}
	if err != nil || len(known.Keys) == 0 {
		fmt.Fprintln(bad, "✗ 需要 --key 和一个证明文件 · --key and a proof are needed", err)
		return 2
	}
	c, err := one.Verify(known.Keys)
	if asJSON {
		_ = json.NewEncoder(out).Encode(map[string]any{"intact": err == nil, "origin": c.Origin, "size": c.Size, "seq": one.Seq})
	} else if err == nil {
		fmt.Fprintf(out, "✓ 第 %d 条在签名的流水账中 · record %d stands in the signed ledger\n%s\n", one.Seq, one.Seq, one.Record)
	} else {
		fmt.Fprintln(out, "✗ 证明不成立 · the proof does not hold:", err)
	}
	if err != nil {
		return 1
	}
	return 0
}
