package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
)

var importCommand = command{name: "import",
	use: "items|guides|windows|people|cases|calendar FILE [--dry-run] [--report FILE.xlsx] [--json]",
	zh:  "导入事项、窗口、人员（CSV 或 XLSX）、完整事项（XLSX 工作簿）、网上办件（JSON Lines 或 XLSX）或放假通知（JSON），逐行报告；有拒收行时退出码为 3",
	en: "bring in items, windows, people (CSV or XLSX), full items (an XLSX workbook), cases applied for online (JSON Lines or XLSX) " +
		"or a holiday notice (JSON), with a report row by row; exit code 3 when rows were refused", run: importFile}

// maxImport is the largest file that is read.
const maxImport = 32 << 20

func importFile(ctx context.Context, k *call) error {
	var cfg config.Config
	fs := k.flags()
	dry := fs.Bool("dry-run", false, "只试算，不写入 / tell what would happen and change nothing")
	report := fs.String("report", "", "逐行报告写入的 XLSX / where to write the report row by row")
	asJSON := fs.Bool("json", false, "输出 JSON / print JSON")
	words, err := k.parse(fs, &cfg)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return wrongUse("需要种类和文件 / wants a kind and a file")
	}
	raw, err := readFile(words[1])
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	importer, found := a.Importer(words[0])
	if !found {
		return wrongUse("没有“%s”这种导入，有 %s / no such kind", words[0], strings.Join(a.Importers(), "、"))
	}
	by := identity.Job(a.Identity.Centre, "import")
	name := filepath.Base(words[1])
	result, err := importer.Import(ctx, by, register.File{Name: name, Raw: raw}, *dry)
	if err != nil {
		return err
	}
	if len(result.Refused) > 0 {
		k.code = exitRefused
	}
	if *report != "" {
		if err := writeReport(*report, name, result); err != nil {
			return err
		}
	}
	return k.printImport(result, *asJSON)
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(filepath.Clean(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, maxImport+1))
	if err == nil && len(raw) > maxImport {
		err = fmt.Errorf("%s 超过 %d MB / is larger than that", name, maxImport>>20)
	}
	return raw, err
}

func writeReport(file, source string, r register.Result) (err error) {
	f, err := os.OpenFile(filepath.Clean(file), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return r.Rows.Report(f, text.Zh, source)
}

func (k *call) printImport(r register.Result, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(k.out)
		e.SetIndent("", "  ")
		return e.Encode(r.Answer)
	}
	fmt.Fprintf(k.out, "读入 %d：新增 %d，变更 %d，未变 %d，拒收 %d；提示 %d\n", r.Read, r.Added, r.Changed, r.Unchanged,
		len(r.Refused), len(r.Warnings))
	for _, f := range r.Refused {
		fmt.Fprintf(k.out, "  拒收 第 %d 行 %s：%s（%s）\n", f.Line, f.Field, f.Reason, f.Value)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(k.out, "  提示 %s：%d\n", w.Text, w.Count)
	}
	return nil
}
