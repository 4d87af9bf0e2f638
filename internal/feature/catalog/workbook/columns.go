package workbook

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
)

// entry is a row of the sheet of items: what the item is, why its guide changes, and every flat field of the guide.
type entry struct {
	Code, Name, Main, Department, Organ, Kind string
	Cause                                     string
	CauseDay                                  clock.Day
	Guide                                     catalog.Guide
}

// Names of the columns that join the sheets and that the register knows by the published lists.
const (
	colCode  = "item_code"
	colName  = "item_name"
	colKind  = "task_type"
	colCause = "cause"
)

// listNames are the columns whose titles are those of a published list; every other title is the element of the guide or,
// where the guide has no such element, a word of the workbook's own.
var listNames = map[string]bool{colCode: true, colName: true, "main_item": true, "department": true, colKind: true, "department_code": true}

var itemColumns = func() []column[entry] {
	code := words(colCode, 40, func(e *entry) *string { return &e.Code })
	code.required = true
	out := []column[entry]{code,
		words(colName, 36, func(e *entry) *string { return &e.Name }),
		words("main_item", 24, func(e *entry) *string { return &e.Main }),
		words("department", 22, func(e *entry) *string { return &e.Department }),
		words("department_code", 22, func(e *entry) *string { return &e.Organ }),
		words(colKind, 14, func(e *entry) *string { return &e.Kind }),
		choice(colCause, "cause", func(e *entry) *string { return &e.Cause }),
		day("cause_day", func(e *entry) *clock.Day { return &e.CauseDay }),
	}
	return append(append(append(out, aboutColumns...), timeColumns...), placeColumns...)
}()

var aboutColumns = []column[entry]{
	words("guide_name", 36, func(e *entry) *string { return &e.Guide.Name }),
	listed("words", 30, func(e *entry) *[]string { return &e.Guide.Words }),
	words("catalog_code", 20, func(e *entry) *string { return &e.Guide.CatalogCode }),
	words("task_code", 30, func(e *entry) *string { return &e.Guide.TaskCode }),
	words("handle_code", 30, func(e *entry) *string { return &e.Guide.HandleCode }),
	words("local_code", 18, func(e *entry) *string { return &e.Guide.LocalCode }),
	words("task_version", 12, func(e *entry) *string { return &e.Guide.TaskVersion }),
	words("scope", 30, func(e *entry) *string { return &e.Guide.Scope }),
	choices("audience", "audience", func(e *entry) *[]string { return &e.Guide.Audience }),
	listed("personal", 20, func(e *entry) *[]string { return &e.Guide.Personal }),
	listed("business", 20, func(e *entry) *[]string { return &e.Guide.Business }),
	words("organ", 24, func(e *entry) *string { return &e.Guide.Organ }),
	choice("organ_type", "organ_type", func(e *entry) *string { return &e.Guide.OrganType }),
	choice("power_source", "power", func(e *entry) *string { return &e.Guide.Power.Source }),
	choice("use_level", "use_level", func(e *entry) *string { return &e.Guide.UseLevel }),
	words("decides", 24, func(e *entry) *string { return &e.Guide.Decides }),
	words("entrusted", 24, func(e *entry) *string { return &e.Guide.Entrusted }),
	listed("joint", 24, func(e *entry) *[]string { return &e.Guide.Joint }),
	lines("basis", 44, func(e *entry) *[]string { return &e.Guide.Basis }),
	lines("conditions", 44, func(e *entry) *[]string { return &e.Guide.Conditions }),
	lines("forbidden", 30, func(e *entry) *[]string { return &e.Guide.Forbidden }),
	words("quantity", 16, func(e *entry) *string { return &e.Guide.Quantity }),
	words("quantity_why", 24, func(e *entry) *string { return &e.Guide.QuantityWhy }),
}

var timeColumns = []column[entry]{
	yes("instant", func(e *entry) *bool { return &e.Guide.Instant }),
	limit("promised", func(e *entry) *catalog.Limit { return &e.Guide.Promised }),
	words("promised_note", 24, func(e *entry) *string { return &e.Guide.PromisedNote }),
	limit("statutory", func(e *entry) *catalog.Limit { return &e.Guide.Statutory }),
	words("statutory_note", 24, func(e *entry) *string { return &e.Guide.StatutoryNote }),
	limit("receive", func(e *entry) *catalog.Limit { return &e.Guide.Receive }),
	limit("precheck", func(e *entry) *catalog.Limit { return &e.Guide.Precheck }),
	lines("special", 30, func(e *entry) *[]string { return &e.Guide.Special }),
	number("visits", func(e *entry) *int { return &e.Guide.Visits }),
	words("visit_why", 24, func(e *entry) *string { return &e.Guide.VisitWhy }),
	choice("online", "online_way", func(e *entry) *string { return &e.Guide.Online }),
	choice("depth", "depth", func(e *entry) *string { return &e.Guide.Depth }),
	yes("mail", func(e *entry) *bool { return &e.Guide.Mail }),
	yes("terminal", func(e *entry) *bool { return &e.Guide.Terminal }),
	words("terminal_place", 20, func(e *entry) *string { return &e.Guide.TerminalPlace }),
	yes("appoint", func(e *entry) *bool { return &e.Guide.Appoint }),
	words("appoint_number", 20, func(e *entry) *string { return &e.Guide.AppointNumber }),
	words("appoint_rule", 24, func(e *entry) *string { return &e.Guide.AppointRule }),
	yes("agency", func(e *entry) *bool { return &e.Guide.Agency }),
	words("area", 16, func(e *entry) *string { return &e.Guide.Area }),
	yes("cross", func(e *entry) *bool { return &e.Guide.Cross }),
	words("flow_chart", 24, func(e *entry) *string { return &e.Guide.FlowChart }),
}

var placeColumns = []column[entry]{
	yes("pay_online", func(e *entry) *bool { return &e.Guide.PayOnline }),
	words("result", 24, func(e *entry) *string { return &e.Guide.Result.Name }),
	choice("result_end", "result_kind", func(e *entry) *string { return &e.Guide.Result.Kind }),
	choice("result_type", "result_type", func(e *entry) *string { return &e.Guide.Result.Type }),
	words("result_sample", 24, func(e *entry) *string { return &e.Guide.Result.Sample }),
	choices("delivery", "delivery", func(e *entry) *[]string { return &e.Guide.Result.Delivery }),
	yes("result_mail", func(e *entry) *bool { return &e.Guide.Result.Mail }),
	words("place", 36, func(e *entry) *string { return &e.Guide.Place }),
	words("window", 16, func(e *entry) *string { return &e.Guide.Window }),
	words("hours", 24, func(e *entry) *string { return &e.Guide.Hours }),
	words("traffic", 24, func(e *entry) *string { return &e.Guide.Traffic }),
	words("map", 20, func(e *entry) *string { return &e.Guide.Map }),
	words("consult", 18, func(e *entry) *string { return &e.Guide.Consult }),
	words("complain", 18, func(e *entry) *string { return &e.Guide.Complain }),
	words("progress", 24, func(e *entry) *string { return &e.Guide.Progress }),
	words("rights", 30, func(e *entry) *string { return &e.Guide.Rights }),
	words("duties", 30, func(e *entry) *string { return &e.Guide.Duties }),
	day("effective", func(e *entry) *clock.Day { return &e.Guide.Effective }),
	day("cancel", func(e *entry) *clock.Day { return &e.Guide.Cancel }),
}

var materialColumns = []column[catalog.Material]{
	must(words("material_name", 36, func(m *catalog.Material) *string { return &m.Name })),
	choice("need", "need", func(m *catalog.Material) *string { return (*string)(&m.Need) }),
	choice("material_type", "material", func(m *catalog.Material) *string { return &m.Type }),
	choice("form", "form", func(m *catalog.Material) *string { return &m.Form }),
	number("original_count", func(m *catalog.Material) *int { return &m.Originals }),
	number("copy_count", func(m *catalog.Material) *int { return &m.Copies }),
	words("page_size", 14, func(m *catalog.Material) *string { return &m.Size }),
	words("source", 18, func(m *catalog.Material) *string { return &m.Source }),
	yes("is_fetched", func(m *catalog.Material) *bool { return &m.Fetched }),
	number("later_days", func(m *catalog.Material) *int { return &m.Days }),
	words("accepted_if", 30, func(m *catalog.Material) *string { return &m.Accept }),
	words("blank", 24, func(m *catalog.Material) *string { return &m.Blank }),
	words("sample", 24, func(m *catalog.Material) *string { return &m.Sample }),
	choices("collect", "collect", func(m *catalog.Material) *[]string { return &m.Collect }),
	words("note", 30, func(m *catalog.Material) *string { return &m.Note }),
}

var stepColumns = []column[catalog.Step]{
	must(words("step_name", 24, func(s *catalog.Step) *string { return &s.Name })),
	words("step_who", 20, func(s *catalog.Step) *string { return &s.Who }),
	limit("step_limit", func(s *catalog.Step) *catalog.Limit { return &s.Limit }),
	words("step_text", 44, func(s *catalog.Step) *string { return &s.Text }),
}

var feeColumns = []column[catalog.Fee]{
	must(words("fee_name", 24, func(f *catalog.Fee) *string { return &f.Name })),
	money("fee_yuan", func(f *catalog.Fee) *int64 { return &f.Fen }),
	words("fee_standard", 30, func(f *catalog.Fee) *string { return &f.Standard }),
	words("fee_basis", 44, func(f *catalog.Fee) *string { return &f.Basis }),
	words("fee_reduction", 30, func(f *catalog.Fee) *string { return &f.Reduction }),
}

var questionColumns = []column[catalog.Question]{
	must(words("ask", 40, func(q *catalog.Question) *string { return &q.Ask })),
	must(words("answer", 60, func(q *catalog.Question) *string { return &q.Answer })),
}

var reliefColumns = []column[catalog.Relief]{
	must(choice("relief_kind", "relief", func(r *catalog.Relief) *string { return &r.Kind })),
	words("relief_organ", 30, func(r *catalog.Relief) *string { return &r.Organ }),
	words("relief_place", 36, func(r *catalog.Relief) *string { return &r.Place }),
	words("relief_phone", 18, func(r *catalog.Relief) *string { return &r.Phone }),
}

func must[T any](c column[T]) column[T] {
	c.required = true
	return c
}

// declared are the columns as the register reads and writes them.
func declared[T any](cols []column[T], joined bool) (out []register.Column) {
	if joined {
		out = append(out, register.Column{Name: colCode, Title: titleOf(colCode), Required: true, Width: 40,
			Note: text.M("catalog.book.note.code")})
	}
	for _, c := range cols {
		out = append(out, register.Column{Name: c.name, Title: titleOf(c.name), Required: c.required, Width: c.width, Note: c.note})
	}
	return out
}

func titleOf(name string) text.Msg {
	switch {
	case listNames[name]:
		return text.M("catalog.column." + name)
	case ownNames[name]:
		return text.M("catalog.book.column." + name)
	}
	return text.M("catalog.guide." + name)
}

// ownNames are the columns that are no element of their own on the page.
var ownNames = map[string]bool{colCause: true, "cause_day": true, "guide_name": true, "personal": true, "business": true,
	"instant": true, "visit_why": true, "terminal_place": true, "result_end": true, "result_type": true, "result_mail": true,
	"material_name": true, "need": true, "material_type": true, "form": true, "original_count": true, "copy_count": true,
	"page_size": true, "source": true, "is_fetched": true, "later_days": true, "accepted_if": true, "blank": true, "sample": true,
	"collect": true, "note": true, "step_name": true, "step_who": true, "step_limit": true, "step_text": true, "fee_name": true,
	"fee_yuan": true, "fee_standard": true, "fee_basis": true, "fee_reduction": true, "ask": true, "answer": true,
	"relief_kind": true, "relief_organ": true, "relief_place": true, "relief_phone": true}

// The sheets in their order.
const (
	sheetItems = iota
	sheetMaterials
	sheetSteps
	sheetFees
	sheetQuestions
	sheetRelief
)

// sheetNames are their keys in the catalogue of texts.
var sheetNames = []string{"items", "materials", "steps", "fees", "questions", "relief"}

// leaves are the sheets as they are declared, named in that language and known by their names in every language.
func leaves(lang text.Lang) []register.Leaf {
	cols := [][]register.Column{declared(itemColumns, false), declared(materialColumns, true), declared(stepColumns, true),
		declared(feeColumns, true), declared(questionColumns, true), declared(reliefColumns, true)}
	var out []register.Leaf
	for i, name := range sheetNames {
		l := register.Leaf{Title: text.Say(lang, text.M("catalog.book.sheet."+name)), Columns: cols[i], Required: i == sheetItems,
			Also: []string{name}}
		for _, other := range text.Langs {
			l.Also = append(l.Also, text.Say(other, text.M("catalog.book.sheet."+name)))
		}
		out = append(out, l)
	}
	return out
}
