package app_test

import (
	"cmp"
	"encoding/base64"
	"encoding/json"

	"lianban/internal/base/web"
	"lianban/internal/core/finding"
)

// door is how a route is asked: what stands ready, and a request that would be carried out.
type door struct {
	kind  func(d door) []thing
	stage stage
	path  string // $name is filled from the scene
	body  string // a form, or JSON when it begins with a brace
	still string // why a request that is carried out changes no row, or one that only reads does
}

// thing is what a request is about: the place it belongs to, and what it is to whoever asks.
type thing struct {
	place
	is    func(a *asker) []string
	stage stage
	each  bool   // it stands ready anew for everybody who asks
	by    string // the action it is read by, where that is not the route's
}

// action is what is done to the thing behind a route.
func (th thing) action(rt web.Route) string { return cmp.Or(th.by, rt.Action) }

const (
	cardNo  = "11010519491231002X"
	noBody  = ""
	because = "住所材料与登记不符"
	marked  = `"marks":[{"mark":"present"},{"mark":"present"}]`
	who     = `"applicant":{"name":"马国栋","id_number":"` + cardNo + `","phone":"13909944471"}`
	whoForm = "name=马国栋&id_number=" + cardNo + "&phone=13909944471&m0=present&m1=present&hasm0=1&hasm1=1"
	shown   = "it only shows"
	grants  = "person=$clerkless&login=newone&grants.0.role=guide&grants.0.department=0"
	region  = "region=xinjiang&year=2027&hand_number=昌政办〔2026〕3 号&hand_dated=2026-11-20&days.0.from=2027-03-10&days.0.to=2027-03-10&days.0.name=开斋节&days.0.what=off"
)

// itemList is a list of items to be brought in.
const itemList = "department,main_item,item_name,item_code,task_type,department_code\n单位11,,新事项,511Z07001006-511602000000-000-11511301008778183N-1-00,10,D11\n"

// carried is a file on its way from the preview to the confirmation.
func carried(file string) string { return base64.StdEncoding.EncodeToString([]byte(file)) }

// revision is a new text of a guide.
var revision = func() string {
	raw, err := json.Marshal(guide("新的名称", false))
	if err != nil {
		panic(err)
	}
	return `{"cause":"process","changed":"2026-11-20","guide":` + string(raw) + `}`
}()

var doors = map[string]door{
	// For everybody.
	"GET /{$}":                      {open, bare, "/", noBody, ""},
	"GET /search":                   {open, bare, "/search?q=card", noBody, ""},
	"GET /guide/{item}":             {open, bare, "/guide/$item", noBody, ""},
	"GET /guide/{item}/v/{version}": {open, bare, "/guide/$item/v/$guide", noBody, ""},
	"GET /law":                      {open, bare, "/law", noBody, ""},
	"GET /law/{ref}":                {open, bare, "/law/9.4", noBody, ""},
	"GET /privacy":                  {open, bare, "/privacy", noBody, ""},
	"GET /accessibility":            {open, bare, "/accessibility", noBody, ""},
	"GET /take":                     {open, bare, "/take?item=$item", noBody, ""},
	"POST /take":                    {open, bare, "/take", "item=$item", ""},
	"GET /t/{token}":                {open, waiting, "/t/$token", noBody, ""},
	"GET /slip/{token}":             {open, waiting, "/slip/$token", noBody, ""},
	"GET /live/ticket/{token}":      {open, waiting, "/live/ticket/$token", noBody, ""},
	"GET /progress":                 {open, bare, "/progress", noBody, ""},
	"POST /progress":                {open, accepting, "/progress", "code=$no&tail=$tail", shown},
	"GET /p/{code}":                 {open, accepting, "/p/$code", noBody, ""},
	"GET /p/{code}/{paper}":         {open, accepting, "/p/$code/acceptance", noBody, ""},
	"GET /r/{token}":                {open, asked, "/r/$review", noBody, ""},
	"POST /r/{token}":               {open, asked, "/r/$review", "level=5", ""},
	"GET /livez":                    {open, bare, "/livez", noBody, ""},
	"GET /readyz":                   {open, bare, "/readyz", noBody, ""},
	"GET /api/openapi.json":         {open, bare, "/api/openapi.json", noBody, ""},
	"GET /login":                    {open, bare, "/login", noBody, ""},
	"POST /login":                   {open, paired, "/login", "login=$login&password=$password&centre=1", ""},
	"POST /logout":                  {open, bare, "/logout", noBody, "nobody has anything to end"},
	"GET /pair":                     {open, bare, "/pair", noBody, ""},
	"POST /pair":                    {open, paired, "/pair", "secret=$secret", "the machine keeps its secret"},
	"GET /api/v1/hall":              {open, bare, "/api/v1/hall", noBody, ""},
	"GET /api/v1/law":               {open, bare, "/api/v1/law", noBody, ""},
	"GET /api/v1/law/{ref}":         {open, bare, "/api/v1/law/9.4", noBody, ""},
	"GET /api/v1/items":             {open, bare, "/api/v1/items", noBody, ""},
	"GET /api/v1/items/{id}":        {open, bare, "/api/v1/items/$item", noBody, ""},
	"GET /api/v1/items/{id}/guide":  {open, bare, "/api/v1/items/$item/guide", noBody, ""},
	"GET /api/v1/guides/{id}":       {open, bare, "/api/v1/guides/$guide", noBody, ""},
	"POST /api/v1/tickets":          {open, bare, "/api/v1/tickets", `{"item":"$item"}`, ""},
	"GET /api/v1/tickets/{token}":   {open, waiting, "/api/v1/tickets/$token", noBody, ""},
	"GET /api/v1/progress/{code}":   {open, accepting, "/api/v1/progress/$code", noBody, ""},
	"GET /api/v1/reviews/{token}":   {open, asked, "/api/v1/reviews/$review", noBody, ""},
	"POST /api/v1/reviews/{token}":  {open, asked, "/api/v1/reviews/$review", `{"level":5}`, ""},
	"POST /api/v1/session":          {open, paired, "/api/v1/session", `{"login":"$login","password":"$password"}`, ""},

	// One's own.
	"GET /home":                      {list, bare, "/home", noBody, ""},
	"GET /me":                        {list, bare, "/me", noBody, ""},
	"POST /me/password":              {mine, elsewhere, "/me/password", "old=$old&password=$fresh&again=$fresh", ""},
	"POST /me/sessions/end":          {mine, elsewhere, "/me/sessions/end", noBody, ""},
	"POST /me/sessions/{id}/end":     {selves, elsewhere, "/me/sessions/$session/end", noBody, ""},
	"GET /api/v1/session":            {list, bare, "/api/v1/session", noBody, ""},
	"DELETE /api/v1/session":         {mine, elsewhere, "/api/v1/session", noBody, ""},
	"PUT /api/v1/session/password":   {mine, elsewhere, "/api/v1/session/password", `{"old":"$old","password":"$fresh"}`, ""},
	"GET /api/v1/sessions":           {list, bare, "/api/v1/sessions", noBody, ""},
	"DELETE /api/v1/sessions":        {mine, elsewhere, "/api/v1/sessions", noBody, ""},
	"DELETE /api/v1/sessions/{id}":   {selves, elsewhere, "/api/v1/sessions/$session", noBody, ""},
	"GET /find":                      {list, bare, "/find?q=9.4", noBody, ""},
	"GET /inbox":                     {list, bare, "/inbox", noBody, ""},
	"POST /inbox/read":               {mine, notified(0), "/inbox/read", noBody, ""},
	"POST /inbox/{id}":               {letters, nil, "/inbox/$notice", noBody, ""},
	"GET /api/v1/notices":            {list, bare, "/api/v1/notices", noBody, ""},
	"POST /api/v1/notices/read":      {mine, notified(0), "/api/v1/notices/read", noBody, ""},
	"POST /api/v1/notices/{id}/read": {letters, nil, "/api/v1/notices/$notice/read", noBody, ""},

	// The window.
	"GET /console":                           {windows, bare, "/console?window=$window", noBody, ""},
	"GET /console/transfer":                  {windows, served, "/console/transfer?window=$window", noBody, ""},
	"GET /live/console":                      {windows, bare, "/live/console?window=$window", noBody, ""},
	"POST /console/call":                     {windows, waiting, "/console/call", "window=$window", ""},
	"POST /console/recall":                   {windows, called, "/console/recall", "window=$window", ""},
	"POST /console/arrive":                   {windows, called, "/console/arrive", "window=$window", ""},
	"POST /console/miss":                     {windows, called, "/console/miss", "window=$window", ""},
	"POST /console/hold":                     {windows, served, "/console/hold", "window=$window", ""},
	"POST /console/finish":                   {windows, served, "/console/finish", "window=$window", ""},
	"POST /console/transfer":                 {windows, served, "/console/transfer", "window=$window&to=$twin", ""},
	"POST /console/continue":                 {windows, held, "/console/continue", "window=$window&no=$called", ""},
	"POST /console/return":                   {windows, missed, "/console/return", "window=$window&no=$called", ""},
	"POST /console/pause":                    {windows, bare, "/console/pause", "window=$window&reason=away", ""},
	"POST /console/resume":                   {windows, paused, "/console/resume", "window=$window", ""},
	"GET /api/v1/windows/{window}/queue":     {windows, waiting, "/api/v1/windows/$window/queue", noBody, ""},
	"POST /api/v1/windows/{window}/call":     {windows, waiting, "/api/v1/windows/$window/call", noBody, ""},
	"POST /api/v1/windows/{window}/recall":   {windows, called, "/api/v1/windows/$window/recall", noBody, ""},
	"POST /api/v1/windows/{window}/arrive":   {windows, called, "/api/v1/windows/$window/arrive", noBody, ""},
	"POST /api/v1/windows/{window}/miss":     {windows, called, "/api/v1/windows/$window/miss", noBody, ""},
	"POST /api/v1/windows/{window}/hold":     {windows, served, "/api/v1/windows/$window/hold", noBody, ""},
	"POST /api/v1/windows/{window}/finish":   {windows, served, "/api/v1/windows/$window/finish", noBody, ""},
	"POST /api/v1/windows/{window}/transfer": {windows, served, "/api/v1/windows/$window/transfer", `{"to":"$twin"}`, ""},
	"POST /api/v1/windows/{window}/continue": {windows, held, "/api/v1/windows/$window/continue", `{"no":"$called"}`, ""},
	"POST /api/v1/windows/{window}/pause":    {windows, bare, "/api/v1/windows/$window/pause", `{"reason":"away"}`, ""},
	"POST /api/v1/windows/{window}/resume":   {windows, paused, "/api/v1/windows/$window/resume", noBody, ""},
	"POST /api/v1/tickets/{no}/return":       {windows, missed, "/api/v1/tickets/$called/return", noBody, ""},

	// The guide desk.
	"GET /desk":        {list, bare, "/desk?q=card", noBody, ""},
	"GET /live/desk":   {list, bare, "/live/desk", noBody, ""},
	"POST /desk/take":  {list, bare, "/desk/take", "item=$item&first=elder", ""},
	"GET /api/v1/desk": {list, bare, "/api/v1/desk?q=card", noBody, ""},

	// Machines.
	"GET /screen/eguide":                {open, bare, "/screen/eguide?item=$item", noBody, ""},
	"GET /live/eguide":                  {open, bare, "/live/eguide?item=$item", noBody, ""},
	"GET /api/v1/eguide":                {open, bare, "/api/v1/eguide?q=card", noBody, ""},
	"GET /screen/display":               {open, bare, "/screen/display", noBody, ""},
	"GET /live/display":                 {open, bare, "/live/display", noBody, ""},
	"GET /api/v1/calls":                 {open, bare, "/api/v1/calls", noBody, ""},
	"GET /screen/strip/{window}":        {windows, bare, "/screen/strip/$window", noBody, ""},
	"GET /live/strip/{window}":          {windows, bare, "/live/strip/$window", noBody, ""},
	"GET /kiosk":                        {open, bare, "/kiosk", noBody, ""},
	"GET /kiosk/zone/{zone}":            {open, bare, "/kiosk/zone/$zone", noBody, ""},
	"GET /kiosk/item/{item}":            {open, bare, "/kiosk/item/$item", noBody, ""},
	"POST /kiosk/take":                  {open, bare, "/kiosk/take", "item=$item", ""},
	"GET /kiosk/ticket/{token}":         {open, waiting, "/kiosk/ticket/$token", noBody, ""},
	"GET /kiosk/help":                   {open, bare, "/kiosk/help", noBody, ""},
	"GET /pad/{window}":                 {windows, asked, "/pad/$window", noBody, ""},
	"GET /live/pad/{window}":            {windows, asked, "/live/pad/$window", noBody, ""},
	"POST /pad/{window}":                {windows, asked, "/pad/$window", "offer=$offer&level=5", ""},
	"POST /api/v1/pads/{window}/review": {windows, asked, "/api/v1/pads/$window/review", `{"offer":"$offer","level":5}`, ""},

	// Cases.
	"GET /cases":                       {list, bare, "/cases", noBody, ""},
	"GET /cases/new":                   {windows, served, "/cases/new?window=$window", noBody, ""},
	"GET /cases/verdict":               {windows, served, "/cases/verdict?window=$window&item=$item&m0=present", noBody, ""},
	"POST /cases":                      {windows, served, "/cases", "window=$window&ticket=$ticket&item=$item&verdict=accept&" + whoForm, ""},
	"GET /cases/{id}":                  {cases, accepting, "/cases/$case", noBody, ""},
	"GET /cases/{id}/{paper}":          {cases, accepting, "/cases/$case/acceptance", noBody, "that it was handed over is written down"},
	"POST /cases/{id}/supply":          {cases, lacking, "/cases/$case/supply", "m1=present", ""},
	"POST /cases/{id}/decide":          {cases, accepting, "/cases/$case/decide", "granted=1", ""},
	"POST /cases/{id}/finish":          {cases, instantly, "/cases/$case/finish", noBody, ""},
	"POST /cases/{id}/deliver":         {cases, granted, "/cases/$case/deliver", "how=window", ""},
	"POST /cases/{id}/withdraw":        {cases, accepting, "/cases/$case/withdraw", "withdraw_reason=" + because, ""},
	"POST /cases/{id}/lapse":           {cases, overdue, "/cases/$case/lapse", "lapse_reason=" + because, ""},
	"POST /cases/{id}/extend":          {cases, lacking, "/cases/$case/extend", "days=1&lapse_reason=" + because, ""},
	"POST /cases/decline":              {windows, served, "/cases/decline", "window=$window&ticket=$ticket&item=$item&ground=not_needed&decline_reason=" + because + "&" + whoForm, ""},
	"POST /cases/{id}/decline":         {cases, left, "/cases/$case/decline", "ground=not_needed&decline_reason=" + because, ""},
	"POST /cases/{id}/suspend":         {cases, accepting, "/cases/$case/suspend", "special=experts&special_days=3", ""},
	"POST /cases/{id}/resume":          {cases, suspended, "/cases/$case/resume", noBody, ""},
	"POST /cases/{id}/prolong":         {cases, accepting, "/cases/$case/prolong", "prolong_days=3&approver=马建国&prolong_reason=" + because, ""},
	"POST /cases/{id}/reveal":          {cases, accepting, "/cases/$case/reveal", "why=" + because, ""},
	"GET /api/v1/cases":                {list, bare, "/api/v1/cases", noBody, ""},
	"POST /api/v1/cases":               {windows, served, "/api/v1/cases", `{"window":"$window",` + who + `,` + marked + `}`, ""},
	"GET /api/v1/cases/{id}":           {cases, accepting, "/api/v1/cases/$case", noBody, ""},
	"POST /api/v1/cases/{id}/supply":   {cases, lacking, "/api/v1/cases/$case/supply", `{"marks":[{"n":2,"mark":"present"}]}`, ""},
	"POST /api/v1/cases/{id}/decide":   {cases, accepting, "/api/v1/cases/$case/decide", `{"granted":true}`, ""},
	"POST /api/v1/cases/{id}/finish":   {cases, instantly, "/api/v1/cases/$case/finish", `{}`, ""},
	"POST /api/v1/cases/{id}/deliver":  {cases, granted, "/api/v1/cases/$case/deliver", `{"how":"window"}`, ""},
	"POST /api/v1/cases/{id}/withdraw": {cases, accepting, "/api/v1/cases/$case/withdraw", `{"reason":"` + because + `"}`, ""},
	"POST /api/v1/cases/{id}/lapse":    {cases, overdue, "/api/v1/cases/$case/lapse", `{"reason":"` + because + `"}`, ""},
	"POST /api/v1/cases/{id}/extend":   {cases, lacking, "/api/v1/cases/$case/extend", `{"days":1,"reason":"` + because + `"}`, ""},
	"POST /api/v1/cases/decline":       {windows, served, "/api/v1/cases/decline", `{"window":"$window",` + who + `,"why":{"ground":"not_needed","reason":"` + because + `"}}`, ""},
	"POST /api/v1/cases/{id}/decline":  {cases, left, "/api/v1/cases/$case/decline", `{"ground":"not_needed","reason":"` + because + `"}`, ""},
	"POST /api/v1/cases/{id}/suspend":  {cases, accepting, "/api/v1/cases/$case/suspend", `{"special":"experts","days":3}`, ""},
	"POST /api/v1/cases/{id}/resume":   {cases, suspended, "/api/v1/cases/$case/resume", noBody, ""},
	"POST /api/v1/cases/{id}/prolong":  {cases, accepting, "/api/v1/cases/$case/prolong", `{"days":3,"approver":"马建国","reason":"` + because + `"}`, ""},
	"POST /api/v1/cases/{id}/reveal":   {cases, accepting, "/api/v1/cases/$case/reveal", `{"reason":"` + because + `"}`, ""},

	// Supervision and reviews.
	"GET /board":                            {list, bare, "/board", noBody, ""},
	"GET /live/board":                       {list, bare, "/live/board", noBody, ""},
	"GET /api/v1/board":                     {list, bare, "/api/v1/board", noBody, ""},
	"GET /deadlines":                        {list, bare, "/deadlines", noBody, ""},
	"GET /api/v1/deadlines":                 {list, bare, "/api/v1/deadlines", noBody, ""},
	"GET /deadlines/{id}":                   {clocks, accepting, "/deadlines/$deadline", noBody, ""},
	"GET /api/v1/deadlines/{id}":            {clocks, accepting, "/api/v1/deadlines/$deadline", noBody, ""},
	"POST /deadlines/{id}/urge":             {clocks, accepting, "/deadlines/$deadline/urge", "word=请抓紧", ""},
	"POST /api/v1/deadlines/{id}/urge":      {clocks, accepting, "/api/v1/deadlines/$deadline/urge", `{"word":"请抓紧"}`, ""},
	"GET /findings":                         {list, bare, "/findings", noBody, ""},
	"GET /api/v1/findings":                  {list, bare, "/api/v1/findings", noBody, ""},
	"GET /findings/{id}":                    {findings(finding.Proposed), nil, "/findings/$finding", noBody, ""},
	"GET /api/v1/findings/{id}":             {findings(finding.Proposed), nil, "/api/v1/findings/$finding", noBody, ""},
	"POST /findings/{id}/state":             {findings(finding.Proposed), nil, "/findings/$finding/state", "statement=" + because, ""},
	"POST /findings/{id}/confirm":           {findings(finding.Stated), nil, "/findings/$finding/confirm", "reason=" + because, ""},
	"POST /findings/{id}/withdraw":          {findings(finding.Stated), nil, "/findings/$finding/withdraw", "reason=" + because, ""},
	"POST /api/v1/findings/{id}/state":      {findings(finding.Proposed), nil, "/api/v1/findings/$finding/state", `{"text":"` + because + `"}`, ""},
	"POST /api/v1/findings/{id}/confirm":    {findings(finding.Stated), nil, "/api/v1/findings/$finding/confirm", `{"text":"` + because + `"}`, ""},
	"POST /api/v1/findings/{id}/withdraw":   {findings(finding.Stated), nil, "/api/v1/findings/$finding/withdraw", `{"text":"` + because + `"}`, ""},
	"GET /reviews/sums":                     {list, bare, "/reviews/sums", noBody, ""},
	"GET /api/v1/reviews/sums":              {list, bare, "/api/v1/reviews/sums", noBody, ""},
	"GET /reviews":                          {list, bare, "/reviews", noBody, ""},
	"GET /api/v1/bad-reviews":               {list, bare, "/api/v1/bad-reviews", noBody, ""},
	"GET /reviews/{id}":                     {centres, complained, "/reviews/$matter", noBody, ""},
	"GET /api/v1/bad-reviews/{id}":          {centres, complained, "/api/v1/bad-reviews/$matter", noBody, ""},
	"POST /reviews/{id}/take":               {centres, complained, "/reviews/$matter/take", noBody, ""},
	"POST /api/v1/bad-reviews/{id}/take":    {centres, complained, "/api/v1/bad-reviews/$matter/take", noBody, ""},
	"POST /reviews/{id}/contact":            {taken, verified, "/reviews/$matter/contact", "outcome=reached&note=" + because, ""},
	"POST /reviews/{id}/reveal":             {taken, verified, "/reviews/$matter/reveal", "reason=" + because, ""},
	"POST /api/v1/bad-reviews/{id}/contact": {taken, verified, "/api/v1/bad-reviews/$matter/contact", `{"outcome":"reached","note":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/reveal":  {taken, verified, "/api/v1/bad-reviews/$matter/reveal", `{"reason":"` + because + `"}`, ""},

	// Items and guides.
	"GET /items":                              {list, bare, "/items", noBody, ""},
	"GET /items/export.xlsx":                  {list, bare, "/items/export.xlsx", noBody, ""},
	"GET /items/import":                       {list, bare, "/items/import", noBody, ""},
	"GET /api/v1/items/counts":                {list, bare, "/api/v1/items/counts", noBody, ""},
	"GET /items/{id}":                         {registry, bare, "/items/$item", noBody, ""},
	"GET /items/{id}/guides/{guide}":          {versions, bare, "/items/$item/guides/$guide", noBody, ""},
	"GET /api/v1/items/{id}/guides":           {registry, bare, "/api/v1/items/$item/guides", noBody, ""},
	"POST /items/{id}/classify":               {depts, bare, "/items/$item/classify", "seen=$seen&kind=record&level=州&mode=stationed&tolerance=1", ""},
	"PUT /api/v1/items/{id}/classification":   {depts, bare, "/api/v1/items/$item/classification", `{"seen":"$changed","kind":"record","level":"州","mode":"stationed","tolerance":true}`, ""},
	"PUT /api/v1/items/{id}/guide":            {depts, bare, "/api/v1/items/$item/guide", revision, ""},
	"GET /api/v1/guides/{id}/check":           {depts, drafting(false), "/api/v1/guides/$draft/check", noBody, ""},
	"POST /items/{id}/guides/{guide}/publish": {depts, drafting(false), "/items/$item/guides/$draft/publish", "declared=1", ""},
	"POST /api/v1/guides/{id}/publish":        {depts, drafting(false), "/api/v1/guides/$draft/publish", `{"declared":true}`, ""},
	"POST /items/{id}/guides/{guide}/confirm": {depts, drafting(true), "/items/$item/guides/$draft/confirm", "url=https://zwfw.xinjiang.gov.cn/1&compared=1&digest=$digest", ""},
	"POST /api/v1/guides/{id}/confirm":        {depts, drafting(true), "/api/v1/guides/$draft/confirm", `{"url":"https://zwfw.xinjiang.gov.cn/1","digest":"$digest"}`, ""},

	// Files: of a case, and lists that are brought in.
	"GET /files/{id}":                        {cases, attached, "/files/$file", noBody, ""},
	"POST /files":                            {cases, accepting, "/files", "file:kind=case&subject=$case|a.txt|有关说明", ""},
	"POST /files/{id}/remove":                {cases, attached, "/files/$file/remove", noBody, ""},
	"GET /api/v1/files":                      {cases, attached, "/api/v1/files?kind=case&subject=$case", noBody, ""},
	"GET /api/v1/files/{id}":                 {cases, attached, "/api/v1/files/$file", noBody, ""},
	"GET /api/v1/files/{id}/content":         {cases, attached, "/api/v1/files/$file/content", noBody, ""},
	"POST /api/v1/files":                     {cases, accepting, "/api/v1/files?kind=case&subject=$case", "file:|a.txt|有关说明", ""},
	"DELETE /api/v1/files/{id}":              {cases, attached, "/api/v1/files/$file", noBody, ""},
	"GET /api/v1/incidents":                  {list, bare, "/api/v1/incidents", noBody, ""},
	"GET /import":                            {list, bare, "/import", noBody, ""},
	"GET /import/{kind}":                     {list, bare, "/import/items", noBody, ""},
	"POST /import/{kind}/preview":            {list, bare, "/import/items/preview", "file:|a.csv|" + itemList, shown},
	"POST /import/{kind}/report":             {list, bare, "/import/items/report", "name=a.csv&raw=" + carried(itemList), shown},
	"POST /import/{kind}":                    {list, bare, "/import/items", "name=a.csv&raw=" + carried(itemList), ""},
	"GET /import/{kind}/done/{id}":           {centres, imported, "/import/items/done/$import", noBody, ""},
	"GET /import/{kind}/report/{id}":         {centres, imported, "/import/items/report/$import", noBody, ""},
	"GET /import/{kind}/template.xlsx":       {list, bare, "/import/items/template.xlsx", noBody, ""},
	"GET /import/{kind}/template.csv":        {list, bare, "/import/items/template.csv", noBody, ""},
	"POST /api/v1/items/import":              {list, bare, "/api/v1/items/import", "csv:" + itemList, ""},
	"POST /api/v1/windows/import":            {list, bare, "/api/v1/windows/import", "csv:窗口号,区域,部门,窗口名称\n91,own,D11,新窗\n", ""},
	"POST /api/v1/people/import":             {list, bare, "/api/v1/people/import", "csv:姓名,部门,类别,进驻日期\n新来的,D11,正式,2026-11-02\n", ""},
	"POST /api/v1/cases/online":              {list, bare, "/api/v1/cases/online", "csv:项目编号,事项编码,申请人,证件号码,收件时间\nP-1,C-$item,马国栋," + cardNo + ",2026-11-20 16:30\n", ""},
	"GET /api/v1/imports/{kind}":             {list, bare, "/api/v1/imports/items", noBody, ""},
	"GET /api/v1/imports/{kind}/{id}/report": {centres, imported, "/api/v1/imports/items/$import/report", noBody, ""},
	"GET /api/v1/imports/{kind}/template":    {list, bare, "/api/v1/imports/items/template", noBody, ""},

	// The administrators.
	"GET /admin/accounts":                      {list, bare, "/admin/accounts", noBody, ""},
	"GET /admin/accounts/new":                  {list, bare, "/admin/accounts/new", noBody, ""},
	"POST /admin/accounts":                     {list, enrolled, "/admin/accounts", grants, ""},
	"GET /admin/accounts/{id}":                 {centres, enrolled, "/admin/accounts/$account", noBody, ""},
	"POST /admin/accounts/{id}/roles":          {centres, enrolled, "/admin/accounts/$account/roles", "grants.0.role=desk&grants.0.department=0", ""},
	"POST /admin/accounts/{id}/close":          {centres, enrolled, "/admin/accounts/$account/close", noBody, ""},
	"POST /admin/accounts/{id}/open":           {centres, closed, "/admin/accounts/$account/open", noBody, ""},
	"POST /admin/accounts/{id}/password":       {centres, enrolled, "/admin/accounts/$account/password", noBody, ""},
	"POST /admin/accounts/{id}/sessions/end":   {centres, loggedIn, "/admin/accounts/$account/sessions/end", noBody, ""},
	"GET /admin/rights":                        {list, bare, "/admin/rights", noBody, ""},
	"GET /admin/erase":                         {list, bare, "/admin/erase", noBody, ""},
	"POST /admin/erase":                        {list, ended, "/admin/erase", "step=erase&number=" + cardNo + "&chosen=case:$case&document=7号&dated=2026-11-20&reason=本人申请", ""},
	"GET /admin/devices":                       {list, bare, "/admin/devices", noBody, ""},
	"POST /admin/devices":                      {list, bare, "/admin/devices", "duty=kiosk&name=三楼自助机", ""},
	"POST /admin/devices/{id}/end":             {centres, enrolled, "/admin/devices/$device/end", noBody, ""},
	"GET /admin/jobs":                          {list, bare, "/admin/jobs", noBody, ""},
	"POST /admin/jobs/{id}/retry":              {centres, enrolled, "/admin/jobs/$job/retry", noBody, ""},
	"GET /admin/trail":                         {list, bare, "/admin/trail", noBody, ""},
	"POST /admin/trail/verify":                 {list, bare, "/admin/trail/verify", noBody, shown},
	"GET /admin/trail/export":                  {list, bare, "/admin/trail/export", noBody, "that it was exported is written down"},
	"GET /admin/trail/{id}/proof":              {centres, enrolled, "/admin/trail/$event/proof", noBody, "nothing is sealed yet"},
	"GET /admin/calendar":                      {list, bare, "/admin/calendar", noBody, ""},
	"GET /admin/calendar/import":               {list, bare, "/admin/calendar/import", noBody, ""},
	"POST /admin/calendar/import":              {list, bare, "/admin/calendar/import", region, "the first step shows what would move"},
	"POST /admin/calendar/exceptions":          {list, bare, "/admin/calendar/exceptions", "from=2026-12-31&to=2026-12-31&reason=停电&number=9号", ""},
	"POST /admin/calendar/exceptions/{id}/end": {centres, enrolled, "/admin/calendar/exceptions/$exception/end", noBody, ""},
	"GET /admin/figures":                       {list, bare, "/admin/figures", noBody, ""},

	"GET /api/v1/accounts":                    {list, bare, "/api/v1/accounts", noBody, ""},
	"POST /api/v1/accounts":                   {list, bare, "/api/v1/accounts", `{"person":"$clerkless","login":"newone","roles":[{"role":"guide"}]}`, ""},
	"GET /api/v1/accounts/{id}":               {centres, enrolled, "/api/v1/accounts/$account", noBody, ""},
	"PUT /api/v1/accounts/{id}/roles":         {centres, enrolled, "/api/v1/accounts/$account/roles", `{"roles":[{"role":"desk"}]}`, ""},
	"PUT /api/v1/accounts/{id}/active":        {centres, enrolled, "/api/v1/accounts/$account/active", `{"active":false}`, ""},
	"POST /api/v1/accounts/{id}/password":     {centres, enrolled, "/api/v1/accounts/$account/password", noBody, ""},
	"GET /api/v1/accounts/{id}/sessions":      {centres, enrolled, "/api/v1/accounts/$account/sessions", noBody, ""},
	"DELETE /api/v1/accounts/{id}/sessions":   {centres, loggedIn, "/api/v1/accounts/$account/sessions", noBody, ""},
	"GET /api/v1/devices":                     {list, bare, "/api/v1/devices", noBody, ""},
	"POST /api/v1/devices":                    {list, bare, "/api/v1/devices", `{"duty":"kiosk","name":"三楼自助机"}`, ""},
	"DELETE /api/v1/devices/{id}":             {centres, enrolled, "/api/v1/devices/$device", noBody, ""},
	"GET /api/v1/rights":                      {list, bare, "/api/v1/rights", noBody, ""},
	"GET /api/v1/jobs":                        {list, bare, "/api/v1/jobs", noBody, ""},
	"POST /api/v1/jobs/{id}/retry":            {centres, enrolled, "/api/v1/jobs/$job/retry", noBody, ""},
	"POST /api/v1/persons/find":               {list, bare, "/api/v1/persons/find", `{"number":"13909944471"}`, ""},
	"POST /api/v1/persons/erase":              {list, ended, "/api/v1/persons/erase", `{"number":"` + cardNo + `","chosen":["case:$case"],"document":"7号","dated":"2026-11-20","reason":"本人申请"}`, ""},
	"GET /api/v1/calendar/{year}":             {list, bare, "/api/v1/calendar/2026", noBody, ""},
	"POST /api/v1/calendar/notices":           {list, bare, "/api/v1/calendar/notices", `{"region":"xinjiang","year":2027,"number":"3号","dated":"2026-11-20","days":[{"day":"2027-03-10","name":"开斋节","off":true}]}`, ""},
	"GET /api/v1/calendar/exceptions":         {list, bare, "/api/v1/calendar/exceptions", noBody, ""},
	"POST /api/v1/calendar/exceptions":        {list, bare, "/api/v1/calendar/exceptions", `{"from":"2026-12-31","to":"2026-12-31","open":"","reason":"停电","number":"9号"}`, ""},
	"DELETE /api/v1/calendar/exceptions/{id}": {centres, enrolled, "/api/v1/calendar/exceptions/$exception", noBody, ""},
	"GET /api/v1/figures":                     {list, bare, "/api/v1/figures", noBody, ""},
	"GET /api/v1/trail":                       {list, bare, "/api/v1/trail", noBody, ""},
	"POST /api/v1/trail/verify":               {list, bare, "/api/v1/trail/verify", noBody, shown},
	"GET /api/v1/trail/export":                {list, bare, "/api/v1/trail/export", noBody, "that it was exported is written down"},
	"GET /api/v1/trail/{id}/proof":            {centres, enrolled, "/api/v1/trail/$event/proof", noBody, "nothing is sealed yet"},
}
