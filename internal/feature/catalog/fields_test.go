package catalog

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// covers: A4-1
func TestEveryElementOfTheNationalListStandsWhereTheTableSays(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "interpretations.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(raw), "**The fields of an item**")
	if !found {
		t.Fatal("the table is not there")
	}
	has := map[string]bool{}
	for owner, v := range map[string]any{"guide": Guide{}, "material": Material{}, "step": Step{}, "fee": Fee{}, "result": Result{},
		"question": Question{}, "relief": Relief{}} {
		written(reflect.TypeOf(v), owner+".", has)
	}
	for _, name := range []string{"Code", "Name", "Main", "Kind", "National", "Department", "DepartmentName", "DepartmentCode", "Level",
		"Mode", "Reason", "Document", "Since", "Tolerance"} {
		if _, ok := reflect.TypeFor[Item]().FieldByName(name); !ok {
			t.Errorf("the register has no %s", name)
		}
		has["item."+name] = true
	}
	for _, m := range regexp.MustCompile("`((?:item|guide|material|step|fee|result|question|relief)\\.[A-Za-z_]+)`").FindAllStringSubmatch(table, -1) {
		if _, ok := has[m[1]]; !ok {
			t.Errorf("the table names %s, which does not exist", m[1])
		}
		has[m[1]] = false
	}
	for name, missing := range has {
		if missing {
			t.Errorf("%s is not in the table", name)
		}
	}
}

// written are the names of a document as they stand in its JSON.
func written(t reflect.Type, owner string, into map[string]bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			written(f.Type, owner, into)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		into[owner+name] = true
	}
}
