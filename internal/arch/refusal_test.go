package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"

	"lianban/internal/arch/tree"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// refusal is one place of the source that says no by the measures.
type refusal struct {
	at, what string // where, and the rule's id or the key of its reason
	article  string
	reason   ast.Expr
	instead  ast.Expr
}

// refusals lists every refusal of the house: what rules find, what law.Because gives as a ground, what the rules of a guide
// say. wrong is what makes a refusal in any other way.
func refusals(all *tree.Tree) (out []refusal, rules int, wrong []string) {
	for _, f := range all.Code() {
		if strings.HasPrefix(f.Dir, "internal/arch") || f.Dir == "internal/core/law" {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if called(n.Type, "errs", "Error") {
					wrong = append(wrong, all.At(n.Pos())+": a refusal is made by errs.New, a breach by law.Refuse")
				}
				found, in := ruleSet(all, f, n)
				out, rules = append(out, found...), rules+in
				return in == 0
			case *ast.CallExpr:
				switch {
				case called(n.Fun, "errs", "New") && len(n.Args) > 0 && called(n.Args[0], "errs", "Breach"):
					wrong = append(wrong, all.At(n.Pos())+": a breach is made by law.Refuse or by rules, nowhere else")
				case besides(n) && !law.Shipped().Has(law.Ref(literal(n.Args[0]))):
					wrong = append(wrong, all.At(n.Pos())+": rests on "+literal(n.Args[0])+" as well, which is no clause")
				case called(n.Fun, "law", "Because") && len(n.Args) == 3:
					out = append(out, refusal{at: all.At(n.Pos()), what: firstKey(n.Args[1]), article: literal(n.Args[0]), reason: n.Args[1],
						instead: n.Args[2]})
				}
			}
			return true
		})
	}
	return out, rules, wrong
}

// ruleSet reads a slice of law.Rule, or of the rules of a guide: one refusal for each way in which one of them breaches. in
// counts the rules.
func ruleSet(all *tree.Tree, f *tree.File, set *ast.CompositeLit) (out []refusal, in int) {
	elem, isSlice := set.Type.(*ast.ArrayType)
	if !isSlice {
		return nil, 0
	}
	index, isRule := elem.Elt.(*ast.IndexExpr)
	isRule = isRule && called(index.X, "law", "Rule")
	name, isGuide := elem.Elt.(*ast.Ident)
	isGuide = isGuide && name.Name == "guideRule"
	if !isRule && !isGuide {
		return nil, 0
	}
	for _, e := range set.Elts {
		one, ok := e.(*ast.CompositeLit)
		if !ok {
			continue
		}
		if isGuide {
			if id, ok := one.Elts[1].(*ast.Ident); ok && id.Name == "true" {
				out, in = append(out, breaches(all, f, "", literal(one.Elts[0]), one.Elts[2], "no")...), in+1
			}
			continue
		}
		fields := map[string]ast.Expr{}
		for _, kv := range one.Elts {
			if kv, ok := kv.(*ast.KeyValueExpr); ok {
				fields[fmt.Sprint(kv.Key)] = kv.Value
			}
		}
		out, in = append(out, breaches(all, f, literal(fields["ID"]), literal(fields["Article"]), fields["Check"], "Breach")...), in+1
	}
	return out, in
}

// breaches finds what a rule's function says no with: law.Breach(reason, instead) or no(field, reason, instead). A rule that
// never does is one refusal without a reason.
func breaches(all *tree.Tree, f *tree.File, id, article string, check ast.Expr, how string) (out []refusal) {
	at := all.At(check.Pos())
	var body ast.Node = check
	if fn, ok := check.(*ast.Ident); ok {
		id = cmp.Or(id, fn.Name)
		body = function(all, f.Dir, fn.Name)
	}
	if body != nil {
		ast.Inspect(body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fn, plain := call.Fun.(*ast.Ident)
			if how == "no" && plain && fn.Name == "no" && len(call.Args) == 3 || how == "Breach" && called(call.Fun, "law", "Breach") {
				last := len(call.Args) - 1
				out = append(out, refusal{all.At(call.Pos()), id, article, call.Args[last-1], call.Args[last]})
			}
			return true
		})
	}
	if out == nil {
		out = []refusal{{at: at, what: id, article: article}}
	}
	return out
}

// faults says what a refusal lacks.
func (r refusal) faults(all *tree.Tree, book *law.Rulebook) (out []string) {
	no := func(what string) { out = append(out, fmt.Sprintf("%s (%s): %s", r.at, r.what, what)) }
	if !book.Has(law.Ref(r.article)) {
		no(fmt.Sprintf("rests on %q, which is no clause", r.article))
	}
	if r.reason == nil || !stated(all, r.instead) {
		no("names no lawful alternative and does not state that there is none (law.NoAlternative)")
		return out
	}
	for _, key := range append(keys(r.reason), keys(r.instead)...) {
		for _, lang := range text.Langs {
			if strings.HasPrefix(text.Say(lang, text.M(key)), "["+key) {
				no("no words in " + string(lang) + " for " + key)
			}
		}
	}
	return out
}

// stated tells whether an alternative is one: law.Instead, law.EarliestAt, law.NoAlternative, or a name for one of them.
func stated(all *tree.Tree, e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		return called(call.Fun, "law", "Instead") || called(call.Fun, "law", "EarliestAt")
	}
	if called(e, "law", "NoAlternative") {
		return true
	}
	name, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	yes := false
	for _, f := range all.Code() {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if left, ok := n.Lhs[0].(*ast.Ident); ok && left.Name == name.Name && same(all, n, e) {
					yes = yes || stated(all, n.Rhs[0])
				}
			case *ast.ValueSpec:
				if n.Names[0].Name == name.Name && len(n.Values) == 1 && same(all, n, e) {
					yes = yes || stated(all, n.Values[0])
				}
			}
			return true
		})
	}
	return yes
}

// same tells whether two places stand in one folder.
func same(all *tree.Tree, a, b ast.Node) bool {
	dir := func(n ast.Node) string {
		p := all.At(n.Pos())
		return p[:strings.LastIndex(p, "/")+1]
	}
	return dir(a) == dir(b)
}

// called tells whether an expression is pkg.name.
func called(e ast.Node, pkg, name string) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok {
		return strings.Trim(lit.Value, `"`)
	}
	return ""
}

// keys are the whole keys of the catalogue within an expression.
func keys(e ast.Expr) (out []string) {
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && called(call.Fun, "text", "M") && len(call.Args) > 0 {
			if key := literal(call.Args[0]); key != "" {
				out = append(out, key)
			}
		}
		return true
	})
	return out
}

func firstKey(e ast.Expr) string { return strings.Join(keys(e)[:min(1, len(keys(e)))], "") }

// besides tells whether a call rests a ground on another clause: law.Because(…).And("19").
func besides(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "And" || len(call.Args) != 1 || literal(call.Args[0]) == "" {
		return false
	}
	of, ok := sel.X.(*ast.CallExpr)
	return ok && called(of.Fun, "law", "Because")
}

// function finds a function of a folder.
func function(all *tree.Tree, dir, name string) ast.Node {
	for _, f := range all.Code() {
		if f.Dir != dir {
			continue
		}
		for _, d := range f.AST.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == name && fn.Recv == nil {
				return fn
			}
		}
	}
	return nil
}

// unlawful is everything wrong with the refusals of a tree. The grounds of the rules of a guide carry what the rules say.
func unlawful(all *tree.Tree) []string {
	list, _, out := refusals(all)
	for _, r := range list {
		if !carried(r) {
			out = append(out, r.faults(all, law.Shipped())...)
		}
	}
	return out
}

// carried is the one ground that is made of what a rule said: its article and alternative are those of guideRules.
func carried(r refusal) bool {
	return strings.HasPrefix(r.at, "internal/feature/catalog/guide_rules.go") && r.article == "" && r.what == ""
}

func TestEveryRefusalNamesItsArticleAndTheEarliestLawfulAlternativeOrSaysThatThereIsNone(t *testing.T) {
	all := house(t)
	report(t, unlawful(all))
	list, rules, _ := refusals(all)
	byArticle := map[string][]string{}
	for _, r := range list {
		if !carried(r) {
			byArticle[r.article] = append(byArticle[r.article], r.what)
		}
	}
	for _, article := range slices.Sorted(maps.Keys(byArticle)) {
		t.Logf("%s: %s", article, strings.Join(byArticle[article], ", "))
	}
	t.Logf("%d rules, %d refusals, %d clauses", rules, len(list), len(byArticle))
	if rules < 20 || len(list) < 40 {
		t.Errorf("only %d rules and %d refusals were found: the list is not read right", rules, len(list))
	}
	head := "package x\n\nimport (\n\t\"lianban/internal/core/law\"\n\t\"lianban/internal/base/text\"\n)\n\n"
	rule := func(article, instead string) map[string]string {
		return map[string]string{"internal/feature/x/x_rules.go": head + `var Rules = []law.Rule[int]{{ID: "x.y", Article: "` + article +
			`", Check: func(int, law.View) law.Outcome { return law.Breach(text.M("law.refused"), ` + instead + `) }}}`}
	}
	for want, wrong := range map[string]map[string]string{
		"no lawful alternative": rule("11.4", "law.Alternative{}"),
		"which is no clause":    rule("99", "law.NoAlternative"),
		"no words in":           rule("11.4", `law.Instead(text.M("x.nobody.wrote"))`),
		"by law.Refuse or":      {"internal/feature/x/x.go": head + "var e = errs.New(errs.Breach, \"law.refused\")\n"},
		"as well, which is no": {"internal/feature/x/x.go": head +
			"var e = law.Because(\"4\", text.M(\"law.refused\"), law.NoAlternative).And(\"77\")\n"},
		"a refusal is made by": {"internal/feature/x/x.go": head + "var e = &errs.Error{Code: errs.Breach}\n"},
		"(x.key)": {"internal/feature/x/x.go": head +
			"var e = law.Refuse(text.M(\"law.refused\"), law.Because(\"\", text.M(\"x.key\"), law.NoAlternative))\n"},
	} {
		caught(t, unlawful, wrong, want)
	}
	if faults := unlawful(tree.Of(rule("11.4", "law.NoAlternative"))); len(faults) > 0 {
		t.Errorf("a lawful tree is refused: %v", faults)
	}
}
