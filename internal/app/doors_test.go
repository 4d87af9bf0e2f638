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

var hallDoors = map[string]door{
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
	"GET /open/reviews":             {open, bare, "/open/reviews", noBody, ""},
	"GET /api/v1/open/reviews":      {open, bare, "/api/v1/open/reviews", noBody, ""},
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
	"GET /console":                               {windows, bare, "/console?window=$window", noBody, ""},
	"GET /console/transfer":                      {windows, served, "/console/transfer?window=$window", noBody, ""},
	"GET /live/console":                          {windows, bare, "/live/console?window=$window", noBody, ""},
	"POST /console/call":                         {windows, waiting, "/console/call", "window=$window", ""},
	"POST /console/recall":                       {windows, called, "/console/recall", "window=$window", ""},
	"POST /console/arrive":                       {windows, called, "/console/arrive", "window=$window", ""},
	"POST /console/miss":                         {windows, called, "/console/miss", "window=$window", ""},
	"POST /console/hold":                         {windows, served, "/console/hold", "window=$window", ""},
	"POST /console/finish":                       {windows, served, "/console/finish", "window=$window", ""},
	"POST /console/transfer":                     {windows, served, "/console/transfer", "window=$window&to=$twin", ""},
	"POST /console/continue":                     {windows, held, "/console/continue", "window=$window&no=$called", ""},
	"POST /console/return":                       {windows, missed, "/console/return", "window=$window&no=$called", ""},
	"POST /console/pause":                        {windows, bare, "/console/pause", "window=$window&reason=away", ""},
	"POST /console/resume":                       {windows, paused, "/console/resume", "window=$window", ""},
	"GET /api/v1/windows/{window}/queue":         {windows, waiting, "/api/v1/windows/$window/queue", noBody, ""},
	"POST /api/v1/windows/{window}/call":         {windows, waiting, "/api/v1/windows/$window/call", noBody, ""},
	"POST /api/v1/windows/{window}/recall":       {windows, called, "/api/v1/windows/$window/recall", noBody, ""},
	"POST /api/v1/windows/{window}/arrive":       {windows, called, "/api/v1/windows/$window/arrive", noBody, ""},
	"POST /api/v1/windows/{window}/miss":         {windows, called, "/api/v1/windows/$window/miss", noBody, ""},
	"POST /api/v1/windows/{window}/hold":         {windows, served, "/api/v1/windows/$window/hold", noBody, ""},
	"POST /api/v1/windows/{window}/finish":       {windows, served, "/api/v1/windows/$window/finish", noBody, ""},
	"POST /api/v1/windows/{window}/transfer":     {windows, served, "/api/v1/windows/$window/transfer", `{"to":"$twin"}`, ""},
	"POST /api/v1/windows/{window}/continue":     {windows, held, "/api/v1/windows/$window/continue", `{"no":"$called"}`, ""},
	"POST /api/v1/windows/{window}/pause":        {windows, bare, "/api/v1/windows/$window/pause", `{"reason":"away"}`, ""},
	"GET /console/later":                         {windows, bare, "/console/later?window=$window", noBody, ""},
	"POST /console/later":                        {windows, bare, "/console/later", "window=$window&item=$item&day=2026-11-23&from=10:00&to=10:10&reason=断网", ""},
	"POST /api/v1/windows/{window}/entries":      {windows, bare, "/api/v1/windows/$window/entries", `{"item":"$item","day":"2026-11-23","from":"10:00","to":"10:10","reason":"断网"}`, ""},
	"POST /api/v1/windows/{window}/lease":        {windows, waiting, "/api/v1/windows/$window/lease", `{"holder":"b","seq":1}`, ""},
	"POST /api/v1/windows/{window}/later":        {windows, called, "/api/v1/windows/$window/later", `{"holder":"b","steps":[{"id":"1","ticket":"$ticket","do":"arrive","at":"2026-11-23T10:20:00+08:00"}]}`, ""},
	"GET /outage":                                {list, bare, "/outage", noBody, ""},
	"GET /api/v1/outage":                         {list, bare, "/api/v1/outage", noBody, ""},
	"POST /outage/windows/{window}/return":       {windows, leased, "/outage/windows/$window/return", "reason=已当面告知", ""},
	"POST /api/v1/windows/{window}/lease/return": {windows, leased, "/api/v1/windows/$window/lease/return", `{"reason":"已当面告知"}`, ""},
	"POST /outage/steps/{id}/settle":             {windows, refusedLater, "/outage/steps/$step/settle", noBody, ""},
	"POST /api/v1/outage/steps/{id}/settle":      {windows, refusedLater, "/api/v1/outage/steps/$step/settle", noBody, ""},
	"POST /api/v1/windows/{window}/resume":       {windows, paused, "/api/v1/windows/$window/resume", noBody, ""},
	"POST /api/v1/tickets/{no}/return":           {windows, missed, "/api/v1/tickets/$called/return", noBody, ""},

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
	"GET /kiosk/offline":                {open, bare, "/kiosk/offline", noBody, ""},
	"GET /kiosk-worker.js":              {open, bare, "/kiosk-worker.js", noBody, ""},
	"POST /api/v1/kiosk/block":          {open, bare, "/api/v1/kiosk/block", `{"origin":"http://127.0.0.1"}`, ""},
	"POST /api/v1/kiosk/later":          {open, bare, "/api/v1/kiosk/later", `{"given":[{"no":"KA999","item":"$item","at":"2026-11-23T10:20:00+08:00"}]}`, ""},
	"GET /kiosk/help":                   {open, bare, "/kiosk/help", noBody, ""},
	"GET /pad/{window}":                 {windows, asked, "/pad/$window", noBody, ""},
	"GET /live/pad/{window}":            {windows, asked, "/live/pad/$window", noBody, ""},
	"POST /pad/{window}":                {windows, asked, "/pad/$window", "offer=$offer&level=5", ""},
	"POST /api/v1/pads/{window}/later":  {windows, asked, "/api/v1/pads/$window/later", `{"answers":[{"id":"a","level":5,"at":"2026-11-23T10:20:00+08:00"}]}`, ""},
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
	"GET /board":                              {list, bare, "/board", noBody, ""},
	"GET /live/board":                         {list, bare, "/live/board", noBody, ""},
	"GET /api/v1/board":                       {list, bare, "/api/v1/board", noBody, ""},
	"GET /statistics":                         {list, bare, "/statistics?span=week", noBody, ""},
	"GET /statistics/export.xlsx":             {list, bare, "/statistics/export.xlsx", noBody, ""},
	"GET /statistics/tickets":                 {list, bare, "/statistics/tickets?what=finished", noBody, ""},
	"GET /report":                             {list, bare, "/report", noBody, ""},
	"GET /report/export.xlsx":                 {list, bare, "/report/export.xlsx", noBody, ""},
	"GET /api/v1/report":                      {list, bare, "/api/v1/report", noBody, ""},
	"GET /hall":                               {list, bare, "/hall?at=2026-11-23T10:20&until=2026-12-01", noBody, ""},
	"GET /api/v1/hall/at":                     {list, bare, "/api/v1/hall/at", noBody, ""},
	"GET /api/v1/statistics":                  {list, bare, "/api/v1/statistics", noBody, ""},
	"GET /api/v1/statistics/tickets":          {list, bare, "/api/v1/statistics/tickets", noBody, ""},
	"GET /deadlines":                          {list, bare, "/deadlines", noBody, ""},
	"GET /api/v1/deadlines":                   {list, bare, "/api/v1/deadlines", noBody, ""},
	"GET /deadlines/{id}":                     {clocks, accepting, "/deadlines/$deadline", noBody, ""},
	"GET /api/v1/deadlines/{id}":              {clocks, accepting, "/api/v1/deadlines/$deadline", noBody, ""},
	"POST /deadlines/{id}/urge":               {clocks, accepting, "/deadlines/$deadline/urge", "word=请抓紧", ""},
	"POST /api/v1/deadlines/{id}/urge":        {clocks, accepting, "/api/v1/deadlines/$deadline/urge", `{"word":"请抓紧"}`, ""},
	"GET /findings":                           {list, bare, "/findings", noBody, ""},
	"GET /api/v1/findings":                    {list, bare, "/api/v1/findings", noBody, ""},
	"GET /findings/{id}":                      {findings(finding.Proposed), nil, "/findings/$finding", noBody, ""},
	"GET /api/v1/findings/{id}":               {findings(finding.Proposed), nil, "/api/v1/findings/$finding", noBody, ""},
	"POST /findings/{id}/state":               {findings(finding.Proposed), nil, "/findings/$finding/state", "statement=" + because, ""},
	"POST /findings/{id}/confirm":             {findings(finding.Stated), nil, "/findings/$finding/confirm", "reason=" + because, ""},
	"POST /findings/{id}/withdraw":            {findings(finding.Stated), nil, "/findings/$finding/withdraw", "reason=" + because, ""},
	"POST /api/v1/findings/{id}/state":        {findings(finding.Proposed), nil, "/api/v1/findings/$finding/state", `{"text":"` + because + `"}`, ""},
	"POST /api/v1/findings/{id}/confirm":      {findings(finding.Stated), nil, "/api/v1/findings/$finding/confirm", `{"text":"` + because + `"}`, ""},
	"POST /api/v1/findings/{id}/withdraw":     {findings(finding.Stated), nil, "/api/v1/findings/$finding/withdraw", `{"text":"` + because + `"}`, ""},
	"GET /reviews/sums":                       {list, bare, "/reviews/sums", noBody, ""},
	"GET /api/v1/reviews/sums":                {list, bare, "/api/v1/reviews/sums", noBody, ""},
	"GET /reviews":                            {list, bare, "/reviews", noBody, ""},
	"GET /api/v1/bad-reviews":                 {list, bare, "/api/v1/bad-reviews", noBody, ""},
	"GET /reviews/{id}":                       {centres, complained, "/reviews/$matter", noBody, ""},
	"GET /api/v1/bad-reviews/{id}":            {centres, complained, "/api/v1/bad-reviews/$matter", noBody, ""},
	"POST /reviews/{id}/take":                 {centres, complained, "/reviews/$matter/take", noBody, ""},
	"POST /api/v1/bad-reviews/{id}/take":      {centres, complained, "/api/v1/bad-reviews/$matter/take", noBody, ""},
	"POST /reviews/{id}/contact":              {taken, verified, "/reviews/$matter/contact", "outcome=reached&note=" + because, ""},
	"POST /reviews/{id}/reveal":               {taken, verified, "/reviews/$matter/reveal", "reason=" + because, ""},
	"POST /api/v1/bad-reviews/{id}/contact":   {taken, verified, "/api/v1/bad-reviews/$matter/contact", `{"outcome":"reached","note":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/reveal":    {taken, verified, "/api/v1/bad-reviews/$matter/reveal", `{"reason":"` + because + `"}`, ""},
	"POST /reviews/{id}/ask":                  {taken, reached, "/reviews/$matter/ask", "question=" + because, ""},
	"POST /reviews/{id}/rule":                 {taken, explained, "/reviews/$matter/rule", "verdict=unfounded&why=" + because, ""},
	"POST /reviews/{id}/confirm":              {taken, mistaken, "/reviews/$matter/confirm", "yes=1&way=phone&word=" + because, ""},
	"POST /reviews/{id}/second":               {centres, maligned, "/reviews/$matter/second", "yes=1&why=" + because, ""},
	"POST /reviews/{id}/answer":               {taken, unfounded, "/reviews/$matter/answer", "word=" + because, ""},
	"POST /reviews/{id}/callback":             {taken, replied, "/reviews/$matter/callback", "outcome=satisfied&word=" + because, ""},
	"POST /api/v1/bad-reviews/{id}/ask":       {taken, reached, "/api/v1/bad-reviews/$matter/ask", `{"question":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/rule":      {taken, explained, "/api/v1/bad-reviews/$matter/rule", `{"verdict":"unfounded","reason":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/confirm":   {taken, mistaken, "/api/v1/bad-reviews/$matter/confirm", `{"yes":true,"way":"phone","word":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/second":    {centres, maligned, "/api/v1/bad-reviews/$matter/second", `{"yes":true,"reason":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/answer":    {taken, unfounded, "/api/v1/bad-reviews/$matter/answer", `{"word":"` + because + `"}`, ""},
	"POST /api/v1/bad-reviews/{id}/callback":  {taken, replied, "/api/v1/bad-reviews/$matter/callback", `{"outcome":"satisfied","word":"` + because + `"}`, ""},
	"GET /reviews/export.xlsx":                {list, bare, "/reviews/export.xlsx", noBody, ""},
	"GET /opinions":                           {list, bare, "/opinions", noBody, ""},
	"GET /api/v1/opinions":                    {list, bare, "/api/v1/opinions", noBody, ""},
	"POST /opinions/{id}":                     {centres, written, "/opinions/$opinion", "show=1&word-$opinion=" + because, ""},
	"POST /api/v1/opinions/{id}":              {centres, written, "/api/v1/opinions/$opinion", `{"show":true,"word":"` + because + `"}`, ""},
	"GET /rectify":                            {list, bare, "/rectify", noBody, ""},
	"GET /api/v1/rectifications":              {list, bare, "/api/v1/rectifications", noBody, ""},
	"GET /rectify/{id}":                       {rated, questioned, "/rectify/$request", noBody, ""},
	"GET /api/v1/rectifications/{id}":         {rated, questioned, "/api/v1/rectifications/$request", noBody, ""},
	"POST /rectify/{id}/facts":                {rated, questioned, "/rectify/$request/facts", "word=" + because, ""},
	"POST /api/v1/rectifications/{id}/facts":  {rated, questioned, "/api/v1/rectifications/$request/facts", `{"word":"` + because + `"}`, ""},
	"POST /rectify/{id}/report":               {rated, ordered, "/rectify/$request/report", "word=" + because, ""},
	"POST /api/v1/rectifications/{id}/report": {rated, ordered, "/api/v1/rectifications/$request/report", `{"word":"` + because + `"}`, ""},

	// Items and guides.
	"GET /items":                              {list, bare, "/items", noBody, ""},
	"GET /items/export.xlsx":                  {list, bare, "/items/export.xlsx", noBody, ""},
	"GET /items/full.xlsx":                    {list, bare, "/items/full.xlsx", noBody, ""},
	"GET /items/rate":                         {list, bare, "/items/rate", noBody, ""},
	"GET /items/rate.xlsx":                    {list, bare, "/items/rate.xlsx", noBody, ""},
	"GET /items/drafts":                       {list, bare, "/items/drafts", noBody, ""},
	"POST /items/drafts/publish":              {depts, drafting(false), "/items/drafts/publish", "declared=1&guide=$draft", ""},
	"GET /api/v1/items/full":                  {list, bare, "/api/v1/items/full", noBody, ""},
	"GET /api/v1/items/rate":                  {list, bare, "/api/v1/items/rate", noBody, ""},
	"GET /api/v1/guides/waiting":              {list, bare, "/api/v1/guides/waiting", noBody, ""},
	"POST /api/v1/guides/publish":             {depts, drafting(false), "/api/v1/guides/publish", `{"guides":["$draft"],"declared":true}`, ""},
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

	// Groups of items: letters and ceilings of numbers.
	"GET /groups":                {list, bare, "/groups", noBody, ""},
	"POST /groups":               {list, bare, "/groups", "name=社保卡&prefix=Q&ceiling=40&item=$item", ""},
	"POST /groups/{id}/end":      {centres, grouped, "/groups/$group/end", noBody, ""},
	"GET /api/v1/groups":         {list, bare, "/api/v1/groups", noBody, ""},
	"PUT /api/v1/groups":         {list, bare, "/api/v1/groups", `{"name":"社保卡","prefix":"Q","ceiling":40,"items":["$item"]}`, ""},
	"DELETE /api/v1/groups/{id}": {centres, grouped, "/api/v1/groups/$group", noBody, ""},
}
